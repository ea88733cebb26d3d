"""Tables as a referee reads them: which columns count the same thing, which rows are totals."""

from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.answer.words import stems
from cbm_qa.ingest.quantities import unit_in_label
from cbm_qa.model import Cell, Span, Table

TOTAL = regex.compile(r"(?:grand |sub)?total\b.*|sum\b|итого.*|всего.*|合计|总计", regex.I)
_UNIT_WORDS = stems(
    "billion million thousand trillion usd us dollars percent per cent number euro eur yuan tenge"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; `cells` are those with a value, by row index."""

    header: str
    index: int
    unit: str | None
    cells: dict[int, Cell]

    @property
    def words(self) -> frozenset[str]:
        """Stems of the header without its unit."""
        plain = regex.sub(r"\([^)]*\)|\[[^\]]*\]", " ", self.header)
        return frozenset(s for s in stems(plain) - _UNIT_WORDS if not s[0].isdigit())


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns in which most cells are figures."""
    found = []
    for index, header in enumerate(table.header[1:], 1):
        cells = {c.row_index: c for c in table.cells if c.column_index == index and c.value is not None}
        filled = sum(1 for row in table.rows if row[index].strip())
        if cells and 2 * len(cells) >= filled:
            unit = next((c.unit for c in cells.values() if c.unit), None) or unit_in_label(header)
            found.append(Column(header, index, unit, cells))
    return tuple(found)


def step_of(cell: Cell) -> Decimal:
    """Return one unit of the last printed digit of a cell."""
    match = regex.search(r"\d+(?:[.,](\d+))?(?!.*\d)", cell.text)
    value = cell.value if cell.value is not None else Decimal(0)
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(1).scaleb(-decimals) if match else Decimal(1)


def row_year(table: Table, row: int) -> int | None:
    """Return the year a row is about, where its name is one."""
    match = regex.fullmatch(r"\s*((?:1[89]|20)\d\d)(?:\s*[*†a-z(].{0,12})?\s*", table.rows[row][0])
    return int(match[1]) if match else None


def head_span(text: str, table: Table) -> Span:
    """Return the caption line of a table, or its first row."""
    first = table.row_spans[0] if table.row_spans else table.span
    line = text.find("\n", table.span.start, table.span.end)
    return Span(table.span.start, line) if line > table.span.start else first


def name_of(table: Table) -> str:
    """Return how a reader calls a table."""
    return table.label or f"the table “{table.caption[:50]}”"
