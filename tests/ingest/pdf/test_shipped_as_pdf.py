"""The shipped paper, set in two columns over pages, is read as its text file is."""

from pathlib import Path

import pypdfium2
import pytest
from rapidfuzz.distance import Indel
from reading import assert_sound, read_file
from typeset import typeset

from cbm_qa.ingest import list_corpus, parse_document

FIRST_PAGE = 101


@pytest.fixture(scope="module")
def text_route():
    return parse_document(next(entry for entry in list_corpus(Path("corpus")) if entry.key == "paper"))


@pytest.fixture(scope="module", params=["two columns", "two columns, ruled tables", "one column"])
def pdf_path(request, text_route, tmp_path_factory):
    path = tmp_path_factory.mktemp("set") / "paper.pdf"
    columns = 1 if request.param == "one column" else 2
    return typeset(text_route, path, columns=columns, first_page=FIRST_PAGE, ruled="ruled" in request.param)


@pytest.fixture(scope="module")
def pdf_route(pdf_path):
    return read_file(pdf_path)


def letters(text):
    return "".join(filter(str.isalnum, text))


def test_sections_are_the_same(text_route, pdf_route):
    assert [(s.number, s.title, s.level) for s in pdf_route.sections] == [
        (s.number, s.title, s.level) for s in text_route.sections
    ]


def test_tables_have_the_same_values(text_route, pdf_route):
    for read, printed in zip(pdf_route.tables, text_route.tables, strict=True):
        assert (read.label, read.caption, read.source_note) == (
            printed.label,
            printed.caption,
            printed.source_note,
        )
        assert (read.header, read.rows) == (printed.header, printed.rows)
        assert [(c.value, c.unit, c.missing) for c in read.cells] == [
            (c.value, c.unit, c.missing) for c in printed.cells
        ]


def test_references_are_the_same(text_route, pdf_route):
    assert [(r.key, letters(r.raw)) for r in pdf_route.references] == [
        (r.key, letters(r.raw)) for r in text_route.references
    ]


def test_mentions_resolve_to_the_same_works(text_route, pdf_route):
    assert [m.references for m in pdf_route.mentions] == [m.references for m in text_route.mentions]


def test_text_is_the_same_to_995_of_1000(text_route, pdf_route):
    assert Indel.normalized_similarity(pdf_route.text, text_route.text) >= 0.995
    assert_sound(pdf_route)


def test_pages_carry_their_printed_labels(pdf_route):
    assert [page.label for page in pdf_route.pages] == [
        str(FIRST_PAGE + n) for n in range(len(pdf_route.pages))
    ]
    assert {p.page for p in pdf_route.paragraphs} <= {page.label for page in pdf_route.pages}


def test_boxes_lie_over_the_words_they_belong_to(pdf_path, pdf_route):
    pdf = pypdfium2.PdfDocument(pdf_path)
    sentences = [s.span for p in pdf_route.paragraphs for s in p.sentences]
    for span in sentences[::7]:
        boxes = pdf_route.boxes(span)
        assert letters("".join(b.span.of(pdf_route.text) for b in boxes)) == letters(span.of(pdf_route.text))
        for box in boxes[1:-1]:  # whole lines
            page = pdf[box.page]
            height = page.get_height()
            printed = page.get_textpage().get_text_bounded(
                box.x0 - 1, height - box.y1 + 1, box.x1 + 1, height - box.y0 - 1
            )
            assert letters(printed) == letters(box.span.of(pdf_route.text))
    pdf.close()
