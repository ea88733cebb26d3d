from factories import heading, make_document, note, reference, table
from fakes import HashEmbedder

from cbm_qa.index.chunk import chunk_document
from cbm_qa.index.units import find_units
from cbm_qa.model import NoteKind


def units(document, *, max_tokens=60, longest=256):
    count = HashEmbedder().count_tokens
    passages = chunk_document(document, count_tokens=count, max_tokens=max_tokens)
    found = find_units(document, passages, count_tokens=count, max_tokens=longest)
    by_id = {passage.id: passage for passage in passages}
    assert all(by_id[unit.passage].span.contains(unit.span) for unit, _ in found)
    return [(unit.passage, unit.span.of(document.text), embedded) for unit, embedded in found]


def test_each_sentence_of_prose_is_a_unit_of_its_passage():
    document = make_document(heading("1", "One"), "Rivers rise. They fall.", "Rain helps.")
    assert [text for _, text, _ in units(document)] == ["Rivers rise.", "They fall.", "Rain helps."]


def test_a_sentence_divided_between_passages_gives_a_unit_in_each():
    document = make_document(heading("1", "One"), " ".join(["word"] * 80) + ".")
    found = units(document, max_tokens=30)
    assert len(found) == len({passage for passage, _, _ in found}) > 1
    assert " ".join(text for _, text, _ in found) == document.paragraphs[0].span.of(document.text)


def test_a_table_gives_its_lines_but_the_header_and_embeds_rows_with_their_columns():
    rows = [["Year", "Flow"], ["2020", "8"], ["2021", "9"]]
    document = make_document(table("Table 1", "Rivers", rows, source="Source: made up."))
    assert units(document) == [
        ("paper:table-1", "Table 1 - Rivers", "Table 1 - Rivers"),
        ("paper:table-1", "2020\t8", "Year: 2020; Flow: 8"),
        ("paper:table-1", "2021\t9", "Year: 2021; Flow: 9"),
        ("paper:table-1", "Source: made up.", "Source: made up."),
    ]


def test_a_row_whose_description_is_too_long_is_embedded_as_it_stands():
    document = make_document(table("Table 1", "Rivers", [["Year", "Flow in spring"], ["2020", "8"]]))
    assert ("paper:table-1", "2020\t8", "2020\t8") in units(document, longest=8)


def test_references_and_notes_are_whole_units():
    document = make_document(
        note(NoteKind.TITLE, "Rivers. A study"),
        note(NoteKind.AUTHORS, "Ann Smith"),
        heading(None, "References"),
        reference("smith2020", "Smith, A. (2020). Rivers. Water."),
    )
    assert [text for _, text, _ in units(document)] == [
        "Rivers. A study",
        "Ann Smith",
        "Smith, A. (2020). Rivers. Water.",
    ]
