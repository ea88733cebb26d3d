"""A progress bar for the stages of a build."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from cbm_qa.index.build import Progress

STAGES = {
    "read": "Reading documents",
    "pages": "Reading pages",
    "embed": "Embedding",
    "write": "Writing the index",
    "fetch": "Asking for cited works",
}


@contextmanager
def progress_bar(console: Console) -> Iterator[Progress]:
    """Show one bar a stage on a terminal, nothing in a pipe; gives the callback for `build_index`."""
    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report
