"""A PDF to blocks, with the printed lines they are made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from cbm_qa.errors import ReadError
from cbm_qa.ingest.blocks import Block
from cbm_qa.ingest.decode import normalise
from cbm_qa.ingest.pdf.blocks import Placed, PlacedBlock, ReadPage, build_blocks, measure
from cbm_qa.ingest.pdf.furniture import strip_furniture
from cbm_qa.ingest.pdf.layout import FileLayout, PageLayout
from cbm_qa.ingest.pdf.pdfium import read_layout
from cbm_qa.ingest.pdf.reading import read_page
from cbm_qa.ingest.pdf.second import mend_letters
from cbm_qa.ingest.pdf.titles import mark_headings
from cbm_qa.model import Page

_NAMED_PAGES = 8


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
        ReadError: It is locked, damaged, has no pages or too many, or no text.
    """
    layout = read_layout(path, None, report)
    if not any(page.lines for page in layout.pages):
        raise _without_text(path, layout)
    mend_letters(layout, path)
    furnished = strip_furniture(layout.pages)
    pages = [
        ReadPage(page.index, page.frame, tuple(read_page(kept.lines, page.rules)))
        for page, kept in zip(layout.pages, furnished, strict=True)
    ]
    measures = measure(pages)
    placed = mark_headings(build_blocks(pages, measures), measures, layout.title, layout.outline)
    return PdfReading(
        [_normalised(block) for block in placed],
        [piece for block in placed for piece in block.pieces],
        tuple(_page(page, kept.label) for page, kept in zip(layout.pages, furnished, strict=True)),
    )


def _page(page: PageLayout, label: str) -> Page:
    return Page(page.index, label, round(page.frame.width, 1), round(page.frame.height, 1))


def _normalised(placed: PlacedBlock) -> Block:
    block = placed.block
    return replace(
        block,
        lines=tuple(map(normalise, block.lines)),
        rows=tuple(tuple(map(normalise, row)) for row in block.rows),
    )


def _without_text(path: Path, layout: FileLayout) -> ReadError:
    scanned = [str(page.index + 1) for page in layout.pages if page.has_image]
    if not scanned:
        return ReadError(f"{path.name}: no text was found in it")
    named = ", ".join(scanned[:_NAMED_PAGES]) + (" ..." if len(scanned) > _NAMED_PAGES else "")
    return ReadError(
        f"{path.name}: page{'s' if len(scanned) > 1 else ''} {named} hold pictures and no text: a scan",
        hint="make the text searchable first, for example with: ocrmypdf scan.pdf text.pdf",
    )
