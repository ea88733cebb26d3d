"""A total of trade in the text against the exports of both sides in a table."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import Column, columns_of, head_span, name_of, row_year
from cbm_qa.audit.figures import find_figures
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare
from cbm_qa.model import Table

_NAME = "trade-total"
_FLOW = regex.compile(r"\b(exports?|imports?)\b", regex.I)
_TRADE = regex.compile(r"\b(?:trade|turnover)\b", regex.I)
_PART = regex.compile(
    r"\b(?:balance|deficit|surplus|growth|share|in (?:goods|services)|sector|agricultur\w*|energy)\b", regex.I
)


def _of_table(paper: Paper, table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """Yield a total of trade in the text that is not what the table's exports of both sides add up to."""
    exports = [c for c in columns if [w.casefold()[:6] for w in _FLOW.findall(c.header)] == ["export"]]
    if len(exports) != 2 or exports[0].unit != exports[1].unit:
        return
    parties = [set(regex.findall(r"\p{Lu}[\p{L}]{3}", c.header)) for c in exports]
    if parties[0] != parties[1]:
        return
    for statement in paper.statements:
        text = bare(statement)
        figures = find_figures(text)
        rows = [n for n in range(len(table.rows)) if figures and row_year(table, n) == figures[0].year]
        total = _TRADE.search(text[: figures[0].start]) if figures else None
        if len(figures) != 1 or len(rows) != 1 or not total or _PART.search(text) or _FLOW.search(text):
            continue
        unit = find_figures(f"of 1 {exports[0].unit}")
        cells = [c.cells.get(rows[0]) for c in exports]
        if unit and unit[0].unit == figures[0].unit and all(cells) and figures[0].role == "level":
            scale = unit[0].value
            summed = sum(((c.value or Decimal(0)) for c in cells if c), Decimal(0))
            if abs(figures[0].value / scale - summed) > summed / 10 and summed:
                yield _trade_finding(paper, statement, table, rows[0], summed, exports)


def _trade_finding(
    paper: Paper, statement: Statement, table: Table, row: int, summed: Decimal, exports: list[Column]
) -> Finding:
    figure = find_figures(bare(statement))[0]
    said = bare(statement)[figure.start : figure.end].strip()
    return paper.finding(
        _NAME,
        Severity.HIGH,
        0.75,
        f"the text gives a trade of {said} for {table.rows[row][0]}, {name_of(table)} adds up to {summed}",
        statement.span,
        head_span(paper.document.text, table),
        table.row_spans[row],
        reason=" + ".join(f"{c.cells[row].text} (“{c.header}”)" for c in exports) + f" = {summed}",
    )


def _trade(paper: Paper) -> Iterator[Finding]:
    for table in paper.document.tables:
        yield from _of_table(paper, table, columns_of(table))


TRADE = Check(
    _NAME,
    "Total trade against the table",
    "A stated total of trade is compared with the exports of both sides, added up from a table.",
    _trade,
)
