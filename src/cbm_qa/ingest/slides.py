"""Slides (.pptx) to blocks: each is a section under its title, with its lists, tables, charts and notes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cbm_qa.errors import ReadError
from cbm_qa.ingest.archive import check_archive
from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.html.marks import escape

_MAX_DEPTH = 20


def read_pptx(path: Path) -> list[Block]:
    """Return the blocks of a presentation, slide by slide; pictures and comments are left out.

    Raises:
        ReadError: The file cannot be opened, is damaged, encrypted, or would unpack to no good.
    """
    from pptx import Presentation

    check_archive(path, "ppt/presentation.xml", "PowerPoint")
    blocks: list[Block] = []
    try:
        for number, slide in enumerate(Presentation(str(path)).slides):
            blocks += _slide(slide, level=2 if number else 1)
    except Exception as error:  # python-pptx raises whatever a damaged part makes it stumble over
        raise ReadError(
            f"{path.name}: it is damaged: {error!r}", hint="save it again in PowerPoint"
        ) from error
    return blocks


def _slide(slide: Any, level: int) -> Iterator[Block]:  # noqa: ANN401  # python-pptx has no types
    title = slide.shapes.title
    if title is not None and (text := _flat(title.text_frame.text)):
        yield Block(BlockKind.HEADING, (text,), level=level)
    yield from _shapes(slide.shapes, title)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from _paragraphs(notes, BlockKind.TEXT)


def _shapes(shapes: Iterable[Any], title: Any, depth: int = 0) -> Iterator[Block]:  # noqa: ANN401
    for shape in shapes:
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if hasattr(shape, "shapes") and depth < _MAX_DEPTH:
            yield from _shapes(shape.shapes, title, depth + 1)
        elif getattr(shape, "has_table", False):
            yield _table([[_flat(cell.text) for cell in row.cells] for row in shape.table.rows])
        elif getattr(shape, "has_chart", False):
            yield from _chart(shape.chart)
        elif shape.has_text_frame:
            several = len(shape.text_frame.paragraphs) > 1
            yield from _paragraphs(shape.text_frame, BlockKind.ITEM if several else BlockKind.TEXT)


def _paragraphs(frame: Any, kind: BlockKind) -> Iterator[Block]:  # noqa: ANN401
    for paragraph in frame.paragraphs:
        if text := _flat(paragraph.text):
            yield Block(kind, (text,), is_whole=True)


def _chart(chart: Any) -> Iterator[Block]:  # noqa: ANN401
    """Give the figures that a chart is drawn from as a table: categories down, series across."""
    title = _flat(chart.chart_title.text_frame.text) if chart.has_title else ""
    for plot in chart.plots:
        series = [(_flat(one.name or ""), list(one.values)) for one in plot.series]
        rows = [["", *(name for name, _ in series)]]
        for number, category in enumerate(plot.categories):
            cells = (values[number] if number < len(values) else None for _, values in series)
            rows.append([_flat(str(category)), *("" if cell is None else f"{cell:g}" for cell in cells)])
        if len(rows) > 1:
            yield _table(rows, title)


def _table(rows: list[list[str]], caption: str = "") -> Block:
    return Block(BlockKind.TABLE, rows=tuple(map(tuple, rows)), caption=caption, is_whole=True)


def _flat(text: str) -> str:
    return escape(" ".join(text.split()))
