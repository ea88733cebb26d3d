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
