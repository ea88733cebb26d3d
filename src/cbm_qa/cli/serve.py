"""`cbm-qa serve`: the site in a browser."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import CorpusOption, IndexOption
from cbm_qa.config import default_corpus, default_index
from cbm_qa.errors import UsageError


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; others reach it only if you say so.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Let visitors ask and read, and change nothing.")
    ] = False,
    auth_file: Annotated[
        Path | None, typer.Option("--auth-file", help="Let in only the users in this file.")
    ] = None,
    add_user: Annotated[
        str | None,
        typer.Option(
            "--add-user", metavar="NAME", help="Ask for a password, write it to --auth-file; no server."
        ),
    ] = None,
    auth_header: Annotated[
        str | None,
        typer.Option("--auth-header", metavar="NAME", help="Trust this header of a proxy to name the user."),
    ] = None,
    mcp: Annotated[
        bool, typer.Option("--mcp", help="Offer ask, search and the like as tools of a language model.")
    ] = False,
    fetch: Annotated[
        bool,
        typer.Option("--fetch", help="Let visitors fetch open copies of cited works (CBM_QA_CONTACT)."),
    ] = False,
    root_path: Annotated[
        str, typer.Option("--root-path", help='The path under which a proxy has the site: "/papers".')
    ] = "",
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Open the site in a browser; build the index first where it is missing or outdated."""
    if auth_file and auth_header:
        raise UsageError("either --auth-file or --auth-header says who comes in, not both")
    if fetch and read_only:
        raise UsageError("--fetch changes the documents, --read-only forbids it")
    if add_user is not None:
        _add_user(auth_file, add_user)
        return
    from cbm_qa.web.serve import serve as serve_web

    serve_web(
        index or default_index(),
        corpus or default_corpus(),
        host=host,
        port=port,
        open_browser=open_browser,
        read_only=read_only,
        auth_file=auth_file,
        auth_header=auth_header,
        mcp=mcp,
        root_path=root_path,
        fetch=fetch,
    )


def _add_user(path: Path | None, name: str) -> None:
    from cbm_qa.web.users import add_user

    if path is None:
        raise UsageError("--add-user needs --auth-file FILE")
    if sys.stdin.isatty():
        password = typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    add_user(path, name, password)
    shared.out.print(f"{name} may log in ({path})", markup=False, soft_wrap=True)
