"""The sets about other papers are sound: they fit their papers, and a paper is dev or test as a whole."""

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cbm_qa.evaluate import read_questions
from cbm_qa.evaluate.questions import KINDS, CellTarget, Question

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SETS = sorted((BENCHMARKS / "questions").glob("*.jsonl"))
INVENTED = ("basin", "ferries")


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


faults, others = load("question_faults"), load("others")


@pytest.fixture(scope="module")
def basin():
    return others.read_alone(others.PAPERS["basin"])


@pytest.mark.parametrize("name", INVENTED)
def test_the_evidence_stands_in_the_paper_and_the_answers_in_the_evidence(name):
    document = others.read_alone(others.PAPERS[name])
    assert list(faults.find_faults(read_questions(others.question_file(name)), document)) == []


def test_every_set_has_a_paper_and_every_paper_a_set():
    assert {path.stem for path in SETS} == set(others.PAPERS)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_belongs_to_one_half_and_one_document(path):
    questions = read_questions(path)
    assert len({(question.split, question.document) for question in questions}) == 1
    assert {question.kind for question in questions} <= set(KINDS)
    declined = sum(not question.answerable for question in questions)
    assert 0.2 <= declined / len(questions) <= 0.33


def test_no_question_is_asked_twice():
    ids = [json.loads(line)["id"] for path in SETS for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sections": ("9",)}, "there is no section '9'"),
        ({"quotes": ("not printed anywhere",)}, "1 of 1 quotes and cells"),
        ({"cells": (CellTarget("Table 1", "1900", "Year"),)}, "1 of 1 quotes and cells"),
        ({"answers": ("41 pigeons",)}, "none of ['41 pigeons'] stands"),
        ({"answerable": False}, "yet one is expected"),
    ],
)
def test_a_question_that_does_not_fit_is_named(basin, changes, fault):
    sound = Question("q", "How long is the river?", True, answers=("612 kilometres",), sections=("1",))
    assert list(faults.find_faults([sound], basin)) == []
    (line,) = list(faults.find_faults([replace(sound, **changes)], basin))
    assert line.startswith("q: ")
    assert fault in line
