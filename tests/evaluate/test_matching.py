from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cbm_qa.evaluate.matching import contains, tokenize

WORDS = st.lists(st.from_regex(r"[a-zéж]{1,8}", fullmatch=True), min_size=1, max_size=4).map(" ".join)
NUMBERS = st.decimals(min_value=0, max_value=10_000_000, places=2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose to 18.7 billion USD [1].", "18.7"),
        ("It rose to 18.7.", "18.70"),
        ("worth 8.7 billion USD", "USD 8.7 billion"),
        ("worth USD 8.7 billion", "8.7 billion USD"),
        ("worth $8.7bn", "8.7 billion US dollars"),
        ("In 2020, US$ 8.7 billion was paid", "8.7 billion USD"),
        ("a share of 12.5 %", "12.5%"),
        ("a share of 12.5 per cent", "12.5 %"),
        ("a share of 12,5 %", "12.5%"),
        ("1,234.5 tons", "1234.5"),
        ("1 234.5 tons", "1,234.5 tons"),
        ("1\u202f234,5 tons", "1234.5 tons"),
        ("from 2015–2020", "2020"),
        ("a change of −5.2 percent", "-5.2%"),
        ("the “North–South” road", '"north-south" road'),
        ("the\nlong\u00a0 road", "Long Road"),
        ("The board’s plan", "Board's plan"),
        ("said so [12] twice", "so twice"),
        ("增长12.5％", "12.5%"),
        ("Запасы выросли", "запасы"),
    ],
)
def test_expected_text_is_found(text: str, expected: str) -> None:
    assert contains(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("118.7", "18.7"),
        ("18.75", "18.7"),
        ("18.7", "8.7"),
        ("18.7", "18"),
        ("1,234", "234"),
        ("1 234", "234"),
        ("worth 43.8 billion", "43 billion"),
        ("worth 43 million", "43 billion"),
        ("43", "43 billion"),
        ("12.5", "12.5%"),
        ("fell by -5.2", "5.2"),
        ("in the 1990s", "1990"),
        ("G20", "20"),
        ("version 3.1.2", "3.1"),
        ("no source says so [18]", "18"),
        ("a woman", "Oman"),
        ("the road is long", "long road"),
        ("", "road"),
        ("anything", "…"),
    ],
)
def test_other_text_is_not_found(text: str, expected: str) -> None:
    assert not contains(text, expected)


@given(WORDS, WORDS, WORDS)
def test_a_text_stands_in_any_text_around_it(before: str, expected: str, after: str) -> None:
    assert contains(f"{before}, {expected}. {after}", expected)


@given(WORDS)
def test_case_does_not_matter(text: str) -> None:
    assert contains(text.upper(), text)
    assert contains(text, text.upper())


@given(NUMBERS)
def test_every_format_of_a_number_has_the_same_value(value: Decimal) -> None:
    formats = {f"{value:f}", f"{value:,f}", f"{value:,f}".replace(",", " "), f"{value:f}0"}
    assert {tokenize(f"about {text} tons")[1] for text in formats} == {value}


@given(NUMBERS, NUMBERS)
def test_a_number_is_found_only_by_its_value(one: Decimal, other: Decimal) -> None:
    assume(one != other)
    assert contains(f"it was {one:,f} in all", str(one))
    assert not contains(f"it was {one:,f} in all", str(other))


@given(
    NUMBERS, st.sampled_from(["USD", "$", "US$", "EUR", "€"]), st.sampled_from(["", " million", " billion"])
)
def test_a_currency_may_stand_on_either_side(value: Decimal, currency: str, scale: str) -> None:
    assert contains(f"they paid {currency} {value}{scale} at once", f"{value}{scale} {currency}")
    assert contains(f"they paid {value}{scale} {currency} at once", f"{currency}{value}{scale}")


@given(st.text(max_size=60))
def test_any_text_holds_itself_if_it_has_a_word(text: str) -> None:
    unmarked = text.replace("[", "(")
    assert contains(unmarked, unmarked) == bool(tokenize(unmarked))
