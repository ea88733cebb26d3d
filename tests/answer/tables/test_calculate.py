"""Calculations over years, each written out by hand."""

import pytest
from typed_tables import document_with

from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.calculate import CalculationAnswerer

ROWS = (
    ("Year", "Coal output (million tonnes)", "Total costs (million USD)"),
    ("2010", "40", "10"),
    ("2011", "50", "12.5"),
    ("2012", "45", "11"),
    ("2013", "80", "20"),
    ("2014", "60", "(3)"),
)
NEWEST_FIRST = (ROWS[0], *ROWS[:0:-1])


def ask(question, rows=ROWS):
    document = document_with(("Table 1", "Mining", rows))
    return CalculationAnswerer().propose(Evidence(read_question(question), {document.key: document}, (), ()))


@pytest.mark.parametrize("rows", [ROWS, NEWEST_FIRST])
@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("By how much did coal output change between 2010 and 2013?", ("40",)),
        ("By how much did coal output change in 2014 from 2013?", ("-20",)),
        ("By what percentage did coal output grow from 2010 to 2011?", ("25",)),
        ("What was the median coal output?", ("50",)),
        ("What was the average coal output before 2012?", ("45",)),
        ("What was the average coal output since 2012?", ("61.67",)),
        ("What was the compound annual growth rate of coal output from 2010 to 2013?", ("25.99",)),
        ("What was the change in total costs from 2010 to 2014?", ("-13",)),
        ("In which year was coal output highest?", ("2013",)),
    ],
)
def test_a_calculation_over_years_does_not_depend_on_their_order(question, values, rows):
    found = ask(question, rows)
    assert isinstance(found, Candidate), found
    assert found.values == values
    assert found.calculation is not None


INCOME = (
    ("Indicator", "2015", "2019"),
    ("Annual household income, upstream districts (EUR)", "4,100", "5,260"),
    ("Annual household income, downstream districts (EUR)", "3,640", "4,220"),
    ("Share of income from farming, downstream districts (%)", "71%", "66%"),
    ("Irrigated area in Varnia, thousand ha", "90", "101"),
    ("Irrigated area in Lestland, thousand ha", "380", "372"),
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How large was the income gap between upstream and downstream districts in 2019?", ("1040",)),
        ("What was the irrigated area of both states together in 2019?", ("473",)),
        ("What was the irrigated area of Varnia and Lestland together in 2015?", ("470",)),
    ],
)
def test_two_rows_may_share_the_words_of_the_question(question, values):
    found = ask(question, INCOME)
    assert isinstance(found, Candidate), found
    assert found.values == values
