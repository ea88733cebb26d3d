from dataclasses import replace

import pytest
from evaluate.scripted import (
    BIRDS,
    CATCH,
    DOCUMENT,
    FISH,
    PASSAGES,
    QUESTIONS,
    RIGHT,
    WATER,
    ScriptedAssistant,
)

from cbm_qa.evaluate import CellTarget, evaluate_set
from cbm_qa.evaluate.evidence import find_evidence, relevant_passages
from cbm_qa.evaluate.measures import AURC, Case, CitationPrecision, CitationRecall, Coverage, is_right
from cbm_qa.model.codec import answer_to_json

DOCUMENTS = {"paper": DOCUMENT}


def case(question, answer) -> Case:
    return Case(question, answer_to_json(answer), DOCUMENTS, evidence=find_evidence(question, DOCUMENTS))


def test_a_quote_is_found_wherever_it_stands_and_a_cell_in_its_row() -> None:
    (places,) = find_evidence(replace(WATER, quotes=("The lake",)), DOCUMENTS)
    assert [span.of(DOCUMENT.text) for _, span in places] == ["The lake", "The lake"]
    ((place,),) = find_evidence(CATCH, DOCUMENTS)
    assert place[1].of(DOCUMENT.text) == "2020\t12.5"


@pytest.mark.parametrize(
    "question",
    [
        replace(WATER, quotes=("nowhere",)),
        replace(WATER, document="other"),
        replace(CATCH, cells=(CellTarget("Table 1", "1999", "Perch, tons"),)),
    ],
)
def test_what_stands_nowhere_is_left_out(question) -> None:
    assert find_evidence(question, DOCUMENTS) == ()


def test_the_passage_with_most_of_a_quote_is_relevant() -> None:
    assert relevant_passages(FISH, DOCUMENTS, PASSAGES) == ("paper:p1",)
    assert relevant_passages(CATCH, DOCUMENTS, PASSAGES) == ("paper:p2",)
    across = replace(FISH, quotes=("perch fell after the dam was closed.\nTable 1.",))
    assert relevant_passages(across, DOCUMENTS, PASSAGES) == ("paper:p1",)


def test_citing_the_evidence_among_others_lowers_precision_only() -> None:
    both = replace(
        RIGHT[FISH.question], citations=(*RIGHT[FISH.question].citations, *RIGHT[WATER.question].citations)
    )
    assert CitationPrecision().observe(case(FISH, both)) == (0.5, 1.0)
    assert CitationRecall().observe(case(FISH, both)) == (1.0, 1.0)


def test_an_abstention_cites_nothing_right() -> None:
    silent = case(FISH, RIGHT[BIRDS.question])
    assert CitationPrecision().observe(silent) == (0.0, 1.0)
    assert CitationRecall().observe(silent) == (0.0, 1.0)
    assert is_right(silent) is False


def test_an_abstention_is_an_outcome_but_never_covered() -> None:
    right = case(BIRDS, RIGHT[BIRDS.question])
    assert AURC().observe(right) == (0.9, 2.0)  # it said 0.1 that there is an answer
    assert Coverage(0.95).observe(right) == (-1.0, 2.0)


def test_a_failed_question_is_wrong_with_full_confidence() -> None:
    failed = replace(case(WATER, RIGHT[WATER.question]), error="boom", answer={"answer": ""})
    assert AURC().observe(failed) == (1.0, 1.0)
    assert Coverage(0.95).observe(failed) == (-1.0, 1.0)


def test_an_assistant_that_cannot_search_is_not_measured_by_ranking() -> None:
    class Mute:
        documents = DOCUMENTS

        def ask(self, question, *, history=(), document=None):
            return RIGHT[question]

    run = evaluate_set(Mute(), QUESTIONS)
    assert all("nDCG@10" not in row.observed for row in run.rows)
    ranked = evaluate_set(ScriptedAssistant(), QUESTIONS)
    assert ranked.rows[0].observed["nDCG@10"] == (1.0, 1.0)
    assert ranked.rows[0].relevant == ("paper:p0",)
