import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.retrieve.tokens import find_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("?!…", []),
        ("What is the", []),
        ("Rivers rise", ["river", "rise"]),
        ("RIVERS river's rivers’ ", ["river", "river", "river"]),
        ("18.7 litres", ["18.7", "litr"]),
        ("1,234,567 and 18,7", ["1234567", "18.7"]),
        ("grew by 12.5%.", ["grew", "12.5"]),
        ("2020-2023, 2020–2023", ["2020", "2023", "2020", "2023"]),
        ("trust-building", ["trust-build", "trust", "build"]),
        ("trust‑building", ["trust-build", "trust", "build"]),
        ("state-of-the-art", ["state-of-the-art", "state", "art"]),
        ("Covid-19", ["covid-19", "covid", "19"]),
        ("2025a CO2", ["2025a", "co2"]),
        ("ﬁsh ＡＢＣ", ["fish", "abc"]),
        ("Straße", ["strass"]),
        ("Реки и рекой", ["рек", "рек"]),
        ("河流上涨", ["河流", "流上", "上涨"]),
        ("河", ["河"]),
        ("中国GDP增长", ["中国", "gdp", "增长"]),
        ("don't", ["don't"]),
        ("café", ["café"]),
    ],
)
def test_terms_of(text, terms):
    assert find_terms(text) == terms


@given(st.text())
def test_any_text_has_terms_that_do_not_depend_on_case_or_runs(text):
    assert find_terms(text) == find_terms(text)
    assert all(term and not term.isspace() for term in find_terms(text))


@given(st.lists(st.sampled_from(["River", "18.7", "trust-building", "реки", "河流"]), max_size=6))
def test_terms_of_words_are_those_of_each_word(words):
    assert find_terms(" ".join(words)) == [term for word in words for term in find_terms(word)]
