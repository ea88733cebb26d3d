"""Questions about tables: a cell, a difference, and a row that is not there."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cbm_qa.evaluate.propose.draft import draft
from cbm_qa.evaluate.propose.prose import sentence_spans
from cbm_qa.evaluate.questions import CellTarget, Question
from cbm_qa.model import Cell, Document, Table

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_UNIT = re.compile(r"\s*(?:,\s*[^,]+|\([^()]*\))$")


def cell_questions(document: Document) -> Iterator[Question]:
    """Ask for every cell that holds a value."""
    for table, cell in _cells(document):
        asked = f"{_ask(cell)}?"
        yield draft(
            document,
            "table",
            asked,
            place=cell.span,
            answers=(cell.text,),
            cells=(_target(table, cell),),
            quotes=(),
        )


def difference_questions(document: Document) -> Iterator[Question]:
    """Ask how much a column changed from one row to the next, where both hold numbers."""
    for table in document.tables:
        columns: dict[str, list[Cell]] = {}
        for cell in table.cells:
            if table.label and cell.value is not None:
                columns.setdefault(cell.column, []).append(cell)
        for name, cells in columns.items():
            for first, second in pairwise(cells):
                if first.value is None or second.value is None or first.value == second.value:
                    continue
                yield draft(
                    document,
                    "calculation",
                    f"By how much do {first.row} and {second.row} differ in {_plain(name)}?",
                    place=second.span,
                    answers=(f"{abs(second.value - first.value):f}",),
                    cells=(_target(table, first), _target(table, second)),
                    quotes=(),
                )


def missing_year_questions(document: Document) -> Iterator[Question]:
    """Ask for a year just before or after those of a table, where no sentence names it with the column."""
    for table in document.tables:
        years = [int(row[0]) for row in table.rows if row and _YEAR.fullmatch(row[0])]
        for year in (min(years) - 1, max(years) + 1) if years else ():
            for name in table.header[1:]:
                if _is_said(document, str(year), max(_plain(name).split(), key=len)):
                    continue
                yield draft(
                    document, "unanswerable", f"What was the value of {_plain(name)} in {year}?", place=None
                )


def _cells(document: Document) -> Iterator[tuple[Table, Cell]]:
    for table in document.tables:
        for cell in table.cells:
            if table.label and cell.row.strip() and cell.column.strip() and not cell.missing and cell.text:
                yield table, cell


def _is_said(document: Document, year: str, word: str) -> bool:
    sentences = (span.of(document.text).casefold() for span in sentence_spans(document))
    return any(year in sentence and word.casefold() in sentence for sentence in sentences)


def _ask(cell: Cell) -> str:
    if _YEAR.fullmatch(cell.row):
        return f"What was the value of {_plain(cell.column)} in {cell.row}"
    if _YEAR.fullmatch(cell.column):
        return f"What was the value of {_plain(cell.row)} in {cell.column}"
    return f"What does the table give as {_plain(cell.column)} for {cell.row}"


def _plain(header: str) -> str:
    """Return a header without the unit at its end: "Catch, tons" is "Catch"."""
    return _UNIT.sub("", header) or header


def _target(table: Table, cell: Cell) -> CellTarget:
    return CellTarget(table.label, cell.row, cell.column)
