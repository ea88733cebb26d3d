"""A claim against its source: four verdicts, never a bare yes."""

import pytest
from factories import make_document, make_passage

from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.question import read_question
from cbm_qa.answer.verdict import Verdict, judge, without_mentions
from cbm_qa.answer.weights import Weights
from cbm_qa.model import DocumentKind

TEXT = "The survey found 412 grey seals on the skerries in 1987. The report itself was not seen."
SOURCE = make_document(TEXT, key="seals", kind=DocumentKind.SOURCE)
WEIGHTS = Weights([make_passage(TEXT, document="seals")])


def gather(text, key):
    cosine = 0.8 if "seals" in text else 0.1
    spans = [s.span for p in SOURCE.paragraphs for s in p.sentences]
    sentences = tuple(ScoredSentence(key, span, "p", cosine) for span in spans)
    return Evidence(read_question(text), {key: SOURCE}, (), sentences)


@pytest.mark.parametrize(
    ("claim", "verdict", "has_passage"),
    [
        ("The survey found 412 grey seals on the skerries in 1987.", Verdict.SUPPORTED, True),
        ("The survey found 519 grey seals on the skerries in 1987.", Verdict.DIFFERS, True),
        ("The survey found 412 grey seals on the skerries in 1991.", Verdict.DIFFERS, True),
        ("Trade policy of the coastal states changed.", Verdict.NOT_FOUND, False),
        ("Grey seals fear the trade policy of coastal states.", Verdict.NOT_FOUND, True),
    ],
)
def test_the_verdict_on_a_claim(claim, verdict, has_passage):
    finding = judge(claim, SOURCE, gather, WEIGHTS)
    assert (finding.verdict, finding.passage is not None) == (verdict, has_passage)
    if finding.passage:
        assert "not seen" not in finding.passage.of(SOURCE.text)


def test_what_is_not_here_cannot_be_judged():
    assert judge("Any claim.", None, gather, WEIGHTS).verdict is Verdict.UNAVAILABLE


def test_mentions_are_no_part_of_a_claim(tmp_path):
    from reading import read_text

    document = read_text(
        "Seals\n\n1. Introduction\n\nSeals rest there (Marsh, 2019; see Wen, 2018).\n\nReferences\n\n"
        "Marsh, A. (2019). Seals. Nature, 1, 2-3.\nWen, C. (2018). More seals. Nature, 4, 5-6.\n",
        tmp_path,
    )
    claim = without_mentions(document, document.paragraphs[0].sentences[0].span)
    assert "2019" not in claim
    assert "Marsh" not in claim
    assert "Seals rest there" in claim
