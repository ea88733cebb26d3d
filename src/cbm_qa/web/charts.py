"""What of a table can be plotted: its series over years, or over its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from cbm_qa.export.columns import Column, read_columns
from cbm_qa.messages import message
from cbm_qa.model import Table

MOST_SERIES = 6
_MOST_CHARTS = 60
_MOST_ROWS = 40
_YEAR = regex.compile(r"\D{0,3}((?:1[5-9]|20|21)\d\d)(?:\s?[-–/]\s?\d{2,4})?\D{0,14}")


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of bars.

    `values` stand in the order of the chart's `labels`, None where there is none; `marked` are the
    positions of those to point at.
    """

    name: str
    values: tuple[Decimal | None, ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw.

    Attributes:
        title: What all of it is.
        unit: Of every value, or "".
        labels: Along the axis: years in order, or names.
        series: At most `MOST_SERIES`.
        over_years: Whether the labels are years, so that a line through the values means something.
        said: The message that the title is, "" where it is the document's own words.
        values: What that message holds.
    """

    title: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    over_years: bool
    said: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def year_of(label: str) -> int | None:
    """Return the year that a header or a row name stands for, None where it is no year."""
    match = _YEAR.fullmatch(label.strip())
    return int(match[1]) if match else None


def table_charts(table: Table) -> list[Chart]:
    """Return what can be plotted of a table: all series of a unit together, then each one alone."""
    labels, series, over_years = _series(table)
    if len(labels) < 2:
        return []
    units = list(dict.fromkeys(unit for unit, _ in series))
    charts = []
    for unit in units:
        own = [one for other, one in series if other == unit]
        if len(own) > 1:
            kept, rest = own[:MOST_SERIES], len(own) - MOST_SERIES
            key = ("plot.first" if rest > 0 else "plot.all") + ("" if unit else "_plain")
            values = {"unit": unit, "most": str(MOST_SERIES)}
            title = message(key, **values)
            charts.append(Chart(title, unit, labels, tuple(kept), over_years, key, values))
    charts += [Chart(one.name, unit, labels, (one,), over_years) for unit, one in series]
    return charts[:_MOST_CHARTS]


def marked_chart(table: Table, cells: frozenset[tuple[str, str]]) -> Chart | None:
    """Return the chart that shows some cells, named by row and column, among their neighbours.

    Over years the whole series is drawn; of other tables only the cells themselves are.
    """
    labels, series, over_years = _series(table)
    rows = _are_years([row[0] for row in table.rows])
    chosen: list[tuple[str, Series]] = []
    for unit, one in series:
        named = {(label, one.name) if rows or not over_years else (one.name, label) for label in labels}
        if named & cells:
            marked = frozenset(
                n
                for n, label in enumerate(labels)
                if ((label, one.name) if rows or not over_years else (one.name, label)) in cells
                and one.values[n] is not None
            )
            if marked:
                chosen.append((unit, replace(one, marked=marked)))
    points = sum(len(one.marked) for _, one in chosen)
    if points < 2 or len(chosen) > MOST_SERIES or len({unit for unit, _ in chosen}) > 1:
        return None
    unit = chosen[0][0]
    drawn = [one for _, one in chosen]
    at = sorted(set().union(*(one.marked for one in drawn)))
    title = drawn[0].name if len(drawn) == 1 else table.caption or table.label
    if over_years and len(at) > 1:
        return Chart(title, unit, labels, tuple(drawn), True)
    return _only(Chart(title, unit, labels, tuple(drawn), False), at)


def _only(chart: Chart, at: Sequence[int]) -> Chart:
    """Return a chart of some positions alone; one position of several series becomes a row a series."""
    if len(at) == 1:
        label = chart.labels[at[0]]
        values = tuple(one.values[at[0]] for one in chart.series)
        names = tuple(one.name for one in chart.series)
        return Chart(f"{chart.title}: {label}", chart.unit, names, (Series(label, values),), False)
    series = tuple(Series(one.name, tuple(one.values[n] for n in at)) for one in chart.series)
    return replace(chart, labels=tuple(chart.labels[n] for n in at), series=series)


def _series(table: Table) -> tuple[tuple[str, ...], list[tuple[str, Series]], bool]:
    """Return the labels of the axis, each series with its unit, and whether the labels are years."""
    columns = read_columns(table)
    if _are_years([row[0] for row in table.rows]):
        order = sorted(range(len(table.rows)), key=lambda n: (year_of(table.rows[n][0]) or 0, n))
        return tuple(table.rows[n][0] for n in order), list(_down(columns, order)), True
    years = [n for n, header in enumerate(table.header) if n and year_of(header) is not None]
    if len(years) >= 2:
        years.sort(key=lambda n: year_of(table.header[n]) or 0)
        return tuple(table.header[n] for n in years), list(_across(table, years)), True
    order = list(range(min(len(table.rows), _MOST_ROWS)))
    return tuple(table.rows[n][0] for n in order), list(_down(columns, order)), False


def _are_years(labels: Sequence[str]) -> bool:
    years = [year_of(label) for label in labels]
    return len(years) >= 2 and None not in years


def _down(columns: Sequence[Column], order: Sequence[int]) -> Iterator[tuple[str, Series]]:
    """Yield a series for every column of numbers."""
    for column in columns[1:]:
        if column.is_numeric:
            yield column.unit, Series(column.header, tuple(column.values[n] for n in order))


def _across(table: Table, years: Sequence[int]) -> Iterator[tuple[str, Series]]:
    """Yield a series for every row with at least two numbers under the years."""
    place = {column: n for n, column in enumerate(years)}
    values: dict[int, list[Decimal | None]] = {}
    units: dict[int, set[str]] = {}
    for cell in table.cells:
        if cell.column_index in place and cell.value is not None:
            row = values.setdefault(cell.row_index, [None] * len(years))
            row[place[cell.column_index]] = cell.value
            units.setdefault(cell.row_index, set()).add(cell.unit or "")
    for number, row in values.items():
        own = units[number]
        if sum(value is not None for value in row) >= 2 and len(own) == 1:
            yield next(iter(own)), Series(table.rows[number][0], tuple(row))
