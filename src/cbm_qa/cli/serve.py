"""`cbm-qa serve`: the chat in a browser."""

from typing import Annotated

import typer

from cbm_qa.cli.shared import CorpusOption, IndexOption
from cbm_qa.config import default_corpus, default_index


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Open the chat in a browser; build the index first where it is missing or outdated."""
    from cbm_qa.web.serve import serve as serve_web

    serve_web(
        index or default_index(), corpus or default_corpus(), host=host, port=port, open_browser=open_browser
    )
