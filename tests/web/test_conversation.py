"""A conversation in a real Chromium: kept, reopened, stopped, asked again, taken away, judged."""

import json
import threading
from pathlib import Path

import pytest
from web_site import served

from cbm_qa.feedback import FeedbackStore

pytestmark = [pytest.mark.browser, pytest.mark.model]
FIGURE = "How much did Norland export to Sudland in 2020?"
REASON = "Why was the strait closed in 2021?"


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context, address):
    return opened(context, address)


def opened(context, address):
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    return page


def ask(page, question, turn=1):
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-{turn} .actions", timeout=20_000)


def clipboard(page, form):
    page.click("#turn-1 .actions summary")
    page.click(f"#turn-1 [data-copy='{form}']")
    page.wait_for_selector("#turn-1 .actions details:not([open])")
    page.wait_for_function("document.querySelector('#turn-1 .actions summary').innerText.includes('Copied')")
    page.evaluate("document.querySelector('#turn-1 .actions summary span').textContent = 'Copy'")
    return page.evaluate("navigator.clipboard.readText()")


def test_a_reload_keeps_the_chat_and_what_it_was_about(page):
    ask(page, FIGURE)
    page.reload()
    page.wait_for_selector("#turn-1 .figure")
    page.click("#turn-1 .cite")
    assert page.inner_text("#evidence mark") == "131.4"
    ask(page, "And in 2022?", turn=2)
    assert page.inner_text("#turn-2 .figure") == "140.2 million crowns"


