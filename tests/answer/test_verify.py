from dataclasses import replace
from decimal import Decimal

import pytest

from cbm_qa.answer.cite import cite
from cbm_qa.answer.verify import faults, numbers_in
from cbm_qa.model import Answer, AnswerKind, Calculation, Claim


@pytest.fixture
def answer(tiny):
    sentence = tiny.paragraphs[2].sentences[0]
    citation = cite(tiny, sentence.span, 1)
    return Answer("Who?", None, AnswerKind.PASSAGE, (Claim(citation.quote, (1,)),), "", (), 0.9, (citation,))


def test_a_sound_answer_has_no_fault(answer, tiny):
    assert faults(answer, {"tiny": tiny}) == ()


def test_a_changed_quote_is_found(answer, tiny):
    changed = replace(answer, citations=(replace(answer.citations[0], quote="Something else."),))
    assert any("quote" in fault for fault in faults(changed, {"tiny": tiny}))


def test_a_number_from_nowhere_is_found(answer, tiny):
    changed = replace(answer, claims=(Claim("It was 4711 crowns.", (1,)),))
    assert faults(changed, {"tiny": tiny}) == ("the number 4711 comes from nowhere",)


def test_a_number_from_the_calculation_is_allowed(answer, tiny):
    changed = replace(
        answer,
        claims=(Claim("It was 11.4.", (1,)),),
        calculation=Calculation("131.4 - 120", Decimal("11.4"), None),
    )
    assert faults(changed, {"tiny": tiny}) == ()


@pytest.mark.parametrize("markers", [(), (7,)])
def test_a_marker_that_cites_nothing_is_found(answer, tiny, markers):
    changed = replace(answer, claims=(Claim("True.", markers),))
    assert faults(changed, {"tiny": tiny})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("18.7 and 1,234", {"18.7", "1234"}),
        ("in v2 or x1", set()),
        ("007", {"7"}),
        ("0.5", {".5"}),
        ("", set()),
    ],
)
def test_numbers_are_read_as_printed(text, numbers):
    assert numbers_in(text) == numbers
