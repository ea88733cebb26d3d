"""The site as one web application: pages, endpoints, tools, health, and the door before them."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request, Response

from cbm_qa.assistant import Assistant
from cbm_qa.config import default_file_limit
from cbm_qa.web.api import make_endpoints
from cbm_qa.web.app import TITLE, build_site, page_options
from cbm_qa.web.follow import Follower
from cbm_qa.web.guard import Gate, Guard
from cbm_qa.web.login import log_in, log_out, show_login
from cbm_qa.web.site import Site
from cbm_qa.web.tools import PATHS, make_tools
from cbm_qa.web.users import Users

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_AT_ONCE = 4  # questions answered side by side; more only share the same processors


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How a site is served.

    Attributes:
        host: Address to listen on.
        port: Port to listen on.
        auth_file: Users with hashed passwords, or None.
        auth_header: Header in which a proxy names the user it let in, or None.
        mcp: Offer the endpoints as tools of a language model.
        root_path: What a proxy takes off the path before it passes a request on: "/papers", or "".
        title: In the head of every page.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    auth_file: Path | None = None
    auth_header: str | None = None
    mcp: bool = False
    root_path: str = ""
    title: str = TITLE


def make_server(site: Site, options: ServeOptions) -> Guard:
    """Return the application over a site.

    Raises:
        ServeError: Tools are asked for and the library for them is not installed.
    """
    users = Users(options.auth_file) if options.auth_file else None
    gate = Gate(users, options.auth_header)
    follower = Follower(site)
    is_local = options.host in LOOPBACK and not (options.root_path or options.auth_header)
    tools = make_tools(make_endpoints(site), is_local=is_local) if options.mcp else None

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stack:
            if tools is not None:
                await stack.enter_async_context(tools.session_manager.run())
            follower.start()
            stack.callback(follower.stop)
            yield

    # Its pages of documentation would load scripts from elsewhere.
    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, site, follower, gate, options)
    if tools is not None:
        handler = tools.streamable_http_app()
        for path in PATHS:
            app.mount(path, handler)
    blocks = build_site(site, options.title)
    blocks.queue(default_concurrency_limit=_AT_ONCE)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        server_name=options.host,
        server_port=options.port,
        root_path=options.root_path or None,
        ssr_mode=False,
        mcp_server=False,
        show_error=True,
        **page_options(),
    )
    file_bytes = 0 if site.read_only else int(default_file_limit() * 2**20)
    return Guard(app, gate, options.root_path, file_bytes)


def _add_routes(app: FastAPI, site: Site, follower: Follower, gate: Gate, options: ServeOptions) -> None:
    title, root = options.title, options.root_path

    @app.get("/health")
    def health() -> dict[str, Any]:
        return describe_health(site, follower.problem)

    @app.get("/login")
    def login(request: Request) -> Response:
        return show_login(title, root, request.query_params.get("next", "/"))

    @app.post("/login")
    async def submit(request: Request) -> Response:
        return await log_in(request, gate, title, root)

    @app.get("/logout")
    def logout() -> Response:
        return log_out(root)


def describe_health(site: Site, problem: str = "") -> dict[str, Any]:
    """Return the state of a server: "ready", "empty" without documents, "stale" over a replaced index."""
    documents = site.documents
    index = site.assistant.index if isinstance(site.assistant, Assistant) else None
    state = "stale" if problem else "ready" if documents else "empty"
    return {
        "state": state,
        "problem": problem or None,
        "documents": len(documents),
        "passages": len(index.passages) if index else None,
        "index": index.digest if index else None,
        "version": version("cbm-qa"),
    }
