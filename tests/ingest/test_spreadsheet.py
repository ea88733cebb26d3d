"""CSV, TSV and Excel files: one table a sheet, with what stands around it."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from reading import read_file

from cbm_qa.errors import ReadError
from cbm_qa.ingest.spreadsheet import MAX_ROWS, _plain


def write(tmp_path, text, name="trade.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("trade.csv", "Year,Exports,Imports\n2020,12.4,n/a\n2021,18.7,3\n"),
        ("trade.csv", "Year;Exports;Imports\r\n2020;12.4;n/a\r\n\r\n2021;18.7;3\r\n"),
        ("trade.tsv", "Year\tExports\tImports\n2020\t12.4\tn/a\n2021\t18.7\t3"),
        ("trade.csv", ",,,\n,Year,Exports,,Imports\n,2020,12.4,,n/a\n,,,\n,2021,18.7,,3\n"),
    ],
    ids=["commas", "semicolons and a blank row", "tabs", "blank rows and columns"],
)
def test_a_delimited_file_is_one_table(tmp_path, name, text):
    (table,) = read_file(write(tmp_path, text, name)).tables
    assert table.header == ("Year", "Exports", "Imports")
    assert table.rows == (("2020", "12.4", "n/a"), ("2021", "18.7", "3"))


def test_lines_around_the_table_are_its_caption_and_source(tmp_path):
    text = '"Table 2. Exports, million USD",\n\nYear,Exports\n2020,12.4\n\nSource: customs office,\n'
    (table,) = read_file(write(tmp_path, text)).tables
    assert (table.label, table.caption) == ("Table 2", "Exports, million USD")
    assert table.source_note == "Source: customs office"
    assert table.cells[0].unit == "million USD"


def test_quoted_cells_keep_their_commas_and_lose_their_line_breaks(tmp_path):
    (table,) = read_file(write(tmp_path, 'Name,Note\n"Lund, A.","two\nlines"\n')).tables
    assert table.rows == (("Lund, A.", "two lines"),)


def test_formulas_are_text(tmp_path):
    (table,) = read_file(write(tmp_path, 'Name,Value\nsum,"=SUM(A1:A9)"\nrun,"@cmd|x"\nstar,2*3*4\n')).tables
    assert [c.text for c in table.cells] == ["=SUM(A1:A9)", "@cmd|x", "2*3*4"]


def test_a_long_sheet_is_cut_and_says_so(tmp_path):
    rows = "\n".join(f"{n},{n * 2}" for n in range(MAX_ROWS + 50))
    document = read_file(write(tmp_path, f"n,twice\n{rows}\n"))
    assert len(document.tables[0].rows) == MAX_ROWS - 1
    assert "only the first 5,000 rows" in document.tables[0].source_note


def test_every_visible_sheet_of_a_workbook_is_a_section_with_its_table(tmp_path):
    book = Workbook()
    first = book.active
    first.title = "Trade"
    first.append(["Year", "Share", "Sold", "Day", "Open"])
    first.append([2020, 0.125, 18.700000000000003, datetime(2020, 5, 1), True])
    first["B2"].number_format = "0.0%"
    second = book.create_sheet("Prices")
    second.append([])
    second.append([None, "Town", "Price"])
    second.append([None, "Aldby", "=1+1"])
    book.create_sheet("Hidden").append(["a", "b"])
    book["Hidden"].sheet_state = "hidden"
    path = tmp_path / "book.xlsx"
    book.save(path)
    document = read_file(path)
    assert [s.title for s in document.sections] == ["Trade", "Prices"]
    assert document.tables[0].rows == (("2020", "12.5%", "18.7", "2020-05-01", "TRUE"),)
    assert document.tables[1].header == ("Town", "Price")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not an archive", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_damaged_workbook_is_told(tmp_path, content):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"bad\.xlsx"):
        read_file(path)


def test_an_empty_file_is_told(tmp_path):
    with pytest.raises(ReadError, match="no text"):
        read_file(write(tmp_path, ",,,\n,,,\n"))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_is_shown_with_the_digits_it_has(number):
    assert float(_plain(number)) == pytest.approx(number, rel=1e-14)


def test_quotes_escaped_by_a_backslash_are_quotes(tmp_path):
    text = '"Year","Song"\n"2001","\\"Blue, Bird\\" (live)"\n"2002","Say \\"Hi\\""\n'
    (table,) = read_file(write(tmp_path, text)).tables
    assert table.rows == (("2001", '"Blue, Bird" (live)'), ("2002", 'Say "Hi"'))
    (table,) = read_file(write(tmp_path, 'Year,Folder\n2001,"C:\\"\n2002,"say ""no"""\n', "b.csv")).tables
    assert table.rows == (("2001", "C:\\"), ("2002", 'say "no"'))
