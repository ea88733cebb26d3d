"""Two steps: what a superlative picks, then a figure or a change of it."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

import regex

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.question import Question, read_question
from cbm_qa.answer.tables.find import (
    Figures,
    all_series,
    explained,
    figures_of,
    fits_noun,
    rest_of,
    series_of,
    span_of,
)  # fmt: skip
from cbm_qa.answer.tables.grid import Grid, figure
from cbm_qa.answer.tables.labels import beside
from cbm_qa.answer.tables.operation import Operation, bracketed, compute, plain, read_operation
from cbm_qa.answer.tables.present import Shown, joined, listed, missing_notice, present
from cbm_qa.answer.tables.request import Request

_AGGREGATE = regex.compile(
    r"\b(?:(?P<mean>mean|averages?)|(?P<sum>totals?|sum)|(?P<median>median))\b", regex.I
)
_OF_TWO = (Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO)


def of_best(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return a figure at the item, or of the series, that a superlative within the question picks."""
    if request.rest and fits_noun(grid, request.noun):
        return _at_best_item(grid, request)
    if fits_noun(grid.crossed, request.noun):
        return _of_best_series(grid, request)
    return None


def _at_best_item(grid: Grid, request: Request) -> Candidate | Gap | None:
    outer, inner = rest_of(request), read_question(request.inner or " ")
    if read_operation(request.rest) is not None or outer.years:
        return None
    chosen, series = series_of(grid, inner), series_of(grid, outer)
    items = span_of(grid, inner)
    if chosen is None or series is None or items is None:
        return None
    if not explained(grid, inner, [chosen], grid.asked(inner), request.noun) or not explained(
        grid, outer, [series], [], request.noun
    ):
        return None
    found = figures_of(grid, chosen, items)
    if found is None or len(found.values) < 2:
        return None
    best = min(found.values) if request.is_low else max(found.values)
    at = [i for i, v in zip(found.places, found.values, strict=True) if v == best]
    if len(at) > 1:
        return Gap(f"In {grid.label} {joined([found.item(i) for i in at])} share that place.")
    name = found.item(at[0])
    cell = grid.cells[series, at[0]]
    if cell.missing:
        return Gap(f"{grid.label} has no value for {name}.")
    own = figures_of(grid, series, at)
    end = "lowest" if request.is_low else "highest"
    why = f"where {found.name} is {end} with {figure(best, found.unit)}"
    shown_name = own.name if own else grid.name_of(cell)
    unit = f" {cell.unit}" if cell.unit and cell.unit not in cell.text else ""
    text = f"{beside(shown_name, name)}: {cell.text}{unit}; {why} ({grid.label})."
    expression = f"(where {'min' if request.is_low else 'max'} of ({listed(found.values)}) stands)"
    value = own.values[0] if own else cell.text
    shown = Shown(text, (cell.text,), expression, value, cell.unit, missing_notice(grid, found.without_value))
    return present(grid, [*found.cells, cell], shown)


@dataclass(frozen=True, slots=True)
class _Aggregate:
    """How a series is summed up: the name of it, the expression and the value."""

    expression: str
    value: Decimal


def _aggregate(found: Figures, word: str) -> _Aggregate:
    values = list(found.values)
    if word == "median":
        return _Aggregate(f"median({listed(values)})", Decimal(median(values)))
    total = sum(values, Decimal(0))
    added = " + ".join(map(bracketed, values))
    if word == "sum":
        return _Aggregate(f"({added})", total)
    return _Aggregate(f"({added}) / {len(values)}", total / len(values))


def _of_best_series(grid: Grid, request: Request) -> Candidate | Gap | None:
    named = _AGGREGATE.search(request.inner)
    inner = read_question(f"{_AGGREGATE.sub(' ', request.inner)} ")
    items = span_of(grid, inner)
    if named is None or items is None:
        return None
    if not explained(grid, inner, [], grid.asked(inner), f"{request.noun} {grid.table.header[0]}"):
        return None
    found = all_series(grid, items)
    if found is None or (named.lastgroup != "mean" and any(f.missing for f in found)):
        return None
    sums = [_aggregate(f, named.lastgroup or "mean") for f in found]
    best = (min if request.is_low else max)(s.value for s in sums)
    if [s.value for s in sums].count(best) > 1:
        return Gap(f"In {grid.label} more than one share that place.")
    at = next(n for n, s in enumerate(sums) if s.value == best)
    gone = [f"{f.name}, {name}" for f in found for name in f.without_value]
    notices = missing_notice(grid, gone)
    why = f"{'lowest' if request.is_low else 'highest'} {named[0].casefold()}"
    word = "min" if request.is_low else "max"
    cells = [cell for f in found for cell in f.cells]
    picked = f"{word} of ({'; '.join(s.expression for s in sums)})"
    if not request.rest.strip():
        value = plain(best.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP"))
        note = ", rounded" if value != best else ""
        text = f"{found[at].name} has the {why}: {figure(value, found[at].unit)} ({grid.label}{note})."
        shown = Shown(text, (found[at].name,), f"({picked})", value, found[at].unit, notices)
        return present(grid, cells, shown)
    outer = _outer(grid, request, found[at])
    if outer is None:
        return None
    words, expression, value, unit = outer
    text = f"{words}; it has the {why} ({grid.label})."
    shown = Shown(text, (str(value),), f"{expression}; chosen by ({picked})", value, unit, notices)
    return present(grid, [*cells, *found[at].cells], shown)


def _outer(grid: Grid, request: Request, best: Figures) -> tuple[str, str, Decimal, str | None] | None:
    """Return what is asked of the series that was picked: a figure, or a change between two items."""
    outer, operation = rest_of(request), read_operation(request.rest)
    asked = grid.asked(outer)
    if any(year not in grid.items for year in outer.years):
        return None
    if not explained(grid, outer, [best.series], asked, f"{request.noun} whole period"):
        return None
    if operation is None:
        own = figures_of(grid, best.series, asked)
        if own is None or len(own.values) != 1:
            return None
        value = own.values[0]
        return (
            f"{beside(best.name, own.item(asked[0]))}: {figure(value, own.unit)}",
            f"({value})",
            value,
            own.unit,
        )
    if not asked and regex.search(r"\bover\b|\bperiod\b", request.rest):
        asked = [grid.in_time()[0], grid.in_time()[-1]]
    own = figures_of(grid, best.series, asked) if len(asked) == 2 else None
    if operation not in _OF_TWO or own is None or own.missing or not grid.is_dated:
        return None
    try:
        expression, value, rounded = compute(operation, list(own.values))
    except ArithmeticError:
        return None
    unit = (
        "%" if operation is Operation.PERCENT_CHANGE else None if operation is Operation.RATIO else own.unit
    )
    start, end = own.item(asked[0]), own.item(asked[1])
    note = ", rounded" if rounded else ""
    words = f"{beside(best.name, start)} to {end}: {operation} {figure(value, unit)}{note}"
    return words, expression, value, unit
