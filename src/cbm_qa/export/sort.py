"""The order of a table's rows by one column: numbers as numbers, "Figure 10" after "Figure 9"."""

from collections.abc import Sequence
from decimal import Decimal

import regex

from cbm_qa.errors import UsageError
from cbm_qa.export.columns import Column, read_columns
from cbm_qa.model import Table

_DIGITS = regex.compile(r"(\d{1,18})")


def sort_rows(table: Table, by: str) -> list[int]:
    """Return the numbers of the rows in the order of a column.

    Args:
        table: The table.
        by: The column's header or its number from 1; with "-" before it the order is descending.

    Raises:
        UsageError: There is no such column.
    """
    column, descending = _find_column(table.header, by)
    return row_order(read_columns(table)[column], descending=descending)


def row_order(column: Column, *, descending: bool = False) -> list[int]:
    """Return row numbers by the column's values, equal ones as they stood, missing ones always last."""
    rows = range(len(column.texts))
    if column.is_numeric:
        numbers = {n: value for n, value in enumerate(column.values) if value is not None}
        known = sorted(numbers, key=numbers.__getitem__, reverse=descending)
        return known + [n for n in rows if n not in numbers]
    said = [n for n in rows if column.texts[n].strip()]
    ordered = sorted(said, key=lambda n: _natural(column.texts[n]), reverse=descending)
    return ordered + [n for n in rows if not column.texts[n].strip()]


def _find_column(header: Sequence[str], by: str) -> tuple[int, bool]:
    """Return which column is meant, and whether its order is descending."""
    for name, descending in ((by, False), (by.removeprefix("-"), True)):
        wanted = " ".join(name.split()).casefold()
        found = [n for n, text in enumerate(header) if " ".join(text.split()).casefold() == wanted]
        if found:
            return found[0], descending
        if wanted.isdecimal() and 1 <= int(wanted) <= len(header):
            return int(wanted) - 1, descending
    known = ", ".join(f"{n} {text}" for n, text in enumerate(header[:8], 1))
    raise UsageError(f"there is no column {by!r}", hint=f"it has: {known}")


def _natural(text: str) -> list[tuple[int, Decimal, str]]:
    """Return a key by which runs of digits compare as numbers."""
    parts = _DIGITS.split(text.strip().casefold())
    return [(0, Decimal(part), "") if n % 2 else (1, Decimal(0), part) for n, part in enumerate(parts)]
