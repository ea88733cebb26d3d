"""Tables whose every cell knows its headers, its value and its place in the text."""

from dataclasses import dataclass
from decimal import Decimal

from cbm_qa.errors import ModelError
from cbm_qa.model.span import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One data cell: everything but the header row and the first (row key) column.

    Attributes:
        row: The row key, as printed in the first column.
        column: The column header, as printed.
        text: The cell as printed.
        value: The exact number, or None where the cell is not one number.
        unit: "billion USD", "%", ...; None where nothing names one.
        missing: The table says that there is no value ("n/a", "No data available", a dash).
        span: The cell's text, or, for an empty cell, the row it belongs to.
        row_index: 0-based position of the row among `Table.rows`.
        column_index: 0-based position of the column; 0 is the row key column.
    """

    row: str
    column: str
    text: str
    value: Decimal | None
    unit: str | None
    missing: bool
    span: Span
    row_index: int
    column_index: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed, and its cells.

    In the text a table stands as its caption line, one line a row with tabs between the cells
    (the header row first), and its source note.

    Attributes:
        label: "Table 1", or "" where the document gives none.
        caption: The caption without the label.
        source_note: The line under the table ("Source: ..."), or "".
        section: Index of the section in `Document.sections`, or None.
        span: Caption to source note.
        header: Column headers, the row key column's first.
        rows: Cell texts of each data row; every row as long as the header.
        row_spans: The line of each data row in the text.
        cells: Data cells, row by row.
    """

    label: str
    caption: str
    source_note: str
    section: int | None
    span: Span
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    row_spans: tuple[Span, ...]
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.row_spans):
            raise ModelError(f"{self.label}: {len(self.rows)} rows but {len(self.row_spans)} spans")
        if any(len(row) != len(self.header) for row in self.rows):
            raise ModelError(f"{self.label}: every row needs {len(self.header)} cells")

    @property
    def cell_spans(self) -> tuple[Span, ...]:
        """Where the data cells stand, row by row."""
        return tuple(cell.span for cell in self.cells)
