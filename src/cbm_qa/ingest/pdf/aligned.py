"""Tables without ruled cells: columns told from the white space that runs through all rows."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

import regex

from cbm_qa.ingest.pdf.cells import Table, TableCell, cell_text, group_rows, is_numeric
from cbm_qa.ingest.pdf.layout import Box, Line, Rule, Word, around

_CELL_GAP = 0.7  # in heights of the text
_RULED_GAP = 0.42  # between rules, where text is hardly ever justified
_ROW_GAP = 1.2  # rows stand so much further apart than the lines of one cell
_MAX_FOOT_WORDS = 6
_MAX_HEADER_LINES = 4
_MAX_HEADER, _MAX_BAND, _MAX_BODY = 80, 400, 800  # points between two rules of one table
_MAX_ROW_GAP = 3.0  # in heights of the text, between the rows of a table
_SPANNING = 0.12
_SNAP = 4.0
_LABEL = regex.compile(r"^(?:[•▪◦‣–—*-]|\(?[\w]{1,3}[.)]|\[\d+\]|\(\d+\))$")
_LEADERS = regex.compile(r"(?:\.\s?){4,}")
_FORMULA = regex.compile(r"[=≈≠≤≥∑∏∫√∂∇∆∈→]")
_MAX_CELL_WORDS = 16.0
_CODE = regex.compile(r"[;{}]\s*$|^\s*[{}]")


@dataclass(frozen=True, slots=True)
class _Segment:
    words: tuple[Word, ...]
    x0: float
    x1: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


_Row = list[_Segment]
_Cells = list[list[Word]]


def find_ruled_regions(rules: list[Rule], captions: list[Line]) -> list[list[Rule]]:
    """Return groups of horizontal rules that begin and end at the same places: top, middle, bottom.

    Args:
        rules: Horizontal rules that are no part of a grid.
        captions: Lines that begin captions of tables; rules above and below one belong to two tables.
    """
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.y0):
        for group in reversed(groups):
            top = group[-1]
            same = abs(top.x0 - rule.x0) <= _SNAP and abs(top.x1 - rule.x1) <= _SNAP
            inside = group[0].x0 - _SNAP <= rule.x0 and rule.x1 <= group[0].x1 + _SNAP
            parted = any(
                top.y0 < c.baseline < rule.y0 and c.box.x0 < rule.x1 and rule.x0 < c.box.x1 for c in captions
            )
            near = _MAX_BODY if _is_header(group) else _MAX_BAND
            if (same or inside) and not parted and rule.y0 - top.y0 < near:
                if rule.y0 - top.y0 > _SNAP:
                    group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= 2]


def _is_header(group: list[Rule]) -> bool:
    """Whether a group is two rules so near that they are those around a header."""
    return len(group) == 2 and group[1].y0 - group[0].y0 < _MAX_HEADER


def close_region(rules: list[Rule], lines: list[Line]) -> list[Rule]:
    """Return the rules, and one more where a table goes on to the end of the page without its last.

    Args:
        rules: Of one region, of which there may be only the two around the header.
        lines: All lines of the page.
    """
    head, last = [line for line in lines if _lies_in(line, rules)], rules[-1]
    if len(rules) > 2 or not has_cells([word for line in head for word in line.words], _RULED_GAP):
        return rules
    if len(group_rows([word for line in head for word in line.words])) > _MAX_HEADER_LINES:
        return rules
    inside = [
        line
        for line in lines
        if line.box.y0 > last.y0 - 1 and last.x0 - _SNAP < line.box.centre[0] < last.x1 + _SNAP
    ]
    bottom, rows = last.y0, 0
    inside.sort(key=lambda line: line.box.y1)
    for number, line in enumerate(inside):
        is_wide = line.box.x1 - line.box.x0 > 0.85 * (last.x1 - last.x0)
        if line.box.y0 - bottom > _MAX_ROW_GAP * line.size and _is_foot(inside[number:]):
            break
        if line.box.y0 - bottom > _MAX_ROW_GAP * line.size or (
            is_wide and not has_cells(list(line.words), _RULED_GAP)
        ):
            return rules  # text follows: the rules are those of something else
        bottom, rows = max(bottom, line.box.y1), rows + 1
    return [*rules, Rule(last.x0, bottom + 1, last.x1, bottom + 1)] if rows > 1 else rules


def _is_foot(lines: list[Line]) -> bool:
    """Whether lines are no more than the foot of a page: its number, and what stands beside it."""
    return len(lines) <= 2 and all(len(line.words) <= _MAX_FOOT_WORDS for line in lines)


def _lies_in(line: Line, rules: list[Rule]) -> bool:
    x, y = line.box.centre
    return rules[0].y0 < y < rules[-1].y0 and rules[0].x0 - _SNAP < x < rules[0].x1 + _SNAP


def read_ruled_region(rules: list[Rule], words: list[Word]) -> Table | None:
    """Return the table between the first and the last of `rules`, or None where it is none."""
    full = [r for r in rules if r.x1 - r.x0 > 0.9 * (rules[0].x1 - rules[0].x0)]
    if len(full) < 2 or _is_code(group_rows(words)):
        return None
    ys = [rule.y0 for rule in full]
    bands = [[w for w in words if a < w.box.centre[1] < b] for a, b in pairwise(ys)]
    bands = [band for band in bands if band]
    printed = [[_segments(row, _RULED_GAP) for row in group_rows(band)] for band in bands]
    columns = find_columns([line for lines in printed for line in lines])
    separated = len(bands) >= 4 and mean(map(len, printed)) <= 4
    rows: list[_Cells] = []
    for number, lines in enumerate(printed):
        cells = [_place(line, columns) for line in lines]
        if separated or (number == 0 and len(bands) > 1):
            rows.append(_joined(cells))
        else:
            rows += _fold(cells)
    return _to_table(rows, around([w.box for w in words])) if _is_table(rows) else None


def read_aligned_rows(rows: list[list[Word]], *, captioned: bool) -> Table | None:
    """Return the table that printed rows make, or None.

    Args:
        rows: Words of each row, from left to right.
        captioned: A table caption stands beside them, so that little is needed to believe it.
    """
    lines = [_segments(row, _CELL_GAP) for row in rows]
    columns = find_columns(lines)
    cells = _fold([_place(line, columns) for line in lines])
    if not _is_table(cells):
        return None
    if not captioned and (_is_code(rows) or not (_is_convincing(cells) and _is_clear(lines[1:], columns))):
        return None
    return _to_table(cells, around([w.box for row in rows for w in row]))


def _is_code(rows: list[list[Word]]) -> bool:
    """Whether most rows end as the lines of a program do."""
    return 2 * sum(bool(_CODE.search(" ".join(word.text for word in row))) for row in rows) > len(rows)


def has_cells(words: list[Word], gap: float = _CELL_GAP) -> bool:
    """Return whether a printed row falls into cells: white space inside it, and not after a list sign."""
    words = sorted(words, key=lambda word: word.box.x0)
    segments = _segments(words, gap)
    if len(segments) < 2 or _LEADERS.search(" ".join(w.text for w in words)) or _is_justified(words):
        return False
    return len(segments) > 2 or not _LABEL.match(segments[0].text)


def _is_justified(words: list[Word]) -> bool:
    """Whether all spaces of a row are equally wide: stretched text, unless it is a row of figures."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    if len(gaps) < 2 or 2 * sum(is_numeric(word.text) for word in words) > len(words):
        return False
    return max(gaps) <= 1.1 * min(gaps) + 0.5


