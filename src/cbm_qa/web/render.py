"""An answer as HTML: pure functions; everything from a document or a question is escaped."""

from collections.abc import Mapping, Sequence
from html import escape

import regex

from cbm_qa.answer.wording import around_value, confidence_key
from cbm_qa.model import Answer, AnswerKind, Citation, Document, DocumentKind
from cbm_qa.takeaway.answers import calculation_words
from cbm_qa.web.evidence import render_evidence, render_gone
from cbm_qa.web.language import labelled, said
from cbm_qa.web.mini import mini_table
from cbm_qa.web.plots import answer_plot

EMPTY_EVIDENCE = (
    f"<div class='empty'><p>{said('evidence.empty')}</p><p>{said('evidence.empty_more')}</p></div>"
)
_LONGEST_FIGURE = 24
_FEWEST_PLOTTED = 3


def render_status(key: str, **values: object) -> str:
    """Return the line shown while the answer is looked for."""
    return (
        f"<p class='status' role='status'><span class='pulse' aria-hidden='true'></span>"
        f"{said(key, **values)}</p>"
    )


def render_error(message: str, hint: str) -> str:
    """Return a refusal to even look: an empty or over-long question."""
    shown = f" <span>{escape(hint[:1].upper() + hint[1:])}.</span>" if hint else ""
    return f"<p class='error' role='alert'>{escape(message[:1].upper() + message[1:])}.{shown}</p>"


def said_error(key: str, **values: object) -> str:
    """Return what went wrong in the page's own words, which the browser says in its language."""
    return f"<p class='error' role='alert'>{said(key, **values)}</p>"


def render_answer(answer: Answer, documents: Mapping[str, Document], turn: int) -> str:
    """Return the answer with clickable marks and its sources, each carrying its evidence along."""
    understood = ""
    if answer.understood:
        understood = f"<p class='understood'>{said('answer.understood', question=answer.understood)}</p>"
    if answer.abstained:
        nearest = _sources(answer.nearest, answer, documents, turn)
        return f"{understood}<p class='refusal'>{escape(answer.reason)}</p>{_needed(answer)}{nearest}"
    notices = "".join(f"<p class='notice'>{escape(notice)}</p>" for notice in answer.notices)
    sure = confidence_key(answer.confidence)
    confidence = (
        f"<p class='confidence' data-sure='{sure.removeprefix('confidence.')}' "
        f"title='{answer.confidence:.2f}'>{said(sure)}</p>"
    )
    mini = mini_table(answer, documents, turn)
    shown = f"{_figure(answer)}{_claims(answer, turn, in_table=bool(mini))}{_calculation(answer)}"
    seen = f"{mini}{_plot(answer, documents)}"
    return (
        f"{understood}{shown}{seen}{confidence}{notices}{_sources(answer.citations, answer, documents, turn)}"
    )


