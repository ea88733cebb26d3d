"""The desk of the chat: earlier chats, saving a conversation, copying an answer, feedback."""

from html import escape
from typing import Any

from cbm_qa.errors import CbmQaError
from cbm_qa.feedback import FeedbackStore, Verdict
from cbm_qa.messages import DEFAULT, LANGUAGES
from cbm_qa.takeaway import (
    FORMATS,
    STYLES,
    Exchange,
    answer_html,
    answer_markdown,
    answer_plain,
    exchange_from_json,
    write_conversation,
)
from cbm_qa.web.language import labelled, said
from cbm_qa.web.part import add_part, format_buttons
from cbm_qa.web.site import Site

_SAVED = {"markdown": "Markdown", "html": "HTML", "json": "JSON", "bibtex": "BibTeX"}
_HISTORY = 6
_ONE = {"plain": answer_plain, "markdown": answer_markdown, "html": answer_html}


def build_desk(site: Site) -> None:
    """Put the desk into the page; its script asks the two functions below."""

    def take(asked: dict[str, Any]) -> dict[str, str]:
        return _take(site, asked)

    def give_feedback(asked: dict[str, Any]) -> bool:
        return _give_feedback(site, asked)

    add_part("desk-frame", _frame(), "desk.js", [take, give_feedback])


def _take(site: Site, asked: dict[str, Any]) -> dict[str, str]:
    """Return an answer or a conversation as text, or why there is none.

    Args:
        site: Its documents are looked up.
        asked: `records` of the exchanges, `form`, `style`, `language`, and whether it is `one` answer.
    """
    form, code = str(asked.get("form", "")), str(asked.get("language", DEFAULT))
    language = code if code in LANGUAGES else DEFAULT
    try:
        exchanges = [exchange_from_json(record) for record in asked.get("records") or ()]
        if asked.get("one") and form in _ONE:
            return {"text": _one(exchanges, form, language)}
        style = str(asked.get("style") or "apa")
        if form not in FORMATS or style not in STYLES:
            return {"problem": "There is no such format."}
        text = write_conversation(exchanges, site.documents, form, style=style, language=language)
    except CbmQaError as error:
        return {"problem": str(error)}
    return {"text": text}


def _one(exchanges: list[Exchange], form: str, language: str) -> str:
    answer = exchanges[0].answer if exchanges else None
    return _ONE[form](answer, language) if answer else ""


def _give_feedback(site: Site, asked: dict[str, Any]) -> bool:
    """Keep what a reader thinks of an answer; tells whether it was kept."""
    verdict, history = asked.get("verdict"), asked.get("history")
    if site.read_only or verdict not in set(Verdict):
        return False
    before = [str(question) for question in history] if isinstance(history, list) else []
    try:
        exchange = exchange_from_json(asked.get("record"))
        FeedbackStore(site.home).add(exchange, Verdict(verdict), before[-_HISTORY:])
    except CbmQaError:
        return False
    return True


def _frame() -> str:
    styles = "".join(f"<option value='{key}'>{escape(name)}</option>" for key, (name, _) in STYLES.items())
    return (
        f"<div id='desk'><details class='menu up' id='earlier' hidden>"
        f"<summary>{said('chat.earlier')}</summary>"
        f"<ul class='menu-body' id='earlier-list'></ul></details>"
        f"<details class='menu up' id='take' hidden>"
        f"<summary {labelled('export.conversation')}>{said('chat.save')}</summary>"
        f"<div class='menu-body'><label>{said('export.style')} <select id='style-choice'>{styles}</select>"
        f"</label>{format_buttons('save', _SAVED)}</div></details></div>"
    )
