"""The numbers by which a document cites are shown raised, so that only an answer's markers stand in brackets."""

import re

import pytest

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.raised import raise_numbers
from cbm_qa.ingest import list_corpus, read_document
from cbm_qa.model import AnswerKind, Claim, Span

PAPER = """A study of reservoirs

Ann Smith

Introduction

Dams change rivers [1]. Losses were small in 2016 [2], as others found [1, 2]. The index lies in [0, 1].

References

[1] Lee, A. Dams and fish. J. Rivers 3, 12-20 (2014).
[2] Roy, B. Losses of reservoirs. Water Lett. 9, 1-9 (2017).
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbered")
    (folder / "numbered.txt").write_text(PAPER, encoding="utf-8")
    return read_document(list_corpus(folder)[0])


def shown(document, sentence: str) -> str:
    start = document.text.index(sentence)
    citation = cite(document, Span(start, start + len(sentence)), 1)
    candidate = Candidate(AnswerKind.PASSAGE, 0.9, (Claim(citation.quote, (1,)),), (citation,))
    (claim,) = raise_numbers(candidate, {document.key: document})
    assert citation.quote == sentence, "the quote itself stays as printed"
    return claim.text


@pytest.mark.parametrize(
    ("sentence", "raised"),
    [
        ("Dams change rivers [1].", "Dams change rivers¹."),
        (
            "Losses were small in 2016 [2], as others found [1, 2].",
            "Losses were small in 2016 ², as others found¹,².",
        ),
        ("The index lies in [0, 1].", "The index lies in [0, 1]."),
    ],
)
def test_mentions_are_raised_and_ranges_are_not(document, sentence, raised):
    assert shown(document, sentence) == raised


def test_a_number_in_a_claim_in_our_words_never_looks_like_a_marker(document):
    candidate = Candidate(AnswerKind.TABLE, 0.9, (Claim("Night lights: VIIRS [13] (Table 1).", (1,)),), ())
    (claim,) = raise_numbers(candidate, {document.key: document})
    assert claim.text == "Night lights: VIIRS¹³ (Table 1)."
    assert not re.search(r"\[\d+\]", claim.text)
