"""Running heads, running feet and page numbers: told from the text, and the printed labels kept."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import regex

from cbm_qa.ingest.pdf.layout import Line, PageLayout
from cbm_qa.ingest.pdf.margins import Margins

_EDGE_ROWS = 3
_ZONE = 0.12  # share of the page's height at the top and the bottom where furniture stands
_LOW = 0.75  # of the height: a number that stands alone below this is one of the page
_MAX_CHARS = 120
_DRIFT = 4.0
_NUMBER = regex.compile(
    r"^(?:[-–—(\[|]\s*)?(?:page\s+)?(\d{1,5})(?:\s*(?:of|/)\s*\d{1,5})?(?:\s*[-–—)\]|])?$", regex.I
)
_OTHER_NUMBER = regex.compile(r"^(?:[ivxl]{1,7}|\d{1,2}[-–]\d{1,4}|[A-Z][-–.]?\d{1,3})$")
_LETTERS = regex.compile(r"\p{L}{2}")
_BODY_START = regex.compile(r"(?i)\s*(?:source|note|table|figure|fig)s?\b|\s*[•*]")


@dataclass(frozen=True, slots=True)
class Furnished:
    """A page without its furniture: the lines that are left, and its printed label (or the file's)."""

    lines: tuple[Line, ...]
    label: str


@dataclass(frozen=True, slots=True)
class _Row:
    """Lines side by side at the edge of a page, counted from the edge inwards."""

    lines: tuple[Line, ...]
    at_top: bool
    y: float
    in_zone: bool

    @property
    def text(self) -> str:
        return "  ".join(line.text for line in self.lines)

    @property
    def numbers(self) -> set[int]:
        """Numbers that stand where a page number does: alone, or at either end."""
        tokens = [
            piece
            for line in self.lines
            for piece in (line.text, *line.text.split()[:1], *line.text.split()[-1:])
        ]
        return {int(found[1]) for token in tokens if (found := _NUMBER.match(token.strip()))}

    @property
    def shape(self) -> str:
        return regex.sub(r"\d+", "0", self.text.casefold())


class Furniture:
    """Running heads, feet and page numbers, learnt from all pages of a file."""

    def __init__(self, pages: Iterable[PageLayout]) -> None:
        self._margins = Margins(pages)
        edges = [_Edge.of(_edge_rows(self._margins.without(page))) for page in pages]
        self._recurring = _recurring(edges)
        self._offset = _number_offset(edges)

    def strip(self, page: PageLayout) -> Furnished:
        """Take the furniture off a page of the file."""
        page = self._margins.without(page)
        return _strip(page, _edge_rows(page), self._recurring, self._offset)


@dataclass(frozen=True, slots=True)
class _Edge:
    """What the edges of one page tell of the others."""

    heights: tuple[tuple[str, float], ...]
    numbers: frozenset[int]

    @classmethod
    def of(cls, sides: list[list[_Row]]) -> "_Edge":
        rows = {row.y: row for side in sides for row in side if row.in_zone}.values()
        lettered = (row for row in rows if len(row.text) <= _MAX_CHARS and _LETTERS.search(row.shape))
        numbers = frozenset(n for side in sides for row in side[:2] if row.in_zone for n in row.numbers)
        return cls(tuple((row.shape, row.y) for row in lettered), numbers)


def _edge_rows(page: PageLayout) -> list[list[_Row]]:
    """Return the outermost rows of a page: from the top down, and from the bottom up."""
    height = page.frame.reading_size[1]
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=lambda line: line.baseline):
        if rows and abs(line.baseline - rows[-1][0].baseline) < 0.5 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    built = [
        _Row(
            tuple(sorted(row, key=lambda line: line.box.x0)),
            True,
            row[0].baseline,
            row[0].box.y1 < _ZONE * height or row[0].box.y0 > (1 - _ZONE) * height,
        )
        for row in rows
    ]
    if len(built) > 1 and _is_low_number(built[-1], built[-2], height):
        built[-1] = replace(built[-1], in_zone=True)
    top = [row for row in built[:_EDGE_ROWS]]
    bottom = [_Row(row.lines, False, row.y, row.in_zone) for row in built[::-1][:_EDGE_ROWS]]
    return [top, bottom]


