"""Feedback comes back as a question set that the evaluation reads."""

import pytest

from cbm_qa.errors import UsageError
from cbm_qa.evaluate.questions import read_questions, write_questions
from cbm_qa.feedback import FeedbackStore, Verdict, feedback_questions
from cbm_qa.takeaway import Exchange

pytestmark = pytest.mark.model
FIGURE = "How much did Norland export to Sudland in 2020?"
REASON = "Why was the strait closed in 2021?"
NOWHERE = "What was the trade with Westland?"


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path / "home")


def test_what_was_judged_right_is_expected_from_then_on(store, assistant, tmp_path):
    for question in (FIGURE, REASON, NOWHERE):
        store.add(Exchange(question, assistant.ask(question)), Verdict.RIGHT, ["earlier?"])
    made = feedback_questions(store.all())
    write_questions(tmp_path / "set.jsonl", made)
    assert read_questions(tmp_path / "set.jsonl") == made
    figure, reason, nowhere = sorted(made, key=lambda q: [FIGURE, REASON, NOWHERE].index(q.question))
    assert figure.answers == ("131.4",)
    assert [(c.table, c.row) for c in figure.cells] == [("Table 1", "2020")]
    assert figure.history == ("earlier?",)
    assert (reason.kind, reason.sections) == ("fact", ("2.1",))
    assert (nowhere.answerable, nowhere.kind, nowhere.answers) == (False, "unanswerable", ())


def test_a_wrong_citation_keeps_the_answer_and_a_wrong_answer_nothing(store, assistant):
    store.add(Exchange(FIGURE, assistant.ask(FIGURE)), Verdict.WRONG_CITATION)
    store.add(Exchange(REASON, assistant.ask(REASON)), Verdict.WRONG)
    (only,) = feedback_questions(store.all())
    assert (only.answers, only.cells, only.sections) == (("131.4",), (), ())


def test_the_latest_verdict_counts(store, assistant):
    exchange = Exchange(FIGURE, assistant.ask(FIGURE))
    store.add(exchange, Verdict.RIGHT)
    store.add(exchange, Verdict.WRONG)
    assert [given.verdict for given in store.all()] == [Verdict.WRONG]


def test_what_cannot_be_judged_or_read_is_said(store, tmp_path):
    with pytest.raises(UsageError, match="no answer"):
        store.add(Exchange("stopped?", None), Verdict.RIGHT)
    assert store.all() == ()
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "feedback.sqlite").write_bytes(b"no database" * 200)
    with pytest.raises(UsageError, match="cannot be used"):
        store.all()


def test_the_evaluate_page_offers_it_as_a_set(assistant, tmp_path):
    from cbm_qa.web.runs import question_sets
    from cbm_qa.web.site import Site

    site = Site(assistant, corpus=tmp_path / "corpus", home=tmp_path / "home")
    assert question_sets(site) == {}
    FeedbackStore(site.home).add(Exchange(FIGURE, assistant.ask(FIGURE)), Verdict.RIGHT)
    assert [q.question for q in read_questions(question_sets(site)["feedback.jsonl"])] == [FIGURE]
