"""The evaluation around the real assistant, over one small paper."""

from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import QUESTIONS, RIGHT, ScriptedAssistant, with_changed_number

from cbm_qa.config import Settings
from cbm_qa.evaluate import compare_runs, evaluate_set
from cbm_qa.evaluate.html import report_html
from cbm_qa.evaluate.propose import propose_questions
from cbm_qa.evaluate.variants import ABLATIONS, open_variant


@pytest.mark.model
def test_proposed_questions_are_asked_ranked_and_judged(assistant) -> None:
    proposals = propose_questions(assistant.documents.values())
    run = evaluate_set(assistant, proposals)
    assert [row.error for row in run.rows if row.error] == []
    judged = [row for row in run.rows if row.relevant]
    assert judged
    assert all(row.ranking for row in judged)
    assert run.provenance.weights_digest
    assert run.provenance.settings == run.provenance.settings | {"retrieval": "fused", "tables": True}


@pytest.mark.model
@pytest.mark.parametrize("variant", ABLATIONS, ids=lambda variant: variant.name)
def test_an_ablation_changes_the_assistant_and_not_the_index(variant, tiny_index, tiny_corpus) -> None:
    whole = open_variant(tiny_index, tiny_corpus, Settings())
    less = open_variant(tiny_index, tiny_corpus, replace(Settings(), **variant.changes))
    assert less.index.digest == whole.index.digest
    routes = {name for hit in less.search("results") for name, _ in hit.ranks}
    assert (routes, len(less.answerers)) != ({"dense", "lexical"}, len(whole.answerers))


@pytest.mark.model
def test_a_setting_of_the_index_builds_another_one(tiny_index, tiny_corpus) -> None:
    before = sorted(path.name for path in tiny_index.iterdir())
    shorter = open_variant(tiny_index, tiny_corpus, Settings(passage_tokens=60))
    whole = open_variant(tiny_index, tiny_corpus, Settings())
    assert len(shorter.index.passages) > len(whole.index.passages)
    assert shorter.search("results")
    assert sorted(path.name for path in tiny_index.iterdir()) == before


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_fits_the_screen_and_loads_nothing(browser, tmp_path: Path, width: int) -> None:
    right = evaluate_set(ScriptedAssistant(), QUESTIONS)
    wrong = evaluate_set(ScriptedAssistant(with_changed_number(RIGHT)), QUESTIONS)
    path = tmp_path / "report.html"
    path.write_text(report_html(wrong, name="lake.jsonl", comparison=compare_runs(right, wrong)), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(item => { item.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [path.as_uri()]
    link = page.locator("a", has_text="Ask it in the chat").first
    assert link.get_attribute("href").startswith("http://localhost:7860/?q=")
    page.close()
