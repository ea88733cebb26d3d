"""The Evaluate page in a browser: run, stop, open, compare; propose and decide."""

import json
from pathlib import Path

import pytest

from cbm_qa.errors import QuestionSetError, UsageError
from cbm_qa.evaluate import read_questions
from cbm_qa.web.runs import Evaluation, keep_set, question_sets, render_report, safe_name, saved_runs
from cbm_qa.web.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.model]
ASKED = [
    {
        "id": "sudland",
        "question": "How much did Norland export to Sudland in 2020?",
        "answerable": True,
        "kind": "table",
        "answers": ["131.4"],
        "split": "test",
    },
    {"id": "westland", "question": "What was the trade with Westland?", "answerable": False, "split": "test"},
    {
        "id": "wrong",
        "question": "Why was the strait closed in 2021?",
        "answerable": True,
        "answers": ["<script>alert(1)</script>"],
        "split": "dev",
    },
]


def write_set(folder: Path, name: str = "asked.jsonl") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(json.dumps(q) + "\n" for q in ASKED), encoding="utf-8")
    return folder / name


@pytest.fixture
def evaluate(page, folders):
    """The Evaluate page, with one question set to run."""
    write_set(folders["corpus"] / "questions")
    page.reload()
    page.click("#pages button[role=tab]:has-text('Evaluate')")
    page.wait_for_selector("#run-set")
    return page


def choose(page, label, text):
    page.click(f"input[aria-label='{label}']")
    page.click(f"ul[role=listbox] li:has-text('{text}') >> nth=0")


def run_set(page):
    choose(page, "Question set", "asked.jsonl")
    page.click("#run-set")
    page.wait_for_selector("#run-state:has-text('3 questions were asked')", timeout=60_000)


def test_a_set_is_run_and_its_report_shown(evaluate, address):
    run_set(evaluate)
    frame = evaluate.frame_locator("iframe.report")
    frame.locator("h1").wait_for()
    assert frame.locator(".tiles").count() == 2
    case = frame.locator("details.case:has-text('strait')")
    case.locator("summary").click()
    assert "<script>alert(1)</script>" in case.inner_text()
    with evaluate.context.expect_page() as opened:
        case.locator("a").click()
    opened.value.wait_for_selector("#turn-1 .claims", timeout=20_000)
    assert opened.value.url.startswith(f"{address}/?q=")
    assert evaluate.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_two_runs_are_compared(evaluate, folders):
    run_set(evaluate)
    page = evaluate
    if len(list((folders["home"] / "runs").glob("*.jsonl"))) < 2:
        page.wait_for_timeout(1100)  # names of runs tell seconds apart
        run_set(page)
    page.wait_for_selector("iframe.report")
    choose(page, "Compare with", "asked-")
    frame = page.frame_locator("iframe.report")
    frame.locator("h2:has-text('Against the earlier run')").wait_for(timeout=20_000)
    assert "answered as before" in frame.locator("main").inner_text()


def test_proposals_are_corrected_rejected_and_become_a_set(evaluate, folders, request):
    page = evaluate
    page.click(".subpages button[role=tab]:has-text('New question set')")
    choose(page, "Questions about", "")
    name = f"mine-{request.node.callspec.id}"
    page.fill("input[maxlength='60'], textarea[maxlength='60']", name)
    page.click("#propose")
    page.wait_for_selector("#accept")
    assert page.locator("#proposal-evidence mark").count() >= 1
    rejected = page.input_value("#proposed-question textarea")
    page.click("#reject")
    page.wait_for_selector("#proposal-state:has-text('1 rejected')")
    page.fill("#proposed-question textarea", "What is asked here?")
    page.fill("#proposed-answer textarea", "one | 1")
    page.click("#accept")
    page.wait_for_selector("#proposal-state:has-text('1 accepted')")
    (kept,) = read_questions(folders["home"] / "questions" / f"{name}.jsonl")
    assert kept.question == "What is asked here?" != rejected
    assert kept.answers == ("one", "1")


def test_a_stopped_run_goes_on_where_it_was(assistant, tmp_path):
    path = write_set(tmp_path / "sets")
    questions = read_questions(path)
    asked = []

    class Slow:
        documents = assistant.documents

        def ask(self, question, **more):
            asked.append(question)
            if len(asked) == 3:  # the first is asked twice, to warm up
                first.stop()
            return assistant.ask(question, **more)

    first = Evaluation(Slow(), questions, "asked", tmp_path / "runs")
    first.start()
    first.wait(30)
    assert (first.saved, first.done) == ("", 2)
    again = Evaluation(Slow(), questions, "asked", tmp_path / "runs")
    again.start()
    again.wait(30)
    assert again.error is None
    assert len(asked) == 3 + 2  # one to warm up, and the one that was left
    site = Site(assistant, home=tmp_path)
    assert list(saved_runs(site)) == [again.saved]
    assert "strait" in render_report(site, again.saved)


def test_a_visitor_reaches_no_file_but_the_listed_ones(assistant, tmp_path):
    site = Site(assistant, corpus=tmp_path / "corpus", home=tmp_path / "home")
    kept = keep_set(site, write_set(tmp_path, "our set.jsonl"))
    assert kept == "our-set.jsonl"
    assert list(question_sets(site)) == ["our-set.jsonl"]
    assert safe_name("../../etc/passwd") == "etc-passwd"
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(QuestionSetError, match="line 1"):
        keep_set(site, tmp_path / "broken.jsonl")
    with pytest.raises(UsageError, match="no saved run"):
        render_report(site, "../our set")
