"""Typed programs over a table: which rows, which column, and what is made of the cells."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from cbm_qa.answer.tables.asked import Asked, ordinal_of
from cbm_qa.answer.tables.rows import RowSet, row_sets
from cbm_qa.answer.tables.typed import View

MAX_PROGRAMS = 4000
_MAX_SORTED_BY = 8
_MAX_COLUMNS = 24
_MAX_SINGLES = 7
_MAX_LISTED = 30  # cells in one answer
_MAX_OPERANDS = 400
_MAX_ACROSS = 5
_OF_TWO = (
    "difference", "later minus earlier", "first minus second", "change", "ratio", "share", "inverse ratio",
    "inverse share", "sum", "mean",
)  # fmt: skip
_OF_TWO_COLUMNS = (
    "difference", "first minus second", "ratio", "share", "inverse ratio", "inverse share", "sum", "mean",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """A reading of a question as a computation, and what it comes to.

    Attributes:
        operation: "cells", "count", "sum", ... ; see `values_of`.
        position: How rows were chosen among `base.rows`: "", "first", "last", "next", "previous", "max",
            "min", "nth".
        base: The rows the question's conditions leave.
        rows: Those rows that count in the end, in order.
        column: Whose cells are taken; None for counting rows.
        sorted_by: The column of a superlative, or None.
        items: The bare answer.
        value: The computed number, or None where cells are the answer.
        operands: (column, row) of the cells it rests on, in the order of the expression.
        mask: Positions of the question that its conditions account for.
    """

    view: View
    operation: str
    position: str
    base: RowSet
    rows: tuple[int, ...]
    column: int | None
    sorted_by: int | None
    items: tuple[str, ...]
    value: Decimal | None = None
    operands: tuple[tuple[int, int], ...] = ()

    @property
    def mask(self) -> int:
        """Positions of the question that the conditions account for."""
        return self.base.mask

    @property
    def template(self) -> str:
        """The operation and how rows were chosen."""
        return f"{self.operation}.{self.position}" if self.position else self.operation


def programs_of(view: View, asked: Asked) -> list[Program]:
    """Return the programs that a question may mean over a table, at most `MAX_PROGRAMS`."""
    found: list[Program] = []
    sets = row_sets(view, asked)
    for program in _all(view, asked, sets):
        found.append(program)
        if len(found) >= MAX_PROGRAMS:
            break
    return found


def _all(view: View, asked: Asked, sets: list[RowSet]) -> Iterator[Program]:
    for base in sets:
        yield from _counts(view, base)
        yield from _totals(view, base)
        yield from _frequent(view, base)
    yield from _differences(view, asked, sets)
    yield from _count_differences(view, sets)
    yield from _across(view, asked, sets)
    for base in sets:
        for position, rows, sorted_by in _positions(view, asked, base):
            yield from _cells(view, base, position, rows, sorted_by)


def _positions(view: View, asked: Asked, base: RowSet) -> Iterator[tuple[str, tuple[int, ...], int | None]]:
    """Yield the rows that a position or a superlative picks among those of a set."""
    rows = base.rows
    yield "", rows, None
    if len(rows) > 1:
        yield "first", rows[:1], None
        yield "last", rows[-1:], None
        for word in asked.words:
            nth = ordinal_of(word)
            if nth is not None and 1 < nth <= len(rows):
                yield "nth", rows[nth - 1 : nth], None
    if base.kind in ("match", "and", "limit") and len(rows) <= 3:
        if rows[-1] + 1 < view.height:
            yield "next", (rows[-1] + 1,), None
        if rows[0] > 0:
            yield "previous", (rows[0] - 1,), None
    if len(rows) > 1:
        yield from _superlatives(view, rows)


def _superlatives(view: View, rows: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...], int]]:
    measured = [n for n, column in enumerate(view.columns) if column.is_number or column.is_date]
    for number in measured[:_MAX_SORTED_BY]:
        column = view.columns[number]
        keyed = [(key, row) for row in rows if (key := column.key(row)) is not None]
        if len(keyed) < 2:
            continue
        for position, best in (("max", max(keyed)[0]), ("min", min(keyed)[0])):
            chosen = tuple(row for key, row in keyed if key == best)
            if len(chosen) <= 3 and len(chosen) < len(keyed):
                yield position, chosen, number


def _cells(
    view: View, base: RowSet, position: str, rows: tuple[int, ...], sorted_by: int | None
) -> Iterator[Program]:
    if len(rows) > _MAX_LISTED:
        return
    for number, column in enumerate(view.columns[:_MAX_COLUMNS]):
        texts = tuple(dict.fromkeys(column.texts[row] for row in rows if column.texts[row].strip()))
        if not texts:
            continue
        operands = tuple((number, row) for row in rows)
        yield Program(view, "cells", position, base, rows, number, sorted_by, texts, None, operands)
        if len(rows) == 1:
            yield from _within(view, base, position, rows, number, sorted_by)
        yield from _years(view, base, position, rows, number, sorted_by)


def _within(
    view: View, base: RowSet, position: str, rows: tuple[int, ...], number: int, sorted_by: int | None
) -> Iterator[Program]:
    """Yield what can be made of one cell: its bare number, the length of a stretch of years."""
    value, text = view.columns[number].values[rows[0]], view.columns[number].texts[rows[0]]
    operands = ((number, rows[0]),)
    if value.number is not None and _plain(value.number) != text:
        item = _plain(value.number)
        yield Program(
            view, "number", position, base, rows, number, sorted_by, (item,), value.number, operands
        )
    if value.years:
        length = Decimal(value.years[1] - value.years[0])
        yield Program(
            view, "stretch", position, base, rows, number, sorted_by, (_plain(length),), length, operands
        )


def _years(
    view: View, base: RowSet, position: str, rows: tuple[int, ...], number: int, sorted_by: int | None
) -> Iterator[Program]:
    """Yield the years of cells that say more: 2019 of "31 March 2019"."""
    values = [view.columns[number].values[row] for row in rows]
    if all(v.day is not None and v.day[0] and not v.is_year for v in values):
        years = tuple(dict.fromkeys(str(v.day[0]) for v in values if v.day is not None))
        operands = tuple((number, row) for row in rows)
        yield Program(view, "year", position, base, rows, number, sorted_by, years, None, operands)


def _counts(view: View, base: RowSet) -> Iterator[Program]:
    count = Decimal(len(base.rows))
    shown = min(base.columns, default=0)
    operands = tuple((shown, row) for row in base.rows)
    yield Program(view, "count", "", base, base.rows, None, None, (_plain(count),), count, operands)
    for number, column in enumerate(view.columns[:_MAX_COLUMNS]):
        if number in base.columns or column.is_distinct:
            continue
        kinds: dict[str, int] = {}
        for row in base.rows:
            if column.texts[row].strip() and not column.values[row].missing:
                kinds.setdefault(column.texts[row], row)
        if 1 < len(kinds) < len(base.rows):
            value = Decimal(len(kinds))
            cells = tuple((number, row) for row in kinds.values())
            yield Program(view, "kinds", "", base, base.rows, number, None, (_plain(value),), value, cells)


def _totals(view: View, base: RowSet) -> Iterator[Program]:
    """Yield sums, means and the distance of extremes of each column of figures."""
    if len(base.rows) < 2:
        return
    for number, column in enumerate(view.columns[:_MAX_COLUMNS]):
        if not column.is_number:
            continue
        cells = tuple((number, row) for row in base.rows if column.values[row].number is not None)
        if not 1 < len(cells) <= _MAX_OPERANDS:
            continue
        for operation in ("sum", "mean", "range", "span"):
            yield from _computed(view, operation, base, cells)


def _differences(view: View, asked: Asked, sets: list[RowSet]) -> Iterator[Program]:
    """Yield what can be made of two cells of a column, each in a row that the question names by itself."""
    singles = [s for s in sets if len(s.rows) == 1 and s.kind in ("match", "and", "limit")][:_MAX_SINGLES]
    for a, b in combinations(singles, 2):
        if a.mask | b.mask in (a.mask, b.mask) or a.rows == b.rows:
            continue
        pair = RowSet(
            tuple(sorted((*a.rows, *b.rows))), "or", a.mask | b.mask, a.columns | b.columns,
            (a.exact + b.exact) / 2, min(a.rarity, b.rarity), a.said or b.said,
        )  # fmt: skip
        first, second = (a, b) if a.mask & -a.mask < b.mask & -b.mask else (b, a)
        for number, column in enumerate(view.columns[:_MAX_COLUMNS]):
            cells = ((number, first.rows[0]), (number, second.rows[0]))
            if any(column.values[row].number is None for _, row in cells):
                continue
            for operation in _OF_TWO:
                yield from _computed(view, operation, pair, cells)


def _across(view: View, asked: Asked, sets: list[RowSet]) -> Iterator[Program]:
    """Yield what can be made of the figures of two columns in one row."""
    linked = [
        (
            sum(1.0 for n in asked.content if asked.stems[n] in column.tokens)
            / (1 + len(column.tokens)) ** 0.5,
            n,
        )
        for n, column in enumerate(view.columns)
        if column.is_number
    ]
    best = sorted((n for score, n in sorted(linked, reverse=True)[:_MAX_ACROSS] if score > 0))
    singles = [s for s in sets if len(s.rows) == 1 and s.kind != "or"][:_MAX_SINGLES]
    for base in singles:
        for a, b in combinations(best, 2):
            cells = ((a, base.rows[0]), (b, base.rows[0]))
            if all(view.columns[c].values[row].number is not None for c, row in cells):
                for operation in _OF_TWO_COLUMNS:
                    yield from _computed(view, operation, base, cells)


def _count_differences(view: View, sets: list[RowSet]) -> Iterator[Program]:
    matches = [s for s in sets if s.kind in ("match", "limit")][:6]
    for a, b in combinations(matches, 2):
        if a.mask & b.mask or a.columns != b.columns:
            continue
        value = Decimal(abs(len(a.rows) - len(b.rows)))
        pair = RowSet(
            tuple(sorted({*a.rows, *b.rows})), "or", a.mask | b.mask, a.columns,
            (a.exact + b.exact) / 2, min(a.rarity, b.rarity),
        )  # fmt: skip
        operands = tuple((min(a.columns), row) for row in pair.rows)
        yield Program(
            view, "count difference", "", pair, pair.rows, None, None, (_plain(value),), value, operands
        )


def _frequent(view: View, base: RowSet) -> Iterator[Program]:
    """Yield the value that stands most often, and least often, in a column of the rows."""
    if len(base.rows) < 3 and base.kind != "or":
        return
    for number, column in enumerate(view.columns[:_MAX_COLUMNS]):
        counts = Counter(t for row in base.rows if (t := column.texts[row]).strip())
        if len(counts) < 2 or len(counts) == len(base.rows):
            continue
        for position, wanted in (("max", max(counts.values())), ("min", min(counts.values()))):
            items = tuple(text for text, count in counts.items() if count == wanted)
            if len(items) == 1:
                cells = tuple((number, row) for row in base.rows if column.texts[row] == items[0])
                yield Program(view, "frequent", position, base, base.rows, number, None, items, None, cells)


def _computed(
    view: View, operation: str, base: RowSet, cells: tuple[tuple[int, int], ...]
) -> Iterator[Program]:
    ordered = _in_order(view, operation, cells)
    values = [
        value for column, row in ordered if (value := view.columns[column].values[row].number) is not None
    ]
    try:
        result = calculate(operation, values)
    except ArithmeticError:
        return
    rows = tuple(row for _, row in ordered)
    yield Program(view, operation, "", base, rows, cells[0][0], None, (_plain(result),), result, ordered)


def _in_order(view: View, operation: str, cells: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return two cells in the order of the expression: the later one first where time decides."""
    if operation not in ("later minus earlier", "change", "span"):
        return cells
    dated = next((c for c in view.columns if c.is_date), None)
    if dated is None:
        return cells
    keys = [dated.key(row) or 0.0 for _, row in cells]
    if operation == "span":
        order = sorted(range(len(cells)), key=lambda n: keys[n])
        return cells[order[-1]], cells[order[0]]
    return cells if keys[0] >= keys[1] else cells[::-1]


def calculate(operation: str, values: list[Decimal]) -> Decimal:
    """Return the exact or, for quotients, the rounded result (two decimals, half up).

    Raises:
        ZeroDivisionError: A quotient of zero.
    """
    if operation in _OVER_ALL:
        return _OVER_ALL[operation](values)
    return _OVER_TWO[operation](values[0], values[-1])


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def _plain(value: Decimal) -> str:
    """Write a number without an exponent and without zeros that only the arithmetic put there."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_OVER_ALL: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "sum": lambda values: sum(values, Decimal(0)),
    "mean": lambda values: _rounded(sum(values, Decimal(0)) / len(values)),
    "range": lambda values: max(values) - min(values),
}
_OVER_TWO: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "difference": lambda a, b: abs(a - b),
    "later minus earlier": lambda a, b: a - b,
    "first minus second": lambda a, b: a - b,
    "span": lambda a, b: a - b,
    "change": lambda a, b: _rounded((a - b) / b * 100),
    "ratio": lambda a, b: _rounded(a / b),
    "share": lambda a, b: _rounded(a / b * 100),
    "inverse ratio": lambda a, b: _rounded(b / a),
    "inverse share": lambda a, b: _rounded(b / a * 100),
}
