"""A table as a question sees it: headers joined, columns typed, words indexed; also turned on its side."""

import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import regex

from cbm_qa.answer.tables.labels import filled_down, row_labels
from cbm_qa.answer.tables.values import Value, read_value
from cbm_qa.answer.words import stem
from cbm_qa.model import Table

_WORD = regex.compile(r"\d+(?:[.,]\d+)*|[\p{L}\p{M}]+(?:['’]\p{L}+)?|[%$€£#&+]")
_TOTAL = regex.compile(
    r"^\W*(?:grand |sub)?(?:totals?|sum|overall|averages?|mean|median|итого|всего)\b", regex.I
)
_TYPED = 0.6  # share of a column's filled cells that must be numbers, or dates, for it to be a column of them
_MAX_HEADER_ROWS = 3
MAX_CELLS = 40_000
"""Cells of the largest table that is searched for computed answers; a larger one is only looked up in."""
_MAX_TURNED = (60, 30)  # rows and columns of a table that is also read by columns


def tokens(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words and numbers, accents and case aside."""
    return _tokens(text)


@lru_cache(maxsize=65536)
def _tokens(text: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(stem(w.replace("'s", "").replace("’s", "")) for w in _WORD.findall(plain))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the texts and values of its cells, row by row."""

    header: str
    tokens: tuple[str, ...]
    texts: tuple[str, ...]
    values: tuple[Value, ...]
    is_number: bool
    is_date: bool
    is_distinct: bool

    def key(self, row: int) -> float | None:
        """Return what the cell is sorted by: its date in a column of dates, else its number."""
        value = self.values[row]
        if self.is_date and value.day is not None:
            year, month, day = value.day
            return year * 400 + month * 32 + day
        return float(value.size) if value.size is not None else None


@dataclass(frozen=True, eq=False)
class View:
    """A table read by rows, or turned so that its columns are the rows.

    Attributes:
        table: As printed.
        columns: At least one, all equally long.
        is_turned: Whether the columns of the table are the rows here.
        first_row: How many of the table's rows belong to the header.
    """

    table: Table
    columns: tuple[Column, ...]
    is_turned: bool
    first_row: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].texts)

    @cached_property
    def postings(self) -> dict[str, list[tuple[int, int]]]:
        """The (column, row) of every cell in which a stem stands."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, column in enumerate(self.columns):
            for row, text in enumerate(column.texts):
                for token in dict.fromkeys(tokens(text)):
                    found[token].append((number, row))
        return dict(found)

    @cached_property
    def totals(self) -> frozenset[int]:
        """Rows that sum up others."""
        return frozenset(row for row, text in enumerate(self.columns[0].texts) if _TOTAL.match(text))

    @cached_property
    def body(self) -> tuple[int, ...]:
        """All rows but the totals."""
        rows = tuple(row for row in range(self.height) if row not in self.totals)
        return rows or tuple(range(self.height))

    @cached_property
    def header_stems(self) -> Counter[str]:
        """In how many headers each stem stands."""
        return Counter(token for column in self.columns for token in set(column.tokens))

    def place(self, column: int, row: int) -> tuple[int, int]:
        """Return (row, column) of the printed table; row -1 is the header."""
        return (column - 1 + self.first_row, row + 1) if self.is_turned else (row + self.first_row, column)


def views_of(table: Table) -> tuple[View, ...]:
    """Return a table by rows and, where it is mostly figures, by columns; nothing of one that is too large.

    Views are kept, for they are costly; a table is told by its identity.
    """
    return _cached_views(_Same(table))


class _Same:
    """A table as a cache key: the very same one, since comparing all its cells would be slow."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.table is other.table


@lru_cache(maxsize=512)
def _cached_views(key: _Same) -> tuple[View, ...]:
    table = key.table
    if not table.rows or not table.header or len(table.rows) * len(table.header) > MAX_CELLS:
        return ()
    headers, first = _join_headers(table)
    body = filled_down(table.rows[first:]) if row_labels(table)[1] > 1 else table.rows[first:]
    columns = tuple(_column(header, tuple(row[n] for row in body)) for n, header in enumerate(headers))
    views = [View(table, columns, False, first)]
    if _is_worth_turning(columns):
        names = tuple(headers[1:])
        turned = [_column(headers[0], names)]
        turned += [_column(row[0], row[1:]) for row in body]
        if not body[-1][0].strip():  # a last row without a label sums up those above it
            turned[-1] = replace(turned[-1], tokens=tokens("total"))
        views.append(View(table, tuple(turned), True, first))
    return tuple(views)


def _column(header: str, texts: tuple[str, ...]) -> Column:
    values = tuple(map(read_value, texts))
    filled = [v for v in values if not v.missing]
    dates = sum(v.day is not None for v in filled)
    numbers = sum(v.number is not None for v in filled)
    enough = _TYPED * len(filled)
    return Column(
        header=header,
        tokens=tokens(header),
        texts=texts,
        values=values,
        is_number=bool(filled) and numbers >= enough,
        is_date=bool(filled) and dates >= enough,
        is_distinct=len(set(texts)) == len(texts),
    )


def _is_worth_turning(columns: tuple[Column, ...]) -> bool:
    rows, count = len(columns[0].texts), len(columns)
    if count < 3 or rows > _MAX_TURNED[0] or count > _MAX_TURNED[1]:
        return False
    figures = sum(column.is_number for column in columns[1:])
    dated = sum(read_value(column.header).day is not None for column in columns[1:])
    return not columns[0].is_date and (dated >= 2 or 2 * figures > count)


def _join_headers(table: Table) -> tuple[list[str], int]:
    """Return the headers, with further rows that only head columns joined to them, and how many these are."""
    rows = [tuple(map(_closed_up, table.header))]
    for row in table.rows[: min(_MAX_HEADER_ROWS, len(table.rows) - 1)]:
        closed = tuple(map(_closed_up, row))
        if closed[0].strip() or not _only_heads(closed):
            break
        rows.append(closed)
    if len(rows) == 1:
        return list(rows[0]), 0
    lowest = [any(row[n].strip() for row in rows[1:]) for n in range(len(rows[0]))]
    spread = [_spread(row, lowest) for row in rows[:-1]] + [list(rows[-1])]
    joined = [" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*spread, strict=True)]
    return joined, len(rows) - 1


def _closed_up(text: str) -> str:
    """Return "2019" for "2 0 1 9", as some documents set their years."""
    return regex.sub(r"\b(\d) (\d) (\d) (\d)\b", r"\1\2\3\4", text.strip())


def _only_heads(row: tuple[str, ...]) -> bool:
    filled = [text for text in row[1:] if text]
    values = [read_value(text) for text in filled]
    return bool(filled) and all(v.number is None or v.day is not None for v in values)


def _spread(row: tuple[str, ...], headed: list[bool]) -> list[str]:
    """Repeat a header over the empty places right of it that have a heading of their own below."""
    spread, last = [], ""
    for position, text in enumerate(row):
        if position and not text and headed[position]:
            text = last
        last = text if position else ""
        spread.append(text)
    return spread
