"""Single table cells, looked up by row, column and unit."""

from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.opposites import opposites_of
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.estimates import figure_of, read_estimate
from cbm_qa.answer.tables.headers import LabelMatch, match_labels
from cbm_qa.answer.tables.labels import beside, is_named_in_full, row_labels
from cbm_qa.answer.tables.operation import is_verdict, operation_stems
from cbm_qa.answer.tables.scope import tables_of, with_years
from cbm_qa.answer.words import similarity, stems
from cbm_qa.model import AnswerKind, Cell, CellCitation, Claim, Document, Table

_MIN_RECALL = 0.6
_MIN_MARGIN = 0.12  # a label must beat the next one by this much, else the reading is ambiguous
_FULL_RECALL = 0.75
_SIDE_BY_SIDE = regex.compile(
    r"\b(?:compar\p{L}*|contrast\p{L}*|versus|vs|differ\p{L}*|side by side|both)\b", regex.I
)
_MIN_EXPLAINED = 0.7  # share of the question's words that labels, caption or frame explain
_MIN_EXPLAINED_IN_FULL = 0.6  # the same where row and column are named by all their words
_IN_FULL = 0.99
_MIN_EXPLAINED_BOTH = 0.5  # naming a row and two columns leaves little room for another meaning
# Words that ask for a figure or name its form without saying which one.
FRAME = stems(
    "value amount figure number total level sum size volume data year period table row "
    "column unit units percent percentage"
    " share rate estimated reported recorded stand reach equal come worth large big high "
    "figure indicated printed listed number"
    " million billion trillion thousand usd dollar dollars us eur euro current exact "
    "correspond entry cell need know find look goods matrix chart side case"
)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the question as a cell of a table."""

    document: Document
    table: Table
    cells: tuple[Cell, ...]
    score: float
    explained: float
    unexplained: frozenset[str]


class TableAnswerer:
    """Answers questions for one printed value: "What were exports in 2020?"."""

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return the cell that the question names by row and column.

        Returns:
            The cell; a Gap where a table has the row or column asked for but not the other (a year
            that it does not cover); None where no table fits or two cells fit alike.
        """
        question = evidence.question
        if is_verdict(question.text):
            return None  # two values and a yes or no: to be computed
        readings: list[_Reading] = []
        gaps: list[Gap] = []
        for document, table in tables_of(evidence):
            found = _read(document, table, with_years(question, table))
            if isinstance(found, Gap):
                gaps.append(found)
            elif found is not None:
                readings.append(found)
        readings.sort(key=lambda r: -r.score)
        if readings and (len(readings) == 1 or readings[0].score - readings[1].score >= _MIN_MARGIN):
            return _candidate(readings[0])
        return gaps[0] if gaps and not readings else None


def ask_back(evidence: Evidence) -> Gap | None:
    """Return the question to ask back where one row is named and two or three of its figures fit alike."""
    for _, table in tables_of(evidence):
        question = with_years(evidence.question, table)
        if question.operation or not table.rows or len(table.header) < 3:
            continue
        labels, keys = row_labels(table)
        row = _clear(match_labels(labels, question))
        columns = match_labels(table.header[keys:], question)
        near = [
            c for c in columns if c.recall >= _MIN_RECALL / 2 and columns[0].score - c.score < _MIN_MARGIN
        ]
        if row is None or not 2 <= len(near) <= 3 or not any(year in question.years for year in row.used):
            continue
        used = row.used.union(*(c.used for c in near))
        if frozenset(w.stem for w in question.content) - used - FRAME:
            continue  # it names more than these columns do: another thing
        names = " or ".join(f"“{table.header[c.index + keys]}”" for c in sorted(near, key=lambda c: c.index))
        return Gap(f"More than one column of {table.label or 'the table'} fits: did you mean {names}?")
    return None


