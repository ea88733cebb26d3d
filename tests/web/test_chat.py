"""The chat in a real Chromium: ask, read the evidence, be refused, on a desk and on a phone."""

import socket
from contextlib import closing

import pytest

from cbm_qa.errors import ServeError
from cbm_qa.web.serve import check_port

pytestmark = [pytest.mark.browser, pytest.mark.model]
FIGURE = "How much did Norland export to Sudland in 2020?"
REASON = "Why was the strait closed in 2021?"


def ask(page, question, turn=1):
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-{turn} .reply > :not(.status)", timeout=20_000)


def test_a_figure_its_cell_and_its_section(page):
    ask(page, FIGURE)
    assert page.inner_text("#turn-1 .figure") == "131.4 million crowns"
    page.click("#turn-1 .cell")
    page.wait_for_selector("#evidence h2", state="visible")
    assert page.inner_text("#evidence mark") == "131.4"
    assert "2.1 Exports" in page.inner_text("#evidence h2")
    assert page.input_value("#question textarea") == ""


def test_a_mark_opens_its_evidence_by_keyboard(page):
    ask(page, REASON)
    ask(page, FIGURE, turn=2)
    page.focus("#turn-1 .cite")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#evidence mark').textContent.includes('a ferry sank')")
    assert page.get_attribute("#turn-1 .cite", "aria-current") == "true"
    assert page.get_attribute("#turn-2 .cite", "aria-current") != "true"


def test_a_refusal_offers_the_nearest_passages(page):
    ask(page, "What was Norland's trade with Westland?")
    assert "Westland" in page.inner_text("#turn-1 .refusal")
    assert page.locator("#turn-1 .source").count() >= 1


def test_an_example_question_is_answered(page):
    page.click("#suggestions button >> nth=0")
    page.wait_for_selector("#turn-1 .claims", timeout=20_000)
    page.wait_for_selector("#suggestions", state="hidden")


def test_script_in_a_question_stays_text(page):
    ask(page, "<img src=x onerror=alert(1)><script>alert(2)</script> What is the strait?")
    assert "<img src=x onerror=alert(1)>" in page.inner_text("#turn-1 .question")
    assert page.locator("#turn-1 img").count() == 0


def test_an_unreadable_question_stays_in_the_box(page):
    ask(page, "x" * 20_000)
    assert "20,000 characters" in page.inner_text("#turn-1 .error")
    assert len(page.input_value("#question textarea")) == 20_000


def test_nothing_happens_on_an_empty_question(page):
    page.focus("#question textarea")
    page.keyboard.press("Enter")
    ask(page, FIGURE)  # the next question is the first
    assert page.locator(".turn").count() == 1


def test_the_page_is_no_wider_than_the_screen_and_follows_the_last_turn(page):
    for turn, question in enumerate([FIGURE, REASON, FIGURE, REASON], 1):
        ask(page, question, turn)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.wait_for_function(
        "() => { const seen = (s) => document.querySelector(s).getBoundingClientRect();"
        " const end = innerWidth > 860 ? seen('#ask-row').top : innerHeight;"
        " return seen('#turn-4 .question').top >= 0 && seen('#turn-4 .claims').bottom <= end; }"
    )


def test_a_follow_up_and_a_new_chat(page):
    ask(page, FIGURE)
    ask(page, "And in 2022?", turn=2)
    assert page.inner_text("#turn-2 .figure") == "140.2 million crowns"
    assert "Understood as" in page.inner_text("#turn-2 .understood")
    page.click("#fresh")
    page.wait_for_selector(".turn", state="detached")
    ask(page, "And in 2022?")
    assert page.locator("#turn-1 .understood").count() == 0


def test_two_readers_do_not_see_each_other(browser, address):
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page in pages:
        page.goto(address)
        page.wait_for_selector("#question textarea")
    ask(pages[0], FIGURE)
    ask(pages[1], REASON)
    assert FIGURE not in pages[1].inner_text("#conversation")
    assert REASON not in pages[0].inner_text("#conversation")
    for page in pages:
        page.context.close()


def test_a_port_in_use_is_named():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port}") as refused:
            check_port("127.0.0.1", port)
    assert "--port" in refused.value.hint


def test_a_link_asks_its_question(page, address):
    page.goto(f"{address}/?q=Why+was+the+strait+closed+in+2021%3F")
    page.wait_for_selector("#turn-1 .claims", timeout=20_000)
    assert page.inner_text("#turn-1 .question").endswith(REASON)
