"""The site over the small index, served for a module's tests, and a page that may fail at nothing."""

import pytest
from web_site import served

SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


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
