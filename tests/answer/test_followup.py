import pytest

from cbm_qa.answer.followup import full_question

EXPORTS = "How much did Norland export to Sudland in 2019?"


@pytest.mark.parametrize(
    ("question", "history", "full"),
    [
        ("And in 2020?", [EXPORTS], "How much did Norland export to Sudland in 2020?"),
        ("2022?", [EXPORTS, "And in 2020?"], "How much did Norland export to Sudland in 2022?"),
        (
            "Who founded it?",
            ["What is the Joint Pilot Board?"],
            "What is the Joint Pilot Board – Who founded it?",
        ),
        ("What about Sudland?", [EXPORTS], "How much did Norland export to Sudland in 2019 – Sudland?"),
        (
            "And Westland?",
            ["What share of the trade of Sudland is with Norland?"],
            "What share of the trade of Sudland is with Westland?",
        ),
        (
            "And what about Sudland exports to Norland that year?",
            [EXPORTS],
            "Sudland exports to Norland in 2019?",
        ),
        (
            "What is the difference between the two?",
            [EXPORTS, "And in 2020?"],
            "How much did Norland export to Sudland in 2019 and 2020 – What is the difference between the two?",
        ),
        ("How many pilots were trained in 2022?", [EXPORTS], None),
        ("And in 2020?", [], None),
    ],
)
def test_a_follow_up_is_read_as_the_full_question(question, history, full):
    assert full_question(question, tuple(history)) == full
