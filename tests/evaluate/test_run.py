import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from evaluate.scripted import (
    BIRDS,
    CATCH,
    FISH,
    QUESTIONS,
    RIGHT,
    WATER,
    ScriptedAssistant,
    with_changed_number,
    with_shifted_sections,
    without_abstention,
)

from cbm_qa.config import Settings
from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate import Run, compare_runs, evaluate_set, list_failures, load_run, save_run, summarise_run
from cbm_qa.evaluate.measures import MEASURES


def totals(run: Run) -> dict[str, float | None]:
    whole = Run(run.provenance, tuple(replace(r, question=replace(r.question, split="")) for r in run.rows))
    (part,) = summarise_run(whole).parts
    return {name: found.value for name, found in part.totals.items()}


@pytest.fixture(scope="module")
def right() -> Run:
    return evaluate_set(ScriptedAssistant(), QUESTIONS)


def test_a_right_run_is_perfect(right: Run) -> None:
    figures = totals(right)
    shares = {str(m) for m in MEASURES if not m.unit and not m.lower_is_better} - {"TokenF1"}
    bounded = {"Coverage@precision=0.95": 0.75}  # one of the four has no answer
    assert {name: figures[name] for name in shares} == dict.fromkeys(shares, 1.0) | bounded
    assert (figures["FalseAbstention"], figures["AURC"]) == (0.0, 0.0)
    assert figures["ECE"] == pytest.approx(0.1)  # said with 90 % confidence, right every time
    assert list_failures(right) == ()


@pytest.mark.parametrize(
    ("sabotage", "lowered"),
    [
        (with_shifted_sections, {"SectionAccuracy"}),
        (with_changed_number, {"AnswerAccuracy", "NumberFidelity", "CellExact", "AURC", "ECE"}),
        (without_abstention, {"AbstainRecall", "AbstainF1", "AURC"}),
    ],
)
def test_a_saboteur_lowers_the_measures_that_should_catch_it(right: Run, sabotage, lowered: set[str]) -> None:
    before, after = totals(right), totals(evaluate_set(ScriptedAssistant(sabotage(RIGHT)), QUESTIONS))
    judged = {str(m): -1 if m.lower_is_better else 1 for m in MEASURES if not m.unit}
    fallen = {
        name for name, sign in judged.items() if sign * (after[name] or 0.0) < sign * (before[name] or 0.0)
    }
    assert fallen - {"AbstainPrecision", "TokenF1", "Coverage@precision=0.95"} == lowered


def test_without_abstentions_precision_is_undefined_and_f1_zero() -> None:
    figures = totals(evaluate_set(ScriptedAssistant(without_abstention(RIGHT)), QUESTIONS))
    assert (figures["AbstainPrecision"], figures["AbstainF1"]) == (None, 0.0)


def test_questions_are_asked_in_order_after_one_unmeasured() -> None:
    assistant = ScriptedAssistant()
    followup = replace(FISH, id="more", history=("What of the fish?",), document="paper")
    seen: list[tuple[int, int]] = []
    evaluate_set(assistant, (WATER, followup), progress=lambda done, total: seen.append((done, total)))
    asked = (WATER.question, (), None)
    assert assistant.asked == [asked, asked, (FISH.question, ("What of the fish?",), "paper")]
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_an_error_of_the_assistant_is_a_failed_question() -> None:
    run = evaluate_set(ScriptedAssistant({}), (WATER, BIRDS))
    assert [row.error for row in run.rows] == ["the question is empty"] * 2
    assert totals(run)["AnswerAccuracy"] == 0.0
    assert totals(run)["AbstainRecall"] == 0.0
    assert [f.reasons for f in list_failures(run)] == [("the question failed: the question is empty",)] * 2


def test_a_defect_is_not_swallowed() -> None:
    class Broken(ScriptedAssistant):
        def ask(self, question, **more):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        evaluate_set(Broken(), QUESTIONS)


def test_an_unknown_document_is_refused_before_anything_is_asked() -> None:
    assistant = ScriptedAssistant()
    with pytest.raises(QuestionSetError, match="'water', document: there is no document 'papr'") as caught:
        evaluate_set(assistant, (replace(WATER, document="papr"),))
    assert "paper" in caught.value.hint
    assert assistant.asked == []


def test_no_question_is_refused() -> None:
    with pytest.raises(QuestionSetError):
        evaluate_set(ScriptedAssistant(), ())


def test_a_saved_run_loads_as_it_was(right: Run, tmp_path: Path) -> None:
    path = tmp_path / "runs" / "today.jsonl"
    save_run(right, path)
    loaded = load_run(path)
    assert loaded.provenance == right.provenance
    assert [r.question for r in loaded.rows] == list(QUESTIONS)
    assert totals(loaded) == pytest.approx(totals(right), abs=0.001)


@pytest.mark.parametrize(
    "content", ["", "{}", "no json", '{"format": 99, "run": {}}', '{"id": "q", "question": "?"}']
)
def test_another_file_is_not_taken_for_a_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(content)
    with pytest.raises(QuestionSetError, match="not a saved run"):
        load_run(path)


def test_a_run_says_what_made_it() -> None:
    class Traceable(ScriptedAssistant):
        settings = Settings(top_k=3)
        index = SimpleNamespace(digest="abc")

    made = evaluate_set(Traceable(), (WATER,)).provenance
    assert made.settings["top_k"] == 3
    assert made.settings_digest == Settings(top_k=3).digest()
    assert made.index_digest == "abc"
    assert "Python 3." in made.machine
    assert len({made.code_digest, made.corpus_digest, made.weights_digest} - {""}) == 3


def test_an_abstention_is_the_only_reason_given(right: Run) -> None:
    run = evaluate_set(ScriptedAssistant(RIGHT | {CATCH.question: RIGHT[BIRDS.question]}), (CATCH,))
    assert [f.reasons for f in list_failures(run)] == [("abstained although the documents answer",)]


def test_two_runs_are_compared_question_by_question(right: Run) -> None:
    worse = evaluate_set(ScriptedAssistant(with_changed_number(RIGHT)), QUESTIONS)
    found = compare_runs(right, worse)
    assert (found.n, found.left_out) == (4, 0)
    assert [after.question.id for _, after in found.lost] == ["water", "catch"]
    assert found.gained == ()
    assert found.differences["AnswerAccuracy"].after == pytest.approx(1 / 3)
    assert found.differences["AnswerAccuracy"].p == 0.5  # two of two turned wrong: 2 / 2^2


def test_a_question_that_was_changed_is_not_compared(right: Run) -> None:
    edited = (replace(WATER, answers=("19%",)), *QUESTIONS[1:], replace(BIRDS, id="new"))
    found = compare_runs(right, evaluate_set(ScriptedAssistant(), edited))
    assert (found.n, found.left_out) == (3, 2)


def test_the_splits_are_summed_apart(right: Run) -> None:
    dev, test = summarise_run(right).parts
    assert [(p.split, p.n) for p in (dev, test)] == [("dev", 2), ("test", 2)]
    assert [line.name for line in dev.kinds] == ["table", "fact"]
    assert json.dumps(dev.totals["AbstainRecall"].value) == "null"
