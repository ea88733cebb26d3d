"""The served site in a browser: nothing leaves the machine, bad input stays harmless, changes are survived."""

import shutil
import threading

import httpx
import pytest
from web_site import READY, free_port, running, serving

from cbm_qa import Assistant
from cbm_qa.config import Settings
from cbm_qa.index import build_index
from cbm_qa.web import users as users_module
from cbm_qa.web.server import ServeOptions, make_server
from cbm_qa.web.site import Site
from cbm_qa.web.users import add_user

pytestmark = [pytest.mark.browser, pytest.mark.model]
QUESTION = "Why was the strait closed in 2021?"
SCRIPT = "<script>window.ran=1</script><img src=x onerror='window.ran=2'><svg onload='window.ran=3'>"
HOSTILE = f"""{SCRIPT} A note on lamps {SCRIPT}

1. Lamps {SCRIPT}

The lamp of the old tower {SCRIPT} burns seal oil. ${{window.ran=4}} {{{{window.ran=5}}}} javascript:window.ran=6

Table 1 - Lamps {SCRIPT}

Year	Lamps {SCRIPT}, pieces	More
2019	4	{SCRIPT}
2020	6	=HYPERLINK("http://attacker.example")

Source: {SCRIPT}.

References

- Marsh, A. (2022). {SCRIPT}. -- <javascript:window.ran=7>.
"""


@pytest.fixture(scope="module")
def hostile(tiny_corpus, tmp_path_factory):
    """A site over a corpus with a document that is full of markup."""
    root = tmp_path_factory.mktemp("hostile")
    corpus, index = root / "corpus", root / "index"
    shutil.copytree(tiny_corpus, corpus)
    (corpus / "lamps.txt").write_text(HOSTILE)
    build_index(corpus, index, Settings())
    return Site(Assistant.open(index), corpus=corpus, home=root, index=index)


