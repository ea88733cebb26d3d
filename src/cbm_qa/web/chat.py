"""The chat: questions on the left, evidence on the right.

The browser keeps the conversation and sends it along with each question. The server holds none, so that
visitors cannot be mixed up and a chat outlives a reload and a restart of the server.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from cbm_qa.errors import CbmQaError, UsageError
from cbm_qa.messages import message
from cbm_qa.model import Answer
from cbm_qa.stages import listening
from cbm_qa.takeaway import Exchange, exchange_from_json
from cbm_qa.web.desk import build_desk
from cbm_qa.web.language import label, labelled
from cbm_qa.web.render import EMPTY_EVIDENCE, first_evidence, render_status
from cbm_qa.web.site import Answering, Site
from cbm_qa.web.suggest import suggest_questions
from cbm_qa.web.turns import render_log

_HISTORY = 6
_LINKED_CHARS = 4000
_MOST_TURNS = 60
_SLOW = 0.25  # seconds after which the stage is shown
_KEPT = "window.cbmqa.kept()"


def build_chat(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which questions are asked."""
    documents = site.documents
    with gr.Row(elem_id="panes", equal_height=False):
        with gr.Column(scale=6, min_width=320, elem_id="chat"):
            conversation = gr.HTML(render_log((), documents), elem_id="conversation")
            with gr.Row(elem_id="suggestions") as shelf:
                chips = [
                    gr.Button(text, size="sm", variant="secondary", elem_classes="chip")
                    for text in suggest_questions(documents)
                ]
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    placeholder=label("chat.placeholder"),
                    label=label("chat.question"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    scale=8,
                    elem_id="question",
                    autofocus=True,
                )
                send = gr.Button(label("chat.send"), variant="primary", scale=1, min_width=72, elem_id="send")
                stop = gr.Button(label("chat.stop"), scale=1, min_width=72, visible=False, elem_id="stop")
            with gr.Row(elem_id="tools"):
                document = gr.Dropdown(
                    [(label("chat.all"), "")],
                    value="",
                    label=label("chat.keep_to"),
                    visible=len(documents) > 1,
                    scale=3,
                    elem_id="document",
                )
                build_desk(site)
                fresh = gr.Button(label("chat.new"), size="sm", scale=0, min_width=96, elem_id="fresh")
                # Another page writes a key here to keep the next question to that document.
                keep = gr.Textbox(visible="hidden", elem_id="keep-to")
                kept = gr.Textbox(visible="hidden", elem_id="kept")
                linked = gr.Textbox(visible="hidden", elem_id="linked")
                reopen = gr.Button(visible="hidden", elem_id="reopen")
        with gr.Column(scale=5, min_width=320, elem_id="evidence-pane"):
            evidence = gr.HTML(_pane(EMPTY_EVIDENCE), elem_id="evidence-frame")

    async def ask(question: str, records: str, key: str) -> AsyncIterator[tuple[Any, ...]]:
        async for shown in _exchange(site, question, read_kept(records), key or None):
            yield shown

    def restore(records: str, request: gr.Request) -> tuple[Any, ...]:
        return _restore(site, read_kept(records), str(request.query_params.get("q", "")))

    def show(records: str) -> tuple[Any, ...]:
        return _show(site, read_kept(records))

    outputs = [conversation, evidence, box, shelf, send, stop]
    options: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    asking = f"(question, kept, key) => [question, {_KEPT}, key]"
    events = [
        trigger(ask, [box, kept, document], outputs, js=asking, **options)
        for trigger in (box.submit, send.click)
    ]
    events += [chip.click(ask, [chip, kept, document], outputs, js=asking, **options) for chip in chips]
    app.load(
        lambda language: _choices(site, language),
        kept,
        document,
        js="() => [window.cbmqa.language]",
        **options,
    )
    loaded = app.load(restore, kept, [*outputs, linked], js=f"() => [{_KEPT}]", **options)
    events.append(loaded.then(ask, [linked, kept, document], outputs, js=asking, **options))
    stop.click(
        show,
        kept,
        outputs,
        js=f"() => [{_KEPT}]",
        cancels=events,
        **options,
    )
    keep.change(None, keep, document, js="(key) => key.slice(0, key.lastIndexOf('|'))", api_name=False)
    reopen.click(show, kept, outputs, js=f"() => [{_KEPT}]", **options)
    fresh.click(
        lambda: _show(site, ()), None, outputs, js="() => { window.cbmqa.startChat(); return []; }", **options
    )


