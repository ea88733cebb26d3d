import pytest
from factories import heading, make_document, note, reference, table
from fakes import HashEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

from cbm_qa.errors import UsageError
from cbm_qa.index.chunk import MIN_TOKENS, chunk_document
from cbm_qa.model import NoteKind, PassageKind

count = HashEmbedder().count_tokens


def chunk(document, max_tokens=40):
    return chunk_document(document, count_tokens=count, max_tokens=max_tokens)


def ids(document, max_tokens=40):
    return [passage.id for passage in chunk(document, max_tokens)]


def words(number, word="word"):
    return " ".join([word] * number)


word = st.text("abcdéжы中", min_size=1, max_size=12)
sentence = st.lists(word, min_size=1, max_size=30).map(lambda ws: " ".join(ws) + ".")
paragraph = st.lists(sentence, min_size=1, max_size=5).map(" ".join)
headings = st.builds(
    lambda number, title: heading(number, title),
    st.sampled_from([None, "1", "1.1", "2", "2.1", "2.1.1"]),
    st.lists(word, min_size=1, max_size=40).map(" ".join),
)
cell = st.lists(word, max_size=8).map(" ".join)
tables = st.integers(0, 3).flatmap(
    lambda columns: st.builds(
        lambda label, caption, rows, source: table(label, caption, rows, source=source),
        st.sampled_from(["", "Table 1", "Table 2"]),
        sentence,
        # A row has at least its key.
        st.lists(st.builds(lambda key, cells: [key, *cells], word, st.tuples(*[cell] * columns)), min_size=1),
        st.one_of(st.just(""), sentence),
    )
)
notes = st.builds(note, st.sampled_from(list(NoteKind)), sentence)
references = st.builds(reference, st.sampled_from(["smith2020", "jones2019a", "li2021"]), sentence)
documents = st.lists(
    st.one_of(headings, paragraph, paragraph, tables, notes, references), min_size=1, max_size=14
).map(lambda blocks: make_document(*blocks))


@given(documents, st.integers(MIN_TOKENS, 90))
@settings(max_examples=150, deadline=None)
def test_passages_keep_the_promises_of_the_index(document, max_tokens):
    """In order, inside one section, within the limit, uniquely named, embedding the slice that is quoted."""
    passages = chunk(document, max_tokens)
    assert [p.span for p in passages] == sorted(p.span for p in passages)
    assert len({p.id for p in passages}) == len(passages)
    for passage in passages:
        text = passage.span.of(document.text)
        assert text.strip(" \n") == text != ""
        assert passage.embedded.endswith(text)
        assert passage.tokens == count([passage.embedded])[0] <= max_tokens
        assert {document.section_at(passage.span.start), document.section_at(passage.span.end - 1)} == {
            passage.section
        }


@given(documents, st.integers(MIN_TOKENS, 90))
@settings(max_examples=150, deadline=None)
def test_passages_cover_every_block_once(document, max_tokens):
    """Each character of a block, white space aside, is in just one passage, which is of its kind."""
    covered = [0] * len(document.text)
    kinds = [None] * len(document.text)
    for passage in chunk(document, max_tokens):
        for offset in range(passage.span.start, passage.span.end):
            covered[offset] += 1
            kinds[offset] = passage.kind
    for kind, blocks in (
        (PassageKind.PROSE, document.paragraphs),
        (PassageKind.TABLE, document.tables),
        (PassageKind.REFERENCE, document.references),
        (PassageKind.NOTE, document.notes),
    ):
        for block in blocks:
            for offset in range(block.span.start, block.span.end):
                if not document.text[offset].isspace():
                    assert (covered[offset], kinds[offset]) == (1, kind)


@given(documents)
@settings(max_examples=50, deadline=None)
def test_equal_documents_give_equal_passages(document):
    assert chunk(document) == chunk(document)


def test_whole_neighbouring_paragraphs_share_a_passage_while_they_fit():
    document = make_document(heading("3.1", "Floods"), words(10), words(10), words(30))
    assert ids(document) == ["paper:s3.1:p1-2", "paper:s3.1:p3"]
    assert chunk(document)[0].paragraphs == (1, 2)


