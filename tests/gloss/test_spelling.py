import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.gloss.spelling import Speller

WORDS = tuple(
    "the exports Kazakhstan Norway harbour pilots simulator lighthouse Hambantota closed Austria".split()
)
SPELLER = Speller(WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Why was the harbuor closed?", "Why was the harbour closed?"),
        ("what did kazakstan export", "what did Kazakhstan export"),
        ("Who bought the simulater?", "Who bought the simulator?"),
        ("HAMBANTOTTA port", "Hambantota port"),
    ],
)
def test_a_slip_is_read_as_the_documents_word(typed, meant):
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Why was the harbour closed?",  # nothing wrong
        "Why was Norway's harbor closed?",  # a word of the language, a possessive
        "What about Australia?",  # another country, not a slip
        "Who is Xqzwv?",  # nothing near
        "Is it expo?",  # too short to tell
        "Сколько?",
        "",
    ],
)
def test_what_may_be_meant_stays(question):
    assert SPELLER.correct(question) is None


@given(st.text(max_size=60))
def test_correcting_twice_changes_nothing_more(text):
    once = SPELLER.correct(text) or text
    assert SPELLER.correct(once) is None
