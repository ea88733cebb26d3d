"""A Word file to blocks: mammoth makes HTML of it, which is read as a page is."""

from pathlib import Path
from typing import Any

from cbm_qa.errors import ReadError
from cbm_qa.ingest.archive import check_archive
from cbm_qa.ingest.blocks import Block
from cbm_qa.ingest.html import parse_html, read_tree
from cbm_qa.ingest.wordnumbers import number_headings

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
u => span
strike => s
"""


def read_docx(path: Path) -> list[Block]:
    """Return the blocks of a Word file; pictures, comments and tracked deletions are left out.

    Raises:
        ReadError: The file cannot be opened, is damaged, encrypted, or would unpack to no good.
    """
    import mammoth

    check_archive(path, "word/document.xml", "Word")
    try:
        with number_headings(path) or path.open("rb") as file:
            converted = mammoth.convert_to_html(
                file,
                style_map=_STYLES,
                include_embedded_style_map=False,
                convert_image=_leave_out,
                external_file_access=False,
            )
    except RecursionError as error:
        raise ReadError(f"{path.name}: its parts are nested too deeply to be read") from error
    except Exception as error:  # mammoth raises whatever a damaged part makes it stumble over
        raise ReadError(f"{path.name}: it is damaged: {error!r}", hint="save it again in Word") from error
    root = parse_html(f"<html><body>{converted.value}</body></html>")
    return read_tree(root) if root is not None else []


def _leave_out(image: Any) -> list[Any]:  # noqa: ANN401  # mammoth has no types
    return []
