"""An answer as HTML: pure functions; everything from a document or a question is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

import regex

from cbm_qa.answer.wording import confidence_words, place_words
from cbm_qa.model import Answer, Citation, Document
from cbm_qa.web.evidence import render_evidence
from cbm_qa.web.plots import answer_plot

EMPTY_EVIDENCE = (
    "<div class='empty'><p>The evidence appears here.</p>"
    "<p>Each numbered mark in an answer opens the very sentence or table cell it rests on.</p></div>"
)


def render_turn(turn: int, question: str, body: str) -> str:
    """Return one exchange: the question as asked, and below it the answer, the status or the error."""
    return (
        f"<article class='turn' id='turn-{turn}'><p class='question'><span class='sr'>You asked: "
        f"</span>{escape(question)}</p>"
        f"<div class='reply'>{body}</div></article>"
    )


def render_status(message: str) -> str:
    """Return the line shown while the answer is looked for."""
    return (
        f"<p class='status' role='status'><span class='pulse' aria-hidden='true'></span>{escape(message)}</p>"
    )


def render_error(message: str, hint: str) -> str:
    """Return a refusal to even look: an empty or over-long question."""
    shown = f" <span>{escape(hint[:1].upper() + hint[1:])}.</span>" if hint else ""
    return f"<p class='error' role='alert'>{escape(message[:1].upper() + message[1:])}.{shown}</p>"


def render_answer(answer: Answer, documents: Mapping[str, Document], turn: int) -> str:
    """Return the answer with clickable marks and its sources, each carrying its evidence along."""
    understood = (
        f"<p class='understood'>Understood as: {escape(answer.understood)}</p>" if answer.understood else ""
    )
    if answer.abstained:
        nearest = _sources(answer.nearest, answer, documents, turn, "Nearest passages")
        return f"{understood}<p class='refusal'>{escape(answer.reason)}</p>{nearest}"
    claims = " ".join(
        f"<span>{_breakable(claim.text)}{''.join(_mark(turn, m) for m in claim.markers)}</span>"
        for claim in answer.claims
    )
    text = f"<p class='claims{' values' if answer.cells else ''}'>{claims}</p>"
    notices = "".join(f"<p class='notice'>{escape(notice)}</p>" for notice in answer.notices)
    sources = _sources(answer.citations, answer, documents, turn, "Sources")
    confidence = (
        f"<p class='confidence' title='confidence {answer.confidence:.2f}'>"
        f"{escape(confidence_words(answer.confidence))}</p>"
    )
    shown = f"{_figure(answer)}{text}{_calculation(answer)}{answer_plot(answer, documents)}"
    return f"{understood}{shown}{notices}{sources}{confidence}"


def first_evidence(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the evidence to open with: that of the first citation, or of the nearest passage."""
    shown = answer.citations or answer.nearest
    return _evidence(shown[0], answer, documents) if shown else EMPTY_EVIDENCE


def _evidence(citation: Citation, answer: Answer, documents: Mapping[str, Document]) -> str:
    tables = {cell.table for cell in answer.cells if cell.marker == citation.marker}
    cells = [cell for cell in answer.cells if cell.table in tables]
    return render_evidence(documents[citation.document], citation, cells)


def _figure(answer: Answer) -> str:
    """Return the bare value in large type where the answer is one figure."""
    if len(answer.values) != 1 or not (answer.cells or answer.calculation) or len(answer.values[0]) > 24:
        return ""
    unit = answer.calculation.unit if answer.calculation else answer.cells[0].unit
    is_number = regex.fullmatch(r"[-−]?[\d.,\s]+", answer.values[0]) is not None
    shown = f"<span class='unit'> {escape(unit)}</span>" if unit and is_number and not _is_key(answer) else ""
    return f"<p class='figure'>{escape(answer.values[0])}{shown}</p>"


def _is_key(answer: Answer) -> bool:
    """Whether the value is a row or column (the year of a maximum), not a measured figure."""
    return answer.values[0] in {c.row for c in answer.cells} | {c.column for c in answer.cells}


def _calculation(answer: Answer) -> str:
    if answer.calculation is None:
        return ""
    unit = f" {answer.calculation.unit}" if answer.calculation.unit else ""
    return (
        f"<p class='calculation'><code>{escape(answer.calculation.expression)} = "
        f"{escape(str(answer.calculation.value) + unit)}</code></p>"
    )


def _mark(turn: int, marker: int) -> str:
    return (
        f"<button type='button' class='cite' data-evidence='e-{turn}-{marker}' aria-controls='evidence'"
        f" aria-label='Show source {marker}'>{marker}</button>"
    )


def _sources(
    citations: Sequence[Citation], answer: Answer, documents: Mapping[str, Document], turn: int, heading: str
) -> str:
    if not citations:
        return ""
    items = []
    for c in citations:
        title = f"<span class='work'>{escape(c.title)}</span>" if len(documents) > 1 else ""
        excerpt = f"<span class='excerpt'>{escape(_shorten(c.quote))}</span>" if answer.abstained else ""
        items.append(
            f"<li><button type='button' class='source' data-evidence='e-{turn}-{c.marker}' "
            f"aria-controls='evidence'>"
            f"<span class='number'>{c.marker}</span><span>{title}<span class='place'>"
            f"{escape(place_words(c, answer.cells))}</span>{excerpt}</span></button>"
            f"<template id='e-{turn}-{c.marker}'>{_evidence(c, answer, documents)}</template></li>"
        )
    return f"<h3>{heading}</h3><ol class='sources'>{''.join(items)}</ol>"


def _shorten(text: str, limit: int = 150) -> str:
    flat = regex.sub(r"\s+", " ", text)
    return flat if len(flat) <= limit else flat[: limit - 1].rsplit(" ", 1)[0] + " …"


def _breakable(text: str) -> str:
    return escape(text).replace("\t", " <span class='bar'>|</span> ").replace("\n", "<br>")
