"""Measures of table cells and numbers."""

import re
from dataclasses import dataclass

from cbm_qa.evaluate.evidence import fold
from cbm_qa.evaluate.measures.base import Case, Json, Observation, Share
from cbm_qa.model import Document

_NUMBER = re.compile(r"(?<![\w.])\d[\d, ]*(?:\.\d+)?")
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class CellExact(Share):
    """Share of questions with `cells` whose answer cites every one of them, text as printed.

    Table label, row key and column header must be those expected (upper case and white space
    aside), and the cell's text that of the document's table, where the marker leads to a document
    that has the table. Other cells may be cited too. An abstention or a failed question counts 0.

    >>> from cbm_qa.evaluate.questions import CellTarget, Question
    >>> question = Question("q1", "How many?", True, cells=(CellTarget("Table 1", "2020", "Firms"),))
    >>> cell = {"table": "Table 1", "row": "2020", "column": "firms", "text": "7", "marker": 1}
    >>> CellExact().observe(Case(question, {"cells": [cell]}))
    (1.0, 1.0)
    >>> CellExact().observe(Case(question, {"cells": [cell | {"row": "2021"}]}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for a question that names cells."""
        if not case.question.answerable or not case.question.cells:
            return None
        right = {
            _place(cell["table"], cell["row"], cell["column"])
            for cell in case.cells
            if _is_as_printed(cell, case)
        }
        wanted = {_place(target.table, target.row, target.column) for target in case.question.cells}
        return float(wanted <= right), 1.0


@dataclass(frozen=True, slots=True)
class NumberFidelity(Share):
    """Share of answers in which every number stands in the evidence.

    The evidence is the question (and how it was understood), the quotes of the citations, the
    cited cells, and the calculation. A number is a run of digits with commas and spaces between
    them read as grouping, and is compared as digits: the rule of the answer contract. Abstentions
    and failed questions are not concerned.

    >>> from cbm_qa.evaluate.questions import Question
    >>> answer = {"answer": "It was 18.7 billion [1].", "citations": [{"quote": "a loan of 18.7 billion"}]}
    >>> NumberFidelity().observe(Case(Question("q1", "How much?", True), answer))
    (1.0, 1.0)
    >>> NumberFidelity().observe(Case(Question("q1", "How much?", True), answer | {"answer": "19.7 [1]."}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) unless there is no answer."""
        if case.abstained or case.error:
            return None
        return float(not loose_numbers(case)), 1.0


def loose_numbers(case: Case) -> set[str]:
    """Return the numbers of the answer, as digits, that stand nowhere in its evidence."""
    calculation = case.answer.get("calculation") or {}
    evidence = [
        case.question.question,
        case.answer.get("understood") or "",
        str(calculation.get("expression", "")),
        str(calculation.get("value", "")),
        *(c["quote"] for c in case.citations),
        *(f"{c['text']} {c['row']} {c['column']} {c['table']}" for c in case.cells),
    ]
    return _numbers(_MARKER.sub(" ", case.text)) - set().union(*map(_numbers, evidence))


def _numbers(text: str) -> set[str]:
    return {
        found.replace(",", "").replace(" ", "").rstrip(".").lstrip("0") or "0"
        for found in _NUMBER.findall(text)
    }


def _place(table: str, row: str, column: str) -> tuple[str, str, str]:
    return fold(table), fold(row), fold(column)


def _is_as_printed(cited: Json, case: Case) -> bool:
    """Return whether the document's table has the cell with that text (true if the document is unknown)."""
    keys = [c["document"] for c in case.citations if c["marker"] == cited["marker"]]
    documents = [case.documents[key] for key in keys if key in case.documents]
    return not documents or any(_has_cell(document, cited) for document in documents)


def _has_cell(document: Document, cited: Json) -> bool:
    place = _place(cited["table"], cited["row"], cited["column"])
    return any(
        _place(table.label, cell.row, cell.column) == place and cell.text == cited["text"]
        for table in document.tables
        for cell in table.cells
    )
