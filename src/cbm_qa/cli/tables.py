"""`cbm-qa tables`: the tables of the documents, listed, drawn and written to files."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import DocumentOption, IndexOption, JsonOption, print_json
from cbm_qa.config import default_index
from cbm_qa.errors import UsageError

app = typer.Typer(
    help="List, show and export the tables of the documents.", no_args_is_help=True, rich_markup_mode=None
)
TableArgument = Annotated[
    str, typer.Argument(help='A table: "paper/2" as listed, or its label where only one has it: "Table 2".')
]


@app.command("list")
def list_(
    document: DocumentOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every table: name, label, caption, document and size."""
    from cbm_qa.export import list_tables
    from cbm_qa.index.store import read_documents
    from cbm_qa.tables_view import tables_view

    tables = list_tables(read_documents(index or default_index()), document)
    if not as_json:
        shared.out.print(tables_view(tables))
        return
    for named in tables:
        print_json(
            {
                "id": named.id,
                "document": named.document.key,
                "title": named.document.title,
                "label": named.table.label,
                "caption": named.table.caption,
                "section": named.document.section_name(named.table.section),
                "rows": len(named.table.rows),
                "columns": len(named.table.header),
            }
        )


@app.command()
def show(
    table: TableArgument,
    document: DocumentOption = None,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Show at most that many rows.")] = 40,
    everything: Annotated[bool, typer.Option("--all", help="Show every row and column.")] = False,
    sort: Annotated[
        str | None, typer.Option("--sort", help="Sort by this column (header or number); -N for descending.")
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a table; one wider than the terminal is drawn in parts, each with the row names."""
    from cbm_qa.export import export_table, find_table
    from cbm_qa.export.sort import sort_rows
    from cbm_qa.index.store import read_documents
    from cbm_qa.tables_view import table_parts

    named = find_table(read_documents(index or default_index()), table, document)
    if as_json:
        print(export_table(named, "json").decode().rstrip("\n"))
        return
    order = sort_rows(named.table, sort) if sort else range(len(named.table.rows))
    shown = list(order) if everything else list(order)[:rows]
    shared.out.print(table_parts(named, shown, shared.out.width, everything=everything))


@app.command()
def export(
    tables: Annotated[
        list[str] | None, typer.Argument(help="The tables; all of them where none is named.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="csv, markdown, json or parquet.")] = "csv",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file for one table, a folder for several; or printed."),
    ] = None,
    values: Annotated[
        bool, typer.Option("--values", help="CSV: plain numbers instead of the cells as printed.")
    ] = False,
    document: DocumentOption = None,
    index: IndexOption = None,
) -> None:
    """Write tables to files, or one to standard output; formula-like cells are made safe in CSV."""
    from cbm_qa.export import FORMATS, export_table, find_table, list_tables
    from cbm_qa.export.formats import to_csv
    from cbm_qa.index.store import read_documents

    if format_ not in FORMATS:
        raise UsageError(f"there is no format {format_!r}", hint=f"choose one of: {', '.join(FORMATS)}")
    if values and format_ != "csv":
        raise UsageError("--values is for CSV; JSON and Parquet hold the numbers anyway")
    found = read_documents(index or default_index())
    chosen = [find_table(found, t, document) for t in tables or ()] or list_tables(found, document)
    if not chosen:
        raise UsageError("the documents have no table")
    if len(chosen) > 1 and output is None:
        raise UsageError(f"{len(chosen)} tables need a folder", hint="--output FOLDER, or name one table")
    for named in chosen:
        data = to_csv(named, values=True) if values else export_table(named, format_)
        if output is None:
            _print_bytes(data, FORMATS[format_].name)
        else:
            into_folder = len(chosen) > 1 or not tables or output.is_dir()
            _write(output / f"{named.file_stem}{FORMATS[format_].suffix}" if into_folder else output, data)


def _print_bytes(data: bytes, name: str) -> None:
    if name == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is not text", hint="--output FILE")
    # A pipe needs no mark of the encoding, and most programs would take it for part of the first header.
    sys.stdout.buffer.write(data.removeprefix(b"\xef\xbb\xbf"))
    sys.stdout.buffer.flush()


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    shared.out.print(f"{path}", markup=False, soft_wrap=True)
