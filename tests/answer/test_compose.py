import pytest

from cbm_qa.answer.compose import compose
from cbm_qa.answer.evidence import Evidence, Gap
from cbm_qa.answer.question import read_question
from cbm_qa.answer.weights import Weights


def refusal(question, *gaps):
    evidence = Evidence(read_question(question), {}, (), ())
    return compose(question, None, evidence, gaps, threshold=0.3, weights=Weights(())).reason


@pytest.mark.parametrize(
    ("question", "beginning"),
    [
        (
            "What did Norland sell to Westland?",
            "The documents do not say. “Norland”, “Westland” do not occur",
        ),
        ("Что продала Норландия?", "В документах об этом не говорится."),
        ("挪威的出口额是多少？", "文献中没有说明。"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_question(question, beginning):
    assert refusal(question).startswith(beginning)


def test_a_gap_is_the_reason():
    assert refusal("Exports in 2019?", Gap("Table 1 covers 2020 to 2024; 2019 is not in it.")) == (
        "The documents do not say. Table 1 covers 2020 to 2024; 2019 is not in it."
    )
