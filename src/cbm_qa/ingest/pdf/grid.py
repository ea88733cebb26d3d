"""Tables with ruled cells: the grid that drawn lines make, filled with the words inside it."""

from dataclasses import dataclass
from itertools import pairwise

from cbm_qa.ingest.pdf.cells import Table, cell_text, group_rows, is_numeric
from cbm_qa.ingest.pdf.layout import Box, Rule, Word

_SNAP = 3.0
_MIN_SIDE = 4.0
_FEW_BANDS = 3


@dataclass(frozen=True, slots=True)
class Grid:
    """Crossing rules: the distinct places of their columns and rows."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def box(self) -> Box:
        """The outer edges."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def has_side(self, x: float, y: float) -> bool:
        """Return whether a vertical rule passes at `x` beside the height `y`."""
        return any(abs(v.x0 - x) <= _SNAP and v.y0 - _SNAP <= y <= v.y1 + _SNAP for v in self.vertical)

    def has_floor(self, x: float, y: float) -> bool:
        """Return whether a horizontal rule passes at `y` below the place `x`."""
        return any(abs(h.y0 - y) <= _SNAP and h.x0 - _SNAP <= x <= h.x1 + _SNAP for h in self.horizontal)


def find_grids(rules: list[Rule]) -> list[Grid]:
    """Return the grids that rules make where they cross or touch: two or more columns or rows each."""
    horizontal = _merge([r for r in rules if r.is_horizontal], 0)
    vertical = _merge([r for r in rules if not r.is_horizontal], 1)
    groups: list[tuple[list[Rule], list[Rule]]] = []
    left = list(vertical)
    while left:
        verticals, horizontals = [left.pop()], list[Rule]()
        grown = True
        while grown:
            more_h = [h for h in horizontal if h not in horizontals and any(_touch(h, v) for v in verticals)]
            horizontals += more_h
            more_v = [v for v in left if any(_touch(h, v) for h in horizontals)]
            verticals += more_v
            left = [v for v in left if v not in more_v]
            grown = bool(more_h or more_v)
        groups.append((horizontals, verticals))
    return [grid for h, v in groups if (grid := _to_grid(h, v)) is not None]


def fill_grid(grid: Grid, words: list[Word]) -> Table | None:
    """Return the table in a grid, or None where the grid frames something else."""
    bands = list(pairwise(grid.ys))
    spans = list(pairwise(grid.xs))
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = word.box.centre
        row = next((i for i, (a, b) in enumerate(bands) if a <= y <= b), None)
        column = next((i for i, (a, b) in enumerate(spans) if a <= x <= b), None)
        if row is not None and column is not None:
            held.setdefault(_origin(grid, row, column), []).append(word)
    rows = [
        [tuple(held.get(_origin(grid, row, column), ())) for column in range(len(spans))]
        for row in range(len(bands))
    ]
    title: tuple[Word, ...] = ()
    first = 0
    if rows and rows[0][0] and all(_origin(grid, 0, c) == (0, 0) for c in range(len(spans))):
        title, first = rows[0][0], 1  # one merged cell over all columns names the table
    depth = _header_depth(grid, first)
    body = [part for row in rows[depth:] for part in _split(row, is_few=len(bands) <= _FEW_BANDS)]
    rows = [_one_header(rows[first:depth]), *body]
    filled = sum(1 for row in rows for words_of in row if words_of)
    if len(rows) < 2 or filled < 4 or 3 * filled < len(rows) * len(spans):
        return None
    return Table(
        grid.box,
        tuple(tuple(cell_text(list(c)) for c in _without_repeats(row)) for row in rows),
        cell_text(list(title)),
    )


def _header_depth(grid: Grid, first: int) -> int:
    """Return how many rows the title and the header take: a merged cell in the header reaches over more."""
    depth, last = first + 1, len(grid.ys) - 1
    columns = range(len(grid.xs) - 1)
    while depth < min(last - 1, first + 4):
        above = [_origin(grid, depth - 1, c) for c in columns]
        spanning = len(set(above[1:])) < len(above[1:])
        hanging = any(_origin(grid, depth, c)[0] < depth for c in columns)
        if not (hanging or (spanning and depth == first + 1)):
            break
        depth += 1
    return depth


