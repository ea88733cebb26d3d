"""One answer with its quotes and places, as plain text, Markdown or HTML."""

from collections.abc import Sequence
from html import escape

import regex

from cbm_qa.answer.wording import place_words
from cbm_qa.messages import DEFAULT, message
from cbm_qa.model import Answer, Citation

_MARKDOWN = regex.compile(r"([\\`*_\[\]<>#|~])")


def answer_plain(answer: Answer, language: str = DEFAULT) -> str:
    """Return the answer as text: statements with [1] marks, the calculation, then the quotes."""
    parts = [answer.text]
    if answer.calculation:
        parts.append(calculation_words(answer))
    parts += [message("answer.note", language, text=notice) for notice in answer.notices]
    lines = [
        f"[{c.marker}] “{_flat(c.quote)}” ({c.title}: {place_words(c, answer.cells, language)})"
        for c in _shown(answer)
    ]
    if lines:
        parts.append("\n".join((f"{_heading(answer, language)}:", *lines)))
    return "\n\n".join(parts)


def answer_markdown(answer: Answer, language: str = DEFAULT) -> str:
    """Return the answer as Markdown; what the documents say can hold no markup of its own."""
    parts = [markdown_text(answer.text)]
    if answer.calculation:
        parts.append(f"`{calculation_words(answer).replace('`', '')}`")
    parts += [f"*{markdown_text(message('answer.note', language, text=n))}*" for n in answer.notices]
    lines = [
        f"- \\[{c.marker}\\] “{markdown_text(_flat(c.quote))}” — *{markdown_text(c.title)}*, "
        f"{markdown_text(place_words(c, answer.cells, language))}"
        for c in _shown(answer)
    ]
    if lines:
        parts.append("\n".join((f"**{_heading(answer, language)}**\n", *lines)))
    return "\n\n".join(parts)


def answer_html(answer: Answer, language: str = DEFAULT) -> str:
    """Return the answer as HTML without styles, to be pasted into a document."""
    parts = [f"<p>{escape(answer.text)}</p>"]
    if answer.calculation:
        parts.append(f"<p><code>{escape(calculation_words(answer))}</code></p>")
    parts += [f"<p><em>{escape(message('answer.note', language, text=n))}</em></p>" for n in answer.notices]
    items = "".join(
        f"<li>[{c.marker}] <q>{escape(_flat(c.quote))}</q> — <cite>{escape(c.title)}</cite>, "
        f"{escape(place_words(c, answer.cells, language))}</li>"
        for c in _shown(answer)
    )
    if items:
        parts.append(f"<p><strong>{escape(_heading(answer, language))}</strong></p><ul>{items}</ul>")
    return "\n".join(parts)


def calculation_words(answer: Answer) -> str:
    """Return the calculation as a line: "18.7 - 12.4 = 6.3 billion USD"; "" where there is none."""
    if answer.calculation is None:
        return ""
    unit = f" {answer.calculation.unit}" if answer.calculation.unit else ""
    return f"{answer.calculation.expression} = {answer.calculation.value}{unit}"


def markdown_text(text: str) -> str:
    """Return a text in which nothing is taken for Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def _shown(answer: Answer) -> Sequence[Citation]:
    return answer.nearest if answer.abstained else answer.citations


def _heading(answer: Answer, language: str) -> str:
    return message("answer.nearest" if answer.abstained else "answer.sources", language)


def _flat(quote: str) -> str:
    return " ".join(quote.replace("\t", " | ").split())
