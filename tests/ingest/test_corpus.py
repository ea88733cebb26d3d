import errno
import hashlib
import os

import pytest

from cbm_qa.errors import CorpusError, ManifestError, ReadError
from cbm_qa.ingest import list_corpus
from cbm_qa.model import DocumentKind


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "paper.txt").write_text("Rivers rise in spring.\n")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "Smith2020.md").write_text("# Rivers\n\nThey fall in autumn.\n")
    return tmp_path


def manifest(folder, text):
    (folder / "corpus.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_manifest_every_readable_file_is_a_document(folder):
    (folder / "README.md").write_text("About this folder.")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "draft.txt").write_text("No.")
    entries = list_corpus(folder)
    assert [(e.key, e.file) for e in entries] == [
        ("paper", "paper.txt"),
        ("smith2020", "sources/Smith2020.md"),
    ]
    assert entries[0].sha256 == hashlib.sha256(b"Rivers rise in spring.\n").hexdigest()
    assert entries[0].kind is DocumentKind.PAPER
    assert entries[0].title is None


def test_a_manifest_says_what_a_document_is(folder):
    manifest(
        folder,
        """
        [[document]]
        file = "sources/Smith2020.md"
        key = "smith"
        kind = "source"
        title = "Rivers"
        authors = ["A. Smith"]
        year = 2020
        url = "https://example.org"
        licence = "CC BY 4.0"
        """,
    )
    (entry,) = list_corpus(folder)
    assert (entry.key, entry.kind, entry.title) == ("smith", DocumentKind.SOURCE, "Rivers")
    assert (entry.authors, entry.year) == (("A. Smith",), 2020)
    assert (entry.url, entry.licence) == ("https://example.org", "CC BY 4.0")


def test_an_order_in_the_manifest_is_kept(folder):
    files = ["sources/Smith2020.md", "paper.txt"]
    manifest(folder, "".join(f'[[document]]\nfile = "{file}"\n' for file in files))
    assert [e.file for e in list_corpus(folder)] == files


def test_no_such_folder(tmp_path):
    with pytest.raises(CorpusError, match=r"no corpus folder at .*nowhere") as caught:
        list_corpus(tmp_path / "nowhere")
    assert "--corpus" in caught.value.hint


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_an_empty_folder(tmp_path, text):
    if text is not None:
        manifest(tmp_path, text)
    with pytest.raises(CorpusError, match="has no document") as caught:
        list_corpus(tmp_path)
    assert ".txt" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[document]]\nfile = "paper.txt"\nyear = twenty\n', "line 3"),
        ('[[document]]\nfile = "paper.txt\n', "line 2"),
        ('[document]\nfile = "paper.txt"\n', r"\[\[document\]\]"),
        ('[[document]]\ntitle = "Rivers"\n', "document 1: it needs file"),
        ("[[document]]\nfile = 3\n", "document 1: it needs file"),
        ("document = [1]\n", "document 1: it needs file"),
        (
            '[[document]]\nfile = "paper.txt"\n[[document]]\nfile = "gone.txt"\n',
            "document 2: .*no file gone.txt",
        ),
        ('[[document]]\nfile = "../paper.txt"\n', "outside the corpus"),
        ('[[document]]\nfile = "/etc/hostname"\n', "outside the corpus"),
        ('[[document]]\nfile = "sources"\n', "no file sources"),
        ('[[document]]\nfile = "paper.txt"\nkind = "poem"\n', "kind is one of paper, source, source-note"),
        ('[[document]]\nfile = "paper.txt"\nkind = 7\n', "kind is one of"),
        ('[[document]]\nfile = "paper.txt"\nauthors = "A. Smith"\n', "authors is a list of names"),
        ('[[document]]\nfile = "paper.txt"\nauthors = [1]\n', "authors is a list of names"),
        ('[[document]]\nfile = "paper.txt"\nyear = "2020"\n', "year is a whole number"),
        ('[[document]]\nfile = "paper.txt"\nyear = true\n', "year is a whole number"),
        ('[[document]]\nfile = "paper.txt"\ntitle = 5\n', "title is text"),
        ('[[document]]\nfile = "paper.txt"\nkey = ""\n', "key is text"),
        ('[[document]]\nfile = "paper.txt"\nkey = 5\n', "key is text"),
        ('[[document]]\nfile = "paper.txt"\nsha256 = "0000"\n', "the manifest says 0000"),
        ('[[document]]\nfile = "a\\u0000b.txt"\n', "document 1"),
        ('[[documents]]\nfile = "paper.txt"\n', "documents"),
    ],
)
def test_a_wrong_manifest_says_where(folder, text, message):
    with pytest.raises(ManifestError, match=message) as caught:
        list_corpus(manifest(folder, text))
    assert "corpus.toml" in str(caught.value)


