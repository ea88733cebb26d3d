"""The columns of a table as values: what can be sorted, plotted and stored by type."""

from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.model import Cell, Table

_WHOLE = regex.compile(r"-?[1-9]\d{0,17}|0")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        header: As printed.
        texts: Its cells as printed, one a row.
        values: Its exact numbers, None for a missing one. All None, and `is_numeric` false, unless
            every cell that says something is one number.
        unit: What all its numbers are in, or "".
    """

    header: str
    texts: tuple[str, ...]
    values: tuple[Decimal | None, ...]
    unit: str

    @property
    def is_numeric(self) -> bool:
        """Whether it is a column of numbers."""
        return any(value is not None for value in self.values)


def read_columns(table: Table) -> list[Column]:
    """Return the columns of a table, the row keys first."""
    cells: list[list[Cell]] = [[] for _ in table.header]
    for cell in table.cells:  # once for all columns: a sheet has a million cells
        cells[cell.column_index].append(cell)
    columns = []
    for number, header in enumerate(table.header):
        texts = tuple(row[number] for row in table.rows)
        values = _values(texts, cells[number]) if number else _whole_numbers(texts)
        units = {cell.unit for cell in cells[number] if cell.unit}
        unit = units.pop() if len(units) == 1 else ""
        columns.append(Column(header, texts, values or (None,) * len(texts), unit))
    return columns


def unique_headers(table: Table) -> list[str]:
    """Return a name for every column, none empty, no two alike."""
    names: list[str] = []
    taken: set[str] = set()
    for number, header in enumerate(table.header, 1):
        name = base = " ".join(header.split()) or f"Column {number}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names


def _whole_numbers(texts: tuple[str, ...]) -> tuple[Decimal | None, ...]:
    """Return row keys as numbers (years, ranks) where every one is a plain whole number, else nothing."""
    if not all(_WHOLE.fullmatch(text.strip()) for text in texts):
        return ()
    return tuple(Decimal(text.strip()) for text in texts)


def _values(texts: tuple[str, ...], cells: list[Cell]) -> tuple[Decimal | None, ...]:
    values: list[Decimal | None] = [None] * len(texts)
    says = [bool(text.strip()) for text in texts]
    for cell in cells:
        values[cell.row_index] = cell.value
        says[cell.row_index] &= not cell.missing
    if any(said and value is None for said, value in zip(says, values, strict=True)):
        return ()
    return tuple(values)
