"""A table as series of figures over items: years, where it has them, else rows or columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.answer.opposites import opposites_of
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.estimates import figure_of
from cbm_qa.answer.tables.headers import LabelMatch, match_labels
from cbm_qa.answer.tables.labels import is_named_in_full, row_labels
from cbm_qa.answer.tables.lookup import FRAME, must_be_explained
from cbm_qa.answer.tables.operation import operation_stems
from cbm_qa.answer.words import find_words, similarity, stem, stems
from cbm_qa.model import Cell, Document, Table

YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")
TOTAL = regex.compile(r"\b(?:totals?|sum|overall|all|averages?|mean|median|world|итого|всего)\b", regex.I)
_MIN_RECALL = 0.6
_MIN_MARGIN = 0.12
_MIN_EXPLAINED = 0.6
_MIN_BOTH = 0.4
_AND = regex.compile(r"(?P<one>\p{L}+)\s+and\s+(?P<other>\p{L}+)")
_RANGE = regex.compile(
    r"\b(?:between|from|to|through|until|over|during|period|since|and|[–-])\b|[–-]", regex.I
)
_BOUND = regex.compile(
    r"\b(before|prior to|after|since|until|up to|through)\s+(?:the year\s+)?((?:1[5-9]|20)\d{2})\b", regex.I
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table turned so that every series is a list of cells over `items`: years, where it has them.

    Attributes:
        names: Of the series, as printed.
        cells: By (series, item).
        over_rows: Whether the items are the table's rows.
        keys: How many of the table's columns name a row.
    """

    document: Document
    table: Table
    items: tuple[str, ...]
    names: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]
    over_rows: bool
    keys: int

    @property
    def is_dated(self) -> bool:
        """Whether the items are years, so that two of them are an earlier and a later one."""
        return all(map(YEAR.fullmatch, self.items))

    @property
    def label(self) -> str:
        """What an answer calls the table."""
        return self.table.label or "the table"

    @property
    def crossed(self) -> "Grid":
        """The same table with series and items exchanged."""
        cells = {(item, series): cell for (series, item), cell in self.cells.items()}
        return Grid(self.document, self.table, self.names, self.items, cells, not self.over_rows, self.keys)

    def asked(self, question: Question) -> list[int]:
        """Return the positions of the items that the question names, in order of time or of the table."""
        if self.is_dated:
            return [self.items.index(year) for year in sorted(question.years) if year in self.items]
        words = {w.stem for w in question.words}
        return [i for i, item in enumerate(self.items) if (own := stems(item)) and own <= words]

    def in_time(self) -> list[int]:
        """Return the positions of the items, the earliest first where they are years."""
        places = range(len(self.items))
        return sorted(places, key=lambda i: self.items[i]) if self.is_dated else list(places)

    def body(self) -> list[int]:
        """Return the positions of all items but totals, the earliest first where they are years."""
        return [i for i in self.in_time() if not TOTAL.search(self.items[i])]

    def item_of(self, cell: Cell) -> str:
        """Return the item that a cell belongs to."""
        return self.items[cell.row_index if self.over_rows else cell.column_index - self.keys]

    def name_of(self, cell: Cell) -> str:
        """Return the series that a cell belongs to, without its unit."""
        name = self.names[cell.column_index - self.keys if self.over_rows else cell.row_index]
        return without_unit(name, cell.unit)


def turn(document: Document, table: Table) -> list[Grid]:
    """Return the table by series and item: years if one axis has them, else rows, then columns."""
    if not table.rows or len(table.header) < 2:
        return []
    rows, keys = row_labels(table)
    columns = table.header[keys:]
    if len(set(rows)) != len(rows) or len(set(columns)) != len(columns) or not columns:
        return []
    by_place = {(c.row_index, c.column_index - keys): c for c in table.cells if c.column_index >= keys}
    over_columns = Grid(document, table, columns, rows, by_place, False, keys)
    if len(columns) > 1 and over_columns.is_dated:
        return [over_columns]
    over_rows = over_columns.crossed
    return [over_rows] if len(rows) > 1 and over_rows.is_dated else [over_rows, over_columns]


def clear(matches: Sequence[LabelMatch]) -> LabelMatch | None:
    """Return the best label if it fits and no other fits nearly as well."""
    if not matches or matches[0].recall < _MIN_RECALL:
        return None
    return None if len(matches) > 1 and matches[0].score - matches[1].score < _MIN_MARGIN else matches[0]


def best_series(grid: Grid, question: Question) -> LabelMatch | None:
    """Return the series that a question names clearly; of a row in a group both names must be there."""
    best = clear(match_labels(grid.names, question))
    if best is None or grid.over_rows or is_named_in_full(grid.table, best.index, question.text):
        return best
    return None


