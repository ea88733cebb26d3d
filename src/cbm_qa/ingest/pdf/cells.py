"""Cells of a table: words put together into the lines of a cell."""

from dataclasses import dataclass

import regex

from cbm_qa.ingest.pdf.layout import Box, Line, Word, around

_NUMERIC = regex.compile(r"^[^\p{L}]*\d[^\p{L}]*(?:\p{L}{1,3})?$|^[-–—]$|^n/?a$", regex.I)


@dataclass(frozen=True, slots=True)
class TableCell:
    """The lines of one cell, each with the box it is printed in."""

    lines: tuple[tuple[str, Box], ...] = ()

    @property
    def text(self) -> str:
        """The lines as one; a word broken at a hyphen is joined again."""
        text = ""
        for line, _ in self.lines:
            torn = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
            compound = text.endswith("-") and text[-2:-1].isalpha() and line[:1].isupper()
            text = text[:-1] + line if torn else f"{text}{'' if compound else ' '}{line}".strip()
        return text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the header row first, the box around them, and a title set inside that box."""

    box: Box
    rows: tuple[tuple[TableCell, ...], ...]
    title: TableCell = TableCell()


def group_rows(words: list[Word]) -> list[list[Word]]:
    """Group words that stand beside each other, from top to bottom, each row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.y1):
        height = word.box.y1 - word.box.y0
        if rows and word.box.y1 - rows[-1][0].box.y1 < 0.5 * height:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.box.x0) for row in rows]


def cell_text(words: list[Word]) -> TableCell:
    """Return the cell that holds `words`."""
    lines = [(" ".join(w.text for w in row), around([w.box for w in row])) for row in group_rows(words)]
    return TableCell(tuple(lines))


def words_in(lines: list[Line], box: Box) -> list[Word]:
    """Return the words whose middle lies in `box`."""
    return [word for line in lines for word in line.words if box.holds(*word.box.centre)]


def is_numeric(text: str) -> bool:
    """Return whether a cell holds a figure, or the sign for none."""
    return bool(_NUMERIC.match(text))
