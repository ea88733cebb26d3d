"""Start the web server over an index that is there and up to date."""

import logging
import os
import socket
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from cbm_qa.assistant import Assistant
from cbm_qa.config import Settings, default_contact
from cbm_qa.errors import CorpusError, ServeError, UsageError
from cbm_qa.index import build_index, index_state
from cbm_qa.index.documents import keep_embedder
from cbm_qa.web.site import Site
from cbm_qa.web.users import read_users

if TYPE_CHECKING:
    from cbm_qa.web.guard import Guard
    from cbm_qa.web.server import ServeOptions

logger = logging.getLogger(__name__)

_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_RUN_HISTORY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def serve(
    index: Path,
    corpus: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    read_only: bool = False,
    auth_file: Path | None = None,
    auth_header: str | None = None,
    mcp: bool = False,
    root_path: str = "",
    fetch: bool = False,
    settings: Settings | None = None,
) -> None:
    """Build the index where it is missing or outdated, and serve the site until interrupted.

    Args:
        index: Folder of the index.
        corpus: Folder of the documents.
        host: Address to listen on; loopback unless told otherwise.
        port: Port to listen on.
        open_browser: Open the page in the default browser.
        read_only: Let visitors ask and read, and change nothing.
        auth_file: Users with hashed passwords; everybody is let in where there is none.
        auth_header: Header in which a proxy names the user it let in.
        mcp: Offer the endpoints as tools of a language model.
        root_path: What a proxy takes off the path.
        fetch: Let visitors fetch open copies of cited works from the web.
        settings: Defaults where none are given.

    Raises:
        ServeError: The port is taken, the address cannot be bound, or what was asked for is not installed.
        UsageError: The file of users cannot be read, or works are to be fetched without a contact address.
        CorpusError: There is nothing to build an index from.
        IndexStoreError: The index cannot be built or read.
    """
    check_port(host, port)
    # Set before gradio is imported: nothing is reported, nothing is looked up or kept elsewhere.
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from cbm_qa.web.fetch import open_finder
    from cbm_qa.web.server import ServeOptions, make_server

    options = ServeOptions(host, port, auth_file, auth_header, mcp, clean_root_path(root_path))
    if auth_file:
        read_users(auth_file)  # before the index is built
    if fetch:
        default_contact()
    assistant = open_assistant(index, corpus, settings or Settings())
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to tell everything
    finder = open_finder if fetch else None
    site = Site(assistant, corpus=corpus, index=index, read_only=read_only, finder=finder)
    _run(make_server(site, options), options, open_browser=open_browser)


def clean_root_path(root_path: str) -> str:
    """Return a path prefix with a slash before it and none after: "papers/" is "/papers".

    Raises:
        UsageError: It is no plain path.
    """
    parts = root_path.strip("/")
    if parts and not regex.fullmatch(r"[\w.~-]+(?:/[\w.~-]+)*", parts):
        raise UsageError(f"{root_path!r} is no path", hint="--root-path /papers")
    return f"/{parts}" if parts else ""


def _run(app: "Guard", options: "ServeOptions", *, open_browser: bool) -> None:
    import uvicorn

    shown = "localhost" if options.host == "127.0.0.1" else options.host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{options.port}"

    class Server(uvicorn.Server):
        """Says where it is once it listens."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            sys.stdout.write(f"cbm-qa: the chat is at {address}  (Ctrl+C to stop)\n")
            if options.mcp:
                sys.stdout.write(f"cbm-qa: the tools for a language model (MCP) are at {address}/mcp/\n")
            sys.stdout.flush()
            if open_browser:
                webbrowser.open(address)

    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    try:
        Server(config).run()
    except SystemExit as ended:  # what uvicorn does where it cannot listen
        raise _taken(options.host, options.port) from ended


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