def _one_header(rows: list[list[tuple[Word, ...]]]) -> list[tuple[Word, ...]]:
    """Join the rows of a header: the name of a group goes before the name of each of its columns."""
    joined: list[tuple[Word, ...]] = []
    for cells in zip(*rows, strict=True):
        distinct = [cell for n, cell in enumerate(cells) if cell not in cells[:n]]
        joined.append(tuple(word for cell in distinct for word in cell))
    return joined


def _merge(rules: list[Rule], axis: int) -> list[Rule]:
    """Join rules that lie on one line and touch; `axis` 0 for horizontal ones."""
    merged: list[Rule] = []
    along, across = (0, 1) if axis == 0 else (1, 0)
    for rule in sorted(set(rules), key=lambda r: (round(r[across] / _SNAP), r[along])):
        last = merged[-1] if merged else None
        if last and abs(last[across] - rule[across]) <= _SNAP and rule[along] <= last[along + 2] + _SNAP:
            end = max(last[along + 2], rule[along + 2])
            merged[-1] = last._replace(**{("x1", "y1")[axis]: end})
        else:
            merged.append(rule)
    return merged


def _touch(h: Rule, v: Rule) -> bool:
    return h.x0 - _SNAP <= v.x0 <= h.x1 + _SNAP and v.y0 - _SNAP <= h.y0 <= v.y1 + _SNAP


def _to_grid(horizontal: list[Rule], vertical: list[Rule]) -> Grid | None:
    if len(horizontal) < 2 or not vertical:
        return None
    xs = _distinct([v.x0 for v in vertical] + [min(h.x0 for h in horizontal), max(h.x1 for h in horizontal)])
    ys = _distinct([h.y0 for h in horizontal])
    if len(xs) < 3 or len(ys) < 2:
        return None
    return Grid(tuple(horizontal), tuple(vertical), xs, ys)


def _distinct(values: list[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _MIN_SIDE:
            kept.append(value)
    return tuple(kept)


def _origin(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """Return the first cell of the merged cell that holds this one."""
    y = (grid.ys[row] + grid.ys[row + 1]) / 2
    while column > 0 and not grid.has_side(grid.xs[column], y):
        column -= 1
    x = (grid.xs[column] + grid.xs[column + 1]) / 2
    while row > 0 and not grid.has_floor(x, grid.ys[row]):
        row -= 1
    return row, column


def _split(row: list[tuple[Word, ...]], *, is_few: bool) -> list[list[tuple[Word, ...]]]:
    """Split a band that holds several rows with no rule between them: most cells have each line."""
    lines = group_rows([word for cell in {id(c): c for c in row}.values() for word in cell])
    filled = [cell for cell in row if cell]
    if len(lines) < 2 or len(filled) < 2:
        return [row]
    full = sum(sum(any(w in line for w in cell) for line in lines) for cell in filled)
    dense = full >= 0.7 * len(lines) * len(filled)
    figures = [word for cell in row[1:] for word in cell]
    numeric = sum(is_numeric(word.text) for word in figures) >= 0.7 * max(1, len(figures))
    keyed = all(any(w in line for w in row[0]) for line in lines)
    if not dense or not ((numeric and keyed) or (is_few and len(lines) >= 3)):
        return [row]
    return [[tuple(w for w in cell if w in line) for cell in row] for line in lines]


def _without_repeats(row: list[tuple[Word, ...]]) -> list[tuple[Word, ...]]:
    """Keep one copy where a single merged cell fills a whole row: a heading inside the table."""
    if len(row) > 1 and row[0] and all(cell == row[0] for cell in row):
        return [row[0], *[()] * (len(row) - 1)]
    return row
