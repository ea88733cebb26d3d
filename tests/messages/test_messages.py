"""The catalogue: the same messages in every language, with the same things to fill in."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.messages import DEFAULT, LANGUAGES, best_language, catalogue, message

FORMS = {"en": {"one", "other"}, "ru": {"one", "few", "many"}, "kk": {"other"}, "zh": {"other"}}
ALL_FORMS = ("one", "few", "many", "other")


def names(language):
    return {
        key.rpartition(".")[0] if key.rpartition(".")[2] in ALL_FORMS else key for key in catalogue(language)
    }


def fields(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language):
    assert names(language) == names(DEFAULT)
    for name in names(language):
        if name not in catalogue(language):
            assert {form for form in ALL_FORMS if f"{name}.{form}" in catalogue(language)} == FORMS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_nothing_that_english_does_not(language):
    for name in names(language):
        english = set().union(*(fields(t) for k, t in catalogue(DEFAULT).items() if k.startswith(name)))
        for key, text in catalogue(language).items():
            if key == name or key.rpartition(".")[0] == name:
                assert fields(text) <= english | {"n"}, key
                assert text.strip() == text, key


@pytest.mark.parametrize(
    ("language", "count", "wanted"),
    [
        ("en", 1, "1 passage found, reading it"),
        ("en", 12, "12 passages found, reading them"),
        ("ru", 1, "Найден 1 фрагмент, читаю"),
        ("ru", 3, "Найдено 3 фрагмента, читаю"),
        ("ru", 12, "Найдено 12 фрагментов, читаю"),
        ("ru", 22, "Найдено 22 фрагмента, читаю"),
        ("kk", 1, "1 үзінді табылды, оқып жатырмын"),
        ("zh", 5, "找到 5 个段落，正在阅读"),
    ],
)
def test_counts_agree_with_their_noun(language, count, wanted):
    assert message("chat.reading", language, n=count) == wanted


def test_an_unknown_language_reads_english_and_an_unknown_message_is_an_error():
    assert message("answer.sources", "fr") == "Sources"
    with pytest.raises(KeyError):
        message("no.such.message", "ru")


@pytest.mark.parametrize(
    ("accepted", "wanted"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en;q=0.3, zh-CN;q=0.8", "zh"),
        ("fr,de", "en"),
        ("", "en"),
        ("kk;q=nonsense,ru;q=0.1", "ru"),
    ],
)
def test_the_language_that_suits_the_browser(accepted, wanted):
    assert best_language(accepted) == wanted


@given(st.text(max_size=80))
def test_any_header_gives_a_language_of_the_catalogue(accepted):
    assert best_language(accepted) in LANGUAGES
