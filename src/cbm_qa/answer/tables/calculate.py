"""Answers computed over table cells, with the arithmetic shown and every cell cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import Expected, Question, read_question
from cbm_qa.answer.tables.headers import LabelMatch, match_labels
from cbm_qa.answer.tables.lookup import FRAME, must_be_explained
from cbm_qa.answer.tables.operation import (
    Operation,
    asked_direction,
    asks_amount,
    compute,
    is_verdict,
    is_yes_or_no,
    operation_stems,
    read_operation,
)
from cbm_qa.answer.tables.scope import tables_of, with_years
from cbm_qa.answer.words import similarity, stems
from cbm_qa.model import AnswerKind, Calculation, Cell, CellCitation, Claim, Document, Table

_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")
_MIN_RECALL = 0.6
_MIN_MARGIN = 0.12
_MIN_EXPLAINED = 0.6
_CONFIDENCE = 0.9
_TOTAL = regex.compile(r"\b(?:totals?|sum|overall|all|averages?|mean|median|world|итого|всего)\b", regex.I)
_OVER_ALL = (Operation.HIGHEST, Operation.LOWEST, Operation.MEAN, Operation.SUM)
_RANGE = regex.compile(
    r"\b(?:between|from|to|through|until|over|during|period|since|and|[–-])\b|[–-]", regex.I
)


_OF_TWO = (
    Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO, Operation.COMPOUND_GROWTH,
)  # fmt: skip
_WHOLE = regex.compile(
    r"\b(?:over|during|in|across) the (?:whole |entire |full )?(?:period|years|table)\b", regex.I
)
_BOUND = regex.compile(
    r"\b(before|prior to|after|since|until|up to|through)\s+(?:the year\s+)?((?:1[5-9]|20)\d{2})\b", regex.I
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table turned so that every series is a list of cells over `items`: years, where it has them."""

    document: Document
    table: Table
    items: tuple[str, ...]
    names: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]  # (series, item)

    @property
    def is_dated(self) -> bool:
        """Whether the items are years, so that two of them are an earlier and a later one."""
        return all(map(_YEAR.fullmatch, self.items))

    def asked(self, question: Question) -> list[int]:
        """Return the positions of the items that the question names, in order of time or of the table."""
        if self.is_dated:
            return [self.items.index(year) for year in sorted(question.years) if year in self.items]
        words = {w.stem for w in question.words}
        return [i for i, item in enumerate(self.items) if (own := stems(item)) and own <= words]


