"""The course of one series over its years, and how two series go together."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import regex

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.find import (
    Figures,
    explained,
    figures_of,
    rest_of,
    series_of,
    span_of,
    two_series,
)  # fmt: skip
from cbm_qa.answer.tables.grid import Grid, figure, sharing_parts
from cbm_qa.answer.tables.operation import plain
from cbm_qa.answer.tables.present import Shown, joined, listed, missing_notice, present
from cbm_qa.answer.tables.request import Request

_FEWEST = 3  # points that make a course or a correlation
_FEW = 10


def trend(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return whether a series rises or falls over its years, its first, last and highest figure."""
    rest = rest_of(request)
    series, items = series_of(grid, rest), span_of(grid, rest)
    if not grid.is_dated or series is None or items is None:
        return None
    if not explained(grid, rest, [series], grid.asked(rest), "time"):
        return None
    found = figures_of(grid, series, items)
    if found is None or len(found.values) < _FEWEST:
        return None
    first, last = found.values[0], found.values[-1]
    direction = _direction(found.values)
    values = (direction, str(first), str(last))
    change = f"({last} - {f'({first})' if first < 0 else first})"
    shown = Shown(
        _course(found, direction), values, change, plain(last - first), _unit_of_change(found.unit),
        missing_notice(grid, found.without_value),
    )  # fmt: skip
    return present(grid, found.cells, shown)


def _direction(values: tuple[Decimal, ...]) -> str:
    steps = [b - a for a, b in pairwise(values)]
    if all(step == 0 for step in steps):
        return "unchanged"
    if all(step >= 0 for step in steps):
        return "rises"
    return "falls" if all(step <= 0 for step in steps) else "mixed"


def _course(found: Figures, direction: str) -> str:
    values, items = found.values, [found.item(i) for i in found.places]
    ends = (
        f"from {figure(values[0], found.unit)} ({items[0]}) to {figure(values[-1], found.unit)} ({items[-1]})"
    )
    peak, low = max(values), min(values)
    peaks = joined([i for i, v in zip(items, values, strict=True) if v == peak])
    lows = joined([i for i, v in zip(items, values, strict=True) if v == low])
    extremes = f"highest {figure(peak, found.unit)} ({peaks}), lowest {figure(low, found.unit)} ({lows})"
    steps = list(pairwise(values))
    if direction in ("rises", "falls"):
        level = " or stays level" if any(a == b for a, b in steps) else ""
        how = f"{direction}{level} at every step"
    else:
        end = "up" if values[-1] > values[0] else "down" if values[-1] < values[0] else "level"
        how = "no change" if direction == "unchanged" else f"mixed, {end} from first to last"
    return f"{found.name}: {how}, {ends}; {extremes} ({found.grid.label})."


def _unit_of_change(unit: str | None) -> str | None:
    return "percentage points" if unit == "%" else unit


def correlation(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return Pearson's r of two series over the items where both have a value."""
    rest = rest_of(request)
    pair = pair_in(grid, request.rest)
    items = span_of(grid, rest)
    if pair is None or items is None or not explained(grid, rest, pair, grid.asked(rest), ""):
        return None
    one, other = (figures_of(grid, series, items) for series in pair)
    if one is None or other is None:
        return None
    both = [i for i in one.places if i in other.places]
    xs, ys = ([f.values[f.places.index(i)] for i in both] for f in (one, other))
    gone = [one.item(i) for i in items if i not in both]
    if len(both) < _FEWEST:
        return Gap(f"{grid.label} has both figures in fewer than three rows: no correlation can be told.")
    r = pearson(xs, ys)
    if r is None:
        return Gap(f"In {grid.label} one of the two does not vary, so that there is no correlation.")
    cells = [f.cells[f.places.index(i)] for f in (one, other) for i in both]
    notices = missing_notice(grid, gone)
    if len(both) < _FEW:
        notices += ("So few points say little about a correlation.",)
    text = f"Pearson’s r of {one.name} and {other.name}: {r} (n = {len(both)}, rounded, {grid.label})."
    expression = f"(pearson(({listed(xs)}), ({listed(ys)})), n = {len(both)})"
    return present(grid, cells, Shown(text, (str(r),), expression, r, None, notices))


def pair_in(grid: Grid, text: str) -> tuple[int, int] | None:
    """Return the two series that stand beside an "and", "with" or "to"."""
    for found in regex.finditer(r"\b(?:and|with|to|versus|vs\.?)\b", text, regex.I):
        pair = two_series(grid, text[: found.start()], text[found.end() :])
        if pair is not None:
            return pair
    shared = (two_series(grid, one, other) for one, other in sharing_parts(text))
    return next((pair for pair in shared if pair is not None), None)


def pearson(xs: list[Decimal], ys: list[Decimal]) -> Decimal | None:
    """Return the correlation to two decimals, half up; None where one of the two does not vary."""
    n = len(xs)
    mean_x, mean_y = sum(xs, Decimal(0)) / n, sum(ys, Decimal(0)) / n
    dx, dy = [x - mean_x for x in xs], [y - mean_y for y in ys]
    if len(set(xs)) < 2 or len(set(ys)) < 2:
        return None
    along = sum((a * b for a, b in zip(dx, dy, strict=True)), Decimal(0))
    spread = sum((a * a for a in dx), Decimal(0)) * sum((b * b for b in dy), Decimal(0))
    return (along / spread.sqrt()).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
