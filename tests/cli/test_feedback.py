"""`cbm-qa feedback`: listed, and written as a question set."""

import json

import pytest

from cbm_qa import Assistant
from cbm_qa.feedback import FeedbackStore, Verdict
from cbm_qa.takeaway import Exchange

QUESTION = "Why was the strait closed in 2021?"


@pytest.fixture
def home(tmp_path, tiny_index, monkeypatch):
    monkeypatch.setenv("CBM_QA_HOME", str(tmp_path))
    answer = Assistant.open(tiny_index).ask(QUESTION)
    FeedbackStore(tmp_path).add(Exchange(QUESTION, answer), Verdict.RIGHT)
    FeedbackStore(tmp_path).add(Exchange("Why?", answer), Verdict.WRONG)
    return tmp_path


def test_feedback_becomes_a_question_set(run, home, tmp_path):
    assert QUESTION in run("feedback")[1]
    status, out, _ = run("feedback", "--export", tmp_path / "set.jsonl")
    assert status == 0
    assert "1 judged wrong left out" in " ".join(out.split())
    assert json.loads((tmp_path / "set.jsonl").read_text())["sections"] == ["2.1"]
    assert json.loads(run("feedback", "--json")[1])["question"] == QUESTION


def test_without_feedback(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CBM_QA_HOME", str(tmp_path / "new"))
    assert "No feedback yet" in run("feedback")[1]
    status, _, err = run("feedback", "--export", tmp_path / "set.jsonl")
    assert status == 2
    assert "judge answers in the browser first" in " ".join(err.split())
