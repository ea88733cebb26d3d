"""Tables as files: what is written reads back as it was, and no spreadsheet runs any of it."""

import csv
import io
import json
import sys
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from typed_tables import document_with, named_table

from cbm_qa.errors import UsageError
from cbm_qa.export import FORMATS, export_table, find_table, list_tables
from cbm_qa.export.columns import read_columns, unique_headers
from cbm_qa.export.formats import safe_text, to_csv
from cbm_qa.export.sort import row_order, sort_rows

TRADE = (
    ("Year", "Exports, million USD", "Note"),
    ("2020", "1,204.5", "first"),
    ("2021", "n/a", "second"),
    ("2022", "(3)", ""),
)
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
GRIDS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=5)
)


def read_back(data):
    return [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://example.org","click")',
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "  =1+1",
        "＝1+1",
        "\tx",
        "-A1",
    ],
)
def test_what_a_spreadsheet_would_run_becomes_text(text):
    assert safe_text(text) == f"'{text}"
    (_, row) = read_back(to_csv(named_table(("Name", "Value"), ("a", text))))
    assert row == ("a", f"'{text}")


@pytest.mark.parametrize(
    "text", ["-5", "-3.2%", "+7", "- 1 204,5", "-", "--", "–", "", "a=b", "1e400", "2020"]
)
def test_numbers_and_dashes_stay_as_printed(text):
    assert safe_text(text) == text


def test_csv_is_as_printed_or_plain_numbers():
    named = named_table(*TRADE)
    assert read_back(to_csv(named)) == [tuple(row) for row in TRADE]
    assert read_back(to_csv(named, values=True))[1:] == [
        ("2020", "1204.5", "first"),
        ("2021", "", "second"),
        ("2022", "-3", ""),
    ]


@given(GRIDS)
def test_any_table_reads_back_from_csv(rows):
    named = named_table(*rows)
    assert read_back(to_csv(named)) == [tuple(map(safe_text, row)) for row in rows]


@given(GRIDS)
def test_any_table_is_one_table_in_markdown_and_holds_no_markup(rows):
    text = export_table(named_table(*rows), "markdown").decode()
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert [t.type for t in tokens].count("table_open") == 1
    assert sum(t.type == "tr_open" for t in tokens) == len(rows)
    cells = [t for before, t in pairwise(tokens) if before.type in ("th_open", "td_open")]
    kinds = {child.type for cell in cells for child in cell.children}
    assert kinds <= {"text", "text_special"}
    shown = ["".join(child.content for child in cell.children) for cell in cells]
    assert shown == [" ".join(text.split()) for row in rows for text in row]


def test_json_is_the_contract_with_the_document_around_it():
    data = json.loads(export_table(named_table(*TRADE), "json"))
    assert (data["id"], data["document"], data["label"]) == ("paper/1", "paper", "Table 1")
    assert data["header"] == list(TRADE[0])
    (first, *_) = data["cells"]
    assert (first["value"], first["exact"], first["unit"]) == (1204.5, "1204.5", "million USD")


def test_parquet_has_types_units_and_nulls():
    parquet = pytest.importorskip("pyarrow.parquet")
    read = parquet.read_table(io.BytesIO(export_table(named_table(*TRADE), "parquet")))
    assert [str(f.type) for f in read.schema] == ["int64", "double", "string"]
    assert read.column(1).to_pylist() == [1204.5, None, -3.0]
    assert read.schema.field(1).metadata[b"unit"] == b"million USD"
    assert read.schema.metadata[b"caption"] == b"Catches"


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pyarrow") as raised:
        export_table(named_table(*TRADE), "parquet")
    assert "cbm-qa[parquet]" in raised.value.hint


HOSTILE = {
    "header only": (("Year", "Value"),),
    "one cell": (("x",),),
    "nothing printed": (("", ""), ("", "")),
    "duplicate headers": (("Year", "Value", "Value", ""), ("2020", "1", "2", "3"), ("2021", "4", "x", "5")),
    "beyond a double": (("Name", "Big"), ("a", "9" * 79), ("b", "1e400"), ("c", "-1e400")),
    "only big": (("Name", "Big"), ("a", "9" * 79), ("b", "8" * 70)),
    "mixed": (("Name", "Value"), ("a", "12"), ("b", "=1+1"), ("c", "n/a"), ("d", "5%")),
    "half a character": (("Name", "Value"), ("a", "\ud800"), ("b", "\U0001f600")),
}


@pytest.mark.parametrize("rows", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_tables_are_written(rows, name):
    if name == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        read = parquet.read_table(io.BytesIO(export_table(named_table(*rows), name)))
        assert (read.num_rows, read.num_columns) == (len(rows) - 1, len(rows[0]))
        assert len(set(read.column_names)) == len(rows[0])
        return
    data = export_table(named_table(*rows), name).decode("utf-8-sig")
    if name == "json":
        assert len(json.loads(data)["rows"]) == len(rows) - 1
    if name == "csv":
        assert len(read_back(data.encode())) == len(rows)


@pytest.mark.parametrize("name", FORMATS)
def test_ten_thousand_rows_and_five_hundred_columns_are_written_in_time(name):
    pytest.importorskip("pyarrow")
    long = named_table(("n", "v"), *((str(n), f"={n}") for n in range(10_000)))
    wide = named_table([f"c{n}" for n in range(500)], *([str(n)] * 500 for n in range(40)))
    assert len(export_table(long, name)) > 10_000
    assert len(export_table(wide, name)) > 2_000


def test_headers_are_made_unique():
    named = named_table(("Value", "Value", "", "Value (2)"), ("1", "2", "3", "4"))
    assert unique_headers(named.table) == ["Value", "Value (2)", "Column 3", "Value (2) (2)"]


def test_columns_know_their_numbers():
    year, exports, note = read_columns(named_table(*TRADE).table)
    assert year.values == (Decimal(2020), Decimal(2021), Decimal(2022))
    assert exports.values == (Decimal("1204.5"), None, Decimal(-3))
    assert not note.is_numeric


def test_rows_are_sorted_by_number_or_naturally_and_missing_ones_come_last():
    table = named_table(*TRADE).table
    assert sort_rows(table, "2") == [2, 0, 1]
    assert sort_rows(table, "-exports, million usd") == [0, 2, 1]
    (names,) = read_columns(named_table(("Item",), ("a 10",), ("a 9",), ("",), ("B",)).table)
    assert row_order(names) == [1, 0, 3, 2]
    assert row_order(names, descending=True) == [3, 0, 1, 2]
    with pytest.raises(UsageError, match="no column"):
        sort_rows(table, "Imports")


@given(GRIDS, st.booleans())
def test_every_row_is_there_after_sorting(rows, descending):
    for column in read_columns(named_table(*rows).table):
        assert sorted(row_order(column, descending=descending)) == list(range(len(rows) - 1))


def test_a_table_is_found_by_id_label_or_number():
    rows = (("a", "b"), ("1", "2"))
    documents = {
        "paper": document_with(("Table 1", "One", rows), ("Table 2", "Two", rows)),
        "other": document_with(("Table 1", "Three", rows), key="other"),
    }
    assert find_table(documents, "PAPER/2").table.caption == "Two"
    assert find_table(documents, "table  2").id == "paper/2"
    assert find_table(documents, "1", "other").table.caption == "Three"
    for name, document, message in (
        ("Table 1", None, "2 tables"),
        ("9", None, "no table"),
        ("1", "x", "no document"),
    ):
        with pytest.raises(UsageError, match=message):
            find_table(documents, name, document)
    assert [t.id for t in list_tables(documents)] == ["paper/1", "paper/2", "other/1"]