@pytest.fixture
def visit(browser):
    """Opens pages that tell what they requested and what failed; at the end nothing foreign was asked for."""
    contexts, requests, failures = [], [], []

    def visit(address, *, width=1280, height=800, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **options))
        page = contexts[-1].new_page()
        page.on("request", lambda sent: requests.append(sent.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("dialog", lambda dialog: (failures.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    foreign = [
        url for url in requests if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
    ]
    assert foreign == []
    assert failures == []


def ask(page, question, turn=1):
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(
        f"#turn-{turn} .claims, #turn-{turn} .refusal, #turn-{turn} .error", timeout=20_000
    )


def test_no_request_leaves_the_machine_on_any_page(visit, hostile):
    with serving(hostile, mcp=True) as address:
        page = visit(address)
        page.wait_for_selector("#question textarea", timeout=20_000)
        for name, ready in READY.items():
            page.click(f"#page-{name}-button")
            page.wait_for_selector(ready, state="visible", timeout=20_000)
        page.click("footer .show-api")
        page.wait_for_selector("text=/get_section/", timeout=20_000)
        page.goto(address)
        page.wait_for_selector("#question textarea", timeout=20_000)
        ask(page, QUESTION)
        # What a script might try is stopped by the policy before it is sent.
        tried = "fetch('https://attacker.example/x').then(() => 'went out', (error) => String(error))"
        assert "went out" not in page.evaluate(tried)


def test_markup_in_questions_and_documents_never_runs(visit, hostile):
    with serving(hostile) as address:
        page = visit(address, width=390, height=844)
        page.wait_for_selector("#question textarea", timeout=20_000)
        ask(page, f"What does the lamp of the old tower burn? {SCRIPT}")
        ask(page, "What does the lamp of the old tower burn?", turn=2)
        assert "seal oil" in page.inner_text("#turn-2")
        assert "<script>" in page.inner_text("#turn-1 .question")
        page.goto(f"{address}/?q={SCRIPT}%20lamp")
        page.wait_for_selector("#turn-1 .claims, #turn-1 .refusal", timeout=20_000)
        page.goto(f"{address}/#lamps/1/p1")
        page.wait_for_selector("#reader-text .lit", timeout=20_000)
        page.goto(f"{address}/#/tables/lamps/1")
        page.wait_for_selector("#table-view caption:has-text('<script>')", timeout=20_000)
        assert page.evaluate("window.ran") is None
        assert page.locator("a[href^='javascript']").count() == 0
        assert page.locator("img[src$='/x'], img[src='x']").count() == 0


def test_20_000_characters_are_refused_and_kept(visit, hostile):
    with serving(hostile) as address:
        page = visit(address)
        page.wait_for_selector("#question textarea", timeout=20_000)
        ask(page, "why " * 5000)
        assert "at most 4,000" in page.inner_text("#turn-1 .error")
        assert len(page.input_value("#question textarea")) >= 19_999
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_300_megabytes_are_refused_in_the_browser(visit, hostile, tmp_path):
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(300 * 2**20)
    with serving(hostile) as address:
        page = visit(f"{address}/#/documents")
        page.wait_for_selector("#upload", timeout=20_000)
        page.locator("#upload input[type=file]").first.set_input_files(big)
        page.wait_for_selector("text=/exceeds|too (big|large)|at most|maximum/i", timeout=20_000)
        assert "big.txt" not in page.inner_text("#shelf")


def test_a_read_only_site_takes_nothing(visit, hostile):
    site = Site(
        hostile.assistant, corpus=hostile.corpus, home=hostile.home, index=hostile.index, read_only=True
    )
    with serving(site) as address:
        page = visit(f"{address}/#/documents")
        page.wait_for_selector("#shelf-list:has-text('lamps')", timeout=20_000)
        assert page.locator("#upload, #shelf button").count() == 0
        upload = httpx.post(f"{address}/gradio_api/upload", files={"files": b"x"})
        assert upload.status_code == 403
        components = httpx.get(f"{address}/config").json()["components"]
        (shelf,) = [c["id"] for c in components if "remove_document" in str(c["props"].get("server_fns"))]
        asked = {
            "session_hash": "x",
            "component_id": shelf,
            "fn_name": "remove_document",
            "data": {"key": "tiny"},
        }
        answer = httpx.post(f"{address}/gradio_api/component_server", json=asked)
        assert "cannot be removed here" in answer.text
    assert (hostile.corpus / "tiny.txt").exists()


class Held:
    """An assistant that keeps one question waiting until it is let go."""

    def __init__(self, assistant):
        self._assistant = assistant
        self.documents = assistant.documents
        self.search = assistant.search
        self.go = threading.Event()
        self.go.set()

    def ask(self, question, **options):
        self.go.wait(20)
        return self._assistant.ask(question, **options)


def test_a_restart_during_a_question_is_said_and_the_question_asked_again(visit, assistant, tmp_path):
    held, port = Held(assistant), free_port()
    site = Site(held, corpus=tmp_path, home=tmp_path, index=tmp_path)
    with serving(site, port=port) as address:
        page = visit(address)
        page.wait_for_selector("#question textarea", timeout=20_000)
        held.go.clear()
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#turn-1 .status")
    held.go.set()
    page.wait_for_selector("#alive:has-text('does not answer')", timeout=20_000)
    with serving(site, port=port):
        page.click("#alive button:has-text('Ask it again')", timeout=20_000)
        page.wait_for_selector("#turn-1 .claims", timeout=20_000)
        assert "ferry" in page.inner_text("#turn-1")
        assert page.locator("#alive").count() == 0


def test_an_open_chat_outlives_its_document(visit, tiny_corpus, tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(tiny_corpus, corpus)
    build_index(corpus, index, Settings())
    site = Site(Assistant.open(index), corpus=corpus, home=tmp_path, index=index)
    with serving(site) as address:
        page = visit(address)
        page.wait_for_selector("#question textarea", timeout=20_000)
        ask(page, QUESTION)
        quote = page.inner_text("#evidence mark")
        (corpus / "tiny.txt").unlink()
        (corpus / "other.txt").write_text(
            "A note on lamps\n\n1. Lamps\n\nThe lamp of the old tower burns seal oil.\n"
        )
        build_index(corpus, index, Settings())
        for _ in range(100):
            if "other" in site.documents:
                break
            page.wait_for_timeout(100)
        assert list(site.documents) == ["other"]
        page.click("#turn-1 .cite")
        assert page.inner_text("#evidence mark") == quote
        ask(page, "What does the lamp of the old tower burn?", turn=2)
        assert "seal oil" in page.inner_text("#turn-2")
        page.click("#turn-1 .cite")
        page.click(".in-place a")
        page.wait_for_selector("#reader-remark:has-text('no such document here any more')", timeout=20_000)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_one_logs_in_with_the_keyboard_and_out_again(visit, assistant, tmp_path, monkeypatch, width, height):
    monkeypatch.setattr(users_module, "_N", 2**4)
    add_user(tmp_path / "users", "ann", "correct horse")
    site = Site(assistant, corpus=tmp_path, home=tmp_path, index=tmp_path)
    with serving(site, auth_file=tmp_path / "users") as address:
        page = visit(f"{address}/?q=Why+was+the+strait+closed+in+2021%3F", width=width, height=height)
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("wrong horse")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        page.fill("[name=name]", "ann")
        page.fill("[name=password]", "correct horse")
        page.keyboard.press("Enter")
        page.wait_for_selector("#turn-1 .claims", timeout=20_000)
        page.goto(f"{address}/logout")
        page.wait_for_selector("[name=password]")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_site_works_under_a_path_of_a_proxy(visit, assistant, tmp_path):
    site = Site(assistant, corpus=tmp_path, home=tmp_path, index=tmp_path)
    port = free_port()
    behind = make_server(site, ServeOptions(port=port, root_path="/papers"))

    async def proxy(scope, receive, send):
        """Takes its path off, as nginx does with a slash after the address."""
        if scope["type"] == "http":
            assert scope["path"].startswith("/papers/"), scope["path"]
            path = scope["path"].removeprefix("/papers")
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await behind(scope, receive, send)

    with running(proxy, port) as address:
        page = visit(f"{address}/papers/#/tables/tiny/1")
        page.wait_for_selector("#table-view table", timeout=20_000)
        page.click("#page-ask-button")
        ask(page, QUESTION)
        assert "ferry" in page.inner_text("#turn-1")