def find_columns(lines: list[_Row]) -> list[tuple[float, float]]:
    """Return the columns of rows: where white space runs through all but a few of them."""
    several = [line for line in lines if len(line) > 1]
    segments = sorted((s for line in several for s in line), key=lambda s: s.x0 - s.x1)
    best: list[tuple[float, float]] = []
    for left_out in range(len(several) // 6 + 1):  # headings over several columns, and long cells
        columns = _merged(segments[left_out:])
        if len(columns) > len(best):
            best = columns
    return best if len(several) > 1 else []


def _merged(segments: list[_Segment]) -> list[tuple[float, float]]:
    columns: list[tuple[float, float]] = []
    for segment in sorted(segments, key=lambda s: s.x0):
        if columns and segment.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], segment.x1))
        else:
            columns.append((segment.x0, segment.x1))
    return columns


def _segments(words: list[Word], gap: float) -> _Row:
    """Split a printed row where white space is wider than `gap` heights of its text."""
    segments: list[list[Word]] = []
    for word in words:
        height = word.box.y1 - word.box.y0
        if segments and word.box.x0 - segments[-1][-1].box.x1 <= gap * height:
            segments[-1].append(word)
        else:
            segments.append([word])
    return [_Segment(tuple(s), s[0].box.x0, s[-1].box.x1) for s in segments]


