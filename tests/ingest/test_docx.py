"""Word files: headings, tables with merged cells, and files that fight back."""

import zipfile
from pathlib import Path

import pytest
from reading import read_file

from cbm_qa.errors import ReadError
from cbm_qa.ingest.wordnumbers import _written

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


def test_numbers_that_word_sets_before_headings_are_counted():
    document = read_file(FORMATS / "unit_test_headers_numbered.docx")
    assert [(s.number, s.title) for s in document.sections][:5] == [
        ("1", "Section 1"),
        ("1.1", "Section 1.1"),
        ("1.2", "Section 1.2"),
        ("1.2.1", "Section 1.2.3"),
        ("2", "Section 2"),
    ]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (28, "lowerLetter", "bb"),
        (4, "upperLetter", "D"),
        (49, "lowerRoman", "xlix"),
        (14, "upperRoman", "XIV"),
        (7, "chineseCounting", "7"),
    ],
)
def test_numbers_are_written_as_their_form_says(number, form, text):
    assert _written(number, form) == text


def test_list_that_counts_on_past_a_depth_that_it_skipped(tmp_path):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    headings = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in (
            ("H1", "Wells"),
            ("H3", "Depth"),
            ("H2", "Age"),
            ("H3", "Years"),
            ("No", "Sources"),
        )
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/>'
        f'<w:pStyle w:val="H{n + 1}"/></w:lvl>'
        for n, text in enumerate(("%1.", "%1.%2", "%1.%2.%3"))
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{n}"><w:name w:val="heading {n}"/><w:pPr><w:numPr>'
        f'<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in (1, 2, 3)
    )
    styles += (
        '<w:style w:type="paragraph" w:styleId="No"><w:name w:val="x"/><w:basedOn w:val="H1"/><w:pPr><w:numPr>'
        '<w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    )
    changes = {
        DOCUMENT: f'<w:document xmlns:w="{word}"><w:body>{headings}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{word}">{styles}</w:styles>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{word}"><w:abstractNum w:abstractNumId="5">{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>',
    }
    path = rewrite(FORMATS / "unit_test_headers_numbered.docx", tmp_path / "skips.docx", changes)
    words = read_file(path).text.split("\n")
    assert words == ["1. Wells", "1.1.1 Depth", "1.2 Age", "1.2.1 Years", "Sources"]
