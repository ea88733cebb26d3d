import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate import CellTarget, Question, read_questions, write_questions
from cbm_qa.evaluate.questions import KINDS, question_from_json, question_to_json

LEAST = {"id": "q1", "question": "Why?", "answerable": True}
TEXTS = st.text(min_size=1, max_size=10).filter(str.strip)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    answerable = draw(st.booleans())
    return Question(
        id=draw(TEXTS),
        question=draw(TEXTS),
        answerable=answerable,
        kind=draw(st.sampled_from([k for k in KINDS if k != "unanswerable"])),
        answers=draw(LISTS) if answerable else (),
        all_of=((draw(TEXTS),),) if answerable else (),
        sections=draw(LISTS),
        cells=tuple(CellTarget(text, text, text) for text in draw(LISTS)),
        quotes=draw(LISTS),
        references=draw(LISTS),
        history=draw(LISTS),
        language=draw(st.sampled_from(["en", "kk"])),
        split=draw(st.sampled_from(["", "dev", "test"])),
        document=draw(st.sampled_from([None, "paper"])),
    )


def write(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8"
    )
    return path


@given(questions())
def test_json_round_trip(question: Question) -> None:
    assert question_from_json(json.loads(json.dumps(question_to_json(question)))) == question


def test_file_round_trip(tmp_path: Path) -> None:
    written = (
        Question("a", "Wo? \u2028 Да", True, answers=("x",)),
        Question("b", "When?", False, split="dev"),
    )
    write_questions(tmp_path / "set.jsonl", written)
    assert read_questions(tmp_path / "set.jsonl") == written


def test_only_three_fields_are_required(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + json.dumps(LEAST), "", "  ")
    assert read_questions(path) == (Question("q1", "Why?", True),)


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("{", "line 2", "not JSON"),
        ("[]", "line 2", "expected an object"),
        ({"question": "Why?", "answerable": True}, "line 2, id", "missing"),
        (LEAST | {"id": "q0"}, "line 2, id", "already taken by line 1"),
        (LEAST | {"question": " "}, "line 2, question", "expected a text"),
        (LEAST | {"answerable": "yes"}, "line 2, answerable", 'found "yes"'),
        (LEAST | {"answers": "x"}, "line 2, answers", "expected a list"),
        (LEAST | {"answers": ["x", 5]}, "line 2, answers[1]", "found 5"),
        (LEAST | {"all_of": ["x"]}, "line 2, all_of[0]", "expected a list"),
        (LEAST | {"all_of": [[]]}, "line 2, all_of[0]", "at least one"),
        (LEAST | {"cells": [{"table": "T"}]}, "line 2, cells[0]", "table, row and column"),
        (LEAST | {"split": "train"}, "line 2, split", "one of dev, test"),
        (LEAST | {"kind": "tabel"}, "line 2", "did you mean 'table'"),
        (LEAST | {"section": ["1"]}, "line 2", "did you mean 'sections'"),
        (LEAST | {"kind": "unanswerable"}, "line 2, answerable", "answerable is true"),
        (LEAST | {"answerable": False, "answers": ["x"]}, "line 2, answers", "unanswerable"),
    ],
)
def test_a_fault_is_named_with_file_line_and_field(
    tmp_path: Path, line: object, place: str, reason: str
) -> None:
    path = write(tmp_path, LEAST | {"id": "q0"}, line)
    with pytest.raises(QuestionSetError) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"set.jsonl, {place}: ")
    assert reason in str(caught.value)
    assert caught.value.hint


def test_unknown_names_that_resemble_nothing_are_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write(tmp_path, LEAST | {"kind": "riddle", "annotator": "me"})
    with caplog.at_level(logging.WARNING):
        (question,) = read_questions(path)
    assert question.kind == "riddle"
    assert [r.getMessage() for r in caplog.records] == [
        "set.jsonl, line 1: unknown field 'annotator'",
        "set.jsonl, line 1: unknown kind 'riddle'",
    ]


@pytest.mark.parametrize("content", [None, b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "set.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(QuestionSetError, match=r"set\.jsonl"):
        read_questions(path)
