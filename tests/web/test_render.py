"""What the page is made of: escaped, with every mark leading to its evidence."""

import re

import pytest
from factories import heading, make_document, table

from cbm_qa.answer.cite import cite
from cbm_qa.model import Answer, AnswerKind, CellCitation, Claim
from cbm_qa.web.evidence import render_evidence
from cbm_qa.web.render import first_evidence, render_answer, render_error
from cbm_qa.web.suggest import suggest_questions
from cbm_qa.web.turns import render_turn

HOSTILE = "<script>alert(1)</script><img src=x onerror='alert(2)'>\"'"

pytestmark = pytest.mark.model


def test_a_table_answer_shows_the_value_and_marks_the_cell(assistant):
    answer = assistant.ask("How much did Norland export to Sudland in 2020?")
    html = render_answer(answer, assistant.documents, 3)
    assert "<p class='figure'>131.4<span class='unit'> million crowns</span></p>" in html
    assert html.count("<mark>131.4</mark>") == 1
    assert "Table 1, row 2020" in html


def test_a_calculation_marks_every_cell_it_uses_in_each_evidence(assistant):
    answer = assistant.ask("By how much did Norland exports to Sudland fall between 2020 and 2021?")
    html = first_evidence(answer, assistant.documents)
    assert re.findall(r"<mark>(.*?)</mark>", html) == ["131.4", "88"]


def test_every_mark_leads_to_an_evidence_of_the_same_turn(assistant):
    for question in ("Why was the strait closed in 2021?", "What was the trade with Westland?"):
        html = render_answer(assistant.ask(question), assistant.documents, 7)
        marks = set(re.findall(r"data-evidence='([^']+)'", html))
        assert marks
        assert marks == set(re.findall(r"<template id='([^']+)'", html))


def test_a_passage_is_marked_in_its_context_with_the_works_it_cites(assistant):
    answer = assistant.ask("Why was the strait closed in 2021?")
    html = first_evidence(answer, assistant.documents)
    marked = re.search(r"<mark>(.*?)</mark>", html, re.S)
    assert marked is not None
    assert marked[1] == answer.citations[0].quote
    assert "Exports of both islands" in html
    assert "Fees and ferries" in html


def test_nothing_from_a_document_or_a_question_becomes_markup():
    document = make_document(heading("1", f"Title {HOSTILE}"), f"A sentence {HOSTILE}.", title=HOSTILE)
    citation = cite(document, document.paragraphs[0].sentences[0].span, 1)
    answer = Answer(
        HOSTILE, HOSTILE, AnswerKind.PASSAGE, (Claim(citation.quote, (1,)),), "", (), 0.5,
        citations=(citation,), notices=(HOSTILE,),
    )  # fmt: skip
    documents = {document.key: document}
    shown = render_turn(1, HOSTILE, render_answer(answer, documents, 1)) + first_evidence(answer, documents)
    refusal = Answer(
        HOSTILE, None, AnswerKind.ABSTENTION, (), HOSTILE, (), 0.1, nearest=(citation,)
    )  # fmt: skip
    shown += render_answer(refusal, documents, 2) + render_error(HOSTILE, HOSTILE)
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;") >= 8


def test_suggestions_come_from_the_documents_and_are_answered(assistant):
    questions = suggest_questions(assistant.documents)
    assert 3 <= len(questions) <= 5
    assert len(set(questions)) == len(questions)
    assert [q for q in questions if assistant.ask(q).abstained] == []


def test_a_long_table_is_shown_around_the_cited_row():
    rows = [("n", "square"), *((str(n), str(n * n)) for n in range(1, 501))]
    document = make_document(heading("1", "Squares"), table("Table 1", "Squares", rows))
    citation = cite(document, document.tables[0].row_spans[249], 1)
    cell = CellCitation("Table 1", "250", "square", "62500", None, None, 1)
    html = render_evidence(document, citation, [cell])
    assert "<mark>62500</mark>" in html
    assert html.count("<tr") < 40
