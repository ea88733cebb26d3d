"""A condition put to every item of a series."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.conditions import Condition, limit_in
from cbm_qa.answer.tables.find import (
    Figures,
    explained,
    figures_of,
    fits_noun,
    rest_of,
    series_of,
    span_of,
    two_series,
)
from cbm_qa.answer.tables.grid import YEAR, Grid, figure
from cbm_qa.answer.tables.request import Kind, Request
from cbm_qa.model import Cell


@dataclass(frozen=True, slots=True)
class Test:
    """What came of the condition at one item: the comparison as shown, and the cells compared."""

    place: int
    holds: bool
    shown: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tested:
    """The condition over all items.

    Attributes:
        tests: In order; of a rise or fall there is none for the first item.
        unknown: Items at which the condition cannot be told, for a value is missing.
        subject: The series, and what it was tested for.
    """

    figures: Figures
    tests: tuple[Test, ...]
    unknown: tuple[int, ...]
    subject: str

    def names(self, *, holds: bool = True) -> list[str]:
        """The items at which the condition holds, or does not."""
        return [self.figures.item(t.place) for t in self.tests if t.holds is holds]

    @property
    def unknown_names(self) -> list[str]:
        """The items at which it cannot be told."""
        return [self.figures.item(i) for i in self.unknown]

    @property
    def comparisons(self) -> str:
        """All comparisons, as shown."""
        return "; ".join(t.shown for t in self.tests)


def test_items(grid: Grid, request: Request) -> Tested | None:
    """Put a condition to the items a question means; None where it is not all understood."""
    condition, rest = request.condition, rest_of(request)
    if condition is None or not fits_noun(grid, request.noun) or (condition.is_move and not grid.is_dated):
        return None
    if request.kind is Kind.SINGLE:
        items = grid.asked(rest) if grid.is_dated else []
        if len(items) != 1 or len(rest.years) != 1:
            return None
    else:
        span = span_of(
            grid, rest if not condition.other else read_question(f"{request.rest} {condition.other}")
        )
        if span is None:
            return None
        items = span
    if condition.other:
        return _beside(grid, condition, request, items)
    series = series_of(grid, rest)
    if series is None or not explained(grid, rest, [series], grid.asked(rest), request.noun):
        return None
    found = figures_of(grid, series, items)
    if found is None:
        return None
    return _moves(found, condition, items) if condition.is_move else _against(found, condition, request)


def _against(found: Figures, condition: Condition, request: Request) -> Tested | None:
    limit = limit_in(condition, found.unit, request.rest)
    if limit is None:
        return None
    tests = tuple(
        Test(i, condition.holds(v, limit), f"{v} {condition.sign} {limit:f}", (cell,))
        for i, v, cell in zip(found.places, found.values, found.cells, strict=True)
    )
    compared = f"{condition.words} {figure(limit, found.unit)}"
    is_year = bool(YEAR.fullmatch(found.name))  # read by year: the items are what is compared
    subject = f"{compared.capitalize()} in {found.name}" if is_year else f"{found.name} {compared}"
    return Tested(found, tests, found.missing, subject)


def _beside(grid: Grid, condition: Condition, request: Request, items: Sequence[int]) -> Tested | None:
    pair = two_series(grid, request.rest, condition.other)
    both = read_question(f"{request.rest} {condition.other}")
    if pair is None or not explained(grid, both, pair, grid.asked(both), request.noun):
        return None
    one, other = (figures_of(grid, series, items) for series in pair)
    if one is None or other is None or one.unit != other.unit:
        return None
    tests, unknown = [], []
    for i in items:
        if i not in one.places or i not in other.places:
            unknown.append(i)
            continue
        a, b = one.places.index(i), other.places.index(i)
        x, y = one.values[a], other.values[b]
        tests.append(
            Test(i, condition.holds(x, y), f"{x} {condition.sign} {y}", (one.cells[a], other.cells[b]))
        )
    subject = f"{one.name} {condition.words} {other.name}"
    return Tested(one, tuple(tests), tuple(unknown), subject)


def _moves(found: Figures, condition: Condition, items: Sequence[int]) -> Tested:
    """Compare each figure with the one before it; beside a missing one nothing can be told."""
    tests, unknown = [], []
    for before, after in pairwise(items):
        if before in found.missing or after in found.missing:
            unknown.append(after)
            continue
        a, b = found.places.index(before), found.places.index(after)
        x, y = found.values[a], found.values[b]
        shown = f"{y} {condition.sign} {x}"
        tests.append(Test(after, condition.holds(y, x), shown, (found.cells[a], found.cells[b])))
    word = "rising" if condition.direction > 0 else "falling"
    return Tested(found, tuple(tests), tuple(unknown), f"{found.name} {word}")