def test_a_passage_never_crosses_a_section():
    document = make_document(heading("1", "One"), "Short.", heading("2", "Two"), "Short.")
    assert ids(document) == ["paper:s1:p1", "paper:s2:p1"]


def test_a_table_between_paragraphs_keeps_them_apart():
    document = make_document(
        heading("1", "One"), "Before.", table("Table 1", "Flow", [["Year", "m"], ["2020", "8"]]), "After."
    )
    assert ids(document) == ["paper:s1:p1", "paper:table-1", "paper:s1:p2"]


def test_a_long_paragraph_is_divided_evenly_between_sentences_without_overlap():
    text = " ".join(f"{words(9, 'ab')}." for _ in range(6))
    document = make_document(heading("1", "One"), text)
    passages = chunk(document)
    assert [p.id for p in passages] == ["paper:s1:p1.1", "paper:s1:p1.2"]
    assert [p.span.of(document.text).count(".") for p in passages] == [3, 3]


def test_a_sentence_too_long_for_a_passage_is_divided_between_words():
    document = make_document(heading("1", "One"), words(100))
    pieces = [p.span.of(document.text) for p in chunk(document)]
    assert " ".join(pieces) == words(100)
    assert len(pieces) >= 3


def test_the_headings_are_embedded_with_prose_but_not_quoted():
    document = make_document(heading("3", "Results"), heading("3.1", "Floods"), "They rise.")
    (passage,) = chunk(document)
    assert passage.embedded == "3 Results > 3.1 Floods\nThey rise."
    assert passage.span.of(document.text) == "They rise."


def test_headings_too_long_leave_half_of_the_passage_to_the_text():
    document = make_document(heading("1", words(200)), words(60, "ab"))
    assert all(p.span.of(document.text).count("ab") >= 15 for p in chunk(document))


def test_every_part_of_a_long_table_carries_label_caption_and_header():
    rows = [["Year", "Flow"], *([str(year), words(6)] for year in range(2000, 2012))]
    document = make_document(
        heading("1", "One"), table("Table 1", "Flow of rivers", rows, source="Source: made up.")
    )
    passages = chunk(document, 60)
    assert [p.id for p in passages] == ["paper:table-1:r1-6", "paper:table-1:r7-12"]
    assert all("Table 1 - Flow of rivers\nYear\tFlow\n" in p.embedded for p in passages)
    assert passages[-1].span.of(document.text).endswith("Source: made up.")


def test_each_reference_is_a_passage_of_its_own():
    document = make_document(
        heading(None, "References"),
        reference("smith2020", "Smith (2020). A."),
        reference("li2021", "Li (2021). B."),
    )
    assert ids(document) == ["paper:ref:smith2020", "paper:ref:li2021"]


def test_the_lines_before_the_first_heading_share_a_passage():
    document = make_document(
        note(NoteKind.TITLE, "A study of rivers"),
        note(NoteKind.AUTHORS, "Ann Smith"),
        heading("1", "One"),
        "Text.",
    )
    assert ids(document) == ["paper:front:n1-2", "paper:s1:p1"]


def test_a_footnote_stays_by_itself():
    document = make_document(
        heading("1", "One"),
        "Text.",
        note(NoteKind.FOOTNOTE, "1 First."),
        note(NoteKind.FOOTNOTE, "2 Second."),
    )
    assert ids(document) == ["paper:s1:p1", "paper:s1:n1", "paper:s1:n2"]


def test_equal_headings_and_labels_still_give_unique_ids():
    rows = [["Year"], ["2020"]]
    document = make_document(
        *(heading(None, "Notes"), "One.", table("Table 1", "A", rows)),
        *(heading(None, "Notes"), "Two.", table("Table 1", "B", rows)),
    )
    assert ids(document) == ["paper:notes:p1", "paper:table-1", "paper:notes:p1~2", "paper:table-1~2"]


def test_a_document_without_text_blocks_has_no_passages():
    assert chunk(make_document(heading("1", "Alone"))) == ()


def test_a_limit_too_small_for_a_heading_and_a_word_is_refused():
    with pytest.raises(UsageError, match="16"):
        chunk(make_document(), MIN_TOKENS - 1)
