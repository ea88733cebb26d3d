"""Addresses of places: they lead where they were made for, also in a changed text, or say so."""

import pytest
from factories import heading, make_document, reference, table
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.model import Span
from cbm_qa.web.places import find_place, link_to, place_of
from cbm_qa.web.reader import render_document, render_outline

PAPER = make_document(
    heading("1", "Introduction"),
    "Rivers rise in spring. They fall in autumn.",
    "Dams hold them.",
    heading("2", "Water / land"),
    "Nothing is dry.",
    table("Table 1", "Heights", [("River", "m"), ("Upper", "3"), ("Lower", "2")]),
    heading(None, "References"),
    reference("smith2020", "Smith, J. (2020). The lake."),
)
DOCUMENTS = {"paper": PAPER}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("#paper/1/p1", "Rivers rise in spring. They fall in autumn."),
        ("#paper/1/p1/s2", "They fall in autumn."),
        ("#paper/1/p2", "Dams hold them."),
        ("#paper/2/p1", "Nothing is dry."),
        ("#paper/ref/smith2020", "Smith, J. (2020). The lake."),
    ],
)
def test_a_place_is_found_by_its_name(address, words):
    found = find_place(DOCUMENTS, address)
    assert found.remark == ""
    assert found.span.of(PAPER.text) == words


def test_a_table_and_a_section_are_places():
    assert find_place(DOCUMENTS, "#paper/table/1").span == PAPER.tables[0].span
    start = find_place(DOCUMENTS, "#paper/2").span.start
    assert PAPER.text[start:].startswith("2")


@pytest.mark.parametrize("address", ["#paper/9/p1", "#paper/1/p99", "#paper/table/7", "#paper/ref/nobody"])
def test_a_place_that_is_not_there_is_said_to_be_missing(address):
    found = find_place(DOCUMENTS, address)
    assert (found.document, found.span) == ("paper", None)
    assert found.remark == "places.missing"


def test_an_unknown_document_is_said_to_be_gone():
    found = find_place(DOCUMENTS, "#other/1/p1")
    assert found.document is None
    assert found.remark == "places.gone"


@given(st.data())
def test_evidence_links_lead_back_to_the_very_span(data):
    start = data.draw(st.integers(0, len(PAPER.text) - 1))
    end = data.draw(st.integers(start + 1, len(PAPER.text)))
    found = find_place(DOCUMENTS, link_to(PAPER, Span(start, end)))
    assert (found.span, found.remark) == (Span(start, end), "")


@given(st.text(max_size=80))
def test_no_address_is_an_error(address):
    find_place(DOCUMENTS, address)
    find_place(DOCUMENTS, f"#paper/{address}")
    find_place(DOCUMENTS, f"#paper/1?v=1&q={address}&at={address}")


def test_evidence_is_found_where_it_moved_and_mourned_where_it_is_gone():
    span = PAPER.paragraphs[0].sentences[1].span
    link = link_to(PAPER, span)
    moved = make_document(heading("1", "Preface"), "New words. They fall in autumn.")
    found = find_place({"paper": moved}, link)
    assert found.span.of(moved.text) == "They fall in autumn."
    assert found.remark == "places.moved"
    gone = make_document(heading("1", "Preface"), "Other words.")
    found = find_place({"paper": gone}, link)
    assert found.span == gone.paragraphs[0].span
    assert (found.remark, found.quote) == ("places.changed", "They fall in autumn.")


def test_a_table_is_named_by_its_place_in_order():
    assert place_of(PAPER, PAPER.tables[0].row_spans[0]) == "table/1"
    assert place_of(PAPER, PAPER.references[0].span) == "ref/smith2020"


def test_the_reader_shows_everything_once_and_escaped():
    hostile = "<script>alert(1)</script><img src=x onerror='alert(2)'>"
    document = make_document(
        heading("1", hostile),
        f"A sentence {hostile}. Another one.",
        table(hostile, hostile, [(hostile, "m"), (hostile, hostile)], source=hostile),
        reference("smith2020", f"Smith, J. (2020). {hostile}"),
        title=hostile,
        authors=(hostile,),
        key="a b'c",
    )
    html = render_document(document) + render_outline(document)
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("Another one.") == 1
    for sentence in document.paragraphs[0].sentences:
        assert f"data-start='{sentence.span.start}' data-end='{sentence.span.end}'" in html
