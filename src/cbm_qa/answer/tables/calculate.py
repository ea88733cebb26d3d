"""Answers computed over table cells, with the arithmetic shown and every cell cited."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import Expected, Question, read_question
from cbm_qa.answer.tables.grid import (
    TOTAL,
    Grid,
    best_series,
    both_series,
    figure,
    is_explained,
    period_of,
    sharing_parts,
    turn,
    twin_series,
    value_of,
)
from cbm_qa.answer.tables.headers import LabelMatch
from cbm_qa.answer.tables.labels import beside
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
from cbm_qa.answer.tables.present import Shown, missing_notice, present
from cbm_qa.answer.tables.scope import tables_of, with_years
from cbm_qa.answer.words import stems
from cbm_qa.model import Cell, Claim

_OVER_ALL = (Operation.HIGHEST, Operation.LOWEST, Operation.MEAN, Operation.SUM)
_OF_TWO = (
    Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO, Operation.COMPOUND_GROWTH,
)  # fmt: skip
_WHOLE = regex.compile(
    r"\b(?:over|during|in|across) the (?:whole |entire |full )?(?:period|years|table)\b", regex.I
)


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
            for grid in turn(document, table)
            if (candidate := _answer(grid, with_years(question, table), operation)) is not None
        ]
        return found[0] if len(found) == 1 else None


def _answer(grid: Grid, question: Question, operation: Operation) -> Candidate | None:
    if grid.is_dated and any(year not in grid.items for year in question.years):
        return None
    series = _series(grid, question)
    if series is None or not is_explained(grid, question, [s.index for s in series], grid.asked(question)):
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
    if len(cells) < 2 or any(value_of(c) is None for c in cells) or len({c.unit for c in cells}) > 1:
        return None
    try:
        found = _candidate(grid, question, operation, cells)
    except ArithmeticError:  # a quotient of zero, growth from a negative figure
        return None
    if found is None or not missing:
        return found
    return replace(found, notices=missing_notice(grid, map(grid.item_of, missing)))


def _series(grid: Grid, question: Question) -> list[LabelMatch] | None:
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
    ways += sharing_parts(question.text)
    for way in ways if len(question.years) == 1 else ():
        named = _named(grid, way)
        if len(named) == 2:
            return named
    pair = twin_series(grid, question) or both_series(grid, question) if len(question.years) == 1 else []
    if len(pair) == 2:
        return pair
    one = best_series(grid, question)
    return [one] if one is not None else None


def _named(grid: Grid, parts: Sequence[str]) -> list[LabelMatch]:
    """Return the series that the parts of a question name, each once."""
    named: dict[int, LabelMatch] = {}
    for part in parts if len(parts) > 1 else ():
        match = best_series(grid, read_question(part))
        if match is not None:
            named.setdefault(match.index, match)
    return list(named.values())


def _own_operation(
    grid: Grid, question: Question, operation: Operation, series: list[LabelMatch]
) -> Operation | None:
    """Return what is asked beside the label: "the change in total costs" asks for a change, not a sum."""
    if operation not in (Operation.SUM, Operation.MEAN, Operation.RATIO):
        return operation
    caption = grid.table.caption if operation is Operation.RATIO else ""  # "Risk ratios" are compared
    labels = stems(" ".join([caption, *(grid.names[s.index] for s in series)]))
    if not labels & operation_stems(question.text):
        return operation
    rest = [w.text for w in question.words if w.stem not in labels]
    return read_operation(" ".join(rest))


def _items(grid: Grid, question: Question, operation: Operation, series: int) -> list[int] | None:
    """Return the positions of the items to compute over, in the order of the table."""
    asked = grid.asked(question)
    if series == 2:
        return asked if len(asked) == 1 else None
    if operation in _OF_TWO:
        if not asked and grid.is_dated and _WHOLE.search(question.text):
            asked = grid.in_time()
            return [asked[0], asked[-1]]
        return asked if len(asked) == 2 else None
    period = period_of(grid, question)
    if period is not None:
        return period
    return asked or [i for i, item in enumerate(grid.items) if not TOTAL.search(item)]


def _candidate(grid: Grid, question: Question, operation: Operation, cells: list[Cell]) -> Candidate | None:
    values = [value for c in cells if (value := value_of(c)) is not None]
    if operation is Operation.PERCENT_CHANGE and cells[0].unit == "%":
        return None  # a percentage of percentages is rarely what is meant
    two_series = len({grid.name_of(c) for c in cells}) == 2
    is_pair = two_series or not grid.is_dated  # nothing makes one of them the later
    if is_verdict(question.text):
        return _verdict(grid, question, cells, is_pair=is_pair)
    if (
        is_pair
        and operation in (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
        and values[0] > values[1]
    ):
        cells, values = cells[::-1], values[::-1]
    periods = int(grid.item_of(cells[-1])) - int(grid.item_of(cells[0])) if grid.is_dated else 0
    expression, value, rounded = compute(operation, values, periods)
    unit = {
        Operation.PERCENT_CHANGE: "%",
        Operation.COMPOUND_GROWTH: "%",
        Operation.RATIO: None,
    }.get(operation, cells[0].unit)
    if operation is Operation.DIFFERENCE and unit == "%":
        unit = "percentage points"
    extreme = (
        [c for c in cells if value_of(c) == value]
        if operation in (Operation.HIGHEST, Operation.LOWEST)
        else []
    )
    shown = figure(value, unit)
    text = _sentence(grid, operation, cells, extreme, value, shown, two_series)
    if rounded:
        text = text.removesuffix(".") + " (rounded)."
    is_distance = is_pair and operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE)
    signed = abs(value) if asks_amount(question.text) or is_distance else value
    answers = (
        tuple(_key(grid, c, two_series) for c in extreme)
        if extreme and _asks_which(question)
        else (str(signed),)
    )
    return present(grid, cells, Shown(text, answers, expression, value, unit))


def _sentence(
    grid: Grid,
    operation: Operation,
    cells: list[Cell],
    extreme: list[Cell],
    value: Decimal,
    shown: str,
    two_series: bool,
) -> str:
    first, last = cells[0], cells[-1]
    name = grid.name_of(first)
    start, end = grid.item_of(first), grid.item_of(last)
    if extreme:
        which = " and ".join(_key(grid, c, two_series) for c in extreme)
        return f"{operation.capitalize()}: {which}, with {shown}."
    if two_series:
        return f"{beside(f'{grid.name_of(last)} against {name}', end)}: {operation} {shown}."
    if not grid.is_dated and len(cells) == 2:
        return f"{beside(name, end)} against {start}: {operation} {shown}."
    if operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE):
        moved = _moved(value)
        return f"{name} {moved} by {shown.removeprefix('-')} from {start} to {end}."
    if operation is Operation.RATIO:
        return f"{name} in {end} was {shown} times that in {start}."
    period = f"{start} to {end}" if len(cells) > 2 and grid.is_dated else f"{start} and {end}"
    if len(cells) > 2 and not grid.is_dated:
        period = f"{len(cells)} rows" if first.column == last.column else f"{len(cells)} columns"
    return f"{beside(name, period)}: {operation} {shown}."


def _verdict(grid: Grid, question: Question, cells: list[Cell], *, is_pair: bool) -> Candidate | None:
    """Return yes or no to "Did X grow from 2020 to 2024?" and "Was A larger than B?", with both values."""
    direction = asked_direction(question.text)
    if len(cells) != 2 or not direction:
        return None
    if is_pair and grid.name_of(cells[0]) == grid.name_of(cells[1]):
        cells = sorted(cells, key=lambda c: _first_mention(grid, c, question))
    # Of a pair, the one named first is said to be more, or less, than the other.
    later, earlier = (cells[0], cells[1]) if is_pair else (cells[1], cells[0])
    candidate = _candidate(grid, replace(question, text="difference"), Operation.DIFFERENCE, [earlier, later])
    one, other = value_of(later), value_of(earlier)
    if candidate is None or one is None or other is None:
        return None
    answer = "Yes" if (one - other) * direction > 0 else "No"
    shown = f"{_label(grid, later)}: {later.text}; {_label(grid, earlier)}: {earlier.text}"
    claim = Claim(f"{answer}. {shown} ({grid.label}).", candidate.claims[0].markers)
    return replace(candidate, claims=(claim,), values=(answer, later.text, earlier.text))


def _label(grid: Grid, cell: Cell) -> str:
    return beside(grid.name_of(cell), grid.item_of(cell))


def _first_mention(grid: Grid, cell: Cell, question: Question) -> int:
    """Return where the question first has a word of the cell's item."""
    own = stems(grid.item_of(cell))
    return next((i for i, word in enumerate(question.words) if word.stem in own), len(question.words))


def _moved(value: Decimal) -> str:
    return "rose" if value > 0 else "fell" if value < 0 else "changed"


def _asks_which(question: Question) -> bool:
    return question.expected is Expected.TIME or bool(
        regex.search(r"\b(?:which|when|in what year|what year)\b", question.text, regex.I)
    )


def _key(grid: Grid, cell: Cell, two_series: bool) -> str:
    return grid.name_of(cell) if two_series else grid.item_of(cell)