class CalculationAnswerer:
    """Answers questions that compare or combine values of one series over its items, or two at one item."""

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the computed value; None where no table is named clearly or a needed cell is missing."""
        question = evidence.question
        operation = question.operation
        if is_verdict(question.text):
            operation = Operation.DIFFERENCE
        elif operation is None or is_yes_or_no(question.text):
            return None
        found = [
            candidate
            for document, table in tables_of(evidence)
            for grid in _turn(document, table)
            if (candidate := _answer(grid, with_years(question, table), operation)) is not None
        ]
        return found[0] if len(found) == 1 else None


def _turn(document: Document, table: Table) -> list[_Grid]:
    """Return the table by series and item: years if one axis has them, else rows, then columns."""
    rows, columns = tuple(row[0] for row in table.rows), table.header[1:]
    if len(set(rows)) != len(rows) or len(set(columns)) != len(columns) or not rows or not columns:
        return []
    by_place = {(c.row_index, c.column_index - 1): c for c in table.cells}
    over_rows = _Grid(document, table, rows, columns, {(s, y): c for (y, s), c in by_place.items()})
    over_columns = _Grid(document, table, columns, rows, by_place)
    if len(columns) > 1 and all(map(_YEAR.fullmatch, columns)):
        return [over_columns]
    if len(rows) > 1 and all(map(_YEAR.fullmatch, rows)):
        return [over_rows]
    return [over_rows, over_columns]


def _answer(grid: _Grid, question: Question, operation: Operation) -> Candidate | None:
    if grid.is_dated and any(year not in grid.items for year in question.years):
        return None
    series = _series(grid, question)
    if series is None or not _is_explained(grid, question, series):
        return None
    own = _own_operation(grid, question, operation, series)
    if own is None:
        return None
    operation = own
    items = _items(grid, question, operation, len(series))
    if items is None:
        return None
    cells = [grid.cells[s.index, i] for s in series for i in items]
    missing = [c for c in cells if c.missing] if operation in _OVER_ALL and not question.years else []
    cells = [c for c in cells if c not in missing]
    if len(cells) < 2 or any(c.value is None for c in cells) or len({c.unit for c in cells}) > 1:
        return None
    try:
        found = _candidate(grid, question, operation, cells)
    except ArithmeticError:  # a quotient of zero, growth from a negative figure
        return None
    if found is None or not missing:
        return found
    names = ", ".join(_item(grid, c) for c in missing)
    return replace(
        found, notices=(*found.notices, f"{grid.table.label or 'The table'} has no value for {names}.")
    )


def _series(grid: _Grid, question: Question) -> list[LabelMatch] | None:
    """Return the one series the question names, or the two that it sets side by side."""
    halves = regex.split(
        r"\b(?:and|than|or|versus|vs\.?|compared (?:to|with)|exceed(?:ed)?|minus|plus|over)\b|[:;]",
        question.text,
        flags=regex.I,
    )
    ways = [halves]
    if question.operation is Operation.RATIO:  # "the ratio of exports to Norway to imports from it"
        text = question.text
        ways += [[text[: m.start()], text[m.end() :]] for m in regex.finditer(r"\bto\b", text)]
    for way in ways if len(question.years) == 1 else ():
        named = _named(grid, way)
        if len(named) == 2:
            return named
    one = _clear(match_labels(grid.names, question))
    return [one] if one is not None else None


def _named(grid: _Grid, parts: Sequence[str]) -> list[LabelMatch]:
    """Return the series that the parts of a question name, each once."""
    named: dict[int, LabelMatch] = {}
    for part in parts if len(parts) > 1 else ():
        match = _clear(match_labels(grid.names, read_question(part)))
        if match is not None:
            named.setdefault(match.index, match)
    return list(named.values())


def _own_operation(
    grid: _Grid, question: Question, operation: Operation, series: list[LabelMatch]
) -> Operation | None:
    """Return what is asked beside the label: "the change in total costs" asks for a change, not a sum."""
    if operation not in (Operation.SUM, Operation.MEAN):
        return operation
    labels = stems(" ".join(grid.names[s.index] for s in series))
    if not labels & operation_stems(question.text):
        return operation
    rest = [w.text for w in question.words if w.stem not in labels]
    return read_operation(" ".join(rest))


def _clear(matches: Sequence[LabelMatch]) -> LabelMatch | None:
    if not matches or matches[0].recall < _MIN_RECALL:
        return None
    return None if len(matches) > 1 and matches[0].score - matches[1].score < _MIN_MARGIN else matches[0]


def _is_explained(grid: _Grid, question: Question, series: Sequence[LabelMatch]) -> bool:
    """Whether labels, caption, items and words of the operation account for the whole question."""
    items = " ".join(grid.items[i] for i in grid.asked(question))
    context = stems(
        f"{grid.table.caption} {grid.table.label} {grid.table.header[0]} {items} "
        + " ".join(grid.names[s.index] for s in series)
    )
    asked = {w.stem for w in question.content} - operation_stems(question.text) - FRAME
    loose = {s for s in asked if not any(similarity(s, c) for c in context)}
    if any(must_be_explained(stem, question) for stem in loose):
        return False
    return 1 - len(loose) / max(1, len(question.content)) >= _MIN_EXPLAINED


def _items(grid: _Grid, question: Question, operation: Operation, series: int) -> list[int] | None:
    """Return the positions of the items to compute over, in the order of the table."""
    asked = grid.asked(question)
    if series == 2:
        return asked if len(asked) == 1 else None
    if operation in _OF_TWO:
        if not asked and grid.is_dated and _WHOLE.search(question.text):
            asked = _in_time(grid)
            return [asked[0], asked[-1]]
        return asked if len(asked) == 2 else None
    bounded = _bounded(grid, question)
    if bounded is not None:
        return bounded
    if (
        grid.is_dated
        and len(asked) == 2
        and _RANGE.search(question.text)
        and not regex.search(
            rf"\b{question.years[0]} and {question.years[1]}\b(?<!between .*)", question.text
        )
    ):
        return [i for i, year in enumerate(grid.items) if min(question.years) <= year <= max(question.years)]
    return asked or [i for i, item in enumerate(grid.items) if not _TOTAL.search(item)]


def _in_time(grid: _Grid) -> list[int]:
    return sorted(range(len(grid.items)), key=lambda i: grid.items[i])


def _bounded(grid: _Grid, question: Question) -> list[int] | None:
    """Return the years "before 2015", "since 2012" or "up to 2020"; None where no such bound is named."""
    found = _BOUND.search(question.text)
    if not found or not grid.is_dated or len(question.years) != 1:
        return None
    word, year = found[1].casefold(), found[2]
    keeps = {"before": str.__lt__, "prior to": str.__lt__, "after": str.__gt__, "since": str.__ge__}
    keep = keeps.get(word, str.__le__)
    return [i for i in _in_time(grid) if keep(grid.items[i], year)]


def _candidate(grid: _Grid, question: Question, operation: Operation, cells: list[Cell]) -> Candidate | None:
    values = [c.value for c in cells if c.value is not None]
    if operation is Operation.PERCENT_CHANGE and cells[0].unit == "%":
        return None  # a percentage of percentages is rarely what is meant
    two_series = len({_name(grid, c) for c in cells}) == 2
    is_pair = two_series or not grid.is_dated  # nothing makes one of them the later
    if is_verdict(question.text):
        return _verdict(grid, question, cells, is_pair=is_pair)
    if (
        is_pair
        and operation in (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
        and values[0] > values[1]
    ):
        cells, values = cells[::-1], values[::-1]
    periods = int(_item(grid, cells[-1])) - int(_item(grid, cells[0])) if grid.is_dated else 0
    expression, value, rounded = compute(operation, values, periods)
    unit = {
        Operation.PERCENT_CHANGE: "%",
        Operation.COMPOUND_GROWTH: "%",
        Operation.RATIO: None,
    }.get(operation, cells[0].unit)
    if operation is Operation.DIFFERENCE and unit == "%":
        unit = "percentage points"
    places = {index: marker for marker, index in enumerate(sorted({c.row_index for c in cells}), 1)}
    citations = tuple(
        cite(grid.document, grid.table.row_spans[index], marker) for index, marker in places.items()
    )
    extreme = (
        [c for c in cells if c.value == value] if operation in (Operation.HIGHEST, Operation.LOWEST) else []
    )
    shown = _figure(value, unit)
    text = _sentence(grid, operation, cells, extreme, value, shown, two_series)
    if rounded:
        text = text.removesuffix(".") + " (rounded)."
    signed = abs(value) if asks_amount(question.text) or is_pair else value
    answers = (
        tuple(_key(grid, c, two_series) for c in extreme)
        if extreme and _asks_which(question)
        else (str(signed),)
    )
    return Candidate(
        kind=AnswerKind.CALCULATION,
        confidence=_CONFIDENCE,
        claims=(Claim(text, tuple(places.values())),),
        citations=citations,
        values=answers,
        cells=tuple(
            CellCitation(
                grid.table.label or "the table", c.row, c.column, c.text, c.value, c.unit, places[c.row_index]
            )
            for c in cells
        ),
        calculation=Calculation(expression, value, unit),
    )


def _sentence(
    grid: _Grid,
    operation: Operation,
    cells: list[Cell],
    extreme: list[Cell],
    value: Decimal,
    shown: str,
    two_series: bool,
) -> str:
    first, last = cells[0], cells[-1]
    name = _name(grid, first)
    start, end = _item(grid, first), _item(grid, last)
    if extreme:
        which = " and ".join(_key(grid, c, two_series) for c in extreme)
        return f"{operation.capitalize()}: {which}, with {shown}."
    if two_series:
        return f"{_name(grid, last)} against {name}, {end}: {operation} {shown}."
    if not grid.is_dated and len(cells) == 2:
        return f"{name}, {end} against {start}: {operation} {shown}."
    if operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE):
        moved = _moved(value)
        return f"{name} {moved} by {shown.removeprefix('-')} from {start} to {end}."
    if operation is Operation.RATIO:
        return f"{name} in {end} was {shown} times that in {start}."
    period = f"{start} to {end}" if len(cells) > 2 and grid.is_dated else f"{start} and {end}"
    if len(cells) > 2 and not grid.is_dated:
        period = f"{len(cells)} rows" if first.column == last.column else f"{len(cells)} columns"
    return f"{name}, {period}: {operation} {shown}."


def _verdict(grid: _Grid, question: Question, cells: list[Cell], *, is_pair: bool) -> Candidate | None:
    """Return yes or no to "Did X grow from 2020 to 2024?" and "Was A larger than B?", with both values."""
    direction = asked_direction(question.text)
    if len(cells) != 2 or not direction:
        return None
    if is_pair and _name(grid, cells[0]) == _name(grid, cells[1]):
        cells = sorted(cells, key=lambda c: _first_mention(grid, c, question))
    # Of a pair, the one named first is said to be more, or less, than the other.
    later, earlier = (cells[0], cells[1]) if is_pair else (cells[1], cells[0])
    candidate = _candidate(grid, replace(question, text="difference"), Operation.DIFFERENCE, [earlier, later])
    if candidate is None or later.value is None or earlier.value is None:
        return None
    answer = "Yes" if (later.value - earlier.value) * direction > 0 else "No"
    shown = f"{_label(grid, later)}: {later.text}; {_label(grid, earlier)}: {earlier.text}"
    claim = Claim(f"{answer}. {shown} ({grid.table.label or 'the table'}).", candidate.claims[0].markers)
    return replace(candidate, claims=(claim,), values=(answer, later.text, earlier.text))


def _label(grid: _Grid, cell: Cell) -> str:
    return f"{_name(grid, cell)}, {_item(grid, cell)}"


def _first_mention(grid: _Grid, cell: Cell, question: Question) -> int:
    """Return where the question first has a word of the cell's item."""
    own = stems(_item(grid, cell))
    return next((i for i, word in enumerate(question.words) if word.stem in own), len(question.words))


def _moved(value: Decimal) -> str:
    return "rose" if value > 0 else "fell" if value < 0 else "changed"


def _asks_which(question: Question) -> bool:
    return question.expected is Expected.TIME or bool(
        regex.search(r"\b(?:which|when|in what year|what year)\b", question.text, regex.I)
    )


def _key(grid: _Grid, cell: Cell, two_series: bool) -> str:
    return _name(grid, cell) if two_series else _item(grid, cell)


def _name(grid: _Grid, cell: Cell) -> str:
    name = cell.column if cell.column in grid.names else cell.row
    unit = cell.unit or ""
    return regex.sub(rf"\s*(?:,|\(|\[)\s*(?:in\s+)?{regex.escape(unit)}\s*[)\]]?", "", name) if unit else name


def _item(grid: _Grid, cell: Cell) -> str:
    return cell.row if cell.row in grid.items else cell.column


def _figure(value: Decimal, unit: str | None) -> str:
    return f"{value}{'%' if unit == '%' else f' {unit}' if unit else ''}"
