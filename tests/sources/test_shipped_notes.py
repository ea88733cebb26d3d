"""The notes that come with the repository: each is about an entry of the list and claims no more than was seen."""

from pathlib import Path

import pytest

from cbm_qa.ingest import list_corpus, read_document
from cbm_qa.model import DocumentKind, Seen

ENTRIES = list_corpus(Path(__file__).parents[2] / "corpus")
NOTES = [entry for entry in ENTRIES if entry.kind is DocumentKind.SOURCE_NOTE]


@pytest.fixture(scope="module")
def references():
    paper = read_document(next(entry for entry in ENTRIES if entry.kind is DocumentKind.PAPER))
    return {r.key: r for r in paper.references}


def test_there_are_as_many_as_the_readme_says():
    assert len(NOTES) == 21


@pytest.mark.parametrize("entry", NOTES, ids=lambda entry: entry.key)
def test_a_note_is_about_an_entry_and_says_what_was_seen(entry, references):
    reference = references[entry.about]
    assert entry.key == reference.key
    assert (reference.title or reference.authors[0]) in entry.title
    assert entry.title.startswith("Note about ")
    assert entry.seen in (Seen.ABSTRACT, Seen.OPENING)
    assert entry.seen_on == "2026-11-23"
    document = read_document(entry)
    assert [s.title for s in document.sections][-3:] == [
        "What was seen",
        "What the source says",
        "What was not seen",
    ]
    assert entry.url in document.text
    assert document.origin.about == reference.key
