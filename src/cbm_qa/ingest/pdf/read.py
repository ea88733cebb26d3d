"""A PDF to blocks, with the printed lines they are made of."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cbm_qa.errors import ReadError
from cbm_qa.ingest.blocks import Block
from cbm_qa.ingest.decode import normalise
from cbm_qa.ingest.pdf import ocr
from cbm_qa.ingest.pdf.blocks import Placed, PlacedBlock, ReadPage, build_blocks, measure
from cbm_qa.ingest.pdf.furniture import Furniture
from cbm_qa.ingest.pdf.layout import FileLayout, PageLayout
from cbm_qa.ingest.pdf.pdfium import read_layout
from cbm_qa.ingest.pdf.reading import read_page
from cbm_qa.ingest.pdf.second import mend_letters
from cbm_qa.ingest.pdf.shelf import Shelf
from cbm_qa.ingest.pdf.titles import mark_headings
from cbm_qa.ingest.raised import find_raised_style, set_in_brackets
from cbm_qa.model import Page

_NAMED_PAGES = 8
_MAX_UNMAPPED = 0.5
_OCR_HINT = (
    "install Tesseract and pytesseract, or make the text searchable first, for example with: "
    "ocrmypdf scan.pdf text.pdf"
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PdfReading:
    """What a PDF holds: blocks in reading order, the printed lines of their text, and its pages."""

    blocks: list[Block]
    pieces: list[Placed]
    pages: tuple[Page, ...]


def read_pdf(path: Path, report: Callable[[int, int], None]) -> PdfReading:
    """Read a PDF.

    Args:
        path: The file.
        report: Told the pages done and their number.

    Raises:
        ReadError: It is locked, damaged, has no pages or too many, or no text; single pages without text
            are told as a warning.
    """
    layout = read_layout(path, None, report)
    _read_pictures(path, layout)
    mend_letters(layout, path)
    pages, columns = _read_columns(layout)
    measures = measure(columns)
    placed = mark_headings(build_blocks(columns, measures), measures, layout.title, layout.outline)
    placed = _with_mentions(placed)
    return PdfReading(
        [_normalised(block) for block in placed],
        [piece for block in placed for piece in block.pieces],
        pages,
    )


def _read_columns(layout: FileLayout) -> tuple[tuple[Page, ...], Shelf[ReadPage]]:
    """Return the pages as a reader knows them, and what stands on each in reading order."""
    furniture = Furniture(layout.pages)
    pages, columns = list[Page](), Shelf[ReadPage]()
    for page in layout.pages:
        kept = furniture.strip(page)
        pages.append(_page(page, kept.label))
        columns.append(ReadPage(page.index, page.frame, tuple(read_page(kept.lines, page.rules))))
    return tuple(pages), columns


def _with_mentions(placed: list[PlacedBlock]) -> list[PlacedBlock]:
    """Set raised mentions in brackets, in the blocks and in their printed lines."""
    start = find_raised_style([block.block for block in placed])
    if start is None:
        return placed
    changed = [
        replace(
            block,
            block=replace(block.block, lines=tuple(map(set_in_brackets, block.block.lines))),
            pieces=tuple(replace(piece, text=set_in_brackets(piece.text)) for piece in block.pieces),
        )
        for block in placed[start:]
    ]
    return [*placed[:start], *changed]


def _page(page: PageLayout, label: str) -> Page:
    return Page(page.index, label, round(page.frame.width, 1), round(page.frame.height, 1))


def _normalised(placed: PlacedBlock) -> Block:
    block = placed.block
    return replace(
        block,
        lines=tuple(map(normalise, block.lines)),
        rows=tuple(tuple(map(normalise, row)) for row in block.rows),
    )


def _read_pictures(path: Path, layout: FileLayout) -> None:
    """Read the pages without letters, or with letters that the file does not tell, from their pictures.

    Raises:
        ReadError: No page holds text then.
    """
    blind = [n for n, page in enumerate(layout.pages) if _is_blind(page)]
    if blind and ocr.can_ocr():
        for number, page in zip(
            blind, ocr.read_pictures(path, [layout.pages[n] for n in blind]), strict=True
        ):
            layout.pages[number] = page
        blind = [n for n in blind if _is_blind(layout.pages[n])]
    if not any(page.lines for n, page in enumerate(layout.pages) if n not in blind):
        raise _without_text(path, layout, blind)
    for number in blind:
        layout.pages[number] = replace(layout.pages[number], lines=())
    if blind:
        logger.warning("%s: %s: not read (%s)", path.name, _what_is_there(layout, blind), _OCR_HINT)


def _is_blind(page: PageLayout) -> bool:
    """Whether a page shows something, and the file does not tell which letters it is."""
    return page.unmapped > _MAX_UNMAPPED or (page.has_image and not page.lines)


def _without_text(path: Path, layout: FileLayout, blind: list[int]) -> ReadError:
    if not blind:
        return ReadError(f"{path.name}: no text was found in it", hint="see in a PDF viewer what it shows")
    scanned = ": a scan" if not any(layout.pages[n].unmapped for n in blind) else ""
    return ReadError(f"{path.name}: {_what_is_there(layout, blind)}{scanned}", hint=_OCR_HINT)


def _what_is_there(layout: FileLayout, blind: list[int]) -> str:
    """Return which pages hold what that is no text."""
    named = ", ".join(str(n + 1) for n in blind[:_NAMED_PAGES]) + (
        " ..." if len(blind) > _NAMED_PAGES else ""
    )
    several = len(blind) > 1
    if any(layout.pages[n].unmapped for n in blind):
        what = "letters whose fonts do not say which they are"
    else:
        what = "pictures and no text" if several else "a picture and no text"
    return f"page{'s' if several else ''} {named} hold{'' if several else 's'} {what}"
