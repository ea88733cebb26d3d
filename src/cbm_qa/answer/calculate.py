"""Answers computed over table cells, with the arithmetic shown and every cell cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.headers import LabelMatch, match_labels
from cbm_qa.answer.operation import ASKS_DIRECTION, Operation, compute, operation_stems
from cbm_qa.answer.question import Expected, Question, read_question
from cbm_qa.answer.table import FRAME, must_be_explained
from cbm_qa.answer.words import similarity, stems
from cbm_qa.model import AnswerKind, Calculation, Cell, CellCitation, Claim, Document, Table

_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")
_MIN_RECALL = 0.6
_MIN_MARGIN = 0.12
_MIN_EXPLAINED = 0.6
_CONFIDENCE = 0.9
_YES_OR_NO = regex.compile(
    r"^\s*(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would)\b", regex.I
)
_RANGE = regex.compile(
    r"\b(?:between|from|to|through|until|over|during|period|since|and|[–-])\b|[–-]", regex.I
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table turned so that its years are in `years` and every series is a list of cells over them."""

    document: Document
    table: Table
    years: tuple[str, ...]
    names: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]  # (series, year)


class CalculationAnswerer:
    """Answers questions that compare or combine values of one series over years, or two in one year."""

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the computed value; None where no table is named clearly or a needed cell is missing."""
        question = evidence.question
        operation = question.operation
        if operation is None or _YES_OR_NO.match(question.text):
            return None
        found = [
            candidate
            for document in evidence.documents.values()
            for table in document.tables
            if (grid := _turn(document, table)) is not None
            and (candidate := _answer(grid, question, operation)) is not None
        ]
        return found[0] if len(found) == 1 else None


def _turn(document: Document, table: Table) -> _Grid | None:
    """Return the table by series and year, or None where neither axis is years."""
    rows, columns = tuple(row[0] for row in table.rows), table.header[1:]
    if len(set(rows)) != len(rows) or len(set(columns)) != len(columns):
        return None
    by_place = {(c.row_index, c.column_index - 1): c for c in table.cells}
    if len(rows) > 1 and all(map(_YEAR.fullmatch, rows)):
        return _Grid(document, table, rows, columns, {(s, y): c for (y, s), c in by_place.items()})
    if len(columns) > 1 and all(map(_YEAR.fullmatch, columns)):
        return _Grid(document, table, columns, rows, by_place)
    return None


def _answer(grid: _Grid, question: Question, operation: Operation) -> Candidate | None:
    if any(year not in grid.years for year in question.years):
        return None
    series = _series(grid, question)
    if series is None or not _is_explained(grid, question, series):
        return None
    years = _years(grid, question, operation, len(series))
    if years is None:
        return None
    cells = [grid.cells[s.index, y] for s in series for y in years]
    if len(cells) < 2 or any(c.value is None for c in cells) or len({c.unit for c in cells}) > 1:
        return None
    try:
        return _candidate(grid, question, operation, cells)
    except ZeroDivisionError:
        return None


def _series(grid: _Grid, question: Question) -> list[LabelMatch] | None:
    """Return the one series the question names, or the two that it sets side by side."""
    halves = regex.split(
        r"\b(?:and|than|or|versus|vs\.?|compared (?:to|with)|exceed(?:ed)?|minus|plus|over)\b|[:;]",
        question.text,
        flags=regex.I,
    )
    named: dict[int, LabelMatch] = {}
    if len(question.years) == 1 and len(halves) > 1:
        for half in halves:
            match = _clear(match_labels(grid.names, read_question(half)))
            if match is not None:
                named.setdefault(match.index, match)
    if len(named) == 2:
        return list(named.values())
    one = _clear(match_labels(grid.names, question))
    return [one] if one is not None else None


def _clear(matches: Sequence[LabelMatch]) -> LabelMatch | None:
    if not matches or matches[0].recall < _MIN_RECALL:
        return None
    return None if len(matches) > 1 and matches[0].score - matches[1].score < _MIN_MARGIN else matches[0]


def _is_explained(grid: _Grid, question: Question, series: Sequence[LabelMatch]) -> bool:
    """Whether labels, caption, years and words of the operation account for the whole question."""
    context = stems(
        f"{grid.table.caption} {grid.table.label} {grid.table.header[0]} "
        + " ".join(grid.names[s.index] for s in series)
    )
    asked = {w.stem for w in question.content} - operation_stems(question.text) - FRAME - set(question.years)
    loose = {s for s in asked if not any(similarity(s, c) for c in context)}
    if any(must_be_explained(stem, question) for stem in loose):
        return False
    return 1 - len(loose) / max(1, len(question.content)) >= _MIN_EXPLAINED


def _years(grid: _Grid, question: Question, operation: Operation, series: int) -> list[int] | None:
    """Return the positions of the years to compute over, in the order of the table."""
    asked = sorted(grid.years.index(year) for year in question.years)
    if series == 2:
        return asked if len(asked) == 1 else None
    if operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE, Operation.RATIO):
        return asked if len(asked) == 2 else None
    if (
        len(asked) == 2
        and _RANGE.search(question.text)
        and not regex.search(
            rf"\b{question.years[0]} and {question.years[1]}\b(?<!between .*)", question.text
        )
    ):
        return list(range(asked[0], asked[1] + 1))
    return asked or list(range(len(grid.years)))


def _candidate(grid: _Grid, question: Question, operation: Operation, cells: list[Cell]) -> Candidate | None:
    values = [c.value for c in cells if c.value is not None]
    if operation is Operation.PERCENT_CHANGE and cells[0].unit == "%":
        return None  # a percentage of percentages is rarely what is meant
    two_series = len({_name(grid, c) for c in cells}) == 2
    if (
        two_series
        and operation in (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE)
        and values[0] > values[1]
    ):
        cells, values = cells[::-1], values[::-1]
    expression, value, rounded = compute(operation, values)
    unit = {Operation.PERCENT_CHANGE: "%", Operation.RATIO: None}.get(operation, cells[0].unit)
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
    signed = abs(value) if ASKS_DIRECTION.search(question.text) or two_series else value
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
    start, end = _year(grid, first), _year(grid, last)
    if extreme:
        which = " and ".join(_key(grid, c, two_series) for c in extreme)
        return f"{operation.capitalize()}: {which}, with {shown}."
    if two_series:
        return f"{_name(grid, last)} against {name}, {end}: {operation} {shown}."
    if operation in (Operation.DIFFERENCE, Operation.PERCENT_CHANGE):
        moved = "rose" if value > 0 else "fell" if value < 0 else "changed"
        return f"{name} {moved} by {shown.removeprefix('-')} from {start} to {end}."
    if operation is Operation.RATIO:
        return f"{name} in {end} was {shown} times that in {start}."
    period = f"{start} to {end}" if len(cells) > 2 else f"{start} and {end}"
    return f"{name}, {period}: {operation} {shown}."


def _asks_which(question: Question) -> bool:
    return question.expected is Expected.TIME or bool(
        regex.search(r"\b(?:which|when|in what year|what year)\b", question.text, regex.I)
    )


def _key(grid: _Grid, cell: Cell, two_series: bool) -> str:
    return _name(grid, cell) if two_series else _year(grid, cell)


def _name(grid: _Grid, cell: Cell) -> str:
    name = cell.column if cell.column in grid.names else cell.row
    unit = cell.unit or ""
    return regex.sub(rf"\s*(?:,|\(|\[)\s*(?:in\s+)?{regex.escape(unit)}\s*[)\]]?", "", name) if unit else name


def _year(grid: _Grid, cell: Cell) -> str:
    return cell.row if cell.row in grid.years else cell.column


def _figure(value: Decimal, unit: str | None) -> str:
    return f"{value}{'%' if unit == '%' else f' {unit}' if unit else ''}"
