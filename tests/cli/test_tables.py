"""`cbm-qa tables` as a person or a program runs it."""

import io
import json

import pytest
from rich.console import Console
from typed_tables import named_table

from cbm_qa.tables_view import table_parts


def test_the_list_names_every_table_with_its_size(run):
    status, out, _ = run("tables", "list")
    assert status == 0
    assert "tiny/1" in out
    assert "Trade between the islands" in out
    assert "4 x 3" in out
    status, out, _ = run("tables", "list", "--json")
    first, second = map(json.loads, out.splitlines())
    assert (first["id"], first["rows"], first["columns"]) == ("tiny/1", 4, 3)
    assert second["section"] == "2.2"


def test_a_table_is_drawn_and_sorted_within_80_columns(run):
    status, out, _ = run("tables", "show", "Table 1", "--sort", "-2")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines() if line.strip()[:2] == "20"] == [
        "2022",
        "2020",
        "2019",
        "2021",
    ]
    assert max(map(len, out.splitlines())) <= 80


def test_a_wide_table_is_drawn_in_parts_with_the_row_names():
    named = named_table([f"column {n}" for n in range(30)], [f"value {n}" for n in range(30)])
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(table_parts(named, range(1), 80, everything=True))
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 80
    assert all(f"value {n}" in text for n in range(30))
    assert text.count("value 0") == text.count("columns ") > 1


def test_a_table_is_printed_or_written(run, tmp_path):
    status, out, _ = run("tables", "export", "tiny/2", "--values")
    assert status == 0
    assert out.splitlines()[1] == "Trained pilots (persons),41,58"
    status, _, _ = run("tables", "export", "tiny/2", "--format", "markdown", "-o", tmp_path / "one.md")
    assert status == 0
    assert "| Trained pilots (persons) | 41 | 58 |" in (tmp_path / "one.md").read_text()
    status, out, _ = run("tables", "export", "--output", tmp_path / "all")
    assert status == 0
    assert sorted(p.name for p in (tmp_path / "all").iterdir()) == ["tiny-table-1.csv", "tiny-table-2.csv"]
    assert "tiny-table-1.csv" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "Table 9"), "there is no table 'Table 9'"),
        (("export", "tiny/1", "--format", "xls"), "csv, markdown, json, parquet"),
        (("export",), "2 tables need a folder"),
        (("export", "tiny/1", "--format", "json", "--values"), "--values is for CSV"),
        (("list", "--document", "none"), "there is no document"),
        (("show", "tiny/1", "--sort", "nope"), "there is no column"),
    ],
)
def test_bad_input_is_one_line(run, arguments, message):
    status, _, err = run("tables", *arguments)
    assert status == 2
    assert message in err
    assert len(err.splitlines()) == 1
