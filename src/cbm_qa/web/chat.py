"""The chat: questions on the left, evidence on the right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from cbm_qa.errors import CbmQaError
from cbm_qa.model import Document
from cbm_qa.web.render import (
    EMPTY_EVIDENCE,
    first_evidence,
    render_answer,
    render_error,
    render_status,
    render_turn,
)
from cbm_qa.web.site import Answering, Site
from cbm_qa.web.suggest import suggest_questions

_ALL = "All documents"
_HISTORY = 6
_LINKED_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange as it stands on the page; `answered` tells whether it counts as history."""

    question: str
    html: str
    answered: bool


def build_chat(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which questions are asked."""
    documents = site.documents
    turns = gr.State([])
    with gr.Row(elem_id="panes", equal_height=False):
        with gr.Column(scale=6, min_width=320, elem_id="chat"):
            conversation = gr.HTML(_welcome(documents), elem_id="conversation")
            suggestions = suggest_questions(documents)
            with gr.Row(elem_id="suggestions") as shelf:
                buttons = [
                    gr.Button(text, size="sm", variant="secondary", elem_classes="chip")
                    for text in suggestions
                ]
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    placeholder="Ask about the documents",
                    label="Your question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    scale=8,
                    elem_id="question",
                    autofocus=True,
                )
                send = gr.Button("Ask", variant="primary", scale=1, min_width=72, elem_id="send")
            with gr.Row(elem_id="tools"):
                choices = [(_ALL, ""), *((d.title, key) for key, d in documents.items())]
                document = gr.Dropdown(
                    choices, value="", label="Keep to", visible=len(documents) > 1, scale=3
                )
                fresh = gr.Button(
                    "New chat", size="sm", variant="secondary", scale=1, min_width=96, elem_id="fresh"
                )
                # Another page writes a key here to keep the next question to that document.
                keep = gr.Textbox(visible="hidden", elem_id="keep-to")
        with gr.Column(scale=5, min_width=320, elem_id="evidence-pane"):
            evidence = gr.HTML(_pane(EMPTY_EVIDENCE), elem_id="evidence-frame")

    def ask(question: str, past: list[Turn], key: str) -> Iterator[tuple[Any, ...]]:
        yield from _exchange(site.assistant, question, past, key or None)

    outputs = [conversation, evidence, turns, box, shelf]
    for trigger in (box.submit, send.click):
        trigger(ask, [box, turns, document], outputs, show_progress="hidden", api_name=False)
    app.load(lambda: _choices(site), None, document, show_progress="hidden", api_name=False)
    app.load(_linked_question, None, box, show_progress="hidden", api_name=False).then(
        ask, [box, turns, document], outputs, show_progress="hidden", api_name=False
    )
    keep.change(None, keep, document, js="(key) => key.slice(0, key.lastIndexOf('|'))", api_name=False)
    for button in buttons:
        button.click(ask, [button, turns, document], outputs, show_progress="hidden", api_name=False)
    fresh.click(
        lambda: (_welcome(documents), _pane(EMPTY_EVIDENCE), [], "", gr.update(visible=True)),
        None,
        outputs,
        show_progress="hidden",
        api_name=False,
    )


def _choices(site: Site) -> Any:  # noqa: ANN401  # a change of a component
    """Return the documents of now to keep to: they may have been added or removed."""
    choices = [(_ALL, ""), *site.document_choices()]
    return gr.update(choices=choices, visible=len(choices) > 2)


def _linked_question(request: gr.Request) -> str:
    """Return the question that a link `?q=...` asks, or nothing."""
    return str(request.query_params.get("q", ""))[:_LINKED_CHARS]


def _exchange(
    assistant: Answering, question: str, past: list[Turn], key: str | None
) -> Iterator[tuple[Any, ...]]:
    """Show the question at once, then its answer; a question that cannot be read stays in the box."""
    number = len(past) + 1
    asked = question.strip()
    if not asked:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return
    shown = asked if len(asked) <= 600 else f"{asked[:600]} …"
    waiting = render_turn(number, shown, render_status("Searching the documents"))
    yield _page([*past, Turn(shown, waiting, False)]), gr.skip(), gr.skip(), "", gr.update(visible=False)
    try:
        history = [t.question for t in past if t.answered][-_HISTORY:]
        answer = assistant.ask(asked, history=history, document=key)
    except CbmQaError as error:
        turn = Turn(shown, render_turn(number, shown, render_error(str(error), error.hint)), False)
        yield _page([*past, turn]), gr.skip(), [*past, turn], asked, gr.skip()
        return
    body = render_answer(answer, assistant.documents, number)
    turn = Turn(shown, render_turn(number, shown, body), True)
    yield (
        _page([*past, turn]),
        _pane(first_evidence(answer, assistant.documents)),
        [*past, turn],
        "",
        gr.skip(),
    )


def _page(turns: Sequence[Turn]) -> str:
    return f"<div id='log' role='log' aria-live='polite'>{''.join(t.html for t in turns)}</div>"


def _pane(evidence: str) -> str:
    return f"<section id='evidence' aria-label='Evidence' tabindex='-1'>{evidence}</section>"


def _welcome(documents: Mapping[str, Document]) -> str:
    count = len(documents)
    what = "one document" if count == 1 else f"{count} documents"
    return (
        f"<div id='log' class='welcome'><p>Answers come from {what} on this machine: quoted word for "
        f"word, with the section, "
        "the paragraph or the table cell they stand in. What the documents do not say is not "
        "answered.</p></div>"
    )
