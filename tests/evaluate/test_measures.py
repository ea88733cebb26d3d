import doctest
import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import BIRDS, CATCH, DOCUMENT, FISH, RIGHT, WATER, abstention, cite, passage_answer

from cbm_qa.evaluate import matching, measures
from cbm_qa.evaluate.measures import (
    MEASURES,
    AbstainF1,
    AbstainPrecision,
    AbstainRecall,
    AnswerAccuracy,
    AnswerLength,
    Case,
    CellExact,
    FalseAbstention,
    Latency,
    NumberFidelity,
    QuoteFidelity,
    ReferenceAccuracy,
    SectionAccuracy,
    TokenF1,
    loose_numbers,
)
from cbm_qa.evaluate.measures.names import names_reference
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Answer
from cbm_qa.model.codec import answer_to_json

MODULES = [
    importlib.import_module(m.name) for m in pkgutil.iter_modules(measures.__path__, f"{measures.__name__}.")
]


def case(question: Question, answer: Answer, latency_ms: float = 5.0) -> Case:
    return Case(question, answer_to_json(answer), {"paper": DOCUMENT}, latency_ms)


@pytest.mark.parametrize("module", [matching, *MODULES], ids=lambda m: m.__name__)
def test_worked_examples(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("measure", MEASURES, ids=str)
def test_every_measure_is_a_described_value_with_a_worked_example(measure: object) -> None:
    assert hash(measure) == hash(eval(repr(measure), vars(measures)))
    assert measure == eval(repr(measure), vars(measures))
    assert ">>>" in (type(measure).__doc__ or "")


def test_names_are_distinct_and_can_be_typed() -> None:
    names = [str(m) for m in MEASURES]
    assert len(set(names)) == len(names)
    assert "Latency@p95" in names


@pytest.mark.parametrize("question", [WATER, FISH, CATCH, BIRDS], ids=lambda q: q.id)
def test_a_right_answer_gains_all_that_is_possible(question: Question) -> None:
    right = case(question, RIGHT[question.question])
    judged = (
        AnswerAccuracy,
        SectionAccuracy,
        ReferenceAccuracy,
        CellExact,
        QuoteFidelity,
        NumberFidelity,
        AbstainF1,
    )
    observed = [m().observe(right) for m in judged]
    assert all(pair is None or pair[0] == pair[1] for pair in observed)
    assert any(observed)


@pytest.mark.parametrize(
    "measure", [AnswerAccuracy(), TokenF1(), SectionAccuracy(), ReferenceAccuracy()], ids=str
)
def test_abstaining_on_an_answerable_question_counts_nothing(measure: measures.Measure) -> None:
    assert measure.observe(case(WATER, abstention(WATER.question))) == (0.0, 1.0)


def test_an_abstention_does_not_gain_by_words_in_its_reason() -> None:
    reason = replace(abstention(WATER.question), reason="Nothing on 18.7% is said.")
    assert AnswerAccuracy().observe(case(WATER, reason)) == (0.0, 1.0)


def test_answering_the_unanswerable_counts_in_the_abstention_measures_only() -> None:
    wrong = case(BIRDS, passage_answer(BIRDS.question, "Stocks of perch fell after the dam was closed."))
    assert AnswerAccuracy().observe(wrong) is None
    assert SectionAccuracy().observe(wrong) is None
    assert AbstainRecall().observe(wrong) == (0.0, 1.0)
    assert AbstainF1().observe(wrong) == (0.0, 1.0)
    assert AbstainPrecision().observe(wrong) is None
    assert FalseAbstention().observe(wrong) is None


def test_every_group_of_a_list_must_be_met() -> None:
    half = case(replace(FISH, all_of=(("dam",), ("drought",))), RIGHT[FISH.question])
    assert AnswerAccuracy().observe(half) == (0.0, 1.0)


def test_a_question_that_expects_nothing_is_not_judged_by_its_text() -> None:
    assert AnswerAccuracy().observe(case(replace(FISH, all_of=()), RIGHT[FISH.question])) is None


def test_a_section_of_another_document_is_not_the_one_asked_for() -> None:
    elsewhere = replace(WATER, document="other")
    assert SectionAccuracy().observe(case(elsewhere, RIGHT[WATER.question])) == (0.0, 1.0)


@pytest.mark.parametrize("accepted", ["1", "1.", "Section 1", " section  1 "])
def test_a_section_is_known_by_its_number_however_written(accepted: str) -> None:
    assert SectionAccuracy().observe(case(replace(WATER, sections=(accepted,)), RIGHT[WATER.question])) == (
        1.0,
        1.0,
    )


def test_a_quote_that_differs_by_one_character_is_not_faithful() -> None:
    answer = RIGHT[WATER.question]
    two = replace(answer, citations=(replace(answer.citations[0], quote="The lake"), cite("2021\t9", 2)))
    assert QuoteFidelity().observe(case(WATER, two)) == (1.0, 2.0)


def test_the_nearest_passages_of_an_abstention_are_quotes_too() -> None:
    answer = abstention(BIRDS.question)
    moved = replace(answer, nearest=(replace(answer.nearest[0], quote="Stocks"),))
    assert QuoteFidelity().observe(case(BIRDS, moved)) == (0.0, 1.0)


def test_a_cell_must_be_printed_as_in_the_document() -> None:
    answer = RIGHT[CATCH.question]
    changed = replace(answer, cells=(replace(answer.cells[0], text="15.2"),))
    assert CellExact().observe(case(CATCH, changed)) == (0.0, 1.0)


def test_a_quote_in_the_reference_list_cites_its_entry() -> None:
    wanted = replace(WATER, references=("WBN 2019",))
    answer = passage_answer(WATER.question, "Water Board of the North (2019). Report.")
    assert ReferenceAccuracy().observe(case(wanted, answer)) == (1.0, 1.0)
    assert ReferenceAccuracy().observe(case(wanted, RIGHT[WATER.question])) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("name", "key", "same"),
    [
        ("Smith 2020", "smith2020", True),
        ("SMITH, 2020", "smith2020", True),
        ("Smith 2020", "smith2020a", True),
        ("Smith 2020a", "smith2020b", False),
        ("Smith 2020", "smith2021", False),
        ("Smith 2020", "smithson2020", False),
        ("Li 2020", "lim2020", False),
        ("Ibáñez and Lee 2019", "ibanez2019", True),
        ("Ibáñez et al. 2019", "ibanez2019", True),
        ("World Lake Agency 2019b", "worldlakeagency2019b", True),
        ("World Lake Agency", "worldlakeagency2019b", True),
        ("2019", "worldlakeagency2019b", False),
    ],
)
def test_short_names_of_references(name: str, key: str, same: bool) -> None:
    assert names_reference(name, key) is same


