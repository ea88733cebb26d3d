import pytest
from factories import heading, make_document
from fakes import HashEmbedder

from cbm_qa.config import Settings
from cbm_qa.errors import IndexStale, UsageError
from cbm_qa.retrieve import Retriever


def document(key, *texts):
    return make_document(
        *(b for n, t in enumerate(texts, 1) for b in (heading(str(n), f"Part {n}"), t)), key=key
    )


@pytest.fixture
def retriever(make_index):
    index = make_index(
        document("rivers", "Rivers rise in spring.", "Fields take 18.7 litres.", "Rain is rare."),
        document("hills", "Hills erode in rain.", "Rivers carry the soil away."),
    )
    return Retriever(index, HashEmbedder(), Settings(top_k=3))


def test_passages_that_share_words_with_the_question_come_first(retriever):
    assert retriever.search("How many litres do fields take?")[0].passage.id == "rivers:s2:p1"


def test_each_hit_tells_its_rank_on_both_routes(retriever):
    best = retriever.search("fields take 18.7 litres")[0]
    assert best.ranks == (("dense", 1), ("lexical", 1))


def test_as_many_hits_as_the_settings_or_the_caller_say(retriever):
    assert len(retriever.search("rivers")) == 3
    assert len(retriever.search("rivers", top_k=1)) == 1
    assert len(retriever.search("rivers", top_k=99)) == 5


def test_one_document_is_searched_alone(retriever):
    assert {hit.passage.document for hit in retriever.search("rivers", document="hills")} == {"hills"}


def test_an_unknown_document_is_named_with_the_known_ones(retriever):
    with pytest.raises(UsageError, match="'lakes'") as caught:
        retriever.search("rivers", document="lakes")
    assert "hills" in caught.value.hint


@pytest.mark.parametrize("question", ["", "   ", "?!", "…"])
def test_a_question_without_words_finds_nothing(retriever, question):
    assert retriever.search(question) == ()


@pytest.mark.parametrize("question", ["what is it", "河流", "zzz"])
def test_a_question_without_shared_words_still_ranks_by_nearness(retriever, question):
    assert len(retriever.search(question)) == 3


def test_equal_questions_get_equal_rankings(retriever):
    assert retriever.search("rivers and rain") == retriever.search("rivers and rain")


def test_an_index_of_another_embedder_is_refused_with_what_to_run(make_index):
    index = make_index(document("rivers", "Rivers rise."))
    with pytest.raises(IndexStale) as caught:
        Retriever(index, HashEmbedder(version=2), Settings())
    assert caught.value.hint == "run: cbm-qa index"


@pytest.mark.parametrize("route", ["dense", "lexical"])
def test_one_route_can_be_used_alone(make_index, route):
    index = make_index(document("rivers", "Rivers rise in spring.", "Fields take 18.7 litres."))
    alone = Retriever(index, HashEmbedder(), Settings(retrieval=route))
    assert {name for hit in alone.search("rivers in spring") for name, _ in hit.ranks} == {route}
