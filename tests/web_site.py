"""A site served for as long as a test needs it."""

import socket
from contextlib import closing, contextmanager


@contextmanager
def served(assistant, **options):
    """Serve a site for as long as the block runs; gives its address."""
    from cbm_qa.web.app import build_app, page_options

    app = build_app(assistant, **options)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app.queue(default_concurrency_limit=4).launch(
        server_name="127.0.0.1",
        server_port=port,
        quiet=True,
        ssr_mode=False,
        prevent_thread_lock=True,
        **page_options(),
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.close()
