"""The site over the small index, served for a module's tests, and a page that may fail at nothing."""

import socket
from contextlib import closing, contextmanager

import pytest

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


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


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Folders of a corpus and of what visitors leave, both empty at first."""
    root = tmp_path_factory.mktemp("site")
    return {"corpus": root / "corpus", "home": root / "home"}


@pytest.fixture(scope="module")
def address(assistant, folders):
    with served(assistant, **folders) as address:
        yield address


@pytest.fixture(params=SIZES)
def page(request, browser, address):
    """A fresh page, at both sizes; no script may fail and no request leave the machine."""
    context = browser.new_context(viewport=SIZES[request.param])
    page = context.new_page()
    requests, failures = [], []
    page.on("request", lambda sent: requests.append(sent.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("dialog", lambda dialog: (failures.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.goto(address)
    page.wait_for_selector("#question textarea")
    yield page
    context.close()
    assert [url for url in requests if not url.startswith((address, "data:", "blob:", "about:"))] == []
    assert failures == []
