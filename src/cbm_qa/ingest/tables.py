"""Rows of text to a table with typed cells."""

from dataclasses import dataclass

import regex

from cbm_qa.ingest.quantities import read_quantity, unit_in_label
from cbm_qa.model import Cell, Span, Table

_LABEL = (
    r"(?:supplementary\s+|appendix\s+)?(?:table|tab\.|таблица|табл\.|кесте|tabelle|tableau|tabla|tabela|表)"
    r"\s*(?:[A-Z]?[.-]?\d+(?:[.-]\d+)*[a-z]?|[IVXL]+|[A-Z])(?!\w)"
)
_CAPTION = regex.compile(rf"^({_LABEL})\s*[.:|–—-]*\s*(.*)$", regex.I | regex.S)
_KAZAKH_CAPTION = regex.compile(r"^(\d+)[-–]?\s*(?:кесте)\s*[.:–—-]*\s*(.*)$", regex.I | regex.S)
_SET_OFF = regex.compile(rf"^{_LABEL}\s*(?:[.:|–—-]|$)", regex.I)
_MAX_CAPTION_CHARS = 300
_SOURCE_NOTE = regex.compile(
    r"^(?:sources?|notes?|источник|примечание|дереккөз|ескерту|来源|注)\s*[:.：]", regex.I
)
_FIGURE = regex.compile(
    r"^(?:figure|fig\.?|рисунок|рис\.|сурет|abbildung|图|chart|scheme|map)\s*[A-Z]?\d+[a-z]?\s*[.:|–—-]",
    regex.I,
)


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's label ("Table 1") and the words after it."""

    label: str
    words: str


def read_caption(line: str) -> Caption | None:
    """Return a table caption's label and words, or None where the line is none."""
    found = _CAPTION.match(line)
    if found:
        return Caption(regex.sub(r"\s+", " ", found[1]), found[2].strip())
    found = _KAZAKH_CAPTION.match(line)
    return Caption(line[: found.end(1)] + "-кесте", found[2].strip()) if found else None


def is_caption_line(line: str) -> bool:
    """Return whether a line can only be a table's caption, for the words are set off from the label."""
    return len(line) <= _MAX_CAPTION_CHARS and bool(_SET_OFF.match(line) or _KAZAKH_CAPTION.match(line))


def is_source_note(line: str) -> bool:
    """Return whether a line under a table says where its figures come from or how to read them."""
    return bool(_SOURCE_NOTE.match(line))


def is_figure_caption(line: str) -> bool:
    """Return whether a line is the caption of a figure."""
    return bool(_FIGURE.match(line))


def square(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows made equally long with empty cells, without empty rows and empty last columns."""
    kept = [row for row in rows if any(cell for cell in row)]
    width = max((max((i + 1 for i, cell in enumerate(row) if cell), default=0) for row in kept), default=0)
    return tuple((*row, *[""] * width)[:width] for row in kept)


def build_table(
    caption: Caption | None,
    source_note: str,
    section: int | None,
    span: Span,
    rows: tuple[tuple[str, ...], ...],
    row_starts: tuple[int, ...],
) -> Table:
    """Type every cell of a table that stands in the text.

    Args:
        caption: Label and words, or None.
        source_note: The line under it, or "".
        section: Index of its section.
        span: Where all of it stands.
        rows: Squared rows, the header first; at least one.
        row_starts: Where each row's line begins in the text, cells joined by one tab.

    Returns:
        The table; a cell's unit is its own, else its column's, else its row's, else the caption's.
    """
    header, *body = rows
    words = caption.words if caption else ""
    column_units = [unit_in_label(label) for label in header]
    caption_unit = unit_in_label(words)
    cells: list[Cell] = []
    for row_index, row in enumerate(body):
        offset = row_starts[row_index + 1]
        line = Span(offset, offset + max(1, len("\t".join(row))))
        row_unit = unit_in_label(row[0])
        for column_index, text in enumerate(row):
            if column_index:
                quantity = read_quantity(text)
                unit = quantity.unit or column_units[column_index] or row_unit or caption_unit
                span_of_cell = Span(offset, offset + len(text)) if text else line
                cells.append(
                    Cell(
                        row=row[0],
                        column=header[column_index],
                        text=text,
                        value=quantity.value,
                        unit=_joined(quantity.unit, unit, column_units[column_index] or row_unit)
                        if quantity.value is not None
                        else None,
                        missing=quantity.missing,
                        span=span_of_cell,
                        row_index=row_index,
                        column_index=column_index,
                    )
                )
            offset += len(text) + 1
    spans = tuple(
        Span(start, start + max(1, len("\t".join(row))))
        for start, row in zip(row_starts[1:], body, strict=True)
    )
    return Table(
        label=caption.label if caption else "",
        caption=words,
        source_note=source_note,
        section=section,
        span=span,
        header=header,
        rows=tuple(body),
        row_spans=spans,
        cells=tuple(cells),
    )


def _joined(own: str | None, unit: str | None, label: str | None) -> str | None:
    """Join a sign in the cell and a scale in its label to one unit: "$5" under "million" is "million $"."""
    if (
        own in ("$", "€", "£", "¥", "US$")
        and label
        and label.casefold() in ("million", "billion", "thousand", "trillion")
    ):
        return f"{label} {own}"
    return unit