def _read(document: Document, table: Table, question: Question) -> _Reading | Gap | None:
    if not table.rows or len(table.header) < 2:
        return None
    labels, keys = row_labels(table)
    rows = match_labels(labels, question)
    columns = match_labels(table.header[keys:], question)
    row, column = _clear(rows), _clear(columns)
    if row is not None and not is_named_in_full(table, row.index, question.text):
        return None
    both = () if row is None else _both_named(columns, question)
    if row is None or (column is None and not both):
        return _missing_year(table, question, row, column, rows, columns)
    chosen = both or (column,)
    used = row.used.union(*(c.used for c in chosen if c))
    named = stems(f"{table.caption} {' '.join(table.header[:keys])}")  # "Risk ratios" are looked up
    computes = {w.stem for w in question.content} & operation_stems(question.text)
    if not both and computes - used - named and question.operation:
        return None  # to be computed, not looked up
    places = {c.index + keys for c in chosen if c}
    cells = tuple(c for c in table.cells if c.row_index == row.index and c.column_index in places)
    headers = " ".join((*table.header[:keys], *(c.column for c in cells)))
    context = stems(f"{table.caption} {table.label} {labels[row.index]} {headers}")
    asked = frozenset(w.stem for w in question.content) - (
        operation_stems(question.text) if both else frozenset()
    )
    unexplained = frozenset(
        stem for stem in asked - used - FRAME if not any(similarity(stem, c) for c in context)
    )
    if any(opposites_of(stem) & stems(f"{labels[row.index]} {headers}") for stem in unexplained):
        return None  # "upstream" is asked for, "downstream" is what fits best
    explained = 1 - len(unexplained) / max(1, len(asked))
    in_full = column is not None and min(row.recall, column.recall) >= _IN_FULL and row.used != column.used
    least = _MIN_EXPLAINED_BOTH if both else _MIN_EXPLAINED_IN_FULL if in_full else _MIN_EXPLAINED
    if explained < least or any(must_be_explained(stem, question) for stem in unexplained):
        return None
    return _Reading(
        document, table, cells, row.score + max(c.score for c in chosen if c), explained, unexplained
    )


def _both_named(columns: list[LabelMatch], question: Question) -> tuple[LabelMatch, ...]:
    """Return the columns a question sets side by side: each named in full, by words of its own."""
    if not _SIDE_BY_SIDE.search(question.text):
        return ()
    full = [c for c in columns if c.recall >= _FULL_RECALL]
    own = {c.index: c.used - frozenset().union(*(o.used for o in full if o is not c)) for c in full}
    return tuple(full) if len(full) > 1 and all(own.values()) else ()


def must_be_explained(stem: str, question: Question) -> bool:
    """A name, year or number that no label has means another cell than any of these."""
    return stem in question.names or stem[:1].isdigit()


def _clear(matches: list[LabelMatch]) -> LabelMatch | None:
    """Return the best label if it fits and no other fits nearly as well."""
    if not matches or matches[0].recall < _MIN_RECALL:
        return None
    if len(matches) > 1 and matches[0].score - matches[1].score < _MIN_MARGIN:
        return None
    return matches[0]


def _missing_year(
    table: Table,
    question: Question,
    row: LabelMatch | None,
    column: LabelMatch | None,
    rows: list[LabelMatch],
    columns: list[LabelMatch],
) -> Gap | None:
    """Say that a table has the series asked for, but not the year."""
    keys = row_labels(table)[1]
    for found, other, labels in (
        (column, rows, list(row_labels(table)[0])),
        (row, columns, list(table.header[keys:])),
    ):
        years = [label for label in labels if regex.fullmatch(r"(?:1[5-9]|20)\d{2}", label)]
        absent = [year for year in question.years if year not in years]
        if found is None or len(years) < 2 or len(years) < len(other) or not absent:
            continue
        series = table.header[found.index + keys] if found is column else table.rows[found.index][0]
        asked = frozenset(w.stem for w in question.content) - found.used - FRAME - frozenset(question.years)
        context = stems(f"{table.caption} {series}")
        if not any(
            stem in question.names and not any(similarity(stem, c) for c in context) for stem in asked
        ):
            covered = f"{years[0]} to {years[-1]}" if _is_run(years) else ", ".join(years)
            return Gap(f"{table.label or 'The table'} covers {covered}; {', '.join(absent)} is not in it.")
    return None


