"""Words for a rise or a fall against the figures of a table."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from cbm_qa.answer.words import stems
from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import Column, columns_of, head_span, name_of, row_year
from cbm_qa.audit.figures import years_in
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare
from cbm_qa.model import Table

_NAME = "trend-differs"
_UP = (
    r"increas(?:e[ds]?|ing)|ris(?:e|es|en|ing)|rose|gr(?:ow|ew|own|owth|owing)|climbed|expanded|surged|jumped"
)
_DOWN = (
    r"decreas(?:e[ds]?|ing)|declin(?:e[ds]?|ing)|fall(?:s|en|ing)?|fell|drop(?:ped|s)?|shr[aiu]nk|contracted"
)
_DIRECTION = regex.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", regex.I)
_DENIED = regex.compile(r"\b(?:not|no|never|except|although|despite|before|after which|then|but)\b", regex.I)
_PERCENT = regex.compile(
    r"\bby\s+(?:about\s+|nearly\s+|around\s+|almost\s+)?(\d+(?:\.\d+)?)\s?(?:%|per\s?cent)(?!\s*points?)"
)


def _trends(paper: Paper) -> Iterator[Finding]:
    for table in paper.document.tables:
        years = {y: n for n in range(len(table.rows)) if (y := row_year(table, n))}
        if len(years) < 2:
            continue
        for statement in paper.statements:
            text = bare(statement)
            directions = list(_DIRECTION.finditer(text))
            named = sorted(set(years_in(text)))
            if (
                len(directions) != 1
                or len(named) != 2
                or _DENIED.search(text)
                or not set(named) <= set(years)
            ):
                continue
            column = _column(table, text)
            rows = (years[named[0]], years[named[1]])
            if column and set(rows) <= set(column.cells):
                yield from _compare(paper, statement, text, table, column, rows)


def _column(table: Table, text: str) -> Column | None:
    """Return the one column whose whole header a sentence names."""
    said = stems(text)
    named = [c for c in columns_of(table) if len(c.words) >= 2 and c.words <= said]
    longest = max((len(c.words) for c in named), default=0)
    best = [c for c in named if len(c.words) == longest]
    return best[0] if len(best) == 1 else None


def _compare(
    paper: Paper, statement: Statement, text: str, table: Table, column: Column, rows: tuple[int, int]
) -> Iterator[Finding]:
    cells = (column.cells[rows[0]], column.cells[rows[1]])
    before, after = (c.value if c.value is not None else Decimal(0) for c in cells)
    direction = _DIRECTION.search(text)
    spans = (statement.span, head_span(paper.document.text, table), *(table.row_spans[r] for r in rows))
    shown = f"{cells[0].text} in {cells[0].row} and {cells[1].text} in {cells[1].row}"
    if direction and before != after and bool(direction["up"]) != (after > before):
        yield paper.finding(
            _NAME,
            Severity.HIGH,
            0.85,
            f"the text says “{direction[0]}”, {name_of(table)} has {shown}",
            *spans,
            reason=f"column “{column.header}” goes the other way",
        )
        return
    stated = _PERCENT.search(text)
    if stated and before and "%" not in (column.unit or ""):
        change = abs(100 * (after - before) / before)
        slack = Decimal("0.6") + change / (
            10 if regex.search(r"about|nearly|around|almost|over|more than", text) else 100
        )
        if abs(change - Decimal(stated[1])) > slack:
            yield paper.finding(
                _NAME,
                Severity.HIGH,
                0.8,
                f"the text says {stated[1]} %, {name_of(table)} gives {round(change, 1)} %",
                *spans,
                reason=f"column “{column.header}” has {shown}: a change of {round(change, 1)} %",
            )


TRENDS = Check(
    _NAME,
    "Trends against the tables",
    "Rises, falls and percentages of change between two years are computed from the table they are about.",
    _trends,
)
