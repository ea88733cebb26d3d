from dataclasses import replace

import pytest
from factories import heading, make_document, note, reference, table

from cbm_qa.errors import ModelError
from cbm_qa.model import (
    FRONT_MATTER,
    Mention,
    NoteKind,
    Paragraph,
    Section,
    Sentence,
    Span,
)


@pytest.fixture
def paper():
    return make_document(
        note(NoteKind.TITLE, "A study of rivers"),
        heading(None, "Abstract"),
        "Rivers rise.",
        heading("1", "Introduction"),
        "Rain falls on hills. Rivers carry it.",
        heading("1.1", "Floods"),
        "Floods follow (Smith, 2020).",
        table("Table 1", "Floods", [["Year", "Floods"], ["2020", "3"]]),
        heading("2", "Conclusions"),
        "Rivers fall.",
        heading(None, "References"),
        reference("smith2020", "Smith, A. (2020). Floods."),
    )


def test_every_place_knows_its_section(paper):
    names = {
        words: paper.section_name(paper.section_at(paper.text.index(words)))
        for words in ("A study", "Rivers rise", "Rain falls", "Floods follow", "Rivers fall", "Smith, A.")
    }
    assert names == {
        "A study": FRONT_MATTER,
        "Rivers rise": "Abstract",
        "Rain falls": "1",
        "Floods follow": "1.1",
        "Rivers fall": "2",
        "Smith, A.": "References",
    }


def test_a_heading_path_leads_down_from_the_top(paper):
    floods = next(n for n, s in enumerate(paper.sections) if s.title == "Floods")
    assert paper.heading_path(floods) == ("1 Introduction", "1.1 Floods")
    assert paper.heading_path(None) == ()


def test_a_paragraph_is_found_by_any_of_its_characters(paper):
    span = paper.paragraphs[1].span
    assert {paper.paragraph_at(offset) for offset in range(span.start, span.end)} == {paper.paragraphs[1]}
    assert paper.paragraph_at(span.end) is None
    assert paper.paragraph_at(0) is None


def test_the_references_of_a_quote_are_those_mentioned_in_it(paper):
    start = paper.text.index("Smith, 2020")
    mention = Mention("Smith, 2020", 2, Span(start, start + 11), ("smith2020",))
    paper = replace(paper, mentions=(mention, mention))
    assert paper.references_in(paper.paragraphs[2].span) == ("smith2020",)
    assert paper.references_in(paper.paragraphs[0].span) == ()


def _past_the_text(paper):
    return {"paragraphs": (Paragraph(0, 1, Span(1, 10_000), ()),)}


def _no_such_section(paper):
    return {"paragraphs": (replace(paper.paragraphs[0], section=99),)}


def _section_inside_a_later_one(paper):
    return {"sections": (Section("1", "Rivers", 1, Span(0, 5), 0), *paper.sections[1:])}


def _sentence_outside_its_paragraph(paper):
    return {"paragraphs": (replace(paper.paragraphs[0], sentences=(Sentence(Span(0, 3), 1),)),)}


def _cell_past_the_text(paper):
    (one,) = paper.tables
    return {"tables": (replace(one, cells=(replace(one.cells[0], span=Span(9_000, 9_001)),)),)}


def _row_past_the_text(paper):
    (one,) = paper.tables
    return {"tables": (replace(one, row_spans=(Span(9_000, 9_001),)),)}


def _out_of_order(paper):
    return {"paragraphs": paper.paragraphs[::-1]}


def _mention_of_nothing(paper):
    return {"mentions": (Mention("Lee, 2021", 0, Span(0, 5), ("lee2021",)),)}


def _two_references_of_one_key(paper):
    return {"references": paper.references * 2}


@pytest.mark.parametrize(
    "breaking",
    [
        _past_the_text,
        _no_such_section,
        _section_inside_a_later_one,
        _sentence_outside_its_paragraph,
        _cell_past_the_text,
        _row_past_the_text,
        _out_of_order,
        _mention_of_nothing,
        _two_references_of_one_key,
    ],
)
def test_a_document_that_points_nowhere_is_refused(paper, breaking):
    with pytest.raises(ModelError, match="paper: "):
        replace(paper, **breaking(paper))


def test_a_table_has_a_place_and_as_many_cells_for_every_row(paper):
    (one,) = paper.tables
    with pytest.raises(ModelError, match="1 rows but 0 spans"):
        replace(one, row_spans=())
    with pytest.raises(ModelError, match="every row needs 2 cells"):
        replace(one, rows=(("2020",),))
