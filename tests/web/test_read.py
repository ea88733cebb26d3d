"""The reader in a browser: addresses, search, selections, and evidence that opens in place."""

from types import SimpleNamespace

import pytest
from factories import heading, make_document
from web_site import served

pytestmark = [pytest.mark.browser, pytest.mark.model]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> ${alert(3)} {{alert(4)}} `x`"


@pytest.fixture
def reader(page, address):
    page.goto(f"{address}/#tiny/2.1/p1")
    page.wait_for_selector("#reader-text .lit", timeout=20_000)
    return page


def test_an_address_opens_its_paragraph_marked(reader):
    lit = reader.locator("#reader-text .lit")
    assert lit.first.evaluate("(e) => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert reader.evaluate(
        "() => { const box = document.querySelector('#reader-text .lit').getBoundingClientRect();"
        " return box.top >= 0 && box.top < innerHeight; }"
    )
    assert reader.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_outline_leads_to_a_section(reader):
    reader.click("#reader-outline a:has-text('References')")
    reader.wait_for_selector("h2.lit:has-text('References')")
    entry = reader.locator("details.cited-at").first
    entry.locator("summary").click()
    entry.locator("a").first.click()
    reader.wait_for_selector("#reader-text .s.lit")
    reader.go_back()
    reader.wait_for_selector("h2.lit:has-text('References')")


def test_search_counts_and_steps_through_the_matches(reader):
    reader.fill("#reader-search", "island")
    reader.wait_for_function("/^1 of \\d+$/.test(document.querySelector('#reader-hits').textContent)")
    total = int(reader.inner_text("#reader-hits").split()[-1])
    assert total == reader.inner_text("#reader-text").lower().count("island") > 1
    reader.press("#reader-search", "Enter")
    assert reader.inner_text("#reader-hits") == f"2 of {total}"
    reader.fill("#reader-search", "no such words")
    reader.wait_for_selector("#reader-hits:has-text('not found')")


def test_a_selection_becomes_a_question_or_a_link(reader):
    reader.evaluate(
        "() => { const range = document.createRange();"
        " range.selectNodeContents(document.querySelector('#reader-text .s'));"
        " getSelection().removeAllRanges(); getSelection().addRange(range); }"
    )
    reader.wait_for_selector("#reader-selection", state="visible")
    reader.click("#reader-ask")
    reader.wait_for_function("document.querySelector('#question textarea').value.includes('“')")
    reader.wait_for_selector("#question textarea", state="visible")


def test_evidence_opens_in_the_document_and_survives_a_reload(page):
    page.fill("#question textarea", "Why was the strait closed in 2021?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .claims", timeout=20_000)
    page.click("#turn-1 .cite")
    page.wait_for_selector("#evidence h2", state="visible")
    quote = page.inner_text("#evidence mark")
    page.click(".in-place a")
    page.wait_for_selector("#reader-text .lit")
    assert " ".join(page.locator("#reader-text .lit").all_inner_texts()) == quote
    assert "v=" in page.url
    page.reload()
    page.wait_for_selector("#reader-text .lit", timeout=20_000)
    page.go_back()
    page.wait_for_selector("#question textarea", state="visible")


def test_a_link_made_before_the_text_changed_finds_its_words(page, address):
    page.goto(f"{address}/#tiny/9/p9?v=000000000000&at=1-20&q=a+ferry+sank")
    page.wait_for_selector("#reader-remark:has-text('still in it')", timeout=20_000)
    assert "a ferry sank" in page.inner_text("#reader-text .lit")


def test_a_link_to_words_that_are_gone_says_so(page, address):
    page.goto(f"{address}/#tiny/2.1/p1?v=0123456789ab&at=3-9&q=Words+of+an+older+text")
    page.wait_for_selector("#reader-remark:has-text('Words of an older text')", timeout=20_000)


def test_nothing_in_a_document_or_a_question_runs(browser, assistant, tmp_path):
    """Neither as HTML nor as a template of the page's own framework."""
    document = make_document(heading("1", HOSTILE), f"A sentence {HOSTILE}.", key="tiny", title=HOSTILE)

    answer = assistant.ask("Why was the strait closed in 2021?")
    hostile = SimpleNamespace(documents={"tiny": document}, ask=lambda question, **more: answer)
    with served(hostile, home=tmp_path, corpus=tmp_path) as address:
        context = browser.new_context()
        page = context.new_page()
        said = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(f"{address}/#tiny/Introduction")
        page.wait_for_selector("#reader-text h1", timeout=20_000)
        assert HOSTILE in page.inner_text("#reader-text")
        page.click("#page-ask-button")
        page.fill("#question textarea", HOSTILE)
        page.keyboard.press("Enter")
        page.wait_for_selector("#turn-1", timeout=20_000)
        page.wait_for_timeout(500)
        assert HOSTILE in page.inner_text("#turn-1 .question")
        assert page.locator("#turn-1 img, #reader-text img").count() == 0
        assert said == []
        context.close()
