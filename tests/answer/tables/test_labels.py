"""Rows named by several columns, and cells that print more than one number."""

from decimal import Decimal

import pytest
from asked_tables import ask_in_paper as ask
from typed_tables import document_with

from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.tables.estimates import read_estimate
from cbm_qa.answer.tables.labels import row_labels

MERGED = (
    ("Sex", "Age group", "2010", "2020"),
    ("Men", "under 20", "10", "12"),
    ("", "20 to 40", "14", "15"),
    ("Women", "under 20", "8", "13"),
    ("", "20 to 40", "16", "17"),
)
HEADED = (
    ("Region", "2010", "2020"),
    ("Men", "", ""),
    ("North", "10", "12"),
    ("South", "14", "15"),
    ("Women", "", ""),
    ("North", "8", "13"),
    ("South", "16", "17"),
)
RISKS = (
    ("Factor", "Full model", "(2) Only districts in Africa"),
    ("Elevation below 350 m", "2.21 (1.2-4.1)", "4.68 (2.22–9.87)"),
    ("Urban share", "12.3 ± 0.4", "45 (12.5%)"),
    ("Night lights", "0.9 [0.7, 1.2]", "1,204 (33%)"),
)


@pytest.mark.parametrize(
    ("rows", "labels", "keys"),
    [
        (MERGED, ("Men, under 20", "Men, 20 to 40", "Women, under 20", "Women, 20 to 40"), 2),
        (HEADED, ("Men", "Men, North", "Men, South", "Women", "Women, North", "Women, South"), 1),
        (RISKS, ("Elevation below 350 m", "Urban share", "Night lights"), 1),
    ],
)
def test_a_row_is_named_by_as_many_columns_as_tell_it_apart(rows, labels, keys):
    table = document_with(("Table 1", "Patients", rows)).tables[0]
    assert row_labels(table) == (labels, keys)


@pytest.mark.parametrize(
    ("rows", "question", "values"),
    [
        (MERGED, "How many women under 20 were patients in 2020?", ("13",)),
        (MERGED, "By how much did women 20 to 40 grow between 2010 and 2020?", ("1",)),
        (HEADED, "How many women in the North were patients in 2020?", ("13",)),
        (HEADED, "How many men in the South in 2010?", ("14",)),
    ],
)
def test_a_row_of_a_group_is_found_by_both_names(rows, question, values):
    found = ask(rows, question, "Patients by sex, thousand")
    assert isinstance(found, Candidate), found
    assert found.values == values


@pytest.mark.parametrize(
    ("rows", "question"),
    [
        (MERGED, "How many women were there in 2020?"),
        (HEADED, "How many in the North in 2010?"),
    ],
)
def test_a_group_alone_is_never_answered_by_one_of_its_rows(rows, question):
    assert not isinstance(ask(rows, question, "Patients by sex, thousand"), Candidate)


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("4.68 (2.22-9.87)", "4.68", "interval 2.22 to 9.87"),
        ("0.9 [0.7, 1.2]", "0.9", "interval 0.7 to 1.2"),
        ("1.5 (95% CI: 1.1 to 2.0)", "1.5", "interval 1.1 to 2.0"),
        ("12.3 ± 0.4", "12.3", "± 0.4"),
        ("45 (12.5%)", "45", "share 12.5%"),
        ("1,204 (33)", "1204", "in brackets 33"),
        ("-0.3 (-0.5, -0.1)*", "-0.3", "interval -0.5 to -0.1"),
    ],
)
def test_an_estimate_is_told_from_what_stands_beside_it(text, value, rest):
    found = read_estimate(text)
    assert (found.value, found.rest) == (Decimal(value), rest)


@pytest.mark.parametrize(
    "text", ["12", "Table 2 (12)", "2010 (estimate)", "1e400 (1)", "9" * 500, "", "(12)"]
)
def test_other_cells_are_no_estimates(text):
    assert read_estimate(text) is None


def test_a_lookup_gives_the_estimate_and_names_the_rest():
    found = ask(RISKS, "urban share, only districts in Africa?", "Risk ratios")
    assert found.values == ("45 (12.5%)",)
    assert found.cells[0].value == 45
    assert "that is 45, share 12.5%" in found.claims[0].text


def test_estimates_are_computed_with():
    found = ask(RISKS, "Which factor has the second highest value in the full model?", "Risk ratios")
    assert found.values == ("Elevation below 350 m",)
