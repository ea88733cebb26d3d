"""The conversation as HTML: questions, answers, and what can be done with each."""

import json
from collections.abc import Mapping, Sequence
from html import escape

from cbm_qa.model import Document
from cbm_qa.takeaway import Exchange, exchange_to_json
from cbm_qa.web.language import labelled, said
from cbm_qa.web.render import render_answer, render_error

_SHOWN_CHARS = 600
_FORMS = ("plain", "markdown", "html", "bibtex", "link")
_VERDICTS = ("right", "wrong", "wrong_citation")


def render_log(
    exchanges: Sequence[Exchange],
    documents: Mapping[str, Document],
    *,
    waiting: str = "",
    takes_feedback: bool = True,
) -> str:
    """Return the conversation; a welcome where there is none yet.

    Args:
        exchanges: In order.
        documents: Where the evidence is looked up.
        waiting: What to show in place of an answer to the last question, while it is looked for.
        takes_feedback: Whether readers may say that an answer is right or wrong.
    """
    if not exchanges:
        return _welcome(len(documents))
    turns = "".join(
        _turn(
            number,
            exchange,
            documents,
            waiting if number == len(exchanges) else "",
            takes_feedback=takes_feedback,
        )
        for number, exchange in enumerate(exchanges, 1)
    )
    return f"<div id='log' role='log' aria-live='polite' {labelled('chat.conversation')}>{turns}</div>"


def _welcome(documents: int) -> str:
    """Return what stands there before the first question; the examples follow it."""
    return (
        f"<div id='log' class='welcome'><h2>{said('chat.hello')}</h2>"
        f"<p>{said('chat.welcome', n=documents)}</p>"
        f"<h3>{said('chat.examples')}</h3></div>"
    )


def render_turn(turn: int, question: str, body: str, *, record: str = "{}", actions: str = "") -> str:
    """Return one exchange: the question as asked, and below it the answer, the status or the error.

    Args:
        turn: Its number, from 1.
        question: As asked; a very long one is shown cut.
        body: HTML of what came of it.
        record: The exchange as JSON, which the browser keeps.
        actions: HTML of what can be done with it.
    """
    shown = question if len(question) <= _SHOWN_CHARS else f"{question[:_SHOWN_CHARS]} …"
    return (
        f"<article class='turn' id='turn-{turn}' data-record='{escape(record, quote=True)}'>"
        f"<h2 class='question'><span class='sr'>{said('chat.you_asked')} </span>{escape(shown)}</h2>"
        f"<div class='reply'>{body}</div>{actions}</article>"
    )


def _turn(
    number: int,
    exchange: Exchange,
    documents: Mapping[str, Document],
    waiting: str,
    *,
    takes_feedback: bool,
) -> str:
    record = json.dumps(exchange_to_json(exchange), ensure_ascii=False)
    if waiting:
        return render_turn(number, exchange.question, waiting, record=record)
    if exchange.answer is not None:
        body = render_answer(exchange.answer, documents, number)
    elif exchange.problem:
        body = render_error(exchange.problem, exchange.hint)
    else:
        body = f"<p class='stopped'>{said('chat.stopped')}</p>"
    actions = _actions(is_answered=exchange.answer is not None, takes_feedback=takes_feedback)
    return render_turn(number, exchange.question, body, record=record, actions=actions)


def _actions(*, is_answered: bool, takes_feedback: bool) -> str:
    """Return the line of small buttons under an answer."""
    again = _button("again", "", "chat.retry") + _button("edit", "", "chat.edit")
    if not is_answered:
        return f"<div class='actions'>{again}</div>"
    forms = "".join(_button("copy", form, f"chat.copy.{form}") for form in _FORMS)
    copy = (
        f"<details class='menu'><summary>{said('chat.copy')}</summary><div class='menu-body'>{forms}</div>"
        f"</details>"
    )
    return f"<div class='actions'>{copy}{again}{_feedback() if takes_feedback else ''}</div>"


def _feedback() -> str:
    verdicts = "".join(_button("verdict", verdict, f"chat.{verdict}") for verdict in _VERDICTS)
    return (
        f"<span class='feedback' role='group' {labelled('chat.is_it_right')}>"
        f"<span aria-hidden='true'>{said('chat.is_it_right')}</span>"
        f"{verdicts}<span class='noted' role='status'></span></span>"
    )


def _button(action: str, value: str, key: str) -> str:
    return f"<button type='button' data-{action}='{value}'>{said(key)}</button>"
