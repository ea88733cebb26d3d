"""Which series and items of a grid a request names, and their figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cbm_qa.answer.evidence import Gap
from cbm_qa.answer.question import Question, read_question
from cbm_qa.answer.tables.grid import (
    TOTAL,
    YEAR,
    Grid,
    best_series,
    is_explained,
    period_of,
    value_of,
    without_unit,
)
from cbm_qa.answer.tables.request import Request, is_plain_noun
from cbm_qa.answer.words import content_words, find_words, similarity, stems
from cbm_qa.model import Cell

MOST_CELLS = 400
"""Figures that one answer may rest on: more are no answer that a person can check."""
_MIN_ITEM_RECALL = 0.75
_PARTS = stems("entry item line series indicator measure variable")
_WHOLE_WORDS = "whole entire full period years covered"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one series, item by item.

    Attributes:
        places: Items with a value.
        missing: Items that the table marks as without one.
    """

    grid: Grid
    series: int
    places: tuple[int, ...]
    values: tuple[Decimal, ...]
    cells: tuple[Cell, ...]
    missing: tuple[int, ...]

    @property
    def unit(self) -> str | None:
        """The unit of all of them."""
        return self.cells[0].unit if self.cells else None

    @property
    def name(self) -> str:
        """The series, without its unit."""
        return without_unit(self.grid.names[self.series], self.unit)

    @property
    def without_value(self) -> list[str]:
        """The items without a value."""
        return [self.item(i) for i in self.missing]

    def cell(self, place: int) -> Cell:
        """Return the cell of an item that has a value."""
        return self.cells[self.places.index(place)]

    def item(self, place: int) -> str:
        """Return the label of an item, without its unit."""
        return without_unit(self.grid.items[place], self.unit)


def figures_of(grid: Grid, series: int, items: Sequence[int]) -> Figures | None:
    """Return a series' figures; None where a cell is text, units differ, or they are too many."""
    if len(items) > MOST_CELLS:
        return None
    cells = [(i, grid.cells[series, i]) for i in items]
    missing = tuple(i for i, cell in cells if cell.missing)
    kept = [(i, cell, value_of(cell)) for i, cell in cells if not cell.missing]
    values = tuple(value for _, _, value in kept if value is not None)
    if not values or len(values) < len(kept) or len({cell.unit for _, cell, _ in kept}) > 1:
        return None
    return Figures(grid, series, tuple(i for i, _, _ in kept), values, tuple(c for _, c, _ in kept), missing)


def series_of(grid: Grid, question: Question) -> int | None:
    """Return the series that a question names: a year, the only one, or the one whose label fits best."""
    if all(map(str.isdigit, grid.names)):
        named = [n for n, name in enumerate(grid.names) if name in question.years]
        return named[0] if len(named) == 1 == len(question.years) else None
    if len(grid.names) == 1:
        return 0
    best = best_series(grid, question)
    return best.index if best else None


def items_of(grid: Grid, question: Question) -> list[int]:
    """Return the items that a question names: by all the words of their labels, or by most of them."""
    asked = grid.asked(question)
    if asked or grid.is_dated:
        return asked
    best = best_series(grid.crossed, question)
    return [best.index] if best and best.recall >= _MIN_ITEM_RECALL else []


def span_of(grid: Grid, question: Question) -> list[int] | None:
    """Return the items that a question is about: a period, or all but totals; None if a year is lacking."""
    if grid.is_dated and any(year not in grid.items for year in question.years):
        return None
    period = period_of(grid, question)
    if period is not None:
        return sorted(period, key=lambda i: grid.items[i])
    if grid.is_dated and question.years:
        return None  # single years are no period
    return grid.body()


def explained(grid: Grid, question: Question, series: Sequence[int], items: Sequence[int], noun: str) -> bool:
    """Whether the labels account for the question, as in `is_explained`; the noun of the items does, too."""
    return is_explained(grid, question, series, items, f"{noun} {_WHOLE_WORDS}")


def fits_noun(grid: Grid, noun: str) -> bool:
    """Whether the items are what a noun says: years where they are years, else what heads their column."""
    if not noun:
        return True
    stem = next(iter(stems(noun)), noun)
    if stem == "year":
        return grid.is_dated
    if grid.is_dated:
        return is_plain_noun(noun)
    if stem in _PARTS or stem == ("row" if grid.over_rows else "column"):
        return True
    if not grid.over_rows and not all(map(YEAR.fullmatch, grid.names)):
        return False  # the corner of a table names its rows, or what stands above rows of years
    head = stems(" ".join(grid.table.header[: grid.keys]))
    return any(similarity(stem, known) for known in head)


def two_series(grid: Grid, one: str, other: str) -> tuple[int, int] | None:
    """Return the two series that two parts of a question name, each clearly and not the same."""
    first, second = (best_series(grid, read_question(part)) for part in (one, other))
    if first is None or second is None or first.index == second.index:
        return None
    return first.index, second.index


def readings(grid: Grid) -> Iterator[Grid]:
    """Yield a grid and, where its items are years, the same one by year."""
    yield grid
    if grid.is_dated:
        yield grid.crossed


def rest_of(request: Request) -> Question:
    """Read what names series and items."""
    return read_question(request.rest or " ")


def has_total(label: str) -> bool:
    """Whether a label names a sum of others."""
    return bool(TOTAL.search(label))


def all_series(grid: Grid, items: Sequence[int]) -> list[Figures] | None:
    """Return the figures of all series but totals; None where these are not of one unit."""
    found = [figures_of(grid, n, items) for n, name in enumerate(grid.names) if not has_total(name)]
    kept = [f for f in found if f is not None]
    if len(kept) < 2 or len(kept) < len(found) or len({f.unit for f in kept}) > 1 or len(kept) > 60:
        return None
    return kept


def absent_years(grid: Grid, request: Request) -> Gap | None:
    """Return what a table over years lacks, where it has the series that a question names otherwise."""
    rest = rest_of(request)
    absent = [year for year in rest.years if year not in grid.items]
    if not grid.is_dated or not absent:
        return None
    bare = read_question(YEAR.sub(" ", request.rest) or " ")
    series = series_of(grid, bare)
    if series is None or not explained(grid, bare, [series], [], request.noun):
        return None
    years = sorted(grid.items)
    return Gap(f"{grid.label} covers {years[0]} to {years[-1]}; {', '.join(absent)} is not in it.")


def words_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text."""
    return frozenset(w.stem for w in content_words(find_words(text)))