def _is_run(years: list[str]) -> bool:
    return [int(y) for y in years] == list(range(int(years[0]), int(years[0]) + len(years)))


def _candidate(reading: _Reading) -> Candidate:
    cell, table = reading.cells[0], reading.table
    if len(reading.cells) > 1:
        return _side_by_side(reading)
    citation = cite(reading.document, table.row_spans[cell.row_index], 1)
    label = table.label or "the table"
    notices: tuple[str, ...] = ()
    if cell.missing:
        shown = f"“{cell.text}”" if cell.text else "an empty cell"
        sentence = f"{label} has no value for {cell.column} in the row {cell.row}: it prints {shown}."
        notices = (f"{label} marks this value as missing.",)
    else:
        unit = f" {cell.unit}" if cell.unit and cell.unit not in cell.text else ""
        row = row_labels(table)[0][cell.row_index]
        name = cell.column if _is_named_by(cell.column) else beside(row, cell.column)
        place = row if name == cell.column else ""
        sentence = f"{_join(name, place, cell)}: {cell.text}{unit}{_parts(cell)} ({label})."
    return Candidate(
        kind=AnswerKind.TABLE,
        confidence=min(0.97, 0.55 + 0.42 * reading.explained * min(1.0, reading.score / 2)),
        claims=(Claim(sentence, (1,)),),
        citations=(citation,),
        values=(cell.text,) if cell.text else ("no value",),
        cells=(CellCitation(label, cell.row, cell.column, cell.text, _value(cell), cell.unit, 1),),
        notices=notices,
    )


def _value(cell: Cell) -> Decimal | None:
    return cell.value if cell.value is not None else figure_of(cell.text)


def _parts(cell: Cell) -> str:
    """Say what the parts of a cell with an estimate are: ", that is 4.68, interval 2.22 to 9.87"."""
    estimate = read_estimate(cell.text) if cell.value is None else None
    return f", that is {estimate.printed}, {estimate.rest}" if estimate else ""


def _side_by_side(reading: _Reading) -> Candidate:
    """Return the cells of one row as a comparison."""
    table, label = reading.table, reading.table.label or "the table"
    first = reading.cells[0]
    parts = "; ".join(f"{c.column}: {c.text or 'no value'}{_unit(c)}" for c in reading.cells)
    return Candidate(
        kind=AnswerKind.COMPARISON,
        confidence=0.85,
        claims=(Claim(f"{first.row} ({label}) – {parts}.", (1,)),),
        citations=(cite(reading.document, table.row_spans[first.row_index], 1),),
        values=tuple(c.text for c in reading.cells if c.text),
        cells=tuple(CellCitation(label, c.row, c.column, c.text, c.value, c.unit, 1) for c in reading.cells),
    )


def _unit(cell: Cell) -> str:
    return f" {cell.unit}" if cell.unit and cell.unit not in cell.text and cell.unit not in cell.row else ""


def _is_named_by(column: str) -> bool:
    """Whether a column header says what is measured, rather than when or for whom."""
    return not regex.fullmatch(r"\W*(?:1[5-9]|20)\d{2}\W*", column)


def _join(name: str, place: str, cell: Cell) -> str:
    """Return the measure without its unit, and the row: "Exports, 2020"."""
    unit = cell.unit or ""
    plain = (
        regex.sub(rf"\s*(?:,|\(|\[)\s*(?:in\s+)?{regex.escape(unit)}\s*[)\]]?", "", name) if unit else name
    )
    return beside(plain, place) if place else plain
