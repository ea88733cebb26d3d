"""The shipped question set is sound: its evidence stands in the paper and its answers in the evidence."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "corpus" / "questions" / "paper.jsonl"
PAPER = ROOT / "corpus" / "paper" / "paper.txt"

Question = dict[str, Any]

MINIMUM = {
    "table": 35,
    "calculation": 25,
    "fact": 45,
    "list": 12,
    "source": 20,
    "definition": 12,
    "comparison": 8,
    "summary": 5,
    "yesno": 10,
    "metadata": 10,
    "unanswerable": 60,
    "robust": 15,
    "multilingual": 18,
    "followup": 12,
}
KEYS = [
    "id", "question", "kind", "answers", "all_of", "sections", "cells", "quotes", "references",
    "answerable", "history", "language", "split", "document",
]  # fmt: skip
REQUIRED = {"id", "question", "kind", "answers", "answerable", "language", "split", "document"}
LANGUAGES = {"en", "ru", "kk", "zh"}
UNNUMBERED = ("Abstract", "Acknowledgments", "References")


def plain(text: str) -> str:
    """Text with footnote and emphasis marks dropped and white space collapsed."""
    return " ".join(re.sub(r"\^\{[^}]*\}|\*", "", text).split())


def bare(text: str) -> str:
    """`plain`, and case and the shape of quotation marks set aside: how answers are compared."""
    return plain(text).translate(str.maketrans("’‘“”", "''\"\"")).casefold()


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return None


class Table(NamedTuple):
    section: str
    header: list[str]
    rows: dict[str, list[str]]

    def text(self, row: str, column: str) -> str:
        return self.rows[row][self.header.index(column)]


class Paper(NamedTuple):
    sections: dict[str, str]
    """Section key to its plain text; "" holds the title, the authors and their affiliations."""
    tables: dict[str, Table]
    references: list[str]

    def holding(self, quote: str) -> set[str]:
        return {key for key, text in self.sections.items() if plain(quote) in text}


def read_paper(text: str) -> Paper:
    lines: dict[str, list[str]] = {"": []}
    tables: dict[str, Table] = {}
    section, label = "", ""
    for line in text.splitlines():
        numbered = re.match(r"(\d(?:\.\d)?)\. [A-Z][^\t]{3,110}$", line)
        if line.strip() in UNNUMBERED or (numbered and not line.endswith(".")):
            section = numbered[1] if numbered else line.strip()
            lines[section] = []
        if caption := re.match(r"(Table \d+) - ", line):
            label = caption[1]
        if "\t" in line:
            cells = [cell.strip() for cell in line.split("\t")]
            if label not in tables:
                tables[label] = Table(section, cells, {})
            else:
                tables[label].rows[cells[0]] = cells
        lines["" if line.startswith("^{") else section].append(line)
    entries = [line for line in lines["References"] if line.startswith("- ")]
    return Paper(
        {key: "\n".join(plain(line) for line in part) for key, part in lines.items()},
        tables,
        entries,
    )


def read_questions() -> list[Question]:
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def wanted(question: Question) -> list[str]:
    """Every string that may count as an answer, or as part of one."""
    return [*question["answers"], *itertools.chain(*question.get("all_of", []))]


def derivable(values: list[Decimal]) -> set[Decimal]:
    """What one calculation over these values can give, before rounding."""
    out = {sum(values, Decimal(0)), sum(values, Decimal(0)) / len(values), min(values), max(values)}
    for a, b in itertools.permutations(values, 2):
        out |= {a - b, abs(a - b), a / b, (a / b - 1) * 100, abs(a / b - 1) * 100}
    return out


def rounds_to(exact: Decimal, stated: Decimal) -> bool:
    """Whether the stated figure is the exact one, rounded at its last digit."""
    exponent = int(stated.as_tuple().exponent)
    return abs(exact - stated) <= Decimal(5).scaleb(min(exponent, 0) - 1)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return read_questions()


@pytest.fixture(scope="module")
def answerable(questions: list[Question]) -> list[Question]:
    return [question for question in questions if question["answerable"]]


@pytest.fixture(scope="module")
def paper() -> Paper:
    return read_paper(PAPER.read_text(encoding="utf-8"))


def cell_text(paper: Paper, cell: dict[str, str]) -> str:
    return paper.tables[cell["table"]].text(cell["row"], cell["column"])


def test_reads_the_paper(paper: Paper) -> None:
    assert list(paper.sections)[1:] == [
        "Abstract", "1", "2", "3", "3.1", "3.2", "4", "5", "Acknowledgments", "References",
    ]  # fmt: skip
    assert {name: len(table.rows) for name, table in paper.tables.items()} == {
        "Table 1": 5,
        "Table 2": 3,
        "Table 3": 4,
    }


def test_fields_and_their_order(questions: list[Question]) -> None:
    for question in questions:
        assert question.keys() >= REQUIRED, question["id"]
        assert list(question) == [key for key in KEYS if key in question], question["id"]
        assert question["kind"] in MINIMUM, question["id"]
        assert question["language"] in LANGUAGES, question["id"]
        assert question["document"] == "paper", question["id"]
        assert question["question"].strip(), question["id"]
        assert all(value for key, value in question.items() if key not in ("answers", "answerable"))


def test_no_question_twice(questions: list[Question]) -> None:
    ids = Counter(question["id"] for question in questions)
    asked = Counter((bare(q["question"]), *q.get("history", [])) for q in questions)
    assert [name for name, times in ids.items() if times > 1] == []
    assert [words for words, times in asked.items() if times > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in ids)


def test_split_follows_the_hash_of_the_id(questions: list[Question]) -> None:
    for question in questions:
        first = hashlib.sha256(question["id"].encode()).hexdigest()[0]
        assert question["split"] == ("dev" if first in "01234567" else "test"), question["id"]


def test_enough_of_every_kind_and_language(questions: list[Question]) -> None:
    kinds = Counter(question["kind"] for question in questions)
    assert {kind: kinds[kind] for kind in MINIMUM if kinds[kind] < MINIMUM[kind]} == {}
    assert len(questions) >= 250
    assert {question["language"] for question in questions} == LANGUAGES
    other = Counter(q["language"] for q in questions if not q["answerable"])
    assert set(other) == LANGUAGES, "unanswerable ones in every language"
    for split in ("dev", "test"):
        assert {q["kind"] for q in questions if q["split"] == split} == set(MINIMUM)


def test_unanswerable_ones_claim_nothing(questions: list[Question]) -> None:
    for question in questions:
        assert question["answerable"] == (question["kind"] != "unanswerable"), question["id"]
        if not question["answerable"]:
            assert question["answers"] == [], question["id"]
            evidence = {"all_of", "sections", "cells", "quotes", "references"}
            assert not evidence & question.keys(), question["id"]


def test_kinds_carry_what_they_need(questions: list[Question]) -> None:
    for question in questions:
        kind, name = question["kind"], question["id"]
        if question["answerable"]:
            assert question["answers"], name
            assert question.get("quotes") or question.get("cells"), name
        if kind == "table":
            assert len(question["cells"]) == 1, name
        if kind == "calculation":
            assert len(question["cells"]) >= 2, name
        if kind == "list":
            assert len(question["all_of"]) >= 2, name
        if kind == "source":
            assert question["references"], name
        if kind == "followup":
            assert question["history"], name
        if kind == "multilingual":
            assert question["language"] != "en", name


def test_questions_are_in_their_language(questions: list[Question]) -> None:
    letters = {"en": r"[a-z]", "ru": r"[а-яё]", "kk": r"[әғқңөұүһі]", "zh": r"[\u4e00-\u9fff]"}
    for question in questions:
        words = question["question"].casefold()
        assert re.search(letters[question["language"]], words), question["id"]
        if question["language"] == "en":
            assert not re.search(r"[\u0400-\u04ff\u4e00-\u9fff]", words), question["id"]


def test_quotes_stand_in_the_paper_where_they_are_said_to(answerable: list[Question], paper: Paper) -> None:
    for question in answerable:
        for quote in question.get("quotes", []):
            found = paper.holding(quote)
            assert found, (question["id"], quote)
            if found != {""}:
                assert found - {""} <= set(question["sections"]), (question["id"], quote, found)


def test_cells_exist_and_hold_the_answer(answerable: list[Question], paper: Paper) -> None:
    for question in answerable:
        for cell in question.get("cells", []):
            text = cell_text(paper, cell)
            assert paper.tables[cell["table"]].section in question["sections"], question["id"]
            if question["kind"] == "table":
                assert text in question["answers"], question["id"]


def test_every_printed_cell_is_asked_for(answerable: list[Question], paper: Paper) -> None:
    asked = {
        (cell["table"], cell["row"], cell["column"])
        for question in answerable
        if question["kind"] == "table"
        for cell in question["cells"]
    }
    printed = {
        (name, row, column)
        for name, table in paper.tables.items()
        for row in table.rows
        for column in table.header[1:]
    }
    assert asked == printed


def test_sections_are_headings(answerable: list[Question], paper: Paper) -> None:
    for question in answerable:
        assert set(question.get("sections", [])) <= set(paper.sections) - {""}, question["id"]


def test_references_are_in_the_list(answerable: list[Question], paper: Paper) -> None:
    for question in answerable:
        for reference in question.get("references", []):
            name, year = reference.rsplit(" ", 1)
            assert re.fullmatch(r"\d{4}[a-z]?", year), (question["id"], reference)
            # UNIFIL and its like are entered under the long name, the short one in brackets.
            entry = re.compile(rf"- (?:[^.]*\()?{re.escape(name)}\b.*\({year}\)", re.IGNORECASE)
            assert any(entry.match(line) for line in paper.references), (question["id"], reference)


def test_answers_stand_in_their_evidence(answerable: list[Question], paper: Paper) -> None:
    """Every acceptable wording is the paper's; computed values are checked below."""
    for question in answerable:
        texts = [bare(quote) for quote in question.get("quotes", [])]
        texts += [bare(cell_text(paper, cell)) for cell in question.get("cells", [])]
        if question["kind"] == "source":
            texts += [bare(line) for line in paper.references]
        computed = len(question.get("cells", [])) > 1 and "all_of" not in question
        for answer in wanted(question):
            # A figure must be the whole figure: 18.7 does not stand in 118.7, nor 8 in 18.
            whole = re.compile(rf"(?<![\d.]){re.escape(bare(answer))}(?!\.?\d)")
            stands = any(whole.search(text) for text in texts)
            assert stands or computed, (question["id"], answer)


