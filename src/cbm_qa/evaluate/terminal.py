"""The report on a terminal, readable in 80 columns and without colour."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from cbm_qa.evaluate.compare import Comparison
from cbm_qa.evaluate.report import (
    TextTable,
    change_lines,
    comparison_table,
    failure_entries,
    provenance_line,
    summary_tables,
)
from cbm_qa.evaluate.summary import Failure, Summary

_LABEL_WIDTH = 10


def print_report(
    console: Console, summary: Summary, failures: Sequence[Failure] = (), comparison: Comparison | None = None
) -> None:
    """Print failures first, so that the figures stand where the eye rests: above the next prompt."""
    for entry in failure_entries(failures):
        console.print(Text(entry.heading, style="bold red"))
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=_LABEL_WIDTH, style="dim")
        grid.add_column(overflow="fold")
        for label, text in entry.lines:
            grid.add_row(label, Text(text))
        console.print(grid)
        console.print()
    for table in summary_tables(summary):
        console.print(_rich_table(table))
    if comparison:
        console.print(_rich_table(comparison_table(comparison)))
        for line in change_lines(comparison):
            console.print(Text(line, style="red" if line.startswith("now wrong") else "green"))
    console.print(Text(provenance_line(summary), style="dim"))


def print_table(console: Console, table: TextTable) -> None:
    """Print one table."""
    console.print(_rich_table(table))


@contextmanager
def progress_bar(console: Console) -> Iterator[Callable[[int, int], None]]:
    """Show a bar while a run goes on, on a terminal only; gives the callback for `evaluate_set`."""
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("asking", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _rich_table(table: TextTable) -> Table:
    shown = Table(
        title=table.title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    for n, name in enumerate(table.header):
        shown.add_column(name, justify="right" if n else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    return shown
