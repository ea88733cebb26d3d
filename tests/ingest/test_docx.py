"""Word files: headings, tables with merged cells, and files that fight back."""

import zipfile
from pathlib import Path

import pytest
from reading import read_file

from cbm_qa.errors import ReadError

FORMATS = Path(__file__).parents[1] / "data" / "formats"
DOCUMENT = "word/document.xml"


def rewrite(source, target, changes):
    """Copy an office file with some of its parts replaced, or left out where the new part is None."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = changes.get(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return target


def test_paragraphs_of_word_stay_apart():
    document = read_file(FORMATS / "word_tables.docx")
    texts = [p.span.of(document.text) for p in document.paragraphs]
    assert "A non-uniform table with horizontal spans" in texts
    assert len(document.tables) >= 5


def test_merged_cells_are_repeated():
    table = read_file(FORMATS / "word_tables.docx").tables[3]
    assert table.rows[1] == ("Cell 2.0", "Merged Cell 1.1 2.1", "Cell 2.2")


def test_a_truncated_file_is_told(tmp_path):
    path = tmp_path / "cut.docx"
    path.write_bytes((FORMATS / "word_tables.docx").read_bytes()[:9000])
    with pytest.raises(ReadError, match=r"cut\.docx"):
        read_file(path)


def test_an_entity_bomb_is_refused(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    path = rewrite(FORMATS / "word_tables.docx", tmp_path / "bomb.docx", {DOCUMENT: bomb})
    with pytest.raises(ReadError, match="entities"):
        read_file(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = rewrite(FORMATS / "word_tables.docx", tmp_path / "zip.docx", {DOCUMENT: b" " * 40_000_000})
    with pytest.raises(ReadError, match="unpack"):
        read_file(path)


def test_another_kind_of_archive_is_told(tmp_path):
    path = rewrite(FORMATS / "word_tables.docx", tmp_path / "odd.docx", {DOCUMENT: None})
    with pytest.raises(ReadError, match="no Word file"):
        read_file(path)


def test_an_encrypted_or_old_file_is_told(tmp_path):
    path = tmp_path / "old.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    with pytest.raises(ReadError, match="encrypted") as refused:
        read_file(path)
    assert "password" in refused.value.hint


def test_broken_xml_is_told(tmp_path):
    path = rewrite(FORMATS / "word_tables.docx", tmp_path / "bad.docx", {DOCUMENT: b"<w:document"})
    with pytest.raises(ReadError, match=r"bad\.docx"):
        read_file(path)
