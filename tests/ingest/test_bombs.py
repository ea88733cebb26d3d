"""Web pages, Word files and workbooks made to exhaust a reader: each ends in a document or a clear error."""

import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from reading import entry_of

from cbm_qa.config import ReadLimits
from cbm_qa.errors import ReadError
from cbm_qa.ingest import read_document

MEGABYTES = 768
PATIENT, HASTY = 60, 5  # seconds: for what ends by itself, and for what has to be ended
GRACE = 15  # seconds to start and end a process on a busy machine
FORMATS = Path(__file__).parents[1] / "data" / "formats"
PROSE = "The river rises in spring and falls in autumn, as all rivers of the steppe do. " * 6
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(path, seconds=PATIENT):
    """Return the text, or the message and the hint of the error, within the limits."""
    started = time.perf_counter()
    try:
        outcome = read_document(entry_of(path), ReadLimits(seconds, MEGABYTES)).text
    except ReadError as error:
        outcome = f"{error} ({error.hint})"
    assert time.perf_counter() - started < seconds + GRACE
    return outcome


def rewritten(source, target, member, content):
    """Copy an office file with one part replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == member else old.read(info))
    return target


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "plain.xlsx"
    book = Workbook()
    book.active.append(["Year", "Trade"])
    book.active.append([2021, 18.2])
    book.save(path)
    return path


NESTED = {
    "boxes": ("<div>", "</div>", 50_000),
    "inline": ("<b>", "</b>", 50_000),
    "lists": ("<ul><li>", "</li></ul>", 5_000),
    "tables": ("<table><tr><td>a<td>", "</td></tr></table>", 3_000),
    "links in raised text": ("<sup><a href='#r1'>", "</a></sup>", 5_000),
    "quotes never closed": ("<blockquote>", "", 100_000),
}


@pytest.mark.parametrize("name", NESTED)
def test_deeply_nested_page_ends(tmp_path, name):
    start, end, times = NESTED[name]
    path = tmp_path / "deep.html"
    path.write_text(f"<html><body><p>{PROSE}</p>{start * times}bottom{end * times}</body></html>", "utf-8")
    assert read(path).startswith(("The river rises", "deep.html: nested too deeply", "deep.html: not read"))


WIDE = {
    "one cell that spans all": "<table>" + "<tr><td colspan=9999 rowspan=9999>a<td>b" * 200 + "</table>",
    "a menu of many links": "<nav>" + "<a href='https://a.b/c'>word</a> " * 100_000 + "</nav>",
    "a word of ten million letters": "<p>" + "a" * 10_000_000 + "</p>",
}


@pytest.mark.parametrize("name", WIDE)
def test_wide_page_ends(tmp_path, name):
    path = tmp_path / "wide.html"
    path.write_text(f"<html><body><p>{PROSE}</p>{WIDE[name]}</body></html>", "utf-8")
    assert read(path, HASTY).startswith(("The river rises", "wide.html: "))


def test_workbook_that_unpacks_to_too_much_is_refused(tmp_path, workbook):
    sheet = b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"
    path = rewritten(workbook, tmp_path / "bomb.xlsx", "xl/worksheets/sheet1.xml", sheet)
    assert path.stat().st_size < 100_000
    assert read(path).startswith("bomb.xlsx: it would unpack to 57 MB, which no document needs (if it is")


def test_parts_that_share_their_bytes_are_counted_each(tmp_path):
    path = tmp_path / "overlap.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>" + b"x" * 7_000_000)
        shared = archive.infolist()[0]
        for number in range(100):  # 700 MB declared, 7 MB there
            other = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(other, field, getattr(shared, field))
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    assert read(path).startswith("overlap.docx: it would unpack to 674 MB")


def test_part_larger_than_it_says_is_refused(tmp_path, workbook):
    path = rewritten(workbook, tmp_path / "liar.xlsx", "xl/worksheets/sheet1.xml", b"<a>" + b" " * 30_000_000)
    data = path.read_bytes()
    path.write_bytes(data.replace((30_000_003).to_bytes(4, "little"), (3_000).to_bytes(4, "little")))
    assert read(path).startswith("liar.xlsx: ")


@pytest.mark.parametrize("tag", ["tbl", "p", "sdt"])
def test_deeply_nested_word_file_ends(tmp_path, tag):
    body = f"<w:{tag}>" * 20_000 + f"</w:{tag}>" * 20_000
    content = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    path = rewritten(FORMATS / "word_tables.docx", tmp_path / "deep.docx", "word/document.xml", content)
    assert read(path).startswith("deep.docx: ")
