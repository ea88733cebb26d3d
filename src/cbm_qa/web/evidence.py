"""The evidence behind a citation as HTML: the passage in its context, or the table with the cell marked."""

from collections.abc import Sequence
from html import escape

from cbm_qa.model import CellCitation, Citation, Document, DocumentKind, Reference, Span, Table
from cbm_qa.web.language import said
from cbm_qa.web.places import link_to
from cbm_qa.web.sheet import render_pages
from cbm_qa.web.speakers import said_speaker

_LONG_TABLE = 60
_ROWS_AROUND = 12


def render_evidence(document: Document, citation: Citation, cells: Sequence[CellCitation] = ()) -> str:
    """Return what a citation points at, in its place, with the quote marked.

    Args:
        document: The cited document.
        citation: Where.
        cells: Cells that the answer uses; those of the cited table are marked.
    """
    table = next((t for t in document.tables if t.span.contains(citation.span)), None)
    if table is not None:
        body = _table(table, document, citation, cells)
    elif any(r.span.overlaps(citation.span) for r in document.references):
        body = _lines(document, citation.span, [r.span for r in document.references])
    elif document.paragraph_at(citation.span.start) is not None:
        body = _lines(document, citation.span, [p.span for p in document.paragraphs])
    else:
        body = _lines(document, citation.span, [n.span for n in document.notes])
    head = f"{_head(document, citation)}{_in_place(document, citation)}"
    printed = render_pages(document, citation.span)
    claim = f"<p class='where speaker'>{said_speaker(citation.speaker)}</p>" if citation.speaker else ""
    return f"{head}<div class='reading'>{body}</div>{claim}{printed}{_cited_works(document, citation)}"


def _head(document: Document, citation: Citation) -> str:
    path = document.heading_path(document.section_at(citation.span.start)) or (citation.section,)
    place = " › ".join(map(escape, path))
    paragraph = _where("paragraph", n=citation.paragraph) if citation.paragraph else ""
    page = _where("page", page=citation.page) if citation.page else ""
    note = ""
    if document.kind is DocumentKind.SOURCE_NOTE:
        note = f"<p class='notice'>{said('answer.note_source')}</p>"
    return (
        f"<header class='evidence-head'><span class='number' aria-hidden='true'>{citation.marker}</span>"
        f"<div><p class='work'>{escape(document.title)}</p><h2>{place}</h2>{paragraph}{page}</div>"
        f"</header>{note}"
    )


def _in_place(document: Document, citation: Citation) -> str:
    """Return the lasting link to the evidence in the whole document."""
    address = escape(link_to(document, citation.span), quote=True)
    return (
        f"<p class='in-place'><a href='{address}'>{said('evidence.read')}</a>"
        f"<button type='button' data-copy-link='{address}'>{said('evidence.copy_link')}</button></p>"
    )


def render_gone(citation: Citation) -> str:
    """Return what is left of evidence whose document was removed or changed: the quote as it was given."""
    is_numbered = citation.section != citation.section_title
    place = f"{citation.section} {citation.section_title}" if is_numbered else citation.section
    return (
        f"<header class='evidence-head'><span class='number' aria-hidden='true'>{citation.marker}</span>"
        f"<div><p class='work'>{escape(citation.title)}</p><h2>{escape(place)}</h2></div></header>"
        f"<p class='notice'>{said('chat.gone')}</p>"
        f"<div class='reading'><p><mark>{escape(citation.quote)}</mark></p></div>"
    )


def _where(name: str, **values: object) -> str:
    return f"<span class='where'>{said(f'answer.{name}', **values)}</span>"


def _lines(document: Document, quote: Span, spans: Sequence[Span]) -> str:
    """Return the pieces that hold the quote, with one neighbour of the same section on either side."""
    held = [i for i, span in enumerate(spans) if span.overlaps(quote)]
    if not held:
        return _marked(document.text, quote, quote)
    section = document.section_at(spans[held[0]].start)
    first, last = max(0, held[0] - 1), min(len(spans), held[-1] + 2)
    pieces = []
    for i in range(first, last):
        if i in held:
            pieces.append(f"<p class='cited'>{_marked(document.text, spans[i], quote)}</p>")
        elif document.section_at(spans[i].start) == section:
            pieces.append(f"<p class='near'>{escape(spans[i].of(document.text))}</p>")
    return "".join(pieces)


def _marked(text: str, span: Span, quote: Span) -> str:
    start, end = max(span.start, quote.start), min(span.end, quote.end)
    return (
        f"{escape(text[span.start : start])}<mark>{escape(text[start:end])}</mark>"
        f"{escape(text[end : span.end])}"
    )


def _table(table: Table, document: Document, citation: Citation, cells: Sequence[CellCitation]) -> str:
    used = {(c.row, c.column) for c in cells}
    head = "".join(f"<th scope='col'>{escape(label)}</th>" for label in table.header)
    lines = list(zip(table.rows, table.row_spans, strict=True))
    cited = {
        i
        for i, (row, span) in enumerate(lines)
        if span.overlaps(citation.span) or any((row[0], label) in used for label in table.header[1:])
    }
    rows = []
    for i, (row, _) in enumerate(lines):
        if len(lines) <= _LONG_TABLE or any(abs(i - c) <= _ROWS_AROUND for c in cited):
            rows.append(_row(table.header, row, used, is_cited=i in cited))
        elif i == 0 or any(i - 1 - c == _ROWS_AROUND for c in cited):
            rows.append(f"<tr><td colspan='{len(table.header)}'>…</td></tr>")
    label = f"<strong>{escape(table.label)}</strong> " if table.label else ""
    note = f"<p class='source-note'>{escape(table.source_note)}</p>" if table.source_note else ""
    return (
        f"<div class='table-scroll' tabindex='0' role='region' "
        f"aria-label='{escape(table.label or 'Table', quote=True)}'><table>"
        f"<caption>{label}{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>{note}"
    )


def _row(header: Sequence[str], row: Sequence[str], used: set[tuple[str, str]], *, is_cited: bool) -> str:
    parts = [f"<th scope='row'>{escape(row[0])}</th>"]
    for label, text in zip(header[1:], row[1:], strict=True):
        if (row[0], label) in used:
            parts.append(f"<td class='hit'><mark>{escape(text)}</mark></td>")
        else:
            parts.append(f"<td>{escape(text)}</td>")
    return f"<tr{' class=cited' if is_cited else ''}>{''.join(parts)}</tr>"


def _cited_works(document: Document, citation: Citation) -> str:
    """Return the entries that the quote itself cites."""
    works = {r.key: r for r in document.references}
    own = [
        works[key]
        for key in citation.references
        if key in works and not works[key].span.overlaps(citation.span)
    ]
    if not own:
        return ""
    items = "".join(f"<li>{_entry(work)}</li>" for work in own)
    return f"<section class='works'><h3>{said('answer.cites')}</h3><ul>{items}</ul></section>"


def _entry(work: Reference) -> str:
    text = escape(work.raw)
    url = work.url or (f"https://doi.org/{work.doi}" if work.doi else "")
    if url.startswith(("http://", "https://")):
        text += f" <a href='{escape(url, quote=True)}' target='_blank' rel='noopener noreferrer'>"
        text += f"{said('evidence.open')}</a>"
    return text
