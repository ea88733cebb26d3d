"""One table as CSV, Markdown, JSON or Parquet."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import regex

from cbm_qa.errors import UsageError
from cbm_qa.export.columns import Column, read_columns
from cbm_qa.export.named import NamedTable
from cbm_qa.model.codec import table_to_json

# What a spreadsheet takes for a formula (OWASP, "CSV injection"), also after blanks and in full width.
_FORMULA = regex.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
_HARMLESS = regex.compile(r"[+\-−–—\s]*|\s*[+\-]?\s?[\d.,'’\u00a0\u2009\u202f ]*\d\s?%?\s*")
_MARKDOWN = regex.compile(r"([\\`*_\[\]|~#])")


def safe_text(text: str) -> str:
    """Return a cell's text so that no spreadsheet runs it: what looks like a formula gets an apostrophe.

    A plain number keeps its sign, a dash that stands for "no value" stays one.
    """
    if _FORMULA.match(text) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def to_csv(named: NamedTable, *, values: bool = False) -> bytes:
    """Return the table as comma-separated values in UTF-8, with the mark by which Excel knows it.

    Args:
        named: The table.
        values: Write the columns of numbers as plain numbers, empty where one is missing, instead of
            as printed.
    """
    table = named.table
    rows: Iterable[tuple[str, ...]] = table.rows
    if values:
        rows = zip(*map(_plain_texts, read_columns(table)), strict=True)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_text(text) for text in table.header])
    writer.writerows([safe_text(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def to_markdown(named: NamedTable) -> bytes:
    """Return the table in Markdown, numbers to the right, caption above and note below."""
    table = named.table
    rules = ["---:" if n and c.is_numeric else "---" for n, c in enumerate(read_columns(table))]
    lines = [_line(_markdown(t) for t in table.header), _line(rules)]
    lines += [_line(map(_markdown, row)) for row in table.rows]
    head = [f"**{_markdown(named.heading)}**", ""]
    note = ["", _markdown(table.source_note)] if table.source_note else []
    return "\n".join([*head, *lines, *note, ""]).encode("utf-8", "replace")


def to_json(named: NamedTable) -> bytes:
    """Return the table with its typed cells as `cbm-qa show --json` has it, and what it stands in."""
    head = {"id": named.id, "document": named.document.key, "title": named.document.title}
    data: dict[str, Any] = {**head, **table_to_json(named.document, named.table)}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def to_parquet(named: NamedTable) -> bytes:
    """Return the table as Parquet; columns of numbers are numbers, their units stand in the schema.

    Raises:
        UsageError: pyarrow is not installed.
    """
    from cbm_qa.export.parquet import write_parquet

    return write_parquet(named)


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its name, the ending of its files, its media type, and what writes it."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[NamedTable], bytes]


FORMATS = {
    f.name: f
    for f in (
        Format("csv", ".csv", "text/csv", to_csv),
        Format("markdown", ".md", "text/markdown", to_markdown),
        Format("json", ".json", "application/json", to_json),
        Format("parquet", ".parquet", "application/vnd.apache.parquet", to_parquet),
    )
}


def export_table(named: NamedTable, name: str) -> bytes:
    """Return a table in the format of that name.

    Raises:
        UsageError: There is no such format, or what it needs is not installed.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}", hint=f"choose one of: {', '.join(FORMATS)}")
    return FORMATS[name].write(named)


def _plain_texts(column: Column) -> Iterable[str]:
    if not column.is_numeric:
        return column.texts
    return ("" if value is None else plain_number(value) for value in column.values)


def plain_number(value: Decimal) -> str:
    """Return an exact number in digits, without an exponent unless it would be very long."""
    return format(value, "f") if abs(value.adjusted()) < 40 else str(value)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, on one line."""
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKDOWN.sub(r"\\\1", flat)