def first_evidence(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the evidence to open with: that of the first citation, or of the nearest passage."""
    shown = answer.citations or answer.nearest
    return _evidence(shown[0], answer, documents) if shown else EMPTY_EVIDENCE


def _evidence(citation: Citation, answer: Answer, documents: Mapping[str, Document]) -> str:
    document = documents.get(citation.document)
    if document is None or citation.span.of(document.text) != citation.quote:
        return render_gone(citation)
    tables = {cell.table for cell in answer.cells if cell.marker == citation.marker}
    cells = [cell for cell in answer.cells if cell.table in tables]
    return render_evidence(document, citation, cells)


def _claims(answer: Answer, turn: int, *, in_table: bool) -> str:
    """Return the statements: a list item by item unless a table shows them, everything else as a text."""
    one = answer.claims[0]
    listed = [v for v in answer.values if v in one.text]
    is_list = answer.kind is AnswerKind.LIST and not in_table
    if is_list and len(answer.claims) == 1 and len(listed) > 1:
        lead = one.text[: one.text.index(listed[0])].strip()
        items = "".join(f"<li>{escape(value)}</li>" for value in listed)
        marks = "".join(_mark(turn, m) for m in one.markers)
        return f"<p class='claims'>{escape(lead)}{marks}</p><ul class='items'>{items}</ul>"
    claims = " ".join(
        f"<span>{_statement(answer, claim.text)}{''.join(_mark(turn, m) for m in claim.markers)}</span>"
        for claim in answer.claims
    )
    return f"<p class='claims{' values' if answer.cells else ''}'>{claims}</p>"


def _figure(answer: Answer) -> str:
    """Return the bare value in large type where the answer is one figure."""
    is_figure = len(answer.values) == 1 and (answer.cells or answer.calculation)
    if not is_figure or len(answer.values[0]) > _LONGEST_FIGURE:
        return ""
    unit = answer.calculation.unit if answer.calculation else answer.cells[0].unit
    is_number = regex.fullmatch(r"[-−]?[\d.,\s]+", answer.values[0]) is not None
    shown = f"<span class='unit'> {escape(unit)}</span>" if unit and is_number and not _is_key(answer) else ""
    return f"<p class='figure'>{escape(answer.values[0])}{shown}</p>"


def _is_key(answer: Answer) -> bool:
    """Whether the value is a row or column (the year of a maximum), not a measured figure."""
    return answer.values[0] in {c.row for c in answer.cells} | {c.column for c in answer.cells}


def _calculation(answer: Answer) -> str:
    words = calculation_words(answer)
    return f"<p class='calculation'><code>{escape(words)}</code></p>" if words else ""


def _plot(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the plot where it shows more than the small table beside it."""
    return answer_plot(answer, documents) if len(answer.cells) >= _FEWEST_PLOTTED else ""


def _needed(answer: Answer) -> str:
    """Return what the documents would have to hold for an answer."""
    words = regex.findall(r"“[^”]+”", answer.reason)
    needed = said("chat.needed.word", words=", ".join(words)) if words else said("chat.needed.passage")
    return f"<p class='needed'>{needed}</p>"


def _mark(turn: int, marker: int) -> str:
    return (
        f"<button type='button' class='cite' data-evidence='e-{turn}-{marker}' aria-controls='evidence' "
        f"{labelled('chat.show_source', n=marker)}>{marker}</button>"
    )


def _sources(
    citations: Sequence[Citation], answer: Answer, documents: Mapping[str, Document], turn: int
) -> str:
    if not citations:
        return ""
    items = "".join(_source(group, answer, documents, turn) for group in _grouped(citations, answer))
    heading = said("answer.nearest" if answer.abstained else "answer.sources")
    return f"<h3>{heading}</h3><ol class='sources'>{items}</ol>"


def _grouped(citations: Sequence[Citation], answer: Answer) -> list[list[Citation]]:
    """Return the citations, neighbouring rows of one table together."""
    tables = {cell.marker: cell.table for cell in answer.cells}
    groups: list[list[Citation]] = []
    for citation in citations:
        before = groups[-1][-1] if groups else None
        table = tables.get(citation.marker)
        if before and table and (before.document, tables.get(before.marker)) == (citation.document, table):
            groups[-1].append(citation)
        else:
            groups.append([citation])
    return groups


def _source(group: Sequence[Citation], answer: Answer, documents: Mapping[str, Document], turn: int) -> str:
    """Return one card: rows of a table, or one passage; it opens the first of them."""
    citation = group[0]
    document = documents.get(citation.document)
    title = ""
    if citation.document != next(iter(documents), ""):
        title = f"<span class='work'>{escape(citation.title)}</span>"
    if document is not None and document.kind is DocumentKind.SOURCE_NOTE:
        title += f"<span class='tag'>{said('answer.note_tag')}</span>"
    excerpt = ""
    if answer.abstained or (not answer.cells and citation.quote not in answer.text):
        excerpt = f"<span class='excerpt'>{escape(_shorten(citation.quote))}</span>"
    numbers = "".join(f"<span class='number'>{c.marker}</span>" for c in group)
    kept = "".join(
        f"<template id='e-{turn}-{c.marker}'>{_evidence(c, answer, documents)}</template>" for c in group
    )
    return (
        f"<li><button type='button' class='source' data-evidence='e-{turn}-{citation.marker}' "
        f"aria-controls='evidence'><span class='numbers'>{numbers}</span><span>{title}<span class='place'>"
        f"{_place(group, answer)}</span>{excerpt}</span></button>{kept}</li>"
    )


def _place(group: Sequence[Citation], answer: Answer) -> str:
    """Return section, and table rows or paragraph, and page."""
    citation = group[0]
    is_numbered = citation.section != citation.section_title
    parts = [escape(f"{citation.section} {citation.section_title}" if is_numbered else citation.section)]
    cells = [c for c in answer.cells if c.marker in {one.marker for one in group}]
    rows = list(dict.fromkeys(c.row for c in cells))
    if len(rows) > 1:
        parts.append(said("answer.rows", table=cells[0].table, rows=", ".join(rows)))
    elif cells:
        parts.append(said("answer.row", table=cells[0].table, row=rows[0]))
    elif citation.paragraph:
        parts.append(said("answer.paragraph", n=citation.paragraph))
    if citation.page:
        parts.append(said("answer.page", page=citation.page))
    return ", ".join(parts)


def _shorten(text: str, limit: int = 150) -> str:
    flat = regex.sub(r"\s+", " ", text)
    return flat if len(flat) <= limit else flat[: limit - 1].rsplit(" ", 1)[0] + " …"


def _statement(answer: Answer, text: str) -> str:
    """Return a statement with the figure or date that answers in strong type."""
    before, value, after = around_value(answer, text)
    strong = f"<strong>{_breakable(value)}</strong>" if value else ""
    return f"{_breakable(before)}{strong}{_breakable(after)}"


def _breakable(text: str) -> str:
    return escape(text).replace("\t", " <span class='bar'>|</span> ").replace("\n", "<br>")
