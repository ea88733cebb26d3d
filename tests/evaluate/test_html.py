import doctest
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from evaluate.scripted import (
    BIRDS,
    QUESTIONS,
    RIGHT,
    WATER,
    ScriptedAssistant,
    abstention,
    with_changed_number,
    without_abstention,
)

from cbm_qa import markup
from cbm_qa.evaluate import Run, compare_runs, evaluate_set
from cbm_qa.evaluate.html import page, report_html
from cbm_qa.evaluate.html.plots import interval_bar, latency_plot, reliability_plot, risk_plot

HOSTILE = '<script>alert("1")</script> & </style>"onload=x'
VOID = {"base", "meta", "br"}


class Page(HTMLParser):
    """Reads a page, checks that every element is closed, and keeps links, texts and loaded addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        given = dict(attrs)
        assert not any(name.startswith("on") for name in given)
        self.loaded += [given[name] for name in ("src", "data", "action", "xlink:href") if given.get(name)]
        if "href" in given:
            (self.links if tag == "a" else self.loaded).append(given["href"])

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def right() -> Run:
    return evaluate_set(ScriptedAssistant(), QUESTIONS)


@pytest.fixture(scope="module")
def wrong() -> Run:
    return evaluate_set(ScriptedAssistant(with_changed_number(without_abstention(RIGHT))), QUESTIONS)


def test_worked_examples() -> None:
    assert doctest.testmod(markup).failed == 0


def test_the_page_is_whole_and_asks_nothing_of_any_other_machine(wrong: Run) -> None:
    whole = report_html(wrong, name="lake.jsonl")
    page = Page(whole)
    assert page.loaded == []
    assert not {"script", "link", "iframe", "img", "object"} & set(page.seen)
    assert "url(" not in whole
    assert "@import" not in whole
    assert "svg" in page.seen


def test_it_shows_figures_kinds_and_what_made_the_run(right: Run) -> None:
    text = Page(report_html(right, name="lake.jsonl")).text
    assert "lake.jsonl" in text
    assert "AnswerAccuracy 100.0 % 100.0 to 100.0 1" in text
    assert "asked as passage table abstention all" in text
    assert "Nothing fell short." in text
    assert right.provenance.code_digest in text


def test_every_failure_shows_what_was_asked_expected_given_and_its_evidence(wrong: Run) -> None:
    page = Page(report_html(wrong, name="lake.jsonl"))
    assert "expected 12.5; section 2; Table 1, 2020, Perch, tons given 15.2 tons [1]" in page.text
    assert "cited The lake lost 18.7 percent of its water (Smith, 2020). [1] paper, 1 Water" in page.text
    assert "3 of 4 questions fell short" in page.text


def test_a_link_opens_the_question_in_the_chat(wrong: Run) -> None:
    asked = replace(BIRDS, id="odd", question="Herons & storks: 50 %? #1+1 «да»")
    run = evaluate_set(ScriptedAssistant({asked.question: RIGHT[WATER.question]}), [asked])
    (link,) = Page(report_html(run, name="lake.jsonl", chat="http://localhost:9000/")).links
    assert urlsplit(link)[:3] == ("http", "localhost:9000", "/")
    assert parse_qs(urlsplit(link).query) == {"q": [asked.question]}


def test_everything_is_escaped() -> None:
    asked = replace(
        WATER, id=HOSTILE, question=HOSTILE, answers=(HOSTILE,), quotes=(HOSTILE,), kind=HOSTILE,
        language=HOSTILE, split="",
    )  # fmt: skip
    answer = replace(abstention(HOSTILE), reason=HOSTILE)
    answer = replace(answer, nearest=(replace(answer.nearest[0], quote=HOSTILE, section_title=HOSTILE),))
    run = evaluate_set(ScriptedAssistant({HOSTILE: answer}), [asked])
    run = Run(replace(run.provenance, commit=HOSTILE, settings={HOSTILE: HOSTILE}), run.rows)
    page = Page(report_html(run, name=HOSTILE, comparison=compare_runs(run, run)))
    assert "script" not in page.seen
    assert page.text.count('<script>alert("1")</script>') > 10


def test_two_runs_are_set_side_by_side(right: Run, wrong: Run) -> None:
    text = Page(report_html(wrong, name="lake.jsonl", comparison=compare_runs(right, wrong))).text
    assert "now wrong 3" in text
    assert "before 12.5 tons [1] (confidence 0.90) now 15.2 tons [1] (confidence 0.90)" in text
    back = Page(report_html(right, name="lake.jsonl", comparison=compare_runs(wrong, right))).text
    assert "now right 3" in back
    same = Page(report_html(right, name="lake.jsonl", comparison=compare_runs(right, right))).text
    assert "Every question was answered as before." in same


def test_another_answer_that_is_judged_the_same_is_shown_too(right: Run) -> None:
    longer = dict(right.rows[0].answer, answer="Indeed: " + right.rows[0].answer["answer"])
    run = Run(right.provenance, (replace(right.rows[0], answer=longer), *right.rows[1:]))
    text = Page(report_html(run, name="lake.jsonl", comparison=compare_runs(right, run))).text
    assert "answered otherwise, judged the same 1" in text


def test_a_run_in_which_everything_failed_still_has_a_page() -> None:
    text = Page(report_html(evaluate_set(ScriptedAssistant({}), QUESTIONS), name="lake.jsonl")).text
    assert "no answer: the question is empty" in text


@pytest.mark.parametrize("outcomes", [[(1.0, 1.0)], [(0.0, 0.0)] * 3, [(0.5, 1.0), (0.5, 0.0), (0.9, 1.0)]])
def test_plots_stay_inside_their_frame(outcomes: list[tuple[float, float]]) -> None:
    series = {"test": np.array(outcomes)}
    drawn = [reliability_plot(series), risk_plot(series), latency_plot(np.array([0.0, 5.0]), {"p50": 2.5})]
    assert all("nan" not in plot and "inf" not in plot for plot in drawn)
    assert [Page(plot).seen[0] for plot in drawn] == ["svg"] * 3


def test_an_interval_is_drawn_where_it_lies() -> None:
    assert 'cx="80"' in interval_bar(0.5, 0.25, 0.75)
    assert 'x1="42" x2="118"' in interval_bar(0.5, 0.25, 0.75)


def test_the_style_follows_light_and_dark() -> None:
    style = (Path(page.__file__).parent / "style.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in style
    assert style.count("{") == style.count("}")