def test_who_types_while_the_page_still_loads_loses_nothing(context, address):
    page = context.new_page()
    page.route("**/queue/join*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(address)
    page.wait_for_selector("#question textarea")
    page.fill("#question textarea", FIGURE)
    page.wait_for_timeout(1500)
    assert page.input_value("#question textarea") == FIGURE
    assert page.locator(".turn").count() == 0


def test_two_tabs_of_one_browser_keep_their_own_chats(context, address):
    first, second = opened(context, address), opened(context, address)
    ask(first, FIGURE)
    ask(second, REASON)
    for page, question in ((first, FIGURE), (second, REASON)):
        page.reload()
        page.wait_for_selector("#turn-1")
        assert page.locator(".turn").count() == 1
        assert page.inner_text("#turn-1 .question").endswith(question)


def test_an_earlier_chat_is_opened_and_deleted(page):
    ask(page, FIGURE)
    page.click("#fresh")
    page.wait_for_selector(".turn", state="detached")
    ask(page, REASON)
    page.click("#earlier summary")
    page.click(f"#earlier-list button:text-is('{FIGURE}')")
    page.wait_for_selector("#turn-1 .figure")
    page.click("#earlier summary")
    assert page.locator("#earlier-list li").count() == 1
    page.click("#earlier-list .drop")
    page.wait_for_selector("#earlier", state="hidden")


def test_asked_again_and_edited(page):
    ask(page, FIGURE)
    page.click("#turn-1 [data-again]")
    page.wait_for_selector("#turn-2 .figure", timeout=20_000)
    page.click("#turn-2 [data-edit]")
    assert page.input_value("#question textarea") == FIGURE
    assert page.evaluate("document.activeElement.closest('#question') !== null")


def test_an_answer_is_copied_in_every_form(page):
    ask(page, FIGURE)
    forms = {"plain": "[1] “2020 | 131.4", "markdown": "- \\[1\\] “2020", "html": "[1] 2020 | 131.4"}
    for form, wanted in {**forms, "bibtex": "@misc{tiny,", "link": "?q=How+much"}.items():
        assert wanted in clipboard(page, form)


def test_a_conversation_is_saved_in_every_form(page):
    ask(page, REASON)
    for form, wanted in {"markdown": "## Bibliography", "html": "<!doctype html>", "json": '"works"'}.items():
        page.click("#take summary")
        page.select_option("#style-choice", "gost")
        with page.expect_download() as download:
            page.click(f"[data-save='{form}']")
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert wanted in text
        assert "a ferry sank" in text


def test_a_verdict_is_kept_as_feedback(page, folders):
    ask(page, FIGURE)
    page.click("#turn-1 [data-verdict='right']")
    page.wait_for_function("document.querySelector('#turn-1 .noted').textContent.length > 0")
    (given,) = FeedbackStore(folders["home"]).all()
    assert (given.verdict.value, given.exchange.question) == ("right", FIGURE)


def test_a_mark_shows_its_quote_while_the_pointer_rests_on_it(page):
    ask(page, REASON)
    page.hover("#turn-1 .cite")
    page.wait_for_selector("#hint:not([hidden])")
    assert "a ferry sank" in page.inner_text("#hint .hint-quote")
    page.keyboard.press("Escape")
    page.wait_for_selector("#hint", state="hidden")


def test_the_evidence_comes_up_on_a_phone_and_goes_back(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = opened(context, address)
    ask(page, REASON)
    page.focus("#turn-1 .cite")
    page.keyboard.press("Enter")
    page.wait_for_selector("#evidence mark", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#evidence mark", state="hidden")
    assert page.evaluate("document.activeElement.className") == "cite"
    page.click("#turn-1 .cite")
    page.click(".sheet-close")
    page.wait_for_selector("#evidence mark", state="hidden")
    context.close()


class Slow:
    """Answers when it is let; says before what it found."""

    def __init__(self, assistant):
        self._assistant = assistant
        self.go = threading.Event()

    @property
    def documents(self):
        return self._assistant.documents

    def ask(self, question, **more):
        answer = self._assistant.ask(question, **more)
        self.go.wait(20)
        return answer


def test_a_question_is_stopped_while_it_is_read(context, assistant, folders):
    slow = Slow(assistant)
    with served(slow, **folders) as address:
        page = opened(context, address)
        page.fill("#question textarea", FIGURE)
        page.keyboard.press("Enter")
        page.wait_for_function("/\\d+ passages? found/.test(document.querySelector('.status')?.innerText)")
        page.click("#stop")
        page.wait_for_selector("#turn-1 .stopped")
        page.wait_for_selector("#send", state="visible")
        slow.go.set()
        page.click("#turn-1 [data-again]")
        page.wait_for_selector("#turn-1 .figure")
        assert page.locator(".turn").count() == 1


def test_a_chat_that_cites_a_document_that_is_gone_still_opens(page):
    ask(page, REASON)
    page.evaluate(
        "() => { const chats = JSON.parse(localStorage['cbm-qa-chats']);"
        " chats[0].records[0].answer.citations[0].document = 'removed';"
        " chats[0].records.push({question: 'spoilt', answer: {}});"
        " localStorage['cbm-qa-chats'] = JSON.stringify(chats); }"
    )
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector("#turn-1 .cite")
    page.click("#turn-1 .cite")
    assert "no longer here" in page.inner_text("#evidence .notice")
    assert "a ferry sank" in page.inner_text("#evidence mark")
    assert page.locator(".turn").count() == 1


@pytest.mark.parametrize(
    ("language", "send", "sources", "confidence"),
    [("ru-RU", "Спросить", "Источники", "верно"), ("kk-KZ", "Сұрау", "Дереккөздер", "мүмкін"), ("zh-CN", "提问", "来源", "正确")],
)  # fmt: skip
def test_the_page_speaks_the_language_of_the_browser(browser, address, language, send, sources, confidence):
    context = browser.new_context(locale=language)
    page = opened(context, address)
    page.wait_for_function(f"document.querySelector('#send').innerText.trim() === '{send}'")
    ask(page, REASON)
    assert page.inner_text("#turn-1 .reply h3").casefold() == sources.casefold()
    assert confidence in page.inner_text("#turn-1 .confidence")
    assert page.get_attribute("html", "lang") == language[:2]
    page.click("#settings summary")
    page.select_option("#language-choice", "en")
    page.wait_for_function(
        "document.querySelector('#turn-1 .reply h3')?.innerText.toLowerCase() === 'sources'"
    )
    assert json.loads(page.evaluate("JSON.stringify(window.cbmqa.shown())"))[0]["question"] == REASON
    context.close()


def test_looks_and_text_size_are_chosen_and_kept(page):
    page.click("#settings summary")
    for look, dark in (("dark", True), ("light", False)):
        page.select_option("#look-choice", look)
        assert page.evaluate("document.body.classList.contains('dark')") is dark
    page.select_option("#look-choice", "contrast")
    page.select_option("#text-choice", "largest")
    page.reload()
    page.wait_for_selector("#question textarea")
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ground').trim()") == "#fff"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "21px"
