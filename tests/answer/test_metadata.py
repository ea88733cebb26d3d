from factories import heading, make_document, note

from cbm_qa.answer.evidence import Evidence
from cbm_qa.answer.metadata import MetadataAnswerer
from cbm_qa.answer.question import read_question
from cbm_qa.model import NoteKind


def answer(question, *affiliations):
    paper = make_document(
        note(NoteKind.AUTHORS, "Ann Smith, Bo Lee, Cy Marsh"),
        *(note(NoteKind.AFFILIATION, text) for text in affiliations),
        heading("1", "Introduction"),
        "Rivers rise in spring.",
        heading(None, "Acknowledgements"),
        "We thank the boatmen.",
        heading(None, "Funding"),
        "The study was supported by the Lake Fund.",
        authors=("Ann Smith", "Bo Lee", "Cy Marsh"),
    )
    return MetadataAnswerer().propose(Evidence(read_question(question), {"paper": paper}, (), ()))


def test_an_affiliation_stands_in_its_authors_place():
    found = answer("Where does Bo Lee work?", "Lake College.", "River School.", "Sea Office.")
    assert [c.quote for c in found.citations] == ["River School."]


def test_where_affiliations_cannot_be_told_apart_all_are_quoted_and_it_is_said():
    found = answer("Where does Bo Lee work?", "Lake College.", "River School.")
    assert [c.quote for c in found.citations] == ["Lake College.", "River School."]
    assert "does not tell whose" in found.notices[0]


def test_who_paid_is_told_by_the_section_on_funds_not_by_the_thanks():
    found = answer("Who paid for this study?")
    assert [c.quote for c in found.citations] == ["The study was supported by the Lake Fund."]
