"""Answers from a file that is one table: each operation is exact, or there is no answer."""

import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typed_tables import document_with

from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.engine import TablesAnswerer

FILMS = (
    ("Year", "Title", "Director", "Budget ($ million)", "Awards"),
    ("1994", "Harbour", "Ann Lee", "12.5", "3"),
    ("1996", "The Long Road", "Bo Chan", "40", "0"),
    ("1999", "Glass", "Ann Lee", "22", "5"),
    ("2003", "Northern Light", "Cid Ruiz", "–", "1"),
    ("2005", "Echo", "Bo Chan", "31", "2"),
)


def ask(rows, question, threshold=0.6):
    document = document_with(("Table 1", "Films", rows))
    return TablesAnswerer(threshold).propose(
        Evidence(read_question(question), {document.key: document}, (), ())
    )


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("who directed glass?", ("Ann Lee",)),
        ("what was the first film?", ("Harbour",)),
        ("which title came after glass?", ("Northern Light",)),
        ("which title has the most awards?", ("Glass",)),
        ("how many films did ann lee direct?", ("2",)),
    ],
)
def test_a_question_is_answered_by_the_program_that_fits(question, values):
    found = ask(FILMS, question)
    assert isinstance(found, Candidate), found
    assert found.values == values


def test_every_number_of_a_computed_answer_is_in_its_cells_or_arithmetic():
    found = ask(FILMS, "how many films did ann lee direct?")
    assert found.calculation.value == 2
    assert {cell.row for cell in found.cells} == {"1994", "1999"}
    assert all(cell.marker in {c.marker for c in found.citations} for cell in found.cells)


def test_a_year_that_the_table_lacks_is_named_as_the_gap():
    found = ask(FILMS, "what was the title in 2001?")
    assert isinstance(found, Gap)
    assert "2001 is not in it" in found.reason


def test_the_second_row_is_not_the_second_highest():
    assert not isinstance(
        ask((("A", "A"), ("1", "1"), ("3", "x")), "which row had the second highest A?"), Candidate
    )


def test_a_name_that_the_table_lacks_is_never_answered_from_another_row():
    assert not isinstance(ask(FILMS, "How many awards did Zanzibar win in 1999?"), Candidate)


numbers = st.integers(min_value=1, max_value=99_999)


@st.composite
def yearly(draw):
    """A table of years by two series: (first year, two lists of figures)."""
    first = draw(st.integers(min_value=1950, max_value=2015))
    size = draw(st.integers(min_value=3, max_value=7))
    one = st.lists(numbers, min_size=size, max_size=size, unique=True)
    return first, draw(one), draw(one)


def rows_of(first, imports, exports, *, turned=False, backwards=False):
    years = [str(first + n) for n in range(len(imports))]
    body = [(y, f"{a:,}", f"{b:,}") for y, a, b in zip(years, imports, exports, strict=True)]
    rows = [("Year", "Imports (tonnes)", "Exports (tonnes)"), *(body[::-1] if backwards else body)]
    return tuple(zip(*rows, strict=True)) if turned else tuple(rows)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(yearly(), st.booleans(), st.booleans(), st.data())
def test_figures_over_years_are_exact_or_not_given(table, turned, backwards, data):
    first, imports, exports = table
    rows = rows_of(first, imports, exports, turned=turned, backwards=backwards)
    size = len(imports)
    a, b = sorted(data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)))
    change = imports[b] - imports[a]
    expected = {
        f"What were imports in {first + a}?": imports[a],
        f"By how much did imports change between {first + a} and {first + b}?": change,
        f"What was the percentage change in imports from {first + a} to {first + b}?": Decimal(change * 100)
        / imports[a],
        "What was the sum of exports over the period?": sum(exports),
        "What were the average exports over the period?": Decimal(sum(exports)) / size,
        "In which year were exports highest?": first + exports.index(max(exports)),
        "In which year were imports lowest?": first + imports.index(min(imports)),
    }
    for question, value in expected.items():
        found = ask(rows, question)
        if isinstance(found, Candidate):
            given_value = Decimal(found.values[0].replace(",", ""))
            assert abs(given_value - Decimal(value)) <= Decimal("0.005"), (question, rows, found.values)


@settings(max_examples=6, deadline=None)
@given(yearly())
def test_a_year_outside_the_table_is_never_answered(table):
    first, imports, exports = table
    for year in (first - 1, first + len(imports)):
        found = ask(rows_of(first, imports, exports), f"What were exports in {year}?")
        assert not isinstance(found, Candidate)


@settings(max_examples=6, deadline=None)
@given(yearly(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_a_figure(table, random):
    first, imports, exports = table
    header, *body = rows_of(first, imports, exports)
    random.shuffle(body)
    found = ask((header, *body), f"What were imports in {first + 1}?")
    if isinstance(found, Candidate):
        assert found.values == (f"{imports[1]:,}",)


@pytest.mark.parametrize(
    "rows",
    [
        (("A",),),
        (("A", "B"), ("", "")),
        (("A", "A", "A"), ("1", "1", "1"), ("1", "x", "–")),
        (("", ""), ("1e400", "=HYPERLINK(1)"), ("NaN", "inf")),
        (("Name", "n"), *((f"row {n}", str(n)) for n in range(10_000))),
        (tuple(f"column {n}" for n in range(500)), tuple(str(n) for n in range(500))),
    ],
)
def test_a_hostile_table_is_survived_quickly(rows):
    started = time.process_time()
    for question in (
        "how many rows are there?",
        "what is the highest n?",
        "where does row 5 rank by n?",
        "which row had the second highest n?",
        "did n ever exceed 5?",
        "is n correlated with A?",
        "what is the lowest figure in the table?",
        "what was column 3 in the row with the highest column 5?",
    ):
        found = ask(rows, question)
        assert found is None or isinstance(found, Candidate | Gap)
    assert time.process_time() - started < 20
