"""Papers answer first; their sources when asked for, or when the papers do not say."""

import shutil

import pytest

from cbm_qa import Assistant
from cbm_qa.config import Settings
from cbm_qa.index import build_index
from cbm_qa.model import DocumentKind

NOTE = """# A note about “Tides of the strait”

## What the source says

The survey found 412 grey seals on the northern skerries in 1987. The strait was closed for an oil spill.
"""


@pytest.fixture(scope="module")
def with_note(tiny_corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("with-note")
    shutil.copy(tiny_corpus / "tiny.txt", folder)
    (folder / "tides.md").write_text(NOTE, encoding="utf-8")
    (folder / "corpus.toml").write_text(
        '[[document]]\nfile = "tiny.txt"\n\n[[document]]\nfile = "tides.md"\nkind = "source-note"\n'
        'title = "Note about “Tides of the strait”"\nabout = "tides1987"\nseen = "abstract"\n',
        encoding="utf-8",
    )
    build_index(folder, folder / "index", Settings())
    return Assistant.open(folder / "index")


def test_the_paper_answers_as_if_there_were_no_note(assistant, with_note):
    question = "Why was the strait closed in 2021?"
    alone, both = assistant.ask(question), with_note.ask(question)
    assert (both.text, both.confidence, both.notices) == (alone.text, alone.confidence, alone.notices)
    assert {c.document for c in both.citations} == {"tiny"}


def test_a_note_answers_what_the_paper_does_not_say_and_is_labelled(with_note):
    answer = with_note.ask("How many grey seals were found on the northern skerries in 1987?")
    assert "412" in answer.text
    assert answer.citations[0].title.startswith("Note about")
    assert any("paper does not say" in notice for notice in answer.notices)
    assert any("not the work's own words" in notice for notice in answer.notices)


def test_the_sources_answer_first_where_they_are_asked_for(with_note):
    answer = with_note.ask("According to the source, why was the strait closed?")
    assert "oil spill" in answer.text
    assert not any("paper does not say" in notice for notice in answer.notices)


def test_one_document_can_be_kept_to_and_search_sees_all(with_note):
    assert with_note.documents["tides"].kind is DocumentKind.SOURCE_NOTE
    assert with_note.ask("Why was the strait closed?", document="tides").citations[0].document == "tides"
    found = {hit.passage.document for hit in with_note.search("grey seals in the strait")}
    assert found == {"tiny", "tides"}
    assert {h.passage.document for h in with_note.search("strait", document="tides")} == {"tides"}
