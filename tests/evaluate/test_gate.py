from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import (
    QUESTIONS,
    RIGHT,
    WATER,
    ScriptedAssistant,
    with_changed_number,
    with_shifted_sections,
    without_abstention,
)

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate import Run, evaluate_set
from cbm_qa.evaluate.baseline import JUDGED, PROMISES, Baseline, choose_subset, load_baseline, save_baseline
from cbm_qa.evaluate.gate import judge

MANY = tuple(replace(q, id=f"{q.id}{n}", split="dev") for n in range(10) for q in QUESTIONS)


class ReversedRanking(ScriptedAssistant):
    def search(self, question, *, top_k, document=None):
        return tuple(reversed(super().search(question, top_k=top_k, document=document)))


class OneChangedNumber(ScriptedAssistant):
    """Changes a number in one single answer of the whole run."""

    def ask(self, question, **more):
        answer = super().ask(question, **more)
        changed = len(self.asked) == 2
        return with_changed_number({question: answer})[question] if changed else answer


@pytest.fixture
def baseline(tmp_path: Path) -> Baseline:
    path = tmp_path / "benchmarks" / "baseline.json"
    save_baseline(evaluate_set(ScriptedAssistant(), MANY), path)
    return load_baseline(path)


def failed(run: Run, baseline: Baseline) -> set[str]:
    return {verdict.measure for verdict in judge(run, baseline) if verdict.failed}


def test_the_same_assistant_passes(baseline: Baseline) -> None:
    assert failed(evaluate_set(ScriptedAssistant(), MANY), baseline) == set()


@pytest.mark.parametrize(
    ("saboteur", "caught_by"),
    [
        (ScriptedAssistant(with_shifted_sections(RIGHT)), "SectionAccuracy"),
        (ScriptedAssistant(with_changed_number(RIGHT)), "AnswerAccuracy"),
        (OneChangedNumber(), "NumberFidelity"),
        (ScriptedAssistant(without_abstention(RIGHT)), "AbstainRecall"),
        (ReversedRanking(), "nDCG@10"),
    ],
    ids=["citations shifted", "numbers changed", "one number changed", "never abstains", "ranking reversed"],
)
def test_a_saboteur_is_caught(baseline: Baseline, saboteur: ScriptedAssistant, caught_by: str) -> None:
    assert caught_by in failed(evaluate_set(saboteur, MANY), baseline)


def test_a_fall_within_noise_passes_and_a_rise_too(baseline: Baseline) -> None:
    one_wrong = {MANY[0].id}

    class OftenRight(ScriptedAssistant):
        def ask(self, question, **more):
            answer = super().ask(question, **more)
            return RIGHT[QUESTIONS[3].question] if len(self.asked) - 2 < len(one_wrong) else answer

    run = evaluate_set(OftenRight(), MANY)
    assert run.rows[0].answer["abstained"]
    assert failed(run, baseline) == set()
    worse = {key: {name: (0.0, b) for name, (_, b) in row.items()} for key, row in baseline.observed.items()}
    assert failed(evaluate_set(ScriptedAssistant(), MANY), replace(baseline, observed=worse)) == set()


def test_a_measure_that_has_no_figure_any_more_has_fallen(baseline: Baseline) -> None:
    run = evaluate_set(ScriptedAssistant(), MANY)
    bare = Run(run.provenance, tuple(replace(row, observed={}) for row in run.rows))
    assert failed(bare, baseline) == {str(m) for m in (*PROMISES, *JUDGED)}


def test_changed_questions_are_refused_with_the_way_out(baseline: Baseline) -> None:
    edited = (replace(MANY[0], answers=("19%",)), *MANY[1:])
    with pytest.raises(QuestionSetError, match=MANY[0].id) as caught:
        baseline.select(edited)
    assert "--renew" in caught.value.hint
    assert baseline.keep(edited) == edited
    assert baseline.select((*MANY, WATER)) == MANY


@pytest.mark.parametrize("content", [None, "{}", "[]", '{"format": 9}', "no json"])
def test_another_file_is_not_taken_for_a_baseline(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(QuestionSetError, match="not a baseline"):
        load_baseline(path)


def test_the_subset_is_fixed_open_and_has_every_kind() -> None:
    questions = [
        replace(WATER, id=f"{kind}{n}", kind=kind, split="test" if n % 2 else "dev")
        for kind, count in (("fact", 100), ("list", 8))
        for n in range(count)
    ]
    chosen = choose_subset(questions, size=20)
    assert chosen == tuple(q for q in questions if q in choose_subset(list(reversed(questions)), size=20))
    assert {q.split for q in chosen} == {"dev"}
    assert [sum(q.kind == kind for q in chosen) for kind in ("fact", "list")] == [19, 3]
    assert choose_subset(questions[1::2]) == ()
