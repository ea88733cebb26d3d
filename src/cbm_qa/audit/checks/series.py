"""Columns of tables that are hard to believe: a sudden jump, two columns for one flow that disagree."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import Column, columns_of, head_span, name_of, row_year
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper
from cbm_qa.model import Cell, Table

_NAME = "table-series"
_JUMP = 4  # times the value of the year before, or of the year after
_STEADY = 2  # no other step of the column is as large
_APART = Decimal("0.2")
_MIN_STEPS = 3
_FLOW = regex.compile(r"\b(exports?|imports?)\b", regex.I)


def _series(paper: Paper) -> Iterator[Finding]:
    for table in paper.document.tables:
        columns = columns_of(table)
        for column in columns:
            yield from _jumps(paper, table, column)
        yield from _mirrors(paper, table, columns)


def _jumps(paper: Paper, table: Table, column: Column) -> Iterator[Finding]:
    """Yield the one step between years that is many times larger than every other."""
    dated = sorted((y, c) for n, c in column.cells.items() if (y := row_year(table, n)) and c.value)
    steps = [(a, b, _ratio(a[1], b[1])) for a, b in pairwise(dated) if b[0] - a[0] <= 2]
    large = [s for s in steps if s[2] >= _JUMP]
    if len(large) != 1 or len(steps) < _MIN_STEPS or any(_STEADY < s[2] < _JUMP for s in steps):
        return
    (year, before), (next_year, after), ratio = large[0]
    others = max(s[2] for s in steps if s[2] < _JUMP)
    yield paper.finding(
        _NAME,
        Severity.MEDIUM,
        0.7,
        f"{name_of(table)}: “{column.header}” goes from {before.text} ({year}) to {after.text} ({next_year})",
        head_span(paper.document.text, table),
        table.row_spans[before.row_index],
        table.row_spans[after.row_index],
        reason=f"{ratio:.1f} times in one step, at most {others:.1f} in the others; the text should say why",
    )


def _ratio(a: Cell, b: Cell) -> Decimal:
    low, high = sorted((abs(a.value or Decimal(1)), abs(b.value or Decimal(1))))
    return high / low if low else Decimal(1)


def _mirrors(paper: Paper, table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """Yield two columns with the header of one flow: "A exports to B" and "A imports to B"."""
    for a, b in combinations(columns, 2):
        words = [_FLOW.findall(c.header) for c in (a, b)]
        if [len(w) for w in words] != [1, 1] or words[0][0][0].casefold() == words[1][0][0].casefold():
            continue
        plain = [" ".join(_FLOW.sub("", c.header).casefold().split()) for c in (a, b)]
        if plain[0] != plain[1] or not regex.search(r"\bto \p{L}", plain[0]):
            continue
        rows = sorted(set(a.cells) & set(b.cells))
        apart = [r for r in rows if _ratio(a.cells[r], b.cells[r]) > 1 + _APART]
        if apart:
            worst = max(apart, key=lambda r: _ratio(a.cells[r], b.cells[r]))
            yield paper.finding(
                _NAME,
                Severity.MEDIUM,
                0.75,
                f"{name_of(table)}: “{a.header}” and “{b.header}” name one flow, but differ in "
                f"{len(apart)} of {len(rows)} rows "
                f"(row {table.rows[worst][0]}: {a.cells[worst].text} and {b.cells[worst].text})",
                head_span(paper.document.text, table),
                table.row_spans[worst],
                reason="what goes from one side to the other is the export of the one and the import "
                "of the other; as named, both columns run the same way",
            )


SERIES = Check(
    _NAME,
    "Tables that are hard to believe",
    "Sudden jumps between years, and two columns for one flow that disagree.",
    _series,
)
