"""A whole document as HTML: outline, sections, sentences with their offsets, tables, references."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import quote

from cbm_qa.model import Document, Mention, NoteKind, Paragraph, Reference, Section, Span, Table
from cbm_qa.web.language import labelled, said

_FRONT = {NoteKind.TITLE, NoteKind.AUTHORS}  # the reader's own head shows them


def render_document(document: Document) -> str:
    """Return the document in reading order; every sentence, row and entry carries its offsets."""
    pieces = sorted(_pieces(document), key=lambda piece: piece[0])
    body = "".join(html for _, html in pieces)
    authors = f"<p class='authors'>{escape(', '.join(document.authors))}</p>" if document.authors else ""
    year = f"<p class='authors'>{document.year}</p>" if document.year else ""
    return f"<h1>{escape(document.title)}</h1>{authors}{year}{body}"


def render_outline(document: Document) -> str:
    """Return the headings as a list of links."""
    items = "".join(
        f"<li class='depth-{min(section.level, 4)}'><a href='#{_address(document, section.name)}'>"
        f"{_heading(section)}</a></li>"
        for section in document.sections
    )
    return f"<ol>{items}</ol>" if items else f"<p>{said('read.no_headings')}</p>"


def _pieces(document: Document) -> Iterator[tuple[int, str]]:
    for section in document.sections:
        level = min(section.level + 1, 5)
        yield (
            section.span.start,
            f"<h{level} data-start='{section.span.start}' data-end='{section.span.start + 1}'>"
            f"{_heading(section)}</h{level}>",
        )
    by_paragraph = _mentions_by_paragraph(document)
    for paragraph in document.paragraphs:
        yield paragraph.span.start, _paragraph(document, paragraph, by_paragraph[paragraph.span.start])
    tables = [table.span for table in document.tables]
    for note in document.notes:
        if note.kind not in _FRONT and not any(span.contains(note.span) for span in tables):
            yield note.span.start, _line("note", note.span, escape(note.span.of(document.text)))
    for table in document.tables:
        yield table.span.start, _table(table)
    places = _cited_at(document)
    for reference in document.references:
        yield reference.span.start, _reference(document, reference, places[reference.key])


def _mentions_by_paragraph(document: Document) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = defaultdict(list)
    for mention in document.mentions:
        paragraph = document.paragraph_at(mention.span.start)
        if paragraph and paragraph.span.contains(mention.span):
            found[paragraph.span.start].append(mention)
    return found


def _paragraph(document: Document, paragraph: Paragraph, mentions: Sequence[Mention]) -> str:
    section = document.section_name(paragraph.section)
    place = _address(document, f"{section}/p{paragraph.ordinal}")
    parts, at = [], paragraph.span.start
    for sentence in paragraph.sentences:
        parts.append(escape(document.text[at : sentence.span.start]))
        inner = _linked(document, sentence.span, mentions)
        parts.append(_span("s", sentence.span, inner))
        at = sentence.span.end
    parts.append(escape(document.text[at : paragraph.span.end]))
    label = labelled("read.link_paragraph", n=paragraph.ordinal, section=section)
    anchor = f"<a class='anchor' href='#{place}' {label}>{paragraph.ordinal}</a>"
    return f"<p class='para'>{anchor}{''.join(parts)}</p>"


def _linked(document: Document, span: Span, mentions: Sequence[Mention]) -> str:
    """Return a sentence whose mentions of works are links to their entries."""
    parts, at = [], span.start
    for mention in mentions:
        if mention.span.start < at or not span.contains(mention.span) or not mention.references:
            continue
        parts.append(escape(document.text[at : mention.span.start]))
        target = _address(document, f"ref/{mention.references[0]}")
        parts.append(f"<a class='mention' href='#{target}'>{escape(mention.span.of(document.text))}</a>")
        at = mention.span.end
    return "".join(parts) + escape(document.text[at : span.end])


def _table(table: Table) -> str:
    head = "".join(f"<th scope='col'>{escape(label)}</th>" for label in table.header)
    rows = "".join(
        f"<tr data-start='{span.start}' data-end='{span.end}'><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row, span in zip(table.rows, table.row_spans, strict=True)
    )
    label = f"<strong>{escape(table.label)}</strong> " if table.label else ""
    note = f"<p class='source-note'>{escape(table.source_note)}</p>" if table.source_note else ""
    name = escape(table.label or table.caption or "Table", quote=True)
    return (
        f"<div class='table-scroll' tabindex='0' role='region' aria-label='{name}' "
        f"data-start='{table.span.start}' data-end='{table.span.start + 1}'><table>"
        f"<caption>{label}{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _reference(document: Document, reference: Reference, cited: Sequence[Span]) -> str:
    url = f"https://doi.org/{reference.doi}" if reference.doi else reference.url or ""
    link = ""
    if url.startswith(("http://", "https://")):
        link = f" <a href='{escape(url, quote=True)}' target='_blank' rel='noopener noreferrer'>"
        link += f"{said('evidence.open')}</a>"
    return _line("entry", reference.span, f"{escape(reference.raw)}{link}") + _citing(document, cited)


def _citing(document: Document, cited: Sequence[Span]) -> str:
    """Return where a work is cited, as links with the sentence; folded."""
    if not cited:
        return f"<p class='cited-at'>{said('read.not_cited')}</p>"
    items = []
    for span in cited:
        section = document.section_name(document.section_at(span.start))
        paragraph = document.paragraph_at(span.start)
        place = f"{section}/p{paragraph.ordinal}" if paragraph else section
        sentence = next(
            (s for s in paragraph.sentences if s.span.overlaps(span)) if paragraph else iter(()), None
        )
        address = _address(document, f"{place}/s{sentence.ordinal}" if sentence else place)
        words = escape((sentence.span if sentence else span).of(document.text))
        where = said("read.place", section=section, n=paragraph.ordinal) if paragraph else escape(section)
        items.append(f"<li><a href='#{address}'>{where}</a> {words}</li>")
    times = said("read.cited", n=len(items))
    return f"<details class='cited-at'><summary>{times}</summary><ul>{''.join(items)}</ul></details>"


def _cited_at(document: Document) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for mention in document.mentions:
        for key in mention.references:
            found[key].append(mention.span)
    return found


def _line(kind: str, span: Span, html: str) -> str:
    return f"<p class='{kind}' data-start='{span.start}' data-end='{span.end}'>{html}</p>"


def _span(kind: str, span: Span, html: str) -> str:
    return f"<span class='{kind}' data-start='{span.start}' data-end='{span.end}'>{html}</span>"


def _heading(section: Section) -> str:
    return escape(f"{section.number} {section.title}" if section.number else section.title)


def _address(document: Document, place: str) -> str:
    return escape(f"{quote(document.key)}/{quote(place)}", quote=True)
