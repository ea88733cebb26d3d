"""Documents added to a corpus and its index in one step, and taken out of both."""

import pytest
from fakes import HashEmbedder

from cbm_qa.errors import UsageError
from cbm_qa.index.documents import Place, add_documents, remove_documents
from cbm_qa.index.store import read_documents
from cbm_qa.ingest.library import Description


@pytest.fixture
def place(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "wells.txt").write_text("Wells are dug by hand.", encoding="utf-8")
    return Place(corpus, tmp_path / "index", embedder=HashEmbedder())


@pytest.fixture
def rivers(tmp_path):
    path = tmp_path / "rivers.txt"
    path.write_text("The river rises in spring.", encoding="utf-8")
    return path


def test_added_document_is_indexed_and_the_others_are_not_embedded_again(place, rivers):
    add_documents(place, [])
    add_documents(place, [rivers])
    place.embedder.calls.clear()
    more = rivers.with_name("lakes.txt")
    more.write_text("The lake freezes in winter.", encoding="utf-8")
    done = add_documents(place, [more])
    assert [d.key for d in done.added] == ["lakes"]
    assert set(read_documents(place.index)) == {"wells", "rivers", "lakes"}
    assert place.embedder.calls == [["The lake freezes in winter."] * 2]


def test_one_bad_file_does_not_stop_the_others(place, rivers, tmp_path):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"MZ")
    seen = []
    done = add_documents(place, [bad, rivers, rivers], progress=lambda *step: seen.append(step))
    assert [d.key for d in done.added] == ["rivers"]
    assert [(name, type(error).__name__) for name, error in done.refused] == [
        ("bad.pdf", "ReadError"),
        ("rivers.txt", "UsageError"),
    ]
    assert ("read", 3, 3) in seen


def test_nothing_is_built_where_nothing_was_added(place, tmp_path):
    done = add_documents(place, [tmp_path / "nowhere.txt"])
    assert (done.added, done.build) == ((), None)
    assert not place.index.exists()


def test_removed_document_leaves_the_index(place, rivers):
    add_documents(place, [rivers])
    _, build = remove_documents(place, ["rivers"])
    assert build.removed == ("rivers",)
    assert set(read_documents(place.index)) == {"wells"}


def test_unknown_key_removes_nothing(place, rivers):
    add_documents(place, [rivers])
    with pytest.raises(UsageError, match="no document 'lakes'"):
        remove_documents(place, ["rivers", "lakes"])
    assert set(read_documents(place.index)) == {"wells", "rivers"}


def test_one_key_for_two_files_is_refused(place, rivers):
    with pytest.raises(UsageError, match="one key is for one file"):
        add_documents(place, [rivers, rivers], Description(key="both"))