def test_a_wrong_field_is_spelled_right(folder):
    manifest(folder, '[[document]]\nfile = "paper.txt"\ntitel = "Rivers"\n')
    with pytest.raises(ManifestError, match="unknown field 'titel'") as caught:
        list_corpus(folder)
    assert caught.value.hint == "did you mean 'title'?"


def test_a_manifest_that_is_not_unicode(folder):
    (folder / "corpus.toml").write_bytes(b'[[document]]\ntitle = "caf\xe9"\n')
    with pytest.raises(ManifestError, match=r"corpus\.toml"):
        list_corpus(folder)


def test_a_changed_file_is_told_from_its_hash(folder):
    digest = hashlib.sha256((folder / "paper.txt").read_bytes()).hexdigest()
    manifest(folder, f'[[document]]\nfile = "paper.txt"\nsha256 = "{digest}"\n')
    assert list_corpus(folder)[0].sha256 == digest
    (folder / "paper.txt").write_text("Rivers fall.\n")
    with pytest.raises(ManifestError, match=digest) as caught:
        list_corpus(folder)
    assert "restore the file" in caught.value.hint


def test_a_hash_in_capitals_is_the_same(folder):
    digest = hashlib.sha256((folder / "paper.txt").read_bytes()).hexdigest()
    manifest(folder, f'[[document]]\nfile = "paper.txt"\nsha256 = "{digest.upper()}"\n')
    assert list_corpus(folder)[0].sha256 == digest


def test_files_of_one_name_have_their_endings_or_folders_in_their_keys(folder):
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7")
    (folder / "sources" / "paper.txt").write_text("Rivers.")
    (folder / "sources" / "paper.md").write_text("Rivers.")
    keys = {e.file: e.key for e in list_corpus(folder)}
    assert keys == {
        "paper.pdf": "paper",
        "paper.txt": "paper.txt",
        "sources/paper.md": "paper.md",
        "sources/paper.txt": "sources-paper.txt",
        "sources/Smith2020.md": "smith2020",
    }


def test_two_documents_of_one_key_in_the_manifest(folder):
    (folder / "sources" / "paper.md").write_text("Rivers.")
    manifest(folder, '[[document]]\nfile = "paper.txt"\n[[document]]\nfile = "sources/paper.md"\n')
    with pytest.raises(
        ManifestError, match=r"two documents have the key 'paper': paper\.txt and sources/paper\.md"
    ):
        list_corpus(folder)


def test_a_link_that_leads_nowhere_is_no_document(folder):
    (folder / "lost.txt").symlink_to(folder / "nothing.txt")
    assert [e.key for e in list_corpus(folder)] == ["paper", "smith2020"]


def test_a_file_that_may_not_be_read_is_named(folder, monkeypatch):
    def refuse(path, mode):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("pathlib.Path.open", refuse)  # root may read a file of any mode
    with pytest.raises(ReadError, match=r"paper\.txt: cannot be read: Permission denied"):
        list_corpus(folder)
