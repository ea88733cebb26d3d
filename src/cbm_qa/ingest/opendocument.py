"""An OpenDocument text (.odt) to blocks: its tags are those of HTML by other names, and are read as such."""

import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cbm_qa.errors import ReadError
from cbm_qa.ingest.archive import check_archive
from cbm_qa.ingest.blocks import Block
from cbm_qa.ingest.html import parse_html, read_tree

_CONTENT = "content.xml"
_MAX_REPEATED = 200  # rows or cells that are told once; a sheet fills itself up with a million empty ones
_DROPPED = frozenset(
    "tracked-changes annotation annotation-end table-of-content alphabetical-index illustration-index image "
    "covered-table-cell sequence-decls forms object bookmark bookmark-start bookmark-end".split()
)
_DRAWN = "xmlns:svg-compatible"  # title and description of a picture
_NAMES = {
    "list": "ul",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-header-rows": "thead",
    "table-row": "tr",
    "table-cell": "td",
    "note-citation": "sup",
}


class _Style(NamedTuple):
    parent: str
    tag: str


def read_odt(path: Path) -> list[Block]:
    """Return the blocks of an OpenDocument text; pictures, comments and tracked deletions are left out.

    Raises:
        ReadError: The file cannot be opened, is damaged, encrypted, or would unpack to no good.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    again = "save it again in LibreOffice"
    check_archive(path, _CONTENT, "OpenDocument")
    try:
        with zipfile.ZipFile(path) as archive:
            content = fromstring(archive.read(_CONTENT), forbid_dtd=True)
    except (ParseError, zipfile.BadZipFile, EOFError, ValueError, RuntimeError) as error:
        raise ReadError(f"{path.name}: it is damaged or encrypted: {error}", hint=again) from error
    body = next((e for e in content.iter() if _tag(e) == "text" and _is_office(e)), None)
    if body is None:
        raise ReadError(f"{path.name}: there is no text document in it", hint=again)
    writer = _Writer(content)
    page = "".join(writer.children(body))
    notes = "".join(f"<li>{note}</li>" for note in writer.notes)
    root = parse_html(f"<html><body>{page}{f'<ol>{notes}</ol>' if notes else ''}</body></html>")
    return read_tree(root) if root is not None else []


class _Writer:
    """Writes the tags of a document as HTML; footnotes gather in `notes`."""

    def __init__(self, content: Element) -> None:
        self.notes: list[str] = []
        self._styles = {_get(e, "name"): _style(e) for e in content.iter() if _tag(e) == "style"}

    def children(self, element: Element) -> Iterator[str]:
        """Give the text and the parts of an element."""
        yield escape(element.text or "")
        for child in element:
            yield self._write(child)
            yield escape(child.tail or "")

    def _write(self, element: Element) -> str:
        tag = _tag(element)
        match tag:
            case _ if tag in _DROPPED or _DRAWN in element.tag:
                return ""
            case "s" | "tab":
                return " "
            case "line-break":
                return "<br>"
            case "h":
                level = min(6, max(1, int(_get(element, "outline-level") or 1)))
                return self._in(f"h{level}", element)
            case "p":
                return self._in("h1" if self._is_title(element) else "p", element)
            case "span":
                style = self._styles.get(_get(element, "style-name"))
                return self._in(style.tag if style else "span", element)
            case "a":
                return self._in("a", element, f' href="{escape(_get(element, "href"))}"')
            case "note-body":
                self.notes.append("".join(self.children(element)))
                return ""
            case "table-row" | "table-cell":
                return self._repeated(element, tag)
        return self._in(_NAMES.get(tag, ""), element)

    def _in(self, name: str, element: Element, attributes: str = "") -> str:
        inner = "".join(self.children(element))
        return f"<{name}{attributes}>{inner}</{name}>" if name else inner

    def _repeated(self, element: Element, tag: str) -> str:
        what = "columns" if tag == "table-cell" else "rows"
        times = min(_MAX_REPEATED, int(_get(element, f"number-{what}-repeated") or 1))
        spans = (
            f' {name}span="{int(_get(element, f"number-{name_in_file}-spanned") or 1)}"'
            for name, name_in_file in (("col", "columns"), ("row", "rows"))
        )
        return self._in(_NAMES[tag], element, "".join(spans) if tag == "table-cell" else "") * times

    def _is_title(self, element: Element) -> bool:
        name = _get(element, "style-name")
        style = self._styles.get(name)
        return "Title" in (name, style.parent if style else "")


def _style(element: Element) -> _Style:
    properties = next((e for e in element if _tag(e) == "text-properties"), None)
    tag = "span"
    if properties is not None:
        position = _get(properties, "text-position")
        if position.startswith(("super", "sub")):
            tag = "sup" if position.startswith("super") else "sub"
        elif _get(properties, "font-style") == "italic":
            tag = "em"
    return _Style(_get(element, "parent-style-name"), tag)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_office(element: Element) -> bool:
    return "opendocument:xmlns:office" in element.tag


def _get(element: Element, name: str) -> str:
    """Return an attribute by its name without its namespace, or ""."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
