"""Rows, columns and shares of tables that do not add up."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import TOTAL, Column, columns_of, head_span, name_of, step_of
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper
from cbm_qa.model import Cell, Span, Table

_NAME = "sums"
_NOT_ADDITIVE = regex.compile(
    r"\b(?:mean|average|median|rate|ratio|index|score|per\b|growth|std|sd|p[- ]value|accuracy|f1|"
    r"price|change)",
    regex.I,
)
_SHARES = regex.compile(
    r"\b(?:share|percent(?:age)? of|proportion|distribution|structure|composition|breakdown)\b|доля", regex.I
)
_PART_OF = regex.compile(r"^\s*(?:of which|including|incl\.|thereof|-|–|•|в том числе)", regex.I)
_FEW = 12
_NEAR = Decimal("0.25")  # a total further off than this share is a total of something else


def _sums(paper: Paper) -> Iterator[Finding]:
    for table in paper.document.tables:
        columns = columns_of(table)
        yield from _totals(paper, table, columns)
        yield from _shares(paper, table, columns)
        yield from _relations(paper, table, columns)


def _totals(paper: Paper, table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """Yield totals at the foot of a table that are not the sums above them."""
    totals = [n for n, row in enumerate(table.rows) if TOTAL.fullmatch(row[0].strip(" *:"))]
    if len(totals) != 1 or len(table.rows) < 3 or totals[0] not in (0, len(table.rows) - 1):
        return
    if any(_PART_OF.match(row[0]) for row in table.rows):
        return
    total = totals[0]
    checked = [(c, _sum_fault(c, total, len(table.rows))) for c in columns if total in c.cells]
    right = sum(1 for _, fault in checked if fault == 0)
    for column, off in checked:
        stated = column.cells[total].value or Decimal(0)
        near = stated != 0 and off is not None and abs(off) <= _NEAR * abs(stated)
        if not off or _NOT_ADDITIVE.search(column.header) or not (near or right):
            continue
        message = (
            f"{name_of(table)}: “{column.header}” adds up to {stated - off:,}, the total says {stated:,}"
        )
        yield paper.finding(
            _NAME,
            Severity.HIGH,
            0.9 if right or near else 0.7,
            message,
            head_span(paper.document.text, table),
            *_rows(table, total),
            reason=_terms(column, total),
        )


def _rows(table: Table, total: int) -> list[Span]:
    """Return the rows of a table, the total first; of a long one the total alone."""
    others = [span for n, span in enumerate(table.row_spans) if n != total]
    return [table.row_spans[total], *(others if len(others) <= _FEW else [])]


def _sum_fault(column: Column, total: int, rows: int) -> Decimal | None:
    """Return by how much a total differs from the sum; 0 within rounding, None where a cell is missing."""
    parts = [c for row, c in column.cells.items() if row != total]
    if len(parts) < rows - 1:
        return None
    off = _value(column.cells[total]) - sum(map(_value, parts), Decimal(0))
    slack = sum((step_of(c) for c in (*parts, column.cells[total])), Decimal(0)) / 2
    exact = all(step_of(c) >= 1 for c in (*parts, column.cells[total])) and "%" not in (column.unit or "")
    return Decimal(0) if abs(off) <= (0 if exact else slack) else off


def _terms(column: Column, total: int) -> str:
    parts = [c.text for row, c in column.cells.items() if row != total]
    shown = " + ".join(parts) if len(parts) <= 8 else " + ".join([*parts[:6], "…", parts[-1]])
    return f"{shown} is not {column.cells[total].text}"


def _shares(paper: Paper, table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """Yield columns of shares of one whole that miss 100 %."""
    if any(TOTAL.fullmatch(row[0].strip(" *:")) for row in table.rows) or len(table.rows) < 3:
        return
    for column in columns:
        about = f"{column.header} {table.caption}"
        if "%" not in (column.unit or "") and "%" not in column.header:
            continue
        if not _SHARES.search(about) or len(column.cells) < len(table.rows) or _is_years(table):
            continue
        total = sum(map(_value, column.cells.values()), Decimal(0))
        slack = sum((step_of(c) for c in column.cells.values()), Decimal(0)) / 2 + Decimal("0.1")
        if slack < abs(total - 100) <= 12:
            parts = " + ".join(c.text for c in column.cells.values())
            yield paper.finding(
                _NAME,
                Severity.MEDIUM,
                0.8,
                f"{name_of(table)}: the shares in “{column.header}” add up to {total} %",
                head_span(paper.document.text, table),
                *table.row_spans[:_FEW],
                reason=f"{parts} = {total}",
            )


def _is_years(table: Table) -> bool:
    return sum(bool(regex.match(r"\s*(?:1[89]|20)\d\d", row[0])) for row in table.rows) * 2 > len(table.rows)


def _relations(paper: Paper, table: Table, columns: tuple[Column, ...]) -> Iterator[Finding]:
    """Yield rows that break what holds in most others: one column is the sum of two others."""
    told: set[int] = set()
    for a, b, c in permutations(columns, 3):
        if a.index > b.index or not _same_unit(a, b, c):
            continue
        rows = sorted(set(a.cells) & set(b.cells) & set(c.cells))
        broken = [r for r in rows if not _adds_up(a.cells[r], b.cells[r], c.cells[r])]
        if len(rows) - len(broken) < 3 or len(broken) > 0.34 * len(rows) or _is_trivial(a, b, rows):
            continue
        for row in (r for r in broken if r not in told):
            told.add(row)
            cells = (a.cells[row], b.cells[row], c.cells[row])
            total = _value(cells[0]) + _value(cells[1])
            message = (
                f"{name_of(table)}, row {table.rows[row][0]}: “{c.header}” is {cells[2].text}, "
                f"the sum of “{a.header}” and “{b.header}” {total:,}"
            )
            yield paper.finding(
                _NAME,
                Severity.HIGH,
                0.85,
                message,
                head_span(paper.document.text, table),
                table.row_spans[row],
                reason=f"{cells[0].text} + {cells[1].text} = {total}, as it holds in "
                f"{len(rows) - len(broken)} of {len(rows)} rows",
            )


def _same_unit(*columns: Column) -> bool:
    units = {(c.unit or "").casefold() for c in columns}
    return len(units) == 1 and not any(_NOT_ADDITIVE.search(c.header) for c in columns)


def _adds_up(a: Cell, b: Cell, c: Cell) -> bool:
    slack = (step_of(a) + step_of(b) + step_of(c)) / 2
    exact = min(step_of(a), step_of(b), step_of(c)) >= 1
    return abs(_value(a) + _value(b) - _value(c)) <= (0 if exact else slack)


def _is_trivial(a: Column, b: Column, rows: list[int]) -> bool:
    return any(sum(_value(col.cells[r]) == 0 for r in rows) * 2 > len(rows) for col in (a, b))


def _value(cell: Cell) -> Decimal:
    return cell.value if cell.value is not None else Decimal(0)


SUMS = Check(
    _NAME,
    "Sums and shares that do not add up",
    "Totals, shares of 100 %, columns that are sums of others.",
    _sums,
)
