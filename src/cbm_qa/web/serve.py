"""Start the web server over an index that is there and up to date."""

import logging
import os
import socket
import sys
from pathlib import Path

from cbm_qa.assistant import Assistant
from cbm_qa.config import Settings
from cbm_qa.errors import CorpusError, ServeError
from cbm_qa.index import build_index, index_state
from cbm_qa.index.documents import keep_embedder

logger = logging.getLogger(__name__)


def serve(
    index: Path,
    corpus: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    settings: Settings | None = None,
) -> None:
    """Build the index where it is missing or outdated, and serve the chat until interrupted.

    Args:
        index: Folder of the index.
        corpus: Folder of the documents.
        host: Address to listen on; loopback unless told otherwise.
        port: Port to listen on.
        open_browser: Open the page in the default browser.
        settings: Defaults where none are given.

    Raises:
        ServeError: The port is taken or the address cannot be bound.
        CorpusError: There is nothing to build an index from.
        IndexStoreError: The index cannot be built or read.
    """
    check_port(host, port)
    assistant = open_assistant(index, corpus, settings or Settings())
    # Set before gradio is imported: nothing is reported, nothing is looked up elsewhere.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from cbm_qa.web.app import build_app, page_options

    app = build_app(assistant, corpus=corpus, index=index)
    try:
        app.queue(default_concurrency_limit=4).launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            quiet=True,
            share=False,
            ssr_mode=False,
            prevent_thread_lock=True,
            **page_options(),
        )
    except OSError as error:
        raise _taken(host, port) from error
    shown = "localhost" if host == "127.0.0.1" else host
    sys.stdout.write(f"cbm-qa: the chat is at http://{shown}:{port}  (Ctrl+C to stop)\n")
    sys.stdout.flush()
    app.block_thread()


def open_assistant(index: Path, corpus: Path, settings: Settings) -> Assistant:
    """Return a warm assistant; the index is built first unless it is current."""
    from rich.console import Console

    from cbm_qa.progress import progress_bar

    console = Console(stderr=True)
    settings = keep_embedder(settings, index)
    try:
        state = index_state(corpus, index, settings)
    except CorpusError as error:  # an index without its corpus still answers
        console.print(f"Using the index as it is: {error}", style="yellow", markup=False)
        state = "current"
    if state != "current":
        console.print(f"The index is {state}; building it.")
        with progress_bar(console) as progress:
            report = build_index(corpus, index, settings, progress=progress)
        for _, message in report.problems:
            console.print(f"left out: {message}", style="yellow", markup=False)
    assistant = Assistant.open(index, settings=settings)
    assistant.warm_up()
    return assistant


def check_port(host: str, port: int) -> None:
    """Fail early and clearly where the port is taken.

    Raises:
        ServeError: Another program listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _taken(host, port) from error


def _taken(host: str, port: int) -> ServeError:
    return ServeError(
        f"port {port} on {host} is in use or cannot be opened", hint="choose another with --port"
    )