@pytest.mark.parametrize("name", ["Water Board 2019", "WBN 2019", "Water Board of the North and others 2019"])
def test_an_organisation_goes_by_its_first_words_or_abbreviation(name: str) -> None:
    entry = DOCUMENT.references[1]
    assert names_reference(name, "other2019", entry)
    assert not names_reference("North 2019", "other2019", entry)


def test_numbers_of_the_question_and_the_calculation_are_no_strangers() -> None:
    answer = {
        "answer": "In 2020 it was 3.5 more, 1,000 in all [1].",
        "calculation": {"expression": "12.5 - 9", "value": 3.5},
    }
    asked = Question("q", "How much more in 2020?", True)
    assert loose_numbers(Case(asked, answer)) == {"1000"}


def test_squad_f1_takes_the_best_expected_answer() -> None:
    question = Question("q", "Why?", True, answers=("rain", "the closed dam"))
    assert TokenF1().observe(Case(question, {"answer": "", "values": ["A dam!"]})) == (
        pytest.approx(2 / 3),
        1.0,
    )


def test_a_failed_question_counts_against_but_has_no_time() -> None:
    failed = Case(WATER, {"answer": "", "abstained": False}, {}, 9.0, error="boom")
    assert AnswerAccuracy().observe(failed) == (0.0, 1.0)
    assert [m.observe(failed) for m in (Latency(50), AnswerLength(), NumberFidelity())] == [None] * 3


def test_every_measure_is_described_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    table = text.partition("## Measures")[2].partition("\n## ")[0]
    missing = [str(m) for m in MEASURES if str(m).removeprefix("Latency") not in table]
    assert missing == []
