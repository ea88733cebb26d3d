"""A site served for as long as a test needs it."""

import socket
import threading
import time
from contextlib import closing, contextmanager

READY = {
    "ask": "#question textarea",
    "read": "#reader-text h1",
    "tables": "#table-view table",
    "sources": ".source-list li, #sources .empty",
    "documents": "#shelf-list li",
    "audit": "#start-audit",
    "evaluate": "#runs",
}
"""What is on each page once it can be used."""


@contextmanager
def served(assistant, **options):
    """Serve a site over an assistant for as long as the block runs; gives its address."""
    from cbm_qa.web.site import Site

    with serving(Site(assistant, **options)) as address:
        yield address


@contextmanager
def serving(site, *, port=None, **options):
    """Serve a site as `cbm-qa serve` does, for as long as the block runs; gives its address."""
    from cbm_qa.web.server import ServeOptions, make_server

    port = port or free_port()
    with running(make_server(site, ServeOptions(port=port, **options)), port) as address:
        yield address


@contextmanager
def running(app, port):
    """Run an application for as long as the block runs; gives its address."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="warning", ws="none", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
