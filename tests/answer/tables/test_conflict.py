from dataclasses import replace

import pytest
from typed_tables import document_with

from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.engine import TablesAnswerer
from cbm_qa.model import Span

ROWS = (("Year", "Coal output, million tonnes"), ("2010", "40.2"), ("2011", "50"))


@pytest.mark.parametrize(
    ("sentence", "conflicts"),
    [
        ("Coal output was 43 million tonnes in 2010.", True),
        ("Coal output was 40.2 million tonnes in 2010.", False),
        ("Coal output reached about 40 million tonnes in 2010.", False),  # the same, rounded
        ("Coal output was 43 million tonnes in 2011 and 40 million tonnes in 2010.", False),  # of two years
        ("Oil output was 43 million tonnes in 2010.", False),
        ("Coal output cost 43 lives in 2010.", False),
    ],
)
def test_a_sentence_with_another_figure_for_the_cell_is_told(sentence, conflicts):
    document = document_with(("Table 1", "Mining", ROWS))
    start = len(document.text)
    document = replace(document, text=document.text + sentence + " Of this more is said below." * 30)
    scored = ScoredSentence(document.key, Span(start, start + len(sentence)), "p", 0.5)
    evidence = Evidence(
        read_question("What was coal output in 2010?"), {document.key: document}, (), (scored,)
    )
    found = TablesAnswerer(0.6).propose(evidence)
    assert found.values == ("40.2",)
    assert any(sentence in notice for notice in found.notices) is conflicts
