import pytest
from asked_tables import ask_in_paper

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


def test_the_opposite_of_what_is_asked_for_is_not_given():
    rows = (
        ("Indicator", "2015", "2019"),
        ("Households with piped water, downstream districts (%)", "52%", "61%"),
    )
    assert not isinstance(
        ask_in_paper(rows, "What share of upstream households had piped water in 2019?"), Candidate
    )


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What is the risk ratio for elevation below 350 m without Cameroon?", ("2.21 (1.42–3.43)",)),
        ("What was the risk ratio of rainfall in the full model?", ("1.1 (0.9–1.3)",)),
    ],
)
def test_a_ratio_that_the_caption_names_is_looked_up(question, values):
    rows = (
        ("", "Full model", "(1) Without Cameroon districts", "(2) Only districts in Africa"),
        ("Elevation < 350m", "3.07 (1.95–4.83)", "2.21 (1.42–3.43)", "4.68 (2.22–9.87)"),
        ("Rainfall", "1.1 (0.9–1.3)", "1.2 (1.0–1.4)", "1.3 (1.1–1.6)"),
    )
    found = ask_in_paper(rows, question, "Adjusted risk ratios")
    assert isinstance(found, Candidate), found
    assert found.values == values
