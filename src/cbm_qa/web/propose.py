"""A first question set for a corpus: each proposal is accepted, corrected or rejected in the browser."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import gradio as gr

from cbm_qa.answer.cite import cite
from cbm_qa.errors import CbmQaError
from cbm_qa.evaluate.propose import ReviewFile, correct, expected_line, propose_questions
from cbm_qa.evaluate.questions import Question
from cbm_qa.messages import DEFAULT, catalogue
from cbm_qa.model import CellCitation, Document, Span
from cbm_qa.web.evidence import render_evidence
from cbm_qa.web.language import label, said
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.runs import safe_name
from cbm_qa.web.site import Site


def build_proposals(site: Site, sets: gr.Dropdown, set_choices: Callable[[], Any]) -> None:
    """Fill the part that makes a question set.

    Args:
        site: Its documents are asked about.
        sets: The list of question sets, which is renewed when one was made.
        set_choices: Returns what that list should hold.
    """
    waiting = gr.State(())
    with gr.Row(elem_classes="controls"):
        document = gr.Dropdown(site.document_choices(), label=label("propose.about"), scale=3, min_width=200)
        name = gr.Textbox("my-questions", label=label("propose.name"), scale=2, min_width=160, max_length=60)
        begin = gr.Button(
            label("propose.begin"), variant="primary", scale=0, min_width=160, elem_id="propose"
        )
    state = gr.HTML(_intro(), elem_id="proposal-state")
    with gr.Row(visible=False, elem_id="proposal") as card:
        with gr.Column(scale=5, min_width=300):
            text = gr.Textbox(label=label("export.question"), lines=2, elem_id="proposed-question")
            expected = gr.Textbox(
                label=label("propose.expected"),
                info=label("propose.alternatives"),
                lines=1,
                max_lines=6,
                elem_id="proposed-answer",
            )
            with gr.Row(elem_classes="decisions"):
                accept = gr.Button(label("propose.accept"), variant="primary", min_width=96, elem_id="accept")
                reject = gr.Button(label("propose.reject"), min_width=96, elem_id="reject")
                later = gr.Button(label("propose.later"), min_width=96, elem_id="later")
        with gr.Column(scale=6, min_width=300):
            evidence = gr.HTML("", elem_id="proposal-evidence")

    def first(key: str | None, called: str) -> tuple[Any, ...]:
        if key is None or key not in site.documents:
            return _say(said_error("audit.choose"))
        try:
            open_ones = _file(site, called).waiting(propose_questions([site.documents[key]]))
        except CbmQaError as error:
            return _say(render_error(str(error), error.hint))
        return _card(site, called, open_ones)

    def decide(choice: str) -> Callable[..., tuple[Any, ...]]:
        def decided(left: tuple[Question, ...], called: str, asked: str, wanted: str) -> tuple[Any, ...]:
            if not left:
                return _say(said_error("propose.over"))
            try:
                _decide(_file(site, called), left[0], choice, asked, wanted)
            except CbmQaError as error:
                return _say(render_error(str(error), error.hint))
            after = (*left[1:], left[0]) if choice == "later" else left[1:]
            return _card(site, called, after)

        return decided

    outputs = [state, card, waiting, text, expected, evidence]
    begin.click(first, [document, name], outputs, api_name=False)
    for button, choice in ((accept, "accept"), (reject, "reject"), (later, "later")):
        button.click(
            decide(choice), [waiting, name, text, expected], outputs, show_progress="hidden", api_name=False
        ).then(set_choices, None, sets, show_progress="hidden", api_name=False)


def _file(site: Site, name: str) -> ReviewFile:
    path = site.home / "questions" / f"{safe_name(name)}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return ReviewFile(path)


def _decide(review: ReviewFile, question: Question, choice: str, asked: str, wanted: str) -> None:
    if choice == "accept":
        review.accept(correct(question, asked, wanted))
    elif choice == "reject":
        review.reject(question)


def _card(site: Site, name: str, left: tuple[Question, ...]) -> tuple[Any, ...]:
    review = _file(site, name)
    count = said("propose.count", accepted=review.accepted, rejected=review.rejected, left=len(left))
    if not left:
        ready = said("propose.ready", name=safe_name(name))
        return f"<p class='progress-line'>{count} {ready}</p>", gr.update(visible=False), (), "", "", ""
    question = left[0]
    key = f"kind.{question.kind}"
    tag = f"<span class='tag'>{said(key) if key in catalogue(DEFAULT) else escape(question.kind)}</span>"
    answer = gr.update(value=expected_line(question), visible=question.answerable)
    return (
        f"<p class='progress-line'>{tag} {count}</p>",
        gr.update(visible=True),
        left,
        question.question,
        answer,
        _evidence(site.documents, question),
    )


def _evidence(documents: Mapping[str, Document], question: Question) -> str:
    document = documents.get(question.document or "")
    if document is None or not question.answerable:
        why = said("propose.decline")
        return f"<section class='evidence-card'><p class='quiet'>{why}</p></section>"
    cells = [
        (table, cell)
        for wanted in question.cells
        for table in document.tables
        for cell in table.cells
        if (table.label, cell.row, cell.column) == (wanted.table, wanted.row, wanted.column)
    ]
    quotes = [quote for quote in question.quotes if quote in document.text]
    if not cells and not quotes:
        return ""
    start = document.text.index(quotes[0]) if quotes else 0
    span = cells[0][1].span if cells else Span(start, start + len(quotes[0]))
    used = [CellCitation(t.label, c.row, c.column, c.text, c.value, c.unit, 1) for t, c in cells]
    return (
        f"<section class='evidence-card'>{render_evidence(document, cite(document, span, 1), used)}</section>"
    )


def _say(line: str) -> tuple[Any, ...]:
    return line, gr.update(visible=False), (), "", "", ""


def _intro() -> str:
    return f"<p class='quiet'>{said('propose.intro')}</p>"