def read_kept(records: str) -> tuple[Exchange, ...]:
    """Return the conversation that a browser sends along; what cannot be read of it is left out."""
    found: list[Exchange] = []
    try:
        items = json.loads(records or "[]")
    except ValueError:
        return ()
    for item in items[-_MOST_TURNS:] if isinstance(items, list) else ():
        try:
            found.append(exchange_from_json(item))
        except UsageError:
            continue
    return tuple(found)


async def _exchange(
    site: Site, question: str, past: Sequence[Exchange], key: str | None
) -> AsyncIterator[tuple[Any, ...]]:
    """Show the question at once, then its answer; a question that cannot be read stays in the box."""
    asked = question.strip()
    if not asked:
        yield tuple(gr.skip() for _ in range(6))
        return
    past = list(past)
    while past and past[-1].answer is None:  # stopped or not readable: this question takes its place
        past.pop()
    turn = Exchange(asked, None, key)
    yield _waiting(site, [*past, turn], render_status("chat.searching"))
    found: list[int] = []
    history = [e.question for e in past if e.answer is not None][-_HISTORY:]
    task = asyncio.create_task(asyncio.to_thread(_ask, site.assistant, asked, history, key, found))
    try:
        await asyncio.wait([task], timeout=_SLOW)
        if not task.done() and found:
            yield _waiting(site, [*past, turn], render_status("chat.reading", n=found[-1]))
        answer = await task
    except CbmQaError as error:
        failed = replace(turn, problem=str(error), hint=error.hint)
        log, _, *rest = _show(site, [*past, failed], box=asked)
        yield log, gr.skip(), *rest
        return
    yield _show(site, [*past, replace(turn, answer=answer)])


def _ask(
    assistant: Answering, question: str, history: Sequence[str], key: str | None, found: list[int]
) -> Answer:
    with listening(found.append):
        return assistant.ask(question, history=history, document=key)


def _show(site: Site, exchanges: Sequence[Exchange], box: str = "") -> tuple[Any, ...]:
    """Return the page at rest: the conversation, the evidence of its last answer, what the box holds."""
    documents = site.documents
    answer = next((e.answer for e in reversed(exchanges) if e.answer is not None), None)
    return (
        render_log(exchanges, documents, takes_feedback=not site.read_only),
        _pane(first_evidence(answer, documents) if answer else EMPTY_EVIDENCE),
        box,
        gr.update(visible=not exchanges),
        gr.update(visible=True),
        gr.update(visible=False),
    )


def _waiting(site: Site, exchanges: Sequence[Exchange], status: str) -> tuple[Any, ...]:
    """Return the page while an answer is looked for."""
    log = render_log(exchanges, site.documents, waiting=status, takes_feedback=not site.read_only)
    hidden, shown = gr.update(visible=False), gr.update(visible=True)
    return log, gr.skip(), "", hidden, hidden, shown


def _restore(site: Site, exchanges: Sequence[Exchange], linked: str) -> tuple[Any, ...]:
    """Return the page as it was left, and the question that a link `?q=...` asks unless it was answered.

    Without either the page is left alone: its visitor may be typing already.
    """
    asked = linked[:_LINKED_CHARS]
    is_new = asked.strip() not in {e.question for e in exchanges if e.answer is not None}
    log, pane, _, *rest = _show(site, exchanges)
    shown = (log, pane, gr.skip(), *rest) if exchanges else tuple(gr.skip() for _ in range(6))
    return (*shown, asked if is_new else "")


def _choices(site: Site, language: str) -> Any:  # noqa: ANN401  # a change of a component
    """Return the documents of now to keep to: they may have been added or removed."""
    choices = [(message("chat.all", language), ""), *site.document_choices()]
    return gr.update(choices=choices, visible=len(choices) > 2)


def _pane(evidence: str) -> str:
    return f"<section id='evidence' {labelled('evidence.label')} tabindex='-1'>{evidence}</section>"
