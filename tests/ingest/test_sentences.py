"""Sentences are whole: no cut behind an abbreviation or a bracketed number that the sentence goes on after."""

import pytest

from cbm_qa.ingest.sentences import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ("As in Lee et al. [7], who used 200 meters.", "Others did not."),
        ("Few districts have Brugia spp. in our data (6%).", "Most have none."),
        ("It rose to 5 %.", "Then it fell."),
        ("He had a son, Var.", "It was late."),
    ],
)
def test_a_sentence_goes_on_after_an_abbreviation(sentences):
    text = " ".join(sentences)
    assert tuple(s.span.of(text) for s in split_sentences(text)) == sentences
