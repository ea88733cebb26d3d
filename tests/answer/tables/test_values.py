from decimal import Decimal

import pytest

from cbm_qa.answer.tables.asked import Relation, read_asked
from cbm_qa.answer.tables.values import read_value


@pytest.mark.parametrize(
    ("text", "number", "size"),
    [
        ("1,234", "1234", "1234"),
        ("(58.7)", "-58.7", "-58.7"),
        ("$1.5 million", "1.5", "1500000"),
        ("3rd", "3", "3"),
        ("12,345[1]", "12345", "12345"),
        ("1:35.5", "95.5", "95.5"),
        ("−4", "-4", "-4"),
    ],
)
def test_a_cell_is_read_as_the_number_it_is_or_begins_with(text, number, size):
    value = read_value(text)
    assert (value.number, value.size) == (Decimal(number), Decimal(size))


@pytest.mark.parametrize("text", ["–", "n/a", "", "No data available"])
def test_what_says_that_there_is_no_value_is_missing(text):
    assert read_value(text).missing


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("September 5, 2003", (2003, 9, 5)),
        ("5 Sep 2003", (2003, 9, 5)),
        ("2003-09-05", (2003, 9, 5)),
        ("May 2009", (2009, 5, 0)),
        ("FY 2019", (2019, 0, 0)),
        ("Bangkok", None),
    ],
)
def test_a_cell_is_read_as_a_date(text, day):
    assert read_value(text).day == day


def test_a_stretch_of_years_has_both_ends():
    assert read_value("1998–2005").years == (1998, 2005)
    assert read_value("1998–99").years == (1998, 1999)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "1e400", "9" * 5000, "\x00", "𝟙𝟚"])
def test_a_hostile_cell_is_only_text_or_a_number(text):
    assert read_value(text) is not None


@pytest.mark.parametrize(
    ("question", "relation", "low", "high"),
    [
        ("which teams won more than 5 games?", Relation.GREATER, 5, 5),
        ("who scored at least three goals?", Relation.AT_LEAST, 3, 3),
        ("films made before 1990", Relation.LESS, 1990, 1990),
        ("in the 1980s, how many?", Relation.BETWEEN, 1980, 1989),
        ("sales between 2010 and 2020", Relation.BETWEEN, 2010, 2020),
        ("rows with 7 or more wins", Relation.AT_LEAST, 7, 7),
        ("what happened in 2004?", Relation.EQUAL, 2004, 2004),
    ],
)
def test_a_limit_is_read_from_a_question(question, relation, low, high):
    limit = read_asked(question).limits[0]
    assert (limit.relation, limit.low, limit.high) == (relation, low, high)
