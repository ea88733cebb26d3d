"""A file becomes the text of its reference, or the corpus stays as it was."""

import pytest
from sources_corpus import documents_of, snapshot

from cbm_qa.errors import CbmQaError, UsageError
from cbm_qa.ingest import read_document
from cbm_qa.sources import State, list_sources
from cbm_qa.sources.attach import attach_abstract, attach_file
from cbm_qa.sources.importing import import_works

FULL = """# Rivers in spring: a survey of floods

A. B. Marsh and C. Okoro

## 1 Introduction

Floods rise in spring because snow melts. doi:10.1000/xyz.7
"""
DAMS = "# Closing of the dams of the north\n\nRiver Agency\n\n## 1 Dams\n\nThree dams were closed on 4 May 2020.\n"


def write(tmp_path, text, name="mine.md"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def states(corpus):
    return {s.reference.key: s.state for s in list_sources(documents_of(corpus))}


def test_a_file_is_matched_and_attached(corpus, documents, tmp_path):
    source = attach_file(corpus, documents, write(tmp_path, FULL), read_document)
    assert (source.reference.key, source.state) == ("marsh2019", State.FULL_TEXT)
    assert states(corpus)["marsh2019"] is State.FULL_TEXT
    assert (corpus / "sources" / "marsh2019.md").is_file()
    assert "# kept comment" in (corpus / "corpus.toml").read_text()


def test_a_full_text_takes_the_place_of_a_note(corpus, documents, tmp_path):
    attach_file(corpus, documents, write(tmp_path, DAMS), read_document)
    after = documents_of(corpus)
    assert states(corpus)["riveragency2020"] is State.FULL_TEXT
    assert "4 May 2020" in after["riveragency2020"].text
    assert len(after) == 2


@pytest.mark.parametrize(
    ("text", "name", "key", "said"),
    [
        ("# Cooking with salt\n\nA recipe for soup.\n", "soup.md", None, "matches no reference"),
        (FULL, "mine.md", "nobody1999", "no reference has the key"),
        ("", "empty.md", "marsh2019", "empty"),
        (FULL, "mine.exe", "marsh2019", ""),
    ],
)
def test_a_failure_leaves_the_corpus_as_it_was(corpus, documents, tmp_path, text, name, key, said):
    before = snapshot(corpus)
    with pytest.raises(CbmQaError) as raised:
        attach_file(corpus, documents, write(tmp_path, text, name), read_document, key=key)
    assert said in str(raised.value)
    assert snapshot(corpus) == before


def test_a_reader_that_fails_late_leaves_note_and_manifest(corpus, documents, tmp_path):
    before = snapshot(corpus)
    calls = []

    def read(entry):
        calls.append(entry)
        if len(calls) > 1:
            raise UsageError("lost")
        return read_document(entry)

    with pytest.raises(UsageError):
        attach_file(corpus, documents, write(tmp_path, DAMS), read)
    assert snapshot(corpus) == before


def test_what_is_here_is_not_attached_twice(corpus, documents, tmp_path):
    attach_file(corpus, documents, write(tmp_path, FULL), read_document)
    with pytest.raises(UsageError, match="there already"):
        attach_file(corpus, documents_of(corpus), write(tmp_path, FULL + "More.\n", "b.md"), read_document)


def test_a_corpus_without_manifest_gets_one(corpus, tmp_path):
    (corpus / "corpus.toml").unlink()
    (corpus / "sources" / "riveragency2020.md").unlink()
    attach_file(corpus, documents_of(corpus), write(tmp_path, FULL), read_document)
    assert states(corpus)["marsh2019"] is State.FULL_TEXT


def test_an_abstract_counts_as_one_and_makes_room_for_the_text(corpus, documents, tmp_path):
    reference = next(s.reference for s in list_sources(documents) if s.reference.key == "marsh2019")
    attach_abstract(corpus, documents, reference, "We survey floods of the spring. " * 5, read_document)
    assert states(corpus)["marsh2019"] is State.ABSTRACT
    attach_file(corpus, documents_of(corpus), write(tmp_path, FULL), read_document)
    assert states(corpus)["marsh2019"] is State.FULL_TEXT


def test_an_import_adds_dois_and_abstracts(corpus, documents):
    works = [
        {
            "title": "A work that nobody names",
            "DOI": "10.1000/idle",
            "abstract": "It says nothing at all. " * 8,
        },
        {"title": "Something else entirely, from another field"},
    ]
    done = import_works(corpus, documents, works)
    assert (done.matched, done.abstracts) == (("idle2001",), ("idle2001",))
    assert done.unmatched == ("Something else entirely, from another field",)
    assert states(corpus)["idle2001"] is State.ABSTRACT
