import pytest
from factories import make_passage
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.retrieve.fuse import fuse_rankings

PASSAGES = [make_passage(id=f"paper:p{n}") for n in range(8)]
ranking = st.permutations(range(8)).flatmap(lambda order: st.integers(0, 8).map(lambda k: order[:k]))


def order(rankings, *, top_k=99):
    return [hit.passage.id for hit in fuse_rankings(rankings, PASSAGES, top_k=top_k, rrf_k=60)]


@given(ranking, ranking)
def test_an_empty_list_changes_no_order(one, two):
    assert order({"dense": one, "lexical": two}) == order({"dense": one, "lexical": two, "other": []})


@given(ranking)
def test_one_list_alone_keeps_its_order(one):
    assert order({"dense": one, "lexical": []}) == [f"paper:p{n}" for n in one]


@given(ranking, ranking)
def test_the_order_of_the_routes_does_not_matter(one, two):
    assert order({"dense": one, "lexical": two}) == order({"lexical": two, "dense": one})


@given(ranking, ranking, st.integers(1, 8))
def test_fewer_hits_are_the_first_of_more(one, two, top_k):
    assert order({"a": one, "b": two}, top_k=top_k) == order({"a": one, "b": two})[:top_k]


def test_scores_are_summed_reciprocal_ranks_and_ranks_are_told():
    first, second = fuse_rankings({"dense": [3, 1], "lexical": [1]}, PASSAGES, top_k=9, rrf_k=60)
    assert (first.passage.id, first.ranks) == ("paper:p1", (("dense", 2), ("lexical", 1)))
    assert first.score == pytest.approx(1 / 62 + 1 / 61)
    assert (second.passage.id, second.ranks, second.score) == ("paper:p3", (("dense", 1),), 1 / 61)


def test_equal_scores_come_in_the_order_of_passage_ids():
    assert order({"dense": [5, 2], "lexical": [2, 5]}) == ["paper:p2", "paper:p5"]
