"""Question sets as CSV, for a spreadsheet: a column a field, a row a question.

Items of a list are separated by "|", the groups of `all_of` by a line break within the cell, and the
parts of a table cell by ">": "Table 1 > 2020 > Firms". A backslash before one of these signs keeps it.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate.formats.source import fault, read_text
from cbm_qa.evaluate.questions import Question, question_from_json, question_to_json

COLUMNS = (
    "id",
    "question",
    "answerable",
    "kind",
    "answers",
    "all_of",
    "sections",
    "cells",
    "quotes",
    "references",
    "history",
    "language",
    "split",
    "document",
)
_LISTS = frozenset({"answers", "sections", "quotes", "references", "history"})
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_csv(path: Path) -> tuple[Question, ...]:
    """Read a question set from a table with a header row; commas, semicolons or tabs separate columns.

    Empty cells are fields that are not given.

    Raises:
        QuestionSetError: A row breaks the format; the message names line and field.
    """
    text = read_text(path, "CSV")
    opening = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=opening.count), strict=True)
    questions: dict[str, Question] = {}
    try:
        for row in reader:
            place = f"{path.name}, line {reader.line_num}"
            question = question_from_json(_fields(row, path, reader.line_num), place)
            if question.id in questions:
                raise fault(path, reader.line_num, f"{question.id!r} is already taken")
            questions[question.id] = question
    except csv.Error as error:
        raise fault(path, reader.line_num, f"not CSV: {error}") from error
    if not questions:
        raise QuestionSetError(
            f"{path.name} holds no question", hint="write a header row and a row a question"
        )
    return tuple(questions.values())


def write_csv(path: Path, questions: Iterable[Question]) -> None:
    """Write a file that `read_csv` reads back as the same questions."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for question in questions:
            data = question_to_json(question)
            writer.writerow({name: _cell(name, value) for name, value in data.items()})


def _fields(row: dict[str, Any], path: Path, number: int) -> dict[str, Any]:
    if None in row:
        raise fault(path, number, "the row has more cells than the header")
    given = {name.strip(): text for name, text in row.items() if text is not None and text.strip()}
    return {name: _value(name, text) for name, text in given.items()}


def _value(name: str, text: str) -> Any:  # noqa: ANN401  # any JSON value
    if name in _LISTS:
        return _split(text, "|")
    if name == "all_of":
        return [_split(group, "|") for group in text.splitlines() if group.strip()]
    if name == "cells":
        keys = ("table", "row", "column")
        return [dict(zip(keys, _split(cell, ">"), strict=False)) for cell in _split(text, "|")]
    if name == "answerable":
        return _TRUTHS.get(text.strip().casefold(), text)
    return text


def _cell(name: str, value: Any) -> str:  # noqa: ANN401  # any JSON value
    if name in _LISTS:
        return _join(value, "|")
    if name == "all_of":
        return "\n".join(_join(group, "|") for group in value)
    if name == "cells":
        parts = [_join((c["table"], c["row"], c["column"]), ">") for c in value]
        return " | ".join(part.replace("|", r"\|") for part in parts)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _split(text: str, sign: str) -> list[str]:
    parts = re.split(rf"(?<!\\){re.escape(sign)}", text)
    return [part.replace(f"\\{sign}", sign).strip() for part in parts if part.strip()]


def _join(items: Sequence[str], sign: str) -> str:
    return f" {sign} ".join(item.replace(sign, f"\\{sign}") for item in items)