def sharing_parts(text: str) -> list[list[str]]:
    """Return a question twice, each time without one of two words that share the rest of it.

    "the income of upstream and downstream districts" is that of upstream and that of downstream districts.
    """
    return [
        [text[: m.start("other")] + text[m.end("other") :], text[: m.start("one")] + text[m.end("one") :]]
        for m in _AND.finditer(text)
    ]


def twin_series(grid: Grid, question: Question) -> list[LabelMatch]:
    """Return the two series whose labels are alike but for two words that the question sets side by side."""
    labels = [tuple(w.stem for w in find_words(name)) for name in grid.names]
    for found in _AND.finditer(question.text):
        one, other = stem(found["one"]), stem(found["other"])
        twins = {
            tuple(other if t == one else t for t in label): i
            for i, label in enumerate(labels)
            if one in label
        }
        pairs = {
            i: j for j, label in enumerate(labels) if (i := twins.get(label, j)) != j and one in labels[i]
        }
        matches = [m for m in match_labels(grid.names, question) if m.index in {*pairs, *pairs.values()}]
        if matches and matches[0].recall >= _MIN_BOTH and (len(pairs) == 1 or _stand_out(matches)):
            first = matches[0].index
            pair = next({i, j} for i, j in pairs.items() if first in (i, j))
            return [m for m in matches if m.index in pair]
    return []


def _stand_out(matches: Sequence[LabelMatch]) -> bool:
    """Whether the two best labels fit alike, and better than the third."""
    return len(matches) > 2 and matches[1].score - matches[2].score >= _MIN_MARGIN


def both_series(grid: Grid, question: Question) -> list[LabelMatch]:
    """Return the two series that fit a question with "both" alike, and better than any other; else none."""
    if not regex.search(r"\bboth\b", question.text, regex.I):
        return []
    first = match_labels(grid.names, question)[:3]
    scores = [m.score for m in first] + [0.0]
    fits = len(first) > 1 and first[1].recall >= _MIN_BOTH and scores[0] - scores[1] < _MIN_MARGIN
    return first[:2] if fits and scores[1] - scores[2] >= _MIN_MARGIN else []


def is_explained(
    grid: Grid, question: Question, series: Sequence[int], items: Sequence[int], also: str = ""
) -> bool:
    """Whether labels, caption, items and words of the operation account for the whole question."""
    labels = [grid.items[i] for i in items] + [grid.names[s] for s in series]
    context = stems(
        f"{grid.table.caption} {grid.table.label} {grid.table.header[0]} {also} " + " ".join(labels)
    )
    asked = {w.stem for w in question.content} - operation_stems(question.text) - FRAME
    loose = {s for s in asked if not any(similarity(s, c) for c in context)}
    named = stems(" ".join(labels))
    if any(must_be_explained(stem, question) or opposites_of(stem) & named for stem in loose):
        return False
    return 1 - len(loose) / max(1, len(question.content)) >= _MIN_EXPLAINED


def period_of(grid: Grid, question: Question) -> list[int] | None:
    """Return the years between two, or "before 2015", "since 2012" and "up to 2020"; None without such."""
    bounded = _bounded(grid, question)
    if bounded is not None:
        return bounded
    years = question.years
    if not grid.is_dated or len(years) != 2 or any(year not in grid.items for year in years):
        return None
    listed = regex.search(rf"\b{years[0]} and {years[1]}\b(?<!between .*)", question.text)
    if not _RANGE.search(question.text) or listed:
        return None
    return [i for i, year in enumerate(grid.items) if min(years) <= year <= max(years)]


def _bounded(grid: Grid, question: Question) -> list[int] | None:
    found = _BOUND.search(question.text)
    if not found or not grid.is_dated or len(question.years) != 1:
        return None
    word, year = found[1].casefold(), found[2]
    keeps = {"before": str.__lt__, "prior to": str.__lt__, "after": str.__gt__, "since": str.__ge__}
    keep = keeps.get(word, str.__le__)
    return [i for i in grid.in_time() if keep(grid.items[i], year)]


def without_unit(name: str, unit: str | None) -> str:
    """Return a label without its unit: "Exports" for "Exports, billion USD"."""
    return regex.sub(rf"\s*(?:,|\(|\[)\s*(?:in\s+)?{regex.escape(unit)}\s*[)\]]?", "", name) if unit else name


def figure(value: Decimal, unit: str | None) -> str:
    """Write a value with its unit."""
    return f"{value}{'%' if unit == '%' else f' {unit}' if unit else ''}"


def value_of(cell: Cell) -> Decimal | None:
    """Return the figure of a cell: the number it is, or the estimate it begins with."""
    return cell.value if cell.value is not None else figure_of(cell.text)
