"""Where two series lie furthest apart; the largest step of a series; what changed most."""

from decimal import Decimal
from itertools import pairwise

import regex

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.courses import pair_in
from cbm_qa.answer.tables.find import (
    Figures,
    all_series,
    explained,
    figures_of,
    fits_noun,
    rest_of,
    series_of,
    span_of,
)
from cbm_qa.answer.tables.grid import Grid, figure
from cbm_qa.answer.tables.operation import Operation, bracketed, compute, plain
from cbm_qa.answer.tables.present import Shown, joined, missing_notice, present
from cbm_qa.answer.tables.request import Request

_ASKS_ITEM = regex.compile(r"^\W*(?:(?:in|for|during)\s+)?(?:when|which|what year)\b", regex.I)


def widest(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return where two series lie furthest apart, or nearest, and by how much."""
    rest = rest_of(request)
    found = regex.search(r"\bbetween\b", request.rest, regex.I)
    pair = pair_in(grid, request.rest[found.end() :]) if found else None
    items = span_of(grid, rest)
    if (
        pair is None
        or items is None
        or not explained(grid, rest, pair, grid.asked(rest), grid.table.header[0])
    ):
        return None
    one, other = (figures_of(grid, series, items) for series in pair)
    if one is None or other is None or one.unit != other.unit:
        return None
    both = [i for i in one.places if i in other.places]
    pairs = [(one.values[one.places.index(i)], other.values[other.places.index(i)]) for i in both]
    if len(both) < 2:
        return None
    gaps = [abs(a - b) for a, b in pairs]
    best = min(gaps) if request.is_low else max(gaps)
    at = [i for i, gap in zip(both, gaps, strict=True) if gap == best]
    names = [one.item(i) for i in at]
    unit = "percentage points" if one.unit == "%" else one.unit
    end = "Smallest" if request.is_low else "Largest"
    text = (
        f"{end} difference of {one.name} and {other.name}: {figure(best, unit)}"
        f" ({joined(names)}, {grid.label})."
    )
    word = "min" if request.is_low else "max"
    parts = "; ".join(f"|{x} - {y}|" for x, y in pairs)
    values = tuple(names) if _ASKS_ITEM.match(question.text) else (str(best),)
    cells = [f.cells[f.places.index(i)] for f in (one, other) for i in both]
    gone = [one.item(i) for i in items if i not in both]
    return present(
        grid, cells, Shown(text, values, f"{word}({parts})", best, unit, missing_notice(grid, gone))
    )


def most_changed(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the year of the largest step of a series, or the series that changed most over its years."""
    if not grid.is_dated or request.condition is None:
        return None
    if fits_noun(grid, request.noun) and request.noun:
        return _largest_step(grid, request)
    return _most_changed_series(grid, request, question)


def _largest_step(grid: Grid, request: Request) -> Candidate | Gap | None:
    rest, condition = rest_of(request), request.condition
    series, items = series_of(grid, rest), span_of(grid, rest)
    if series is None or items is None or condition is None or request.is_low:
        return None
    if not explained(grid, rest, [series], grid.asked(rest), request.noun):
        return None
    found = figures_of(grid, series, items)
    if found is None or found.missing or len(found.values) < 3:
        return None
    steps = [((b - a) * condition.direction, n) for n, (a, b) in enumerate(pairwise(found.values), 1)]
    best = max(steps)[0]
    at = [n for step, n in steps if step == best]
    if best <= 0 or len(at) > 1:
        return None
    n = at[0]
    start, end = found.item(found.places[n - 1]), found.item(found.places[n])
    a, b = found.values[n - 1], found.values[n]
    word = "rise" if condition.direction > 0 else "fall"
    unit = "percentage points" if found.unit == "%" else found.unit
    text = f"Largest {word} of {found.name}: by {figure(best, unit)} from {start} to {end} ({grid.label})."
    name = end if int(end) - int(start) == 1 else f"{start}–{end}"
    parts = "; ".join(f"{y} - {bracketed(x)}" for x, y in pairwise(found.values))
    expression = f"({'max' if condition.direction > 0 else 'min'} of ({parts}))"
    return present(grid, found.cells, Shown(text, (name,), expression, plain(b - a), unit))


def _most_changed_series(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    rest, condition = rest_of(request), request.condition
    items = span_of(grid, rest)
    if condition is None or items is None or len(items) < 2 or not fits_noun(grid.crossed, request.noun):
        return None
    ends = [items[0], items[-1]]
    if not explained(grid, rest, [], grid.asked(rest), f"{request.noun} {grid.table.header[0]}"):
        return None
    found = all_series(grid, ends)
    if found is None or any(f.missing for f in found):
        return None
    percent = bool(regex.search(r"per\s?cent|%|relative|fastest|slowest|\brate\b", question.text, regex.I))
    try:
        changes = [_change(f, percent=percent) * condition.direction for f in found]
        others = [_change(f, percent=not percent) * condition.direction for f in found]
    except ArithmeticError:
        return None
    pick = min if request.is_low else max
    best = pick(changes)
    if best <= 0 or changes.count(best) > 1:
        return None
    one = found[changes.index(best)]
    notices: tuple[str, ...] = ()
    if others.index(pick(others)) != changes.index(best):
        other = found[others.index(pick(others))].name
        notices = (f"{'In absolute terms' if percent else 'In percent'} it is {other}.",)
    a, b = one.values
    unit = "%" if percent else "percentage points" if one.unit == "%" else one.unit
    word = ("rose" if condition.direction > 0 else "fell") + (" least" if request.is_low else " most")
    operation = Operation.PERCENT_CHANGE if percent else Operation.DIFFERENCE
    expression, value, _ = compute(operation, [a, b])
    start, end = one.item(ends[0]), one.item(ends[1])
    text = f"{one.name} {word}: by {figure(abs(value), unit)} from {start} to {end} ({grid.label})."
    cells = [cell for f in found for cell in f.cells]
    return present(grid, cells, Shown(text, (one.name,), expression, value, unit, notices))


def _change(found: Figures, *, percent: bool) -> Decimal:
    first, last = found.values
    return (last - first) / first * 100 if percent else last - first
