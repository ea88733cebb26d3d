import pytest

from cbm_qa.answer.opposites import swapped


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("Which town had the highest rent?", "lowest", "Which town had the lowest rent?"),
        ("What are the weaknesses of Norland?", "strengths", "What are the strengths of Norland?"),
        ("Which town had the highest rent?", "highest", None),
        ("Which town had the highest rent?", "boats", None),
    ],
)
def test_a_word_takes_the_place_of_its_opposite(before, word, after):
    assert swapped(before, word) == after
