"""One page in reading order: lines of text, and tables where they stand."""

from dataclasses import dataclass

import regex

from cbm_qa.ingest.pdf.aligned import (
    close_region,
    find_ruled_regions,
    has_cells,
    read_aligned_rows,
    read_ruled_region,
)
from cbm_qa.ingest.pdf.cells import Table, words_in
from cbm_qa.ingest.pdf.characters import is_right_to_left, join_line
from cbm_qa.ingest.pdf.columns import Area, Item, Strip, order_items
from cbm_qa.ingest.pdf.grid import fill_grid, find_grids
from cbm_qa.ingest.pdf.layout import Box, Line, Rule, Word
from cbm_qa.ingest.tables import is_source_note, read_caption

_MIN_ROWS = 3
_MIN_CAPTIONED_ROWS = 2
_MAX_CAPTION_WORDS = 40
_WIDE_LINE = regex.compile(r"\S+(?:\s\S+){14,}")


@dataclass(frozen=True, slots=True)
class Column:
    """What is read from top to bottom between two edges."""

    content: "tuple[Line | Table, ...]"
    left: float
    right: float


def read_page(lines: tuple[Line, ...], rules: tuple[Rule, ...]) -> list[Column]:
    """Return the columns of a page in reading order, its tables among their lines."""
    free = list(lines)
    tables: list[Table] = []
    grids = find_grids(list(rules))
    used = {rule for grid in grids for rule in (*grid.horizontal, *grid.vertical)}
    for grid in grids:
        table = fill_grid(grid, words_in(free, grid.box))
        if table is not None:
            free = _take(free, tables, table)
    horizontal = [r for r in rules if r.is_horizontal and not _is_in(r, used)]
    captions = [line for line in free if read_caption(line.text)]
    for group in find_ruled_regions(horizontal, captions):
        whole = close_region(group, free)
        table = read_ruled_region(whole, _between(free, whole))
        if table is not None:
            free = _take(free, tables, table)
    items: list[Item] = [*free, *(Area(table.box, n) for n, table in enumerate(tables))]
    return [_read_strip(strip, tables) for strip in order_items(items)]


def _is_in(rule: Rule, used: set[Rule]) -> bool:
    return any(
        u.is_horizontal and abs(u.y0 - rule.y0) <= 3 and u.x0 - 3 <= rule.x0 and rule.x1 <= u.x1 + 3
        for u in used
    )


def _between(lines: list[Line], group: list[Rule]) -> list[Word]:
    return words_in(lines, Box(group[0].x0 - 4, group[0].y0, group[0].x1 + 4, group[-1].y0))


def _take(lines: list[Line], tables: list[Table], table: Table) -> list[Line]:
    """Note a table and return the lines without its words."""
    tables.append(table)
    return [line for line in lines if not table.box.holds(*line.box.centre, slack=1)]


def _read_strip(strip: Strip, tables: list[Table]) -> Column:
    rows: list[list[Line] | Table] = []
    for item in strip.items:
        if isinstance(item, Area):
            rows.append(tables[item.number])
            continue
        last = rows[-1] if rows else None
        if isinstance(last, list) and abs(last[0].baseline - item.baseline) < 0.4 * item.size:
            last.append(item)
        else:
            rows.append([item])
    return Column(tuple(_with_aligned_tables(rows)), strip.left, strip.right)


def _with_aligned_tables(rows: "list[list[Line] | Table]") -> "list[Line | Table]":
    """Turn rows into lines, and runs of rows that fall into cells into tables."""
    content: list[Line | Table] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        if isinstance(row, Table):
            content.append(row)
            index += 1
            continue
        end = _run_end(rows, index)
        table = _aligned(rows, index, end, content) if end > index else None
        if table is not None:
            content.append(table)
            index = end
        else:
            content.append(join_line(row))
            index += 1
    return content


def _run_end(rows: "list[list[Line] | Table]", start: int) -> int:
    """Return where the run of rows with cells that begins at `start` ends."""
    end, last = start, start
    while end < len(rows):
        row = rows[end]
        if isinstance(row, Table) or end - last > 1 or (end > start and _gap(rows, end) > 3.0):
            break
        text = join_line(row).text
        if read_caption(text) or is_source_note(text):
            break
        if has_cells(_words(row)) and not is_right_to_left(text):
            last = end + 1
        elif end == start or len(row) > 1 or len(text.split()) > 10:
            break
        end += 1
    return last


def _gap(rows: "list[list[Line] | Table]", index: int) -> float:
    above, row = rows[index - 1], rows[index]
    if isinstance(above, Table) or isinstance(row, Table):
        return 0.0
    return (row[0].box.y0 - above[0].box.y1) / row[0].size


def _words(row: list[Line]) -> list[Word]:
    return sorted((word for line in row for word in line.words), key=lambda word: word.box.x0)


def _aligned(
    rows: "list[list[Line] | Table]", start: int, end: int, content: "list[Line | Table]"
) -> Table | None:
    run = [row for row in rows[start:end] if not isinstance(row, Table)]
    captioned = _caption_near(content) or (end < len(rows) and _is_caption(rows[end]))
    if len(run) < (_MIN_CAPTIONED_ROWS if captioned else _MIN_ROWS):
        return None
    return read_aligned_rows([_words(row) for row in run], captioned=captioned)


def _is_caption(row: "list[Line] | Table") -> bool:
    return not isinstance(row, Table) and read_caption(join_line(row).text) is not None


def _caption_near(content: "list[Line | Table]") -> bool:
    """Whether the text above ends with a table's caption."""
    words = 0
    for item in reversed(content):
        if isinstance(item, Table):
            return False
        if read_caption(item.text):
            return True
        words += len(item.words)
        if words > _MAX_CAPTION_WORDS:
            return False
    return False
