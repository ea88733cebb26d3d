"""Spreadsheets and delimited files to blocks: one table a sheet, the lines above and below it as text."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from cbm_qa.errors import ReadError
from cbm_qa.ingest.archive import check_archive
from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.decode import normalise, read_text
from cbm_qa.ingest.html.marks import escape

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

MAX_ROWS = 5_000
"""Rows read of one sheet; a longer one is data for a database, not for reading, and the text says so."""
MAX_COLUMNS = 200
_DELIMITERS = ",;\t|"
_SNIFFED_CHARS = 20_000
_SPACES = regex.compile(r"\s+")
_SIGNIFICANT_DIGITS = 15  # what spreadsheet programs keep of a number
# Where text follows, the quote does not end its cell, so the backslash before it is no text of the cell.
_ESCAPED_QUOTE = regex.compile(r'\\"(?=[^\s,;|"])')
_DECIMALS = regex.compile(r"\.(0+)%")


def read_delimited(path: Path) -> list[Block]:
    """Return the table of a CSV or TSV file; what separates its cells is told from its first lines.

    Raises:
        ReadError: The file cannot be opened, is empty, too large, or is not text.
    """
    text = read_text(path)
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _find_delimiter(text)
    try:
        lines = text.split("\n")
        is_escaped = bool(_ESCAPED_QUOTE.search(text))
        rows = csv.reader(
            (f"{line}\n" for line in lines),
            delimiter=delimiter,
            doublequote=not is_escaped,
            escapechar="\\" if is_escaped else None,
            strict=False,
        )
        return list(_sheet_blocks(rows))
    except csv.Error as error:
        raise ReadError(f"{path.name}: it is no table: {error}", hint="save it again as CSV") from error


def read_workbook(path: Path) -> list[Block]:
    """Return the tables of an Excel workbook, one a visible sheet, values as they were last calculated.

    Raises:
        ReadError: The file cannot be opened, is damaged, encrypted, or would unpack to no good.
    """
    from openpyxl import load_workbook

    check_archive(path, "xl/workbook.xml", "Excel")
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            blocks: list[Block] = []
            if len(sheets) > 1:
                title = normalise(workbook.properties.title or "").strip() or path.stem
                blocks.append(Block(BlockKind.HEADING, (escape(title),), level=1))
            for sheet in sheets:
                sheet.reset_dimensions()  # many programs write them wrong
                rows = ([_shown(cell) for cell in row[: MAX_COLUMNS + 1]] for row in sheet.iter_rows())
                found = list(_sheet_blocks(rows))
                if found and len(sheets) > 1:
                    blocks.append(Block(BlockKind.HEADING, (escape(sheet.title),), level=2))
                blocks += found
            return blocks if any(block.kind is not BlockKind.HEADING for block in blocks) else []
        finally:
            workbook.close()
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        raise ReadError(f"{path.name}: it is damaged: {error!r}", hint="save it again in Excel") from error


def _find_delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:_SNIFFED_CHARS], _DELIMITERS).delimiter
    except csv.Error:
        first = text.split("\n", 1)[0]
        return max(_DELIMITERS, key=first.count)


def _sheet_blocks(rows: Iterable[list[str]]) -> Iterator[Block]:
    """Yield what one sheet holds: lines with one filled cell above and below the table are text."""
    read = list(islice(rows, MAX_ROWS + 1))
    cut = len(read) > MAX_ROWS
    wide = any(len(row) > MAX_COLUMNS for row in read)
    flat = [[_flat(cell) for cell in row[:MAX_COLUMNS]] for row in read[:MAX_ROWS]]
    kept = [row for row in flat if any(row)]
    wider = [number for number, row in enumerate(kept) if sum(map(bool, row)) > 1]
    if not wider:
        yield from (Block(BlockKind.TEXT, (cell,)) for row in kept for cell in row if cell)
        return
    table = kept[wider[0] : wider[-1] + 1]
    yield from _lines(kept[: wider[0]])
    yield Block(BlockKind.TABLE, rows=_without_empty_columns(table))
    yield from _lines(kept[wider[-1] + 1 :])
    if cut or wide:
        yield Block(
            BlockKind.TEXT,
            (f"Note: only the first {MAX_ROWS:,} rows and {MAX_COLUMNS} columns of this sheet were read.",),
        )


def _lines(rows: list[list[str]]) -> Iterator[Block]:
    for row in rows:
        yield Block(BlockKind.TEXT, (" ".join(filter(None, row)),))


def _without_empty_columns(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    width = max(map(len, rows))
    square = [[*row, *[""] * (width - len(row))] for row in rows]
    filled = [column for column in range(width) if any(row[column] for row in square)]
    return tuple(tuple(row[column] for column in filled) for row in square)


def _flat(cell: str) -> str:
    return _SPACES.sub(" ", escape(normalise(cell))).strip()


def _shown(cell: "Cell | EmptyCell | MergedCell | ReadOnlyCell") -> str:
    """Return a cell as the sheet shows it, but for rounding: a figure keeps its digits."""
    match cell.value:
        case None:
            return ""
        case bool() as truth:
            return str(truth).upper()
        case int() | float() as number:
            return _number(float(number), str(cell.number_format or ""))
        case datetime() as moment:
            return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "minutes")
        case date() | time() as moment:
            return moment.isoformat()
        case other:
            return str(other)


def _number(number: float, number_format: str) -> str:
    if not number_format.endswith("%"):
        return _plain(number)
    decimals = _DECIMALS.search(number_format)
    shown = f"{100 * number:.{len(decimals[1])}f}" if decimals else _plain(round(100 * number, 10))
    return f"{shown}%"


def _plain(number: float) -> str:
    short = f"{number:.{_SIGNIFICANT_DIGITS}g}"
    return f"{number:.0f}" if "e+" in short and abs(number) < 1e21 else short