def test_computed_answers_follow_from_their_cells(answerable: list[Question], paper: Paper) -> None:
    """Whole numbers may be years or columns; every other figure is recomputed from the cells."""
    for question in answerable:
        cells = question.get("cells", [])
        if len(cells) < 2 or "all_of" in question:
            continue
        values = [number(cell_text(paper, cell)) for cell in cells]
        assert None not in values, question["id"]
        results = derivable([value for value in values if value is not None])
        labels = {cell["row"] for cell in cells} | {cell["column"] for cell in cells}
        for answer in question["answers"]:
            stated = number(answer)
            assert stated is not None, (question["id"], answer)
            right = {stated, abs(stated)}
            assert answer in labels or any(
                rounds_to(exact, figure) for exact in results for figure in right
            ), (question["id"], answer)


def test_argmax_and_argmin_years(answerable: list[Question], paper: Paper) -> None:
    """Where the answer is a row or column label, it is where the extreme value stands."""
    checked = 0
    for question in answerable:
        cells = question.get("cells", [])
        rows, columns = {c["row"] for c in cells}, {c["column"] for c in cells}
        if question["kind"] != "calculation" or min(len(rows), len(columns)) > 1:
            continue
        key = "row" if len(columns) == 1 else "column"
        by_label = {c[key]: Decimal(cell_text(paper, c).removesuffix("%")) for c in cells}
        if question["answers"][0] not in by_label:
            continue
        lowest = "lowest" in question["question"]
        pick = min if lowest else max
        assert question["answers"] == [pick(by_label, key=lambda label: by_label[label])]
        checked += 1
    assert checked >= 5
