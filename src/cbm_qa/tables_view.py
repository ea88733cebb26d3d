"""Tables in a terminal: the list of them, and one drawn so that it can be read in 80 columns."""

from collections.abc import Sequence
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from cbm_qa.export import NamedTable
from cbm_qa.export.columns import Column, read_columns

_GAP = 2
_COMFORT = 24  # columns; a longer text is wrapped rather than given all its width
_MOST_PARTS = 6
_LOOKED_AT = 200  # rows, from which the widths are taken


def tables_view(tables: Sequence[NamedTable]) -> RenderableType:
    """Return the list of tables; the document's title stands above its tables."""
    if not tables:
        return Text("The documents have no table.", style="yellow")
    parts: list[RenderableType] = []
    for key in dict.fromkeys(t.document.key for t in tables):
        own = [t for t in tables if t.document.key == key]
        grid = Grid.grid(padding=(0, _GAP))
        grid.add_column(no_wrap=True)
        grid.add_column()
        grid.add_column(justify="right", no_wrap=True)
        for named in own:
            size = f"{len(named.table.rows):,} x {len(named.table.header)}"
            heading = " - ".join(part for part in (named.table.label, named.table.caption) if part)
            grid.add_row(Text(named.id, style="bold"), Text(heading or "(no caption)"), Text(size, "dim"))
        parts += [Text(own[0].document.title, style="dim"), grid, Text()]
    count = f"{len(tables):,} table{'' if len(tables) == 1 else 's'} (rows x columns)"
    return Group(*parts, Text(count, style="dim"))


def table_parts(
    named: NamedTable, rows: Sequence[int], width: int, *, everything: bool = False
) -> RenderableType:
    """Return a table drawn within a width: side by side while it fits, else in parts below one another.

    Args:
        named: The table.
        rows: Numbers of the rows to show, in order.
        width: Of the terminal, in columns.
        everything: Draw however many parts a wide table takes.
    """
    table = named.table
    columns = read_columns(table)
    parts: list[RenderableType] = [Text(named.heading, style="bold")]
    groups = _groups([_wanted(c, rows) for c in columns], width)
    shown = groups if everything else groups[:_MOST_PARTS]
    for group in shown:
        if len(groups) > 1:
            first, last = group[1] + 1, group[-1] + 1
            which = f"column {first}" if first == last else f"columns {first} to {last}"
            parts.append(Text(f"\n{which} of {len(columns)}", style="dim"))
        parts.append(_grid([columns[n] for n in group], rows))
    if table.source_note:
        parts.append(Text(table.source_note, style="dim"))
    left_out = []
    if len(rows) < len(table.rows):
        left_out.append(f"{len(rows):,} of {len(table.rows):,} rows")
    if len(shown) < len(groups):
        left_out.append(f"{shown[-1][-1] + 1:,} of {len(columns):,} columns")
    if left_out:
        parts.append(Text(f"{', '.join(left_out)} (--all for everything)", style="dim"))
    return Group(*parts)


def _grid(columns: Sequence[Column], rows: Sequence[int]) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for n, column in enumerate(columns):
        side: Literal["left", "right"] = "right" if n and column.is_numeric else "left"
        least = min(_longest(column, rows), _COMFORT // 2)  # numbers and short names stay whole
        grid.add_column(Text(column.header), justify=side, overflow="fold", min_width=least)
    for row in rows:
        grid.add_row(*(Text(column.texts[row]) for column in columns))
    return grid


def _wanted(column: Column, rows: Sequence[int]) -> int:
    """Return the width at which a column reads well: its numbers whole, its texts wrapped at words."""
    longest = _longest(column, rows)
    if column.is_numeric:
        return max(longest, min(cell_len(column.header), _COMFORT // 2), 1)
    return max(1, min(max(longest, cell_len(column.header)), _COMFORT))


def _longest(column: Column, rows: Sequence[int]) -> int:
    return max((cell_len(column.texts[row]) for row in rows[:_LOOKED_AT]), default=0)


def _groups(widths: Sequence[int], width: int) -> list[list[int]]:
    """Return which columns stand side by side; the first one, the row names, stands in every group."""
    if len(widths) < 2:
        return [list(range(len(widths)))]
    groups: list[list[int]] = []
    room = 0
    for column in range(1, len(widths)):
        need = widths[column] + _GAP
        if not groups or need > room:
            groups.append([0])
            room = max(width - widths[0] - 2 * _GAP, need)
        groups[-1].append(column)
        room -= need
    return groups
