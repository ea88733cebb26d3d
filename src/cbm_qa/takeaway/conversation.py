"""A whole conversation as Markdown, HTML or JSON, with a bibliography of the works it rests on."""

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape

from cbm_qa.errors import UsageError
from cbm_qa.messages import DEFAULT, message
from cbm_qa.model import Document
from cbm_qa.takeaway.answers import answer_html, answer_markdown, markdown_text
from cbm_qa.takeaway.bibliography import bibliography
from cbm_qa.takeaway.exchange import Exchange, exchange_to_json
from cbm_qa.takeaway.works import Work, bibtex, works_used

_STYLE = (
    "body{font:16px/1.6 Georgia,serif;max-width:44em;margin:2em auto;padding:0 1em;color:#1d2529}"
    "h1,h2{font-family:system-ui,sans-serif;line-height:1.3}h2{font-size:1.1em;margin-top:2em}"
    "code{background:#eef3f3;padding:2px 6px}li{margin-bottom:.5em}"
)


def write_conversation(
    exchanges: Sequence[Exchange],
    documents: Mapping[str, Document],
    form: str,
    *,
    style: str = "apa",
    language: str = DEFAULT,
    title: str = "",
) -> str:
    """Return the conversation as a file's text.

    Args:
        exchanges: In order; those without an answer are left out.
        documents: Where the cited works are looked up.
        form: One of `FORMATS`.
        style: Of the bibliography.
        language: Of the headings.
        title: Over all of it; the site's name where none is given.

    Raises:
        UsageError: There is no such format or style.
    """
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}", hint=f"take one of {', '.join(FORMATS)}")
    answered = [e for e in exchanges if e.answer is not None]
    works = works_used((e.answer for e in answered if e.answer), documents)
    return FORMATS[form](answered, works, style, language, title or message("site.title", language))


def _markdown(
    exchanges: Sequence[Exchange], works: Sequence[Work], style: str, language: str, title: str
) -> str:
    parts = [f"# {markdown_text(title)}"]
    for exchange in exchanges:
        assert exchange.answer is not None
        parts.append(f"## {markdown_text(' '.join(exchange.question.split()))}")
        parts.append(answer_markdown(exchange.answer, language))
    entries = bibliography([_safe(work) for work in works], style, "markdown")
    if entries:
        parts.append(f"## {message('export.bibliography', language)}")
        parts.append("\n".join(f"{number}. {entry}" for number, entry in enumerate(entries, 1)))
    return "\n\n".join(parts) + "\n"


def _html(exchanges: Sequence[Exchange], works: Sequence[Work], style: str, language: str, title: str) -> str:
    parts = [f"<h1>{escape(title)}</h1>"]
    for exchange in exchanges:
        assert exchange.answer is not None
        parts.append(f"<section><h2>{escape(exchange.question)}</h2>")
        parts.append(f"{answer_html(exchange.answer, language)}</section>")
    entries = bibliography(works, style, "html")
    if entries:
        items = "".join(f"<li>{entry}</li>" for entry in entries)
        parts.append(
            f"<section><h2>{escape(message('export.bibliography', language))}</h2><ol>{items}</ol></section>"
        )
    body = "\n".join(parts)
    return (
        f"<!doctype html>\n<html lang='{language}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _json(exchanges: Sequence[Exchange], works: Sequence[Work], style: str, language: str, title: str) -> str:
    data = {
        "title": title,
        "exchanges": [exchange_to_json(e) for e in exchanges],
        "works": [dict(work.csl) for work in works],
        "bibliography": {"style": style, "entries": list(bibliography(works, style))},
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _bibtex(exchanges: Sequence[Exchange], works: Sequence[Work], *_: str) -> str:
    return bibtex(works)


def _safe(work: Work) -> Work:
    """Return a work whose texts hold no Markdown, so that only the style's own italics are markup."""
    texts = {k: markdown_text(v) for k, v in work.csl.items() if isinstance(v, str) and k not in _BARE}
    return Work(work.key, {**work.csl, **texts})


_BARE = ("id", "type", "URL", "DOI")
_Writer = Callable[[Sequence[Exchange], Sequence[Work], str, str, str], str]
FORMATS: Mapping[str, _Writer] = {"markdown": _markdown, "html": _html, "json": _json, "bibtex": _bibtex}
"""The formats a conversation is written in."""
