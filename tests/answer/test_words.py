import pytest

from cbm_qa.answer.words import similarity, stem


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("world", "global", 0.75),
        ("sold", "exports", 0.75),
        ("earn", "income", 0.75),
        ("sold", "imports", 0.0),
    ],
)
def test_words_for_the_same_thing_are_alike(one, other, alike):
    assert similarity(stem(one), stem(other)) == alike
