"""Cells that span rows and columns, laid out as the plain rows of a table."""

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 200
_MAX_SPAN = 1000


@dataclass(frozen=True, slots=True)
class SpannedCell:
    """A cell as HTML and JATS write it."""

    text: str
    columns: int = 1
    rows: int = 1
    is_header: bool = False


Rows = tuple[tuple[str, ...], ...]


def lay_out(rows: Sequence[Sequence[SpannedCell]], header_rows: int = 0) -> Rows:
    """Return rows of equal meaning without spans, the header as one row.

    A cell is repeated in every row and column that it spans, for it speaks of all of them; one that
    spans a whole row below the header names the rows under it and stands once, in the first column.

    Args:
        rows: Cells as written; a place that a span covers has none.
        header_rows: How many rows are marked as header; where none is, the leading rows of header
            cells alone, else the first.
    """
    grid: list[dict[int, SpannedCell]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[number]:
                column += 1
            for below in range(number, min(len(rows), number + min(cell.rows, _MAX_SPAN))):
                for right in range(column, min(MAX_COLUMNS, column + cell.columns)):
                    grid[below].setdefault(right, cell)
            column += 1
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    heads = header_rows or _count_header_rows(rows)
    body = [_body_row(row, width) for row in grid[heads:] if not _only_names_rows_below(row)]
    return tuple(row for row in (_join_header(grid[:heads], width), *body) if any(row))


def _count_header_rows(rows: Sequence[Sequence[SpannedCell]]) -> int:
    count = 0
    for row in rows:
        if not row or not all(cell.is_header for cell in row):
            break
        count += 1
    if count < len(rows) and all(cell.rows == 1 for row in rows[:count] for cell in row):
        return max(1, count)
    # A header cell that reaches into the body names rows: what stands above it is the header.
    return 1


def _join_header(rows: Sequence[dict[int, SpannedCell]], width: int) -> tuple[str, ...]:
    """Join what stands above each column, each text once, from the top down."""
    columns = []
    for column in range(width):
        texts = dict.fromkeys(row[column].text for row in rows if column in row)
        columns.append(" ".join(text for text in texts if text))
    spread = set(columns) if len(set(columns)) == 1 and width > 1 else set()
    return (columns[0], *[""] * (width - 1)) if spread else tuple(columns)


def _body_row(row: dict[int, SpannedCell], width: int) -> tuple[str, ...]:
    first = row.get(0)
    if first is not None and width > 1 and all(row.get(column) is first for column in range(width)):
        return (first.text, *[""] * (width - 1))
    return tuple(row[column].text if column in row else "" for column in range(width))


def _only_names_rows_below(row: dict[int, SpannedCell]) -> bool:
    """Whether a row holds nothing but cells that are repeated in the rows under it."""
    filled = [cell for cell in row.values() if cell.text]
    return bool(filled) and all(cell.rows > 1 and cell.columns == 1 for cell in filled)
