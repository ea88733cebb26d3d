import math
import time
from collections import Counter
from itertools import pairwise

import pytest
from factories import make_passage
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.retrieve.lexical import K1, B, LexicalRoute
from cbm_qa.retrieve.tokens import find_terms


def passages(*texts, documents=None):
    documents = documents or ["paper"] * len(texts)
    return [
        make_passage(t, id=f"{d}:p{n:03}", document=d)
        for n, (t, d) in enumerate(zip(texts, documents, strict=True))
    ]


def literal_bm25(question, texts):
    """Score each text by the formula as printed, without an index."""
    bags = [Counter(find_terms(text)) for text in texts]
    average = sum(bag.total() for bag in bags) / len(bags)
    scores = [0.0] * len(texts)
    for term in find_terms(question):
        holding = sum(term in bag for bag in bags)
        idf = math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5))
        for n, bag in enumerate(bags):
            scores[n] += idf * bag[term] / (bag[term] + K1 * (1 - B + B * bag.total() / average))
    return scores


word = st.sampled_from(["river", "flood", "spring", "hill", "18.7", "lake"])
text = st.lists(word, min_size=1, max_size=12).map(" ".join)


@given(st.lists(text, min_size=1, max_size=8), text)
def test_the_order_is_that_of_the_literal_formula(texts, question):
    found = LexicalRoute(passages(*texts)).search(question, pool_size=99)
    scores = literal_bm25(question, texts)
    assert set(found) == {n for n, score in enumerate(scores) if score > 0}
    # The library counts in single precision: only what differs by less may change places.
    assert all(scores[a] >= scores[b] - 1e-5 for a, b in pairwise(found))


def test_equal_scores_come_in_the_order_of_passage_ids():
    route = LexicalRoute(list(reversed(passages("Rivers rise.", "Rivers rise.", "Hills."))))
    assert route.search("river", pool_size=9) == [2, 1]


def test_a_pool_is_cut_at_its_size():
    assert len(LexicalRoute(passages(*["river"] * 9)).search("river", pool_size=4)) == 4


def test_one_document_is_searched_alone():
    route = LexicalRoute(passages("river", "river", "river", documents=["a", "b", "a"]))
    assert route.search("river", pool_size=9, document="a") == [0, 2]


@pytest.mark.parametrize("question", ["", "?!", "what is the", "unheard-of"])
def test_a_question_without_known_terms_finds_nothing(question):
    assert LexicalRoute(passages("Rivers rise.")).search(question, pool_size=9) == []


@pytest.mark.parametrize("texts", [[], ["the of and"], ["…"]], ids=["none", "function words", "signs"])
def test_passages_without_terms_can_be_searched(texts):
    assert LexicalRoute(passages(*texts)).search("rivers", pool_size=9) == []


def test_headings_and_table_headers_are_searched_too():
    passage = make_passage("They rise.", embedded="3.1 Floods\nThey rise.")
    assert LexicalRoute([passage]).search("floods", pool_size=9) == [0]


def test_thousands_of_passages_are_indexed_in_seconds_at_most():
    texts = [" ".join(f"word{(n * k) % 5000}" for k in range(120)) for n in range(3000)]
    started = time.perf_counter()
    LexicalRoute(passages(*texts))
    assert time.perf_counter() - started < 5  # about half a second on a laptop