def _is_table(rows: list[_Cells]) -> bool:
    """Whether cells are a table: two columns or more, and several cells in many rows, none of them long."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    several = [row for row in rows if sum(map(bool, row)) > 1]
    if len(several) < max(2, 0.4 * len(rows)):
        return False
    return mean(len(cell) for row in several for cell in row if cell) <= _MAX_CELL_WORDS


def _is_convincing(rows: list[_Cells]) -> bool:
    """Whether rows without a caption are a table: figures in the cells, or many cells in every row."""
    cells = [" ".join(w.text for w in cell) for row in rows for cell in row[1:] if cell]
    numeric = sum(map(is_numeric, cells))
    every = [" ".join(w.text for w in cell) for row in rows for cell in row if cell]
    if len(rows) < 3 or not cells or sum(bool(_FORMULA.search(cell)) for cell in every) > 0.2 * len(every):
        return False
    if numeric >= 0.4 * len(cells):
        return True
    full = sum(sum(map(bool, row)) == len(row) for row in rows)
    return len(rows) >= 4 and len(rows[0]) >= 3 and full >= 0.6 * len(rows)


def _is_clear(lines: list[_Row], columns: list[tuple[float, float]]) -> bool:
    """Whether hardly any cell lies over several columns, as the words of justified text do."""
    widths = [len(_under(segment, columns)) for line in lines for segment in line]
    return sum(width > 1 for width in widths) <= _SPANNING * len(widths)


def _under(segment: _Segment, columns: list[tuple[float, float]]) -> list[int]:
    """Return the columns that a segment stands in, or the one nearest to it."""
    under = [i for i, (a, b) in enumerate(columns) if min(b, segment.x1) - max(a, segment.x0) > 1.0]
    middle = (segment.x0 + segment.x1) / 2
    return under or [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))]


def _place(line: _Row, columns: list[tuple[float, float]]) -> _Cells:
    """Put the segments of a row into its columns; one over several columns stands in each of them."""
    cells: _Cells = [[] for _ in columns]
    for segment in line if columns else ():
        for index in _under(segment, columns):
            cells[index] += segment.words
    return cells


def _joined(rows: list[_Cells]) -> _Cells:
    return [[word for row in rows for word in row[i]] for i in range(len(rows[0]))] if rows else []


def _fold(lines: list[_Cells]) -> list[_Cells]:
    """Join the printed lines of one row, told by the distance between lines or by what is missing in one."""
    if len(lines) < 2 or not lines[0]:
        return lines
    lines = [line for line in lines if any(line)]
    tops = [min(w.box.y0 for cell in line for w in cell) for line in lines]
    gaps = [b - a for a, b in pairwise(tops)]
    near = _ROW_GAP * min(gaps, default=0.0)
    if any(gap > near for gap in gaps):
        groups = [[lines[0]]]
        for line, gap in zip(lines[1:], gaps, strict=True):
            if gap > near:
                groups.append([line])
            else:
                groups[-1].append(line)
        if all(map(_is_one_row, groups)):
            return [_joined(group) for group in groups]
    folded = [lines[0]]
    for line, gap in zip(lines[1:], gaps, strict=True):
        if len(folded) > 1 and gap <= 1.1 * median(gaps) and _goes_on(line):
            folded[-1] = _joined([folded[-1], line])
        else:
            folded.append(line)
    return folded


def _is_one_row(lines: list[_Cells]) -> bool:
    """Whether printed lines can be one row: no column has two figures below each other."""
    columns = [
        [" ".join(w.text for w in cell) for cell in column if cell] for column in zip(*lines, strict=True)
    ]
    return all(sum(map(is_numeric, column)) < 2 for column in columns[1:])


def _goes_on(line: _Cells) -> bool:
    """Whether a printed line continues the row above: no key, or nothing but the rest of one."""
    texts = [" ".join(w.text for w in cell) for cell in line]
    if not texts[0]:
        return sum(map(bool, texts)) < len(texts) and not any(map(is_numeric, texts))
    return not any(texts[1:]) and (texts[0][0].islower() or texts[0][0] == "(")


def _to_table(rows: list[_Cells], box: Box) -> Table:
    cells: list[tuple[TableCell, ...]] = [tuple(cell_text(cell) for cell in row) for row in rows]
    return Table(box, tuple(cells))