def _is_low_number(row: _Row, above: _Row, height: float) -> bool:
    """Whether a row is a number alone and apart below a text that ends high, as wide margins make it."""
    apart = row.y - above.y > 1.8 * row.lines[0].size
    return apart and row.y > _LOW * height and bool(_NUMBER.match(row.text.strip()))


def _recurring(edges: list[_Edge]) -> dict[str, list[float]]:
    """Return the shapes of rows that stand at one height on several pages, with those heights in order."""
    heights: dict[str, list[float]] = defaultdict(list)
    for edge in edges:
        for shape, y in edge.heights:
            heights[shape].append(y)
    needed = 2 if len(edges) <= 8 else 3
    found: dict[str, list[float]] = {}
    for shape, ys in heights.items():
        ys.sort()
        common = [y for y in ys if bisect_left(ys, y + _DRIFT) - bisect_right(ys, y - _DRIFT) >= needed]
        if common:
            found[shape] = common
    return found


def _is_near(y: float, ys: list[float]) -> bool:
    at = bisect_right(ys, y - _DRIFT)
    return at < len(ys) and ys[at] < y + _DRIFT


def _number_offset(edges: list[_Edge]) -> int | None:
    """Return what a page's index has to be raised by to give its printed number, if most pages agree."""
    votes = Counter(number - index for index, edge in enumerate(edges) for number in edge.numbers)
    if not votes:
        return None
    offset, count = votes.most_common(1)[0]
    return offset if count >= max(2, 0.4 * len(edges)) else None


def _strip(
    page: PageLayout, sides: list[list[_Row]], recurring: dict[str, list[float]], offset: int | None
) -> Furnished:
    dropped: set[int] = set()
    label = ""
    for side in sides:
        for position, row in enumerate(side):
            inner = side[position + 1] if position + 1 < len(side) else None
            if not _is_furniture(row, inner, page.index, recurring, offset):
                break
            dropped.update(map(id, row.lines))
            label = label or _label(row, page.index, offset)
    if not label and offset is not None and page.index + offset >= 1:
        label = str(page.index + offset)
    lines = tuple(line for line in page.lines if id(line) not in dropped)
    return Furnished(lines, label or page.label or str(page.index + 1))


def _is_furniture(
    row: _Row, inner: _Row | None, index: int, recurring: dict[str, list[float]], offset: int | None
) -> bool:
    text = row.text.strip()
    if not row.in_zone or len(text) > _MAX_CHARS:
        return False
    if _is_near(row.y, recurring.get(row.shape, [])) and not _BODY_START.match(text):
        return True
    if _NUMBER.match(text):
        return offset is None or int(_NUMBER.findall(text)[0]) == index + offset
    if _OTHER_NUMBER.match(text):
        return True
    if not row.numbers or _BODY_START.match(text):
        return False
    apart = inner is None or abs(inner.y - row.y) > 1.6 * row.lines[0].size
    if offset is not None:
        return index + offset in row.numbers and apart
    ends = (row.lines[0].text, row.lines[-1].text)
    return len(row.lines) > 1 and apart and any(_NUMBER.match(end) for end in ends)


def _label(row: _Row, index: int, offset: int | None) -> str:
    if offset is not None and index + offset in row.numbers:
        return str(index + offset)
    text = row.text.strip()
    if _OTHER_NUMBER.match(text):
        return text
    ends = [found[1] for line in (row.lines[0], row.lines[-1]) if (found := _NUMBER.match(line.text))]
    return ends[0] if offset is None and ends else ""
