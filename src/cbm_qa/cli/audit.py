"""`cbm-qa audit`: what in a paper does not hold together."""

from pathlib import Path
from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import IndexOption, JsonOption, print_json
from cbm_qa.config import default_index
from cbm_qa.errors import UsageError


def audit(
    document: Annotated[
        str | None, typer.Argument(help="Key of the document; the first paper where none is named.")
    ] = None,
    check: Annotated[
        list[str] | None, typer.Option("--check", help="Only this check; repeatable. --list names them.")
    ] = None,
    sure: Annotated[
        float, typer.Option("--sure", min=0, max=1, help="Only findings with at least this confidence.")
    ] = 0.0,
    verdicts: Annotated[
        bool, typer.Option("--verdicts", help="Show what each source says to each sentence citing it.")
    ] = False,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as one HTML file.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the checks.")] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a paper as a careful referee does; list what does not hold together, with quotes and reasons."""
    if list_:
        _list_checks(as_json=as_json)
        return
    if html is not None and as_json:
        raise UsageError("--json and --html are two forms of one report", hint="choose one")
    from dataclasses import replace

    from cbm_qa.audit import audit_index
    from cbm_qa.audit.report import audit_to_json, audit_view, verdicts_view
    from cbm_qa.index.index import Index

    found = audit_index(Index.open(index or default_index()), document, check or ())
    found = replace(found, findings=tuple(f for f in found.findings if f.confidence >= sure))
    if as_json:
        print_json(audit_to_json(found))
    elif html is not None:
        from cbm_qa.audit.page import report_html

        _write(html, report_html(found))
    else:
        shared.out.print(verdicts_view(found) if verdicts else audit_view(found))


def _list_checks(*, as_json: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from cbm_qa.audit import CHECKS

    if as_json:
        print_json([{"name": c.name, "title": c.title, "about": c.about} for c in CHECKS])
        return
    grid = Table.grid(padding=(0, 2))
    for check in CHECKS:
        grid.add_row(Text(check.name, style="bold"), Text(check.about))
    shared.out.print(grid)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    shared.out.print(f"{path}", markup=False, soft_wrap=True)
