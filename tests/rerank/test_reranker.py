"""The packaged reranker on made-up sentences."""

import numpy as np
import pytest

from cbm_qa.errors import UsageError
from cbm_qa.rerank import load_reranker, pair_text

SENTENCES = [
    "The strait was charted by Captain Ines Falk in 1841.",
    "Timber was left on the quays.",
    "Training costs fell after the board bought a simulator.",
    "Pilots keep the charts and settle disputes over fees.",
]


@pytest.fixture(scope="module")
def reranker():
    return load_reranker("packaged")


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who charted the strait?", 0),
        ("Why did training become cheaper?", 2),
        ("What was left on the quays?", 1),
    ],
)
def test_the_sentence_that_answers_comes_first(reranker, question, best):
    assert int(np.argmax(reranker.score(question, SENTENCES))) == best


def test_scores_do_not_depend_on_order_or_company(reranker):
    question = "Who charted the strait?"
    together = reranker.score(question, SENTENCES)
    backwards = reranker.score(question, SENTENCES[::-1])[::-1]
    alone = np.concatenate([reranker.score(question, [s]) for s in SENTENCES])
    assert np.array_equal(together, backwards)
    assert np.array_equal(together, alone)


def test_any_length_is_read(reranker):
    assert reranker.score("Who?", []).shape == (0,)
    scores = reranker.score("Who charted the strait? " * 30, [SENTENCES[0], "", "word " * 5000])
    assert np.isfinite(scores).all()


def test_the_sentence_before_comes_after_a_bar():
    assert pair_text("It sank.", "A ferry left the port.") == "It sank. || A ferry left the port."
    assert pair_text("It sank.", "") == "It sank."


def test_none_and_folders(tmp_path):
    assert load_reranker("none") is None
    with pytest.raises(UsageError, match=r"has no model\.onnx"):
        load_reranker(str(tmp_path))
