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
            "Who founded the Joint Pilot Board?",
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
        ("Since when?", ["Why did Norland close the strait?"], "Since when did Norland close the strait?"),
        (
            "and the lowest?",
            ["Which country had the highest exports in 2020?"],
            "Which country had the lowest exports in 2020?",
        ),
        (
            "What about the downstream districts?",
            ["What was the income in the upstream districts in 2023?"],
            "What was the income in the downstream districts in 2023?",
        ),
        ("And its title?", ["What is the DOI of Marsh (2020)?"], "What is the title of Marsh (2020)?"),
        (
            "what about its share of world trade?",
            ["What was the output of Norland in 2015?"],
            "What was the share of world trade of Norland in 2015?",
        ),
        ("When did Sudland join it?", ["What is the NSO?"], "When did Sudland join the NSO?"),
        (
            "By how much did they grow?",
            ["What were exports in 2020?", "And in 2021?"],
            "What were exports in 2020 and 2021 – By how much did they grow?",
        ),
        ("How many pilots were trained in 2022?", [EXPORTS], None),
        ("And in 2020?", [], None),
    ],
)
def test_a_follow_up_is_read_as_the_full_question(question, history, full):
    assert full_question(question, tuple(history)) == full
