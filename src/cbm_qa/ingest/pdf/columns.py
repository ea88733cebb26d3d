"""Reading order: columns found by the gutter between them, read one after the other."""

from dataclasses import dataclass

import regex

from cbm_qa.ingest.pdf.layout import Box, Line

_STEP = 3.0
_SLACK = 1.5
_MIN_PAIRS = 4
_MIN_WORDS = 3
_MIN_FILLED = 0.35  # of the column
_MAX_DEPTH = 3
_LONG_WORD = regex.compile(r"^(?=\S{25})\S*[/_.=%]")


@dataclass(frozen=True, slots=True)
class Area:
    """Something with a place among the lines that is read as a whole: a table."""

    box: Box
    number: int


Item = Line | Area


@dataclass(frozen=True, slots=True)
class Strip:
    """Items read from top to bottom between the same two edges.

    Attributes:
        items: In reading order.
        left: Left edge of its column on this page.
        right: Right edge of its column on this page.
        column: Which column: "" for the full width, "0" and "1" for the halves, "10" for half of one.
    """

    items: tuple[Item, ...]
    left: float
    right: float
    column: str


def order_items(items: list[Item]) -> list[Strip]:
    """Return the items of one page in reading order, column by column."""
    if not items:
        return []
    pieces = _order(items, "", _MAX_DEPTH)
    edges: dict[str, tuple[float, float]] = {}
    for column, found in pieces:
        left, right = edges.get(column, (float("inf"), float("-inf")))
        edges[column] = (min(left, *(i.box.x0 for i in found)), max(right, *(i.box.x1 for i in found)))
    return [Strip(tuple(found), *edges[column], column) for column, found in pieces]


def _order(items: list[Item], column: str, depth: int) -> list[tuple[str, list[Item]]]:
    gutter = _find_gutter(items) if depth else None
    if gutter is None:
        return [(column, sorted(items, key=_height))]
    pieces: list[tuple[str, list[Item]]] = []
    for band, spans in _bands(items, gutter):
        if spans:
            pieces.append((column, band))
            continue
        for side, name in ((True, "0"), (False, "1")):
            half = [item for item in band if (_anchor(item, gutter) < gutter) is side]
            if half:
                pieces += _order(half, column + name, depth - 1)
    return pieces


def _height(item: Item) -> tuple[float, float]:
    return (item.baseline - 0.4 * item.size if isinstance(item, Line) else item.box.centre[1]), item.box.x0


def _bands(items: list[Item], gutter: float) -> list[tuple[list[Item], bool]]:
    """Split items, from top to bottom, into runs that lie across the gutter and runs beside it."""
    bands: list[tuple[list[Item], bool]] = []
    for item in sorted(items, key=_height):
        spans = _crosses(item, gutter) and not _overflows(item, gutter)
        if bands and bands[-1][1] is spans:
            bands[-1][0].append(item)
        else:
            bands.append(([item], spans))
    return bands


def _crosses(item: Item, gutter: float) -> bool:
    return item.box.x0 < gutter - _SLACK and item.box.x1 > gutter + _SLACK


def _overflows(item: Item, gutter: float) -> bool:
    """Whether a line belongs to the left column and only its last word, an address, is too long for it."""
    return (
        isinstance(item, Line)
        and bool(_LONG_WORD.search(item.words[-1].text))
        and (item.words[-1].box.x0 < gutter - _SLACK)
    )


def _anchor(item: Item, gutter: float) -> float:
    return item.box.x0 if _crosses(item, gutter) else item.box.centre[0]


def _find_gutter(items: list[Item]) -> float | None:
    """Return the place between two columns of text, or None where there is one column.

    A gutter has running text side by side on both hands; cells of a table side by side are too short.
    """
    left, right = min(i.box.x0 for i in items), max(i.box.x1 for i in items)
    best: tuple[float, float] | None = None
    x = left + 0.2 * (right - left)
    while x < left + 0.8 * (right - left):
        score = _score(items, x)
        if score > 0 and (best is None or score > best[0]):
            best = (score, x)
        x += _STEP
    return best[1] if best else None


def _score(items: list[Item], x: float) -> float:
    before = [i for i in items if i.box.x1 <= x + _SLACK]
    after = [i for i in items if i.box.x0 >= x - _SLACK]
    if min(len(before), len(after)) < _MIN_PAIRS:
        return 0.0
    top = max(min(i.box.y0 for i in before), min(i.box.y0 for i in after))
    bottom = min(max(i.box.y1 for i in before), max(i.box.y1 for i in after))
    beside = [
        [i for i in side if isinstance(i, Line) and top - 2 <= i.box.centre[1] <= bottom + 2]
        for side in (before, after)
    ]
    if min(map(len, beside)) < _MIN_PAIRS or not all(_is_prose(side) for side in beside):
        return 0.0
    crossing = sum(
        1 for i in items if i.box.x0 < x - _SLACK and i.box.x1 > x + _SLACK and top < i.box.centre[1] < bottom
    )
    return min(map(len, beside)) - 1.0 * crossing


def _is_prose(lines: list[Line]) -> bool:
    """Whether most letters stand in lines of several words that fill much of the width.

    Letters are counted, not lines: wide spaces in justified text leave some short pieces.
    """
    width = max(line.box.x1 for line in lines) - min(line.box.x0 for line in lines)
    letters = sum(len(line.text) for line in lines)
    running = sum(
        len(line.text)
        for line in lines
        if len(line.words) >= _MIN_WORDS and line.box.x1 - line.box.x0 > _MIN_FILLED * width
    )
    return 2 * running > letters
