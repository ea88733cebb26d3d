"""What names a row: its first cell, or the first few where that repeats or heads a group."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from cbm_qa.answer.words import similarity, stem
from cbm_qa.ingest.quantities import read_quantity
from cbm_qa.model import Table

_WORD = regex.compile(r"\d+(?:[.,]\d+)*|\p{L}+")
_MOST_KEYS = 3
_MOST_ROWS = 5000  # a longer table is no list of groups


@lru_cache(maxsize=256)
def _parts(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[tuple[str, ...], ...], int]:
    """Return the parts of each row's name, and how many columns these take."""
    plain = tuple((row[0],) for row in rows)
    if len(set(plain)) == len(plain) or len(rows) > _MOST_ROWS:
        return plain, 1
    grouped = _under_headings(rows)
    if len(set(grouped)) == len(grouped):
        return grouped, 1
    filled = filled_down(rows)
    for count in range(2, min(_MOST_KEYS, len(rows[0]) - 1) + 1):
        if any(read_quantity(row[count - 1]).value is not None for row in rows):
            break
        parts = tuple(row[:count] for row in filled)
        if len(set(parts)) == len(parts):
            return parts, count
    return plain, 1


def row_labels(table: Table) -> tuple[tuple[str, ...], int]:
    """Return what names each row, and how many columns that takes.

    "Men, 2019" where the first column repeats and the second tells rows apart; "Men, under 20" where a row
    that has nothing but "Men" stands over a group.
    """
    parts, keys = _parts(table.rows)
    return tuple(map(_joined, parts)), keys


def is_named_in_full(table: Table, row: int, question: str) -> bool:
    """Whether a question has a word of every part of a row's name: else another row may be meant."""
    parts = [part for part in _parts(table.rows)[0][row] if part.strip()]
    asked = {stem(word) for word in _WORD.findall(question)}
    return len(parts) < 2 or all(
        any(similarity(stem(word), known) for word in _WORD.findall(part) for known in asked)
        for part in _telling(parts, table, row)
    )


def _telling(parts: Sequence[str], table: Table, row: int) -> Iterator[str]:
    """Yield the words of each part that the other names of its place lack, all where every name has them."""
    every = _parts(table.rows)[0]
    for place, part in enumerate(parts):
        others = {other[place] for n, other in enumerate(every) if n != row and len(other) > place} - {part}
        known = {word.casefold() for other in others for word in _WORD.findall(other)}
        own = [word for word in _WORD.findall(part) if word.casefold() not in known]
        yield " ".join(own) or part


def _under_headings(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Put the heading of its group before each label; a heading is a row with nothing but a label."""
    labels: list[tuple[str, ...]] = []
    heading = ""
    for row in rows:
        if row[0].strip() and not any(cell.strip() for cell in row[1:]):
            heading = row[0]
            labels.append((heading,))
        else:
            labels.append((heading, row[0]) if heading else (row[0],))
    return tuple(labels)


def filled_down(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Repeat a first cell over the empty ones below it, as merged cells are printed."""
    filled, last = [], ""
    for row in rows:
        last = row[0] if row[0].strip() else last
        filled.append((last, *row[1:]))
    return tuple(filled)


def _joined(parts: Sequence[str]) -> str:
    label = ""
    for part in parts:
        label = beside(label, part.strip()) if label and part.strip() else label or part.strip()
    return label


def beside(one: str, other: str) -> str:
    """Write two labels one after the other so that their numbers cannot be read as one."""
    return f"{one}{'; ' if one[-1:].isdigit() and other[:1].isdigit() else ', '}{other}"
