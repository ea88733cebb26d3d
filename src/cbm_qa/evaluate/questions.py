"""Question sets: what is asked, and what a right answer must hold (one JSON object a line)."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cbm_qa.errors import QuestionSetError

logger = logging.getLogger(__name__)

KINDS = (
    "table",
    "calculation",
    "fact",
    "list",
    "source",
    "definition",
    "comparison",
    "summary",
    "yesno",
    "metadata",
    "unanswerable",
    "robust",
    "multilingual",
    "followup",
)
"""The kinds of question that reports know, in the order they print them."""

SPLITS = ("dev", "test")


@dataclass(frozen=True, slots=True)
class CellTarget:
    """A table cell that a right answer uses, by its printed label, row key and column header."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question and how to judge an answer to it.

    Attributes:
        id: Unique in its set.
        question: As it is asked.
        answerable: Whether the documents hold the answer.
        kind: One of `KINDS`, another word, or "" where the file gives none.
        answers: Acceptable short answers; any one must stand in the answer.
        all_of: Groups of alternatives; one of each group must stand in the answer.
        sections: A citation to any one of them is right.
        cells: Every one must be cited.
        quotes: Verbatim evidence, for people and for checks of the set itself.
        references: Works that the answer must cite, as "Smith 2020".
        history: The questions asked before, oldest first.
        language: Of the question, as an ISO 639 code.
        split: "dev", "test", or "" where the set is not split.
        document: Key of the one document to search, or None for all.
    """

    id: str
    question: str
    answerable: bool
    kind: str = ""
    answers: tuple[str, ...] = ()
    all_of: tuple[tuple[str, ...], ...] = ()
    sections: tuple[str, ...] = ()
    cells: tuple[CellTarget, ...] = ()
    quotes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    language: str = "en"
    split: str = ""
    document: str | None = None


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a JSON lines file, in its order; blank lines are skipped.

    A field or kind that looks like a misspelt known one is refused; any other unknown one is
    kept (kind) or left out (field) with a warning in the log.

    Raises:
        QuestionSetError: The file cannot be read, is empty, or breaks the format; the message
            names file, line and field.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionSetError(
            f"cannot read the question set {path}: {reason}",
            hint="give the path of a .jsonl file; docs/evaluation.md describes the format",
        ) from error
    questions: dict[str, Question] = {}
    places: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        question = _parse_line(line, f"{path.name}, line {number}")
        if question.id in questions:
            raise _fault(
                f"{path.name}, line {number}, id",
                f"{question.id!r} is already taken by line {places[question.id]}",
            )
        questions[question.id], places[question.id] = question, number
    if not questions:
        raise QuestionSetError(f"{path.name} holds no question", hint="write one JSON object a line")
    return tuple(questions.values())


def write_questions(path: Path, questions: Iterable[Question]) -> None:
    """Write a file that `read_questions` reads back as the same questions."""
    lines = (json.dumps(question_to_json(question), ensure_ascii=False) for question in questions)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def question_to_json(question: Question) -> dict[str, Any]:
    """Return the fields that differ from their defaults, as JSON values in the order of the class."""
    data: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        "answerable": question.answerable,
    }
    for name in _FIELDS:
        value = getattr(question, name)
        if name not in data and value != getattr(_BLANK, name):
            data[name] = value
    if question.cells:
        data["cells"] = [{"table": c.table, "row": c.row, "column": c.column} for c in question.cells]
    return data


def question_from_json(data: object, place: str = "question") -> Question:
    """Return the question that decoded JSON describes.

    Args:
        data: What `json.loads` gave.
        place: Where it stood, for messages ("set.jsonl, line 3").

    Raises:
        QuestionSetError: A field is missing, unknown or of the wrong form, or two contradict each other.
    """
    if not isinstance(data, dict):
        raise _fault(place, f"expected an object, found {_show(data)}")
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in _FIELDS:
            values[name] = _FIELDS[name](value, f"{place}, {name}")
        else:
            _warn_or_refuse(place, "field", name, _FIELDS)
    for name in ("id", "question", "answerable"):
        if name not in values:
            raise _fault(f"{place}, {name}", "the field is missing")
    question = Question(**values)
    _check_agreement(question, place)
    return question


def _parse_line(line: str, place: str) -> Question:
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _fault(place, f"not JSON: {error}") from error
    return question_from_json(data, place)


def _check_agreement(question: Question, place: str) -> None:
    if question.kind and question.kind not in KINDS:
        _warn_or_refuse(place, "kind", question.kind, KINDS)
    if question.split and question.split not in SPLITS:
        raise _fault(f"{place}, split", f"expected one of {', '.join(SPLITS)}, found {question.split!r}")
    if not question.answerable and (question.answers or question.all_of):
        raise _fault(f"{place}, answers", "the question is marked unanswerable, yet it has answers")
    if question.answerable and question.kind == "unanswerable":
        raise _fault(f"{place}, answerable", 'the kind is "unanswerable", yet answerable is true')


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _fault(place, f"expected a text, found {_show(value)}")
    return value


def _optional_text(value: object, place: str) -> str:
    return "" if value is None or value == "" else _text(value, place)


def _language(value: object, place: str) -> str:
    return _optional_text(value, place) or "en"


def _document(value: object, place: str) -> str | None:
    return _optional_text(value, place) or None


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise _fault(place, f"expected true or false, found {_show(value)}")
    return value


def _items(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _fault(place, f"expected a list, found {_show(value)}")
    return value


def _texts(value: object, place: str) -> tuple[str, ...]:
    return tuple(_text(item, f"{place}[{n}]") for n, item in enumerate(_items(value, place)))


def _groups(value: object, place: str) -> tuple[tuple[str, ...], ...]:
    groups = tuple(_texts(item, f"{place}[{n}]") for n, item in enumerate(_items(value, place)))
    for n, group in enumerate(groups):
        if not group:
            raise _fault(f"{place}[{n}]", "a group needs at least one alternative")
    return groups


def _cells(value: object, place: str) -> tuple[CellTarget, ...]:
    return tuple(_cell(item, f"{place}[{n}]") for n, item in enumerate(_items(value, place)))


def _cell(value: object, place: str) -> CellTarget:
    names = ("table", "row", "column")
    if not isinstance(value, dict) or set(value) != set(names):
        raise _fault(place, f"expected an object with table, row and column, found {_show(value)}")
    return CellTarget(*(_text(value[name], f"{place}.{name}") for name in names))


def _warn_or_refuse(place: str, what: str, name: str, known: Iterable[str]) -> None:
    close = get_close_matches(name, list(known), n=1, cutoff=0.75)
    if close:
        raise _fault(place, f"unknown {what} {name!r}; did you mean {close[0]!r}?")
    logger.warning("%s: unknown %s %r", place, what, name)


def _fault(place: str, reason: str) -> QuestionSetError:
    return QuestionSetError(f"{place}: {reason}", hint="docs/evaluation.md describes the format")


def _show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:60]


_FIELDS: dict[str, Callable[[object, str], Any]] = {
    "id": _text,
    "question": _text,
    "kind": _optional_text,
    "answers": _texts,
    "all_of": _groups,
    "sections": _texts,
    "cells": _cells,
    "quotes": _texts,
    "references": _texts,
    "answerable": _truth,
    "history": _texts,
    "language": _language,
    "split": _optional_text,
    "document": _document,
}
_BLANK = Question(id="", question="", answerable=True)
