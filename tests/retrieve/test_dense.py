import numpy as np
import pytest
from factories import heading, make_document

from cbm_qa.retrieve.dense import DenseRoute

SUBJECTS = [
    "rivers rise in spring",
    "hills erode in rain",
    "lakes hold trout",
    "fields take water",
    "rain falls",
]


def document(key, texts=SUBJECTS):
    blocks = [
        block for n, text in enumerate(texts, 1) for block in (heading(str(n), f"Part {n}"), f"{text}.")
    ]
    return make_document(*blocks, key=key)


@pytest.fixture
def questions():
    vectors = np.random.default_rng(7).normal(size=(20, 64)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def brute_force(index, vector, rows):
    scores = index.passage_vectors[rows] @ vector
    return [rows[n] for n in np.lexsort(([index.passages[r].id for r in rows], -scores))]


def test_the_nearest_are_those_of_plain_numpy(make_index, questions):
    index = make_index(document("a"), document("b", [*SUBJECTS[::-1], "snow melts"]))
    route = DenseRoute(index)
    for vector in questions:
        found = route.search(vector, pool_size=99)
        expected = brute_force(index, vector, list(range(len(index.passages))))
        scores = index.passage_vectors @ vector
        assert sorted(found) == sorted(expected)
        # Sums may differ in the last bits, so that near ties may change places.
        assert np.allclose(scores[found], scores[expected], atol=1e-6)


def test_one_document_is_searched_alone(make_index, questions):
    index = make_index(document("a"), document("b"))
    route = DenseRoute(index)
    rows = [n for n, passage in enumerate(index.passages) if passage.document == "b"]
    for vector in questions:
        assert sorted(route.search(vector, pool_size=99, document="b")) == rows
        assert len(route.search(vector, pool_size=2, document="b")) == 2


def test_equal_passages_come_in_the_order_of_their_ids(make_index, questions):
    index = make_index(document("b", ["same words"]), document("a", ["same words"]))
    found = DenseRoute(index).search(questions[0], pool_size=9)
    assert [index.passages[n].document for n in found] == ["a", "b"]


def test_an_index_without_passages_finds_nothing(make_index, questions):
    index = make_index(make_document(heading("1", "Alone")))
    assert DenseRoute(index).search(questions[0], pool_size=9) == []


def test_a_document_without_passages_finds_nothing(make_index, questions):
    index = make_index(document("a"), make_document(heading("1", "Alone"), key="b"))
    assert DenseRoute(index).search(questions[0], pool_size=9, document="b") == []
