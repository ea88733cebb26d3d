import pytest

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.tables.engine import TablesAnswerer
from cbm_qa.answer.tables.lookup import TableAnswerer
from cbm_qa.model import AnswerKind


@pytest.mark.parametrize(
    ("question", "text", "unit", "row"),
    [
        ("How much did Norland export to Sudland in 2020?", "131.4", "million crowns", "2020"),
        ("How much did Sudland export to Norland in 2020?", "99", "million crowns", "2020"),
        ("What were Sudland's exports to Norland in 2022?", "101.7", "million crowns", "2022"),
        ("norland exports sudland 2019", "120", "million crowns", "2019"),
        ("What share of ships had a pilot in 2022?", "79.5%", "%", "Share of ships with a pilot (%)"),
        ("How many trained pilots were there in 2019?", "41", "persons", "Trained pilots (persons)"),
    ],
)
def test_a_cell_is_found_by_row_and_column(evidence_for, question, text, unit, row):
    found = TableAnswerer().propose(evidence_for(question))
    assert isinstance(found, Candidate), found
    assert found.kind is AnswerKind.TABLE
    assert (found.cells[0].text, found.cells[0].unit, found.cells[0].row) == (text, unit, row)
    assert found.values == (text,)
    assert text in found.citations[0].quote


def test_the_quote_of_a_cell_is_its_row_in_the_text(evidence_for, tiny):
    found = TableAnswerer().propose(evidence_for("How much did Norland export to Sudland in 2020?"))
    citation = found.citations[0]
    assert citation.quote == "2020\t131.4\t99" == citation.span.of(tiny.text)
    assert citation.section == "2.1"


@pytest.mark.parametrize(
    "question",
    [
        "How much did Norland export to Westland in 2020?",  # a partner that the table lacks
        "What was the copper price in 2020?",
        "Who founded the Joint Pilot Board?",
        "How much did exports grow between 2019 and 2020?",  # to be computed, not looked up
        "What were exports in 2020?",  # two columns fit alike
    ],
)
def test_no_cell_is_given_for_another_question(evidence_for, question):
    assert not isinstance(TableAnswerer().propose(evidence_for(question)), Candidate)


def test_a_year_that_the_table_lacks_is_named_as_the_gap(evidence_for):
    found = TableAnswerer().propose(evidence_for("How much did Norland export to Sudland in 2017?"))
    assert found == Gap("Table 1 covers 2019 to 2022; 2017 is not in it.")


def test_a_missing_value_is_reported_as_missing(evidence_for):
    found = TableAnswerer().propose(evidence_for("How much did Sudland export to Norland in 2021?"))
    assert isinstance(found, Candidate)
    assert found.cells[0].value is None
    assert "no value" in found.claims[0].text
    assert found.notices


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("How much did Norland export to Sudland in two thousand and twenty?", ("131.4",)),
        ("How much did Norland export to Sudland in twenty twenty?", ("131.4",)),
        ("What were Sudland's exports to Norland in the latest year?", ("101.7",)),
        ("How much did Norland export to Sudland in the first year?", ("120",)),
    ],
)
def test_a_year_may_be_in_words_or_the_first_or_last(evidence_for, question, values):
    found = TableAnswerer().propose(evidence_for(question))
    assert isinstance(found, Candidate), found
    assert found.values == values


def test_a_question_that_fits_two_columns_is_asked_back(evidence_for):
    found = TablesAnswerer(0.6).propose(evidence_for("What were exports in 2020?"))
    assert isinstance(found, Gap)
    assert "did you mean “Norland exports to Sudland" in found.reason
    assert "“Sudland exports to Norland" in found.reason
