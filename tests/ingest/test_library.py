"""Files put into a corpus and taken out: nothing half done, the manifest's comments kept, errors told."""

import os
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor

import pytest

from cbm_qa.config import ReadLimits
from cbm_qa.errors import CorpusError, ReadError, UsageError
from cbm_qa.ingest import list_corpus, read_document
from cbm_qa.ingest.library import LOCK, REMOVED, Description, add_file, remove_file
from cbm_qa.model import DocumentKind

WORDS = "The river rises in spring and falls in autumn, as all rivers of the steppe do.\n"
MANIFEST = """# What we read.
[[document]]
file = "first.txt"   # the paper itself
kind = "paper"
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "first.txt").write_text(
        "On wells\n\n1 Introduction\nWells are dug by hand.\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def listed(corpus):
    (corpus / "corpus.toml").write_text(MANIFEST, encoding="utf-8")
    return corpus


@pytest.fixture
def rivers(tmp_path):
    path = tmp_path / "On Rivers.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


def add(corpus, path, **said):
    return add_file(corpus, path, Description(**said), lambda entry: read_document(entry, ReadLimits()))


def files(folder):
    paths = (p for p in folder.rglob("*") if p.is_file() and p.name != LOCK)
    return sorted(p.relative_to(folder).as_posix() for p in paths)


def test_added_file_is_a_document_of_the_corpus_as_read(corpus, rivers):
    entry, document = add(corpus, rivers)
    assert (entry.key, entry.file) == ("on rivers", "On Rivers.txt")
    assert "falls in autumn" in document.text
    listed = next(e for e in list_corpus(corpus) if e.key == "on rivers")
    assert (listed.sha256, listed.kind) == (document.origin.sha256, document.kind)
    assert read_document(listed) == document


def test_corpus_folder_is_made(tmp_path, rivers):
    add(tmp_path / "new", rivers, key="rivers")
    assert files(tmp_path / "new") == ["rivers.txt"]


def test_manifest_gets_an_entry_and_keeps_its_comments(listed, rivers):
    entry, _ = add(listed, rivers, key="rivers", kind=DocumentKind.SOURCE, title="On Rivers", licence="CC0")
    text = (listed / "corpus.toml").read_text(encoding="utf-8")
    assert text.startswith(MANIFEST.rstrip())
    assert tomllib.loads(text)["document"][1] == {
        "file": "On Rivers.txt",
        "key": "rivers",
        "kind": "source",
        "title": "On Rivers",
        "licence": "CC0",
        "sha256": entry.sha256,
    }
    assert [(e.key, e.kind) for e in list_corpus(listed)][1] == ("rivers", DocumentKind.SOURCE)


def test_removed_document_leaves_the_manifest_as_it_was_and_its_file_is_kept(listed, rivers):
    add(listed, rivers, key="rivers")
    kept = remove_file(listed, "rivers")
    assert (listed / "corpus.toml").read_text(encoding="utf-8").rstrip() == MANIFEST.rstrip()
    assert kept == listed / REMOVED / "On Rivers.txt"
    assert kept.read_text(encoding="utf-8") == WORDS
    add(listed, kept, key="again")
    assert [e.key for e in list_corpus(listed)] == ["first", "again"]


def test_removed_files_of_one_name_do_not_replace_each_other(corpus, rivers):
    for n in range(2):
        rivers.write_text(f"{WORDS}{n}", encoding="utf-8")
        add(corpus, rivers)
        remove_file(corpus, "on rivers")
    assert files(corpus) == [f"{REMOVED}/On Rivers-2.txt", f"{REMOVED}/On Rivers.txt", "first.txt"]


def test_remove_can_delete(corpus, rivers):
    add(corpus, rivers)
    remove_file(corpus, "on rivers", delete=True)
    assert files(corpus) == ["first.txt"]


def test_file_in_the_corpus_that_its_manifest_lacks_is_entered_where_it_lies(listed):
    path = listed / "more" / "rivers.txt"
    path.parent.mkdir()
    path.write_text(WORDS, encoding="utf-8")
    entry, _ = add(listed, path)
    assert entry.file == "more/rivers.txt"
    assert files(listed) == ["corpus.toml", "first.txt", "more/rivers.txt"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("setup.pdf", b"MZ\x90\0" + b"\0" * 60, "setup.pdf: this is a Windows program, not a .pdf file"),
        ("login.pdf", b"<!DOCTYPE html><html>", "login.pdf: this is a web page, not a PDF"),
        ("paper.txt", b"%PDF-1.7\n", "paper.txt: this is a PDF with another ending"),
        ("paper.md", b"PK\x03\x04rest", "paper.md: this is a zip archive or an Office file, not a .md file"),
        ("old.docx", b"\xd0\xcf\x11\xe0rest", "old.docx: this is an Office file of before 2007"),
        ("scan.pdf", b"\x89PNG\r\n", "scan.pdf: this is a picture, not a .pdf file"),
        ("notes.exe", b"MZ", "notes.exe: files ending in .exe are not read"),
        ("notes", b"text", "notes: files without an ending are not read"),
        ("empty.pdf", b"", "empty.pdf: the file is empty"),
        ("broken.pdf", b"%PDF-1.7\n%%EOF", "broken.pdf: not a PDF, or damaged beyond reading"),
    ],
)
def test_file_that_is_no_document_is_refused_and_leaves_nothing(corpus, tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        add(corpus, path)
    assert str(caught.value).startswith(message)
    assert caught.value.hint
    assert files(corpus) == ["first.txt"]


def test_missing_file_and_folder_are_told_apart(corpus, tmp_path):
    with pytest.raises(ReadError, match="there is no such file"):
        add(corpus, tmp_path / "nowhere.pdf")
    with pytest.raises(ReadError, match="is a folder"):
        add(corpus, tmp_path)


def test_large_file_is_refused(corpus, rivers, monkeypatch):
    monkeypatch.setenv("CBM_QA_FILE_MB", "1")
    rivers.write_text(WORDS * 20_000, encoding="utf-8")
    with pytest.raises(ReadError, match=r"On Rivers.txt: 2 MB is over the limit of 1 MB a file"):
        add(corpus, rivers)


def test_same_file_twice_is_refused_whatever_it_is_called(corpus, rivers, tmp_path):
    add(corpus, rivers)
    copy = tmp_path / "copy.txt"
    copy.write_text(WORDS, encoding="utf-8")
    with pytest.raises(UsageError, match=r"copy.txt is in the corpus already, as 'on rivers'"):
        add(corpus, copy)


def test_taken_key_and_taken_name_are_refused(listed, rivers):
    with pytest.raises(UsageError, match=r"the key 'first' is taken by first\.txt") as caught:
        add(listed, rivers, key="first")
    assert "--key" in caught.value.hint
    (listed / "On Rivers.txt").write_text("Another text.", encoding="utf-8")
    with pytest.raises(UsageError, match="another file of that name"):
        add(listed, rivers)


@pytest.mark.parametrize("key", ["../up", "a/b", "", " ", "a\nb"])
def test_key_cannot_lead_out_of_the_corpus(corpus, rivers, key):
    with pytest.raises(UsageError, match="cannot be a key"):
        add(corpus, rivers, key=key)


def test_without_a_manifest_only_a_key_can_be_said(corpus, rivers):
    with pytest.raises(UsageError, match=r"without corpus\.toml"):
        add(corpus, rivers, title="On Rivers")


def test_only_and_unknown_documents_are_not_removed(corpus):
    with pytest.raises(UsageError, match="no document 'rivers'"):
        remove_file(corpus, "rivers")
    with pytest.raises(UsageError, match="first is the only document"):
        remove_file(corpus, "first")
    assert files(corpus) == ["first.txt"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_says_so(corpus, rivers):
    corpus.chmod(0o555)
    try:
        with pytest.raises(CorpusError, match="cannot be written"):
            add(corpus, rivers)
    finally:
        corpus.chmod(0o755)


def test_full_disk_is_told_and_leaves_the_corpus_as_it_was(listed, rivers, monkeypatch):
    def full(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(CorpusError, match="No space left on device") as caught:
        add(listed, rivers)
    assert "--corpus" in caught.value.hint
    assert files(listed) == ["corpus.toml", "first.txt"]


def test_files_added_at_once_are_all_in_the_manifest(listed, tmp_path):
    number = 6
    together = threading.Barrier(number)

    def add_one(n):
        path = tmp_path / f"river{n}.txt"
        path.write_text(f"{n}. {WORDS}", encoding="utf-8")

        def read(entry):
            together.wait(20)  # all are read before the first is entered
            return read_document(entry)

        return add_file(listed, path, Description(), read)[0].key

    with ThreadPoolExecutor(number) as pool:
        keys = set(pool.map(add_one, range(number)))
    assert keys == {f"river{n}" for n in range(number)}
    assert {entry.key for entry in list_corpus(listed)} == keys | {"first"}


def test_same_file_added_at_once_is_entered_once(listed, rivers):
    together = threading.Barrier(2)

    def add_it(_):
        def read(entry):
            together.wait(20)
            return read_document(entry)

        try:
            return add_file(listed, rivers, Description(), read)[0].key
        except UsageError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(add_it, range(2)))
    assert outcomes == ["On Rivers.txt is in the corpus already, as 'on rivers' (On Rivers.txt)", "on rivers"]
    assert [entry.key for entry in list_corpus(listed)] == ["first", "on rivers"]
