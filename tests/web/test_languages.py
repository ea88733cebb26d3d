"""Everything that a page says of itself comes from the catalogue: in another language no English is left."""

import re

import pytest

from cbm_qa.ingest.corpus import SUFFIXES
from cbm_qa.messages import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.model]
FORMATS = "CSV Markdown JSON Parquet HTML BibTeX RIS CSL DOI API MB APA Chicago GOST Gradio"
NAMES = {
    *(ending.lstrip(".") for ending in SUFFIXES),
    *FORMATS.split(),
    *"English cbm qa serve fetch dev test my questions jsonl".split(),
}
RUN = re.compile(r"[A-Za-z]+(?:[ '’-]+[A-Za-z]+)*")
SAID = """(skipped) => {
  const found = [];
  const put = (element, text) => { if (text && text.trim() && !element.closest(skipped)) found.push(text.trim()); };
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!["SCRIPT", "STYLE", "TEMPLATE"].includes(element.tagName) && seen(element)) put(element, walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[placeholder], [aria-label]")) {
    if (seen(element)) { put(element, element.placeholder); put(element, element.getAttribute("aria-label")); }
  }
  return found;
}"""
# What is about a document is in the document's language: the questions proposed about it, what an answer says.
ABOUT = "#suggestions, .question, .claims, .figure, .calculation, .refusal, #reader-text, .reading, svg"


@pytest.fixture(scope="module")
def words(assistant):
    """The text of the documents, and what they are called."""
    parts = [f"{d.text} {d.title} {d.origin.file} {key}" for key, d in assistant.documents.items()]
    return " ".join(" ".join(parts).split())


@pytest.fixture(params=["ru", "kk", "zh"])
def page(request, browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('cbm-qa-language', '{request.param}')")
    page.goto(address)
    page.wait_for_selector("#question textarea")
    page.language = request.param
    yield page
    context.close()


def english(page, words):
    """What is left in Latin letters and neither stands in the documents nor is a name."""
    found = page.evaluate(SAID, ABOUT)
    runs = {run for text in found for run in RUN.findall(re.sub(r"https?://\S+", "", text)) if len(run) > 1}
    return {run for run in runs if run not in words and not set(re.findall(r"[A-Za-z]+", run)) <= NAMES}


def opened(page, address, name, ready):
    page.goto(f"{address}/#/{name}")
    page.wait_for_selector(ready, state="visible", timeout=20_000)


def test_no_page_is_left_in_english(page, address, words):
    left = {"start": english(page, words)}
    page.fill("#question textarea", "How much did Norland export to Sudland in 2020?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .actions", timeout=20_000)
    page.click("#turn-1 .cite")
    page.click("#take summary")
    left["ask"] = english(page, words)
    page.keyboard.press("Escape")
    page.click("#settings summary")
    left["settings"] = english(page, words)
    page.goto(f"{address}/#tiny/9/p9")
    page.wait_for_selector("#reader-remark", state="visible", timeout=20_000)
    left["read"] = english(page, words)
    for name, ready in (
        ("tables", "#table-view table"),
        ("sources", ".source-list li"),
        ("documents", "#shelf-list li"),
        ("audit", "#start-audit"),
        ("evaluate", "#run-set"),
    ):
        opened(page, address, name, ready)
        if name == "sources":
            page.click("#sources-coverage summary")
            page.click("#attach button")
            page.wait_for_selector("#attach-key", state="visible")
        left[name] = english(page, words)
    page.click("#page-evaluate button[role=tab]:not([aria-selected=true])")
    page.wait_for_selector("#propose", state="visible")
    left["propose"] = english(page, words)
    page.goto(f"{address}/#/sources")
    page.click(".source-list li a >> nth=0")
    page.wait_for_selector("#sources-one h2", state="visible")
    left["source"] = english(page, words)
    assert {name: texts for name, texts in left.items() if texts} == {}
    assert page.inner_text("#page-ask-button") == catalogue(page.language)["page.ask"]
