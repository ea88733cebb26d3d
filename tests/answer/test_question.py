from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.answer.question import Expected, read_question
from cbm_qa.answer.words import find_words, similarity, stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many ships sank?", Expected.QUANTITY),
        ("What was the share of timber?", Expected.QUANTITY),
        ("When was the board founded?", Expected.TIME),
        ("In which year did it open?", Expected.TIME),
        ("Who charted the strait?", Expected.PERSON),
        ("List the duties of the board.", Expected.LIST),
        ("Why did trade fall?", Expected.REASON),
        ("What is a sluice?", Expected.MEANING),
        ("How is a failure defined?", Expected.MEANING),
        ("Where is the port?", Expected.PLACE),
        ("What is the budget of the board?", Expected.ANY),
        ("What happens when a country fails?", Expected.ANY),
    ],
)
def test_the_expected_answer_is_read_from_the_question(text, expected):
    assert read_question(text).expected is expected


def test_years_are_kept_apart_from_other_numbers():
    question = read_question("Did 41 pilots work in 2019 or 2,022 ships?")
    assert question.years == ("2019",)
    assert question.numbers == ("41", "2,022")


def test_names_are_words_with_a_capital_inside_the_question():
    question = read_question("What did Norland sell to the JPB?")
    assert question.names == {stem("Norland"), stem("JPB")}


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("China", "Chinese", True),
        ("Kenya", "Kenyan", True),
        ("2019", "2020", False),
        ("export", "exports", True),
        ("port", "export", False),
        ("trade", "training", False),
    ],
)
def test_words_made_from_one_another_are_alike(a, b, alike):
    assert (similarity(stem(a), stem(b)) > 0) is alike


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    question = read_question(text)
    assert all(text[w.start : w.end] == w.text for w in question.words)
    assert set(question.content) <= set(question.words)


@given(st.text(max_size=100))
def test_words_do_not_overlap(text):
    words = find_words(text)
    assert all(a.end <= b.start for a, b in pairwise(words))
