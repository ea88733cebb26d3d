import pytest

from cbm_qa.errors import ModelError
from cbm_qa.model import Document, DocumentKind, LineBox, Origin, Page, Span
from cbm_qa.model.codec import document_from_json, document_to_json

TEXT = "The river rose in spring.\nIt fell in autumn."


def paged(**changes):
    fields = {
        "key": "river",
        "title": "River",
        "authors": (),
        "year": None,
        "kind": DocumentKind.PAPER,
        "origin": Origin("river.pdf", "0" * 64),
        "text": TEXT,
        "pages": (Page(0, "iv", 400, 600), Page(1, "v", 400, 600)),
        "lines": (
            LineBox(Span(0, 14), 0, 50, 500, 120, 512),
            LineBox(Span(15, 25), 1, 50, 40, 100, 52),
            LineBox(Span(26, 44), 1, 50, 60, 140, 72),
        ),
    }
    return Document(**(fields | changes))


def test_a_place_in_the_text_names_its_printed_page():
    document = paged()
    assert [document.page_at(at).label for at in (0, 13, 15, 43)] == ["iv", "iv", "v", "v"]


def test_without_pages_there_is_no_page_and_no_box():
    document = paged(pages=(), lines=())
    assert document.page_at(3) is None
    assert document.boxes(Span(0, 5)) == ()


def test_boxes_of_a_quote_are_cut_to_it():
    first, second = paged().boxes(Span(4, 20))
    assert (first.page, first.x0, first.x1, first.span) == (0, 70, 120, Span(4, 14))
    assert (second.page, second.x0, second.x1, second.span) == (1, 50, 75, Span(15, 20))


def test_pages_and_lines_survive_storage():
    document = paged()
    assert document_from_json(document_to_json(document)) == document


def test_a_document_stored_before_there_were_pages_is_still_read():
    stored = document_to_json(paged(pages=(), lines=()))
    del stored["pages"], stored["lines"]
    assert document_from_json(stored).lines == ()


def test_a_line_on_a_page_that_is_not_there_is_refused():
    with pytest.raises(ModelError, match="no page with index 7"):
        paged(lines=(LineBox(Span(0, 3), 7, 0, 0, 1, 1),))
