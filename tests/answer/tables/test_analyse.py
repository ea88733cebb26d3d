"""Questions about a whole series, each answer written out by hand."""

import pytest
from asked_tables import ask_in_paper as ask

from cbm_qa.answer.evidence import Candidate, Gap

MINES = (
    ("Year", "Coal output (million tonnes)", "Iron output (million tonnes)", "Costs (million USD)"),
    ("2010", "40", "42", "10"),
    ("2011", "50", "44", "12.5"),
    ("2012", "45", "47", "11"),
    ("2013", "80", "50", "20"),
    ("2014", "60", "n/a", "15"),
    ("2015", "66", "53", "16"),
)
HARVEST = (
    ("Country", "2010", "2015", "2020"),
    ("Norland", "10", "14", "30"),
    ("Sudland", "20", "22", "21"),
    ("Westia", "5", "9", "12"),
    ("Eastia", "40", "39", "38"),
)
TOWNS = (
    ("Town", "Population", "Area (km²)", "Schools"),
    ("Abro", "12,000", "30", "5"),
    ("Belm", "45,000", "22", "9"),
    ("Corin", "8,000", "90", "2"),
    ("Dorn", "30,500", "41", "9"),
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Where does 2013 rank in coal output?", ("1",)),
        ("Which year had the second highest coal output?", ("2015",)),
        ("What was the third lowest coal output?", ("50",)),
        ("Which year ranked second by coal output?", ("2015",)),
        ("Which two years had the highest coal output?", ("2013", "2015")),
        ("What is the trend of coal output?", ("mixed", "40", "66")),
        ("How did iron output develop over the years?", ("rises", "42", "53")),
        ("Did costs rise or fall over the period?", ("mixed", "10", "16")),
        ("In which year did coal output first exceed 45 million tonnes?", ("2011",)),
        ("When did coal output first reach 50?", ("2011",)),
        ("What was the last year in which coal output was below 50?", ("2012",)),
        ("In which years was coal output above 55?", ("2013", "2014", "2015")),
        ("In how many years did coal output exceed iron output?", ("3",)),
        ("What was the longest run of growth in coal output?", ("1",)),
        ("How many years in a row did iron output grow?", ("3",)),
        ("Is coal output correlated with costs?", ("1.00",)),
        ("What is the correlation between coal output and iron output?", ("0.78",)),
        ("Did coal output ever exceed 70?", ("Yes",)),
        ("Did coal output ever exceed 100 million tonnes?", ("No",)),
        ("Did coal output ever exceed 0.07 billion tonnes?", ("Yes",)),
        ("Was coal output above 50 in 2012?", ("No",)),
        ("Was coal output above iron output in every year?", ("No",)),
        ("Did coal output grow every year?", ("No",)),
        ("Did costs ever fall?", ("Yes",)),
        ("What was coal output and iron output together in 2012?", ("92",)),
        ("What is the gap between coal output and iron output in 2013?", ("30",)),
        ("In which year was the gap between coal output and iron output largest?", ("2013",)),
        ("What were costs in the year with the highest coal output?", ("20",)),
        ("What was iron output when costs were lowest?", ("42",)),
        ("In which year did coal output grow the most?", ("2013",)),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_question_about_a_series_is_answered(question, values, turned):
    rows = tuple(zip(*MINES, strict=True)) if turned else MINES
    found = ask(rows, question)
    assert isinstance(found, Candidate), found
    assert found.values == values
    assert found.calculation is not None


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Where did Norland rank in 2020?", ("2",)),
        ("Which country was second largest in 2015?", ("Sudland",)),
        ("Which country grew the most between 2010 and 2020?", ("Norland",)),
        ("Which country fell the most from 2010 to 2020?", ("Eastia",)),
        ("By how much did the country with the highest average change between 2010 and 2020?", ("-2",)),
        ("Which country has the highest mean harvest?", ("Eastia",)),
        ("What was the harvest in 2015 of the country with the largest total?", ("39",)),
        ("What is the highest value in Table 1?", ("40",)),
        ("What is the lowest figure in the table?", ("5",)),
        ("Did any country exceed 35 in 2020?", ("Yes",)),
        ("How many countries were above 20 in 2020?", ("3",)),
        ("Which countries had more than 20 in 2020?", ("Norland", "Sudland", "Eastia")),
        ("When did Norland first pass Sudland?", ("2020",)),
    ],
)
def test_rows_are_compared_within_a_year(question, values):
    found = ask(HARVEST, question, "Wheat harvest, million tonnes")
    assert isinstance(found, Candidate), found
    assert found.values == values


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Where does Dorn rank by population?", ("2",)),
        ("What is the second largest town by population?", ("Dorn",)),
        ("Which town has the third largest area?", ("Abro",)),
        ("What is the area of the town with the highest population?", ("22",)),
        ("How many towns have a population above 20,000?", ("2",)),
        ("Do all towns have at least 3 schools?", ("No",)),
    ],
)
def test_rows_without_years_are_ranked_and_counted(question, values):
    found = ask(TOWNS, question, "Towns of Norland")
    assert isinstance(found, Candidate), found
    assert found.values == values


@pytest.mark.parametrize(
    ("rows", "question"),
    [
        (MINES, "Was iron output ever above 60?"),  # one year has no value
        (MINES, "How does 2014 rank for iron output?"),  # neither has the one asked for
        (MINES, "Where did coal output rank in 2020?"),  # no such year
        (MINES, "What was the lowest value in the table?"),  # tonnes and dollars
        (MINES, "What is the correlation of coal output with rainfall?"),
        (MINES, "Did oil output ever exceed 20?"),
        (MINES, "Did costs ever exceed 15 million EUR?"),  # the table is in USD
        (TOWNS, "What is the population of the town with the most schools?"),  # two have
        (TOWNS, "Which town has the second most schools?"),
        (HARVEST, "Where did Norland rank in 2021?"),
        (HARVEST, "Which country had the fifth largest harvest in 2020?"),  # there are four
    ],
)
def test_what_a_table_does_not_tell_is_not_answered(rows, question):
    assert not isinstance(ask(rows, question), Candidate)


def test_a_missing_value_is_named():
    found = ask(MINES, "How did iron output develop over the years?")
    assert any("no value for 2014" in notice for notice in found.notices)
    assert isinstance(ask(MINES, "Was iron output ever above 60?"), Gap)


def test_the_other_reading_of_growing_most_is_told():
    rows = (("Country", "2010", "2020"), ("Norland", "100", "130"), ("Westia", "5", "15"))
    found = ask(rows, "Which country grew the most between 2010 and 2020?", "Harvest, tonnes")
    assert found.values == ("Norland",)
    assert found.notices == ("In percent it is Westia.",)
