"""Addresses of places in documents: made for a citation, found again later, also in a changed text.

#paper/3.1/p8/s2                         a place, as a reader would name it
#paper/3.1/p8?v=1a2b...&at=120-180&q=…   evidence: with the text's digest, the span and the quote
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode

import regex

from cbm_qa.model import FRONT_MATTER, Document, Span

_QUOTED_CHARS = 300
_PARAGRAPH = regex.compile(r"p(\d{1,6})")
_SENTENCE = regex.compile(r"s(\d{1,6})")
_REFERENCE, _TABLE = "ref", "table"


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address leads.

    Attributes:
        document: Key of the document, None where there is none of that name.
        span: What to mark, None for the document as a whole.
        remark: Message that says what the reader should know: the text changed, the place is gone; or "".
        quote: The words that are no longer there, for that message.
    """

    document: str | None
    span: Span | None
    remark: str = ""
    quote: str = ""


def version_of(document: Document) -> str:
    """Return 12 hex digits that change when the document's text does."""
    return hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()[:12]


def place_of(document: Document, span: Span) -> str:
    """Return the readable part of an address: section, and paragraph, table or reference within."""
    for number, table in enumerate(document.tables, 1):
        if table.span.overlaps(span):
            return f"{_TABLE}/{number}"
    for reference in document.references:
        if reference.span.overlaps(span):
            return f"{_REFERENCE}/{reference.key}"
    section = document.section_name(document.section_at(span.start))
    paragraph = document.paragraph_at(span.start)
    return f"{section}/p{paragraph.ordinal}" if paragraph else section


def link_to(document: Document, span: Span) -> str:
    """Return the address of evidence; it tells later whether the text is still the same."""
    text = span.of(document.text)[:_QUOTED_CHARS]
    proof = urlencode({"v": version_of(document), "at": f"{span.start}-{span.end}", "q": text})
    return f"#{quote(document.key)}/{quote(place_of(document, span))}?{proof}"


def find_place(documents: Mapping[str, Document], address: str) -> Found:
    """Return where an address leads in the documents as they are now."""
    path, _, query = address.removeprefix("#").partition("?")
    key, _, place = path.partition("/")
    document = documents.get(unquote(key))
    if document is None:
        return Found(None, None, "places.gone" if key else "")
    span = _named_place(document, unquote(place))
    proof = {name: values[0] for name, values in parse_qs(query).items()}
    if "v" in proof and "q" in proof:
        return _checked(document, span, proof)
    missing = "" if span or not place else "places.missing"
    return Found(document.key, span, missing)


def _checked(document: Document, near: Span | None, proof: Mapping[str, str]) -> Found:
    """Return the quoted span: at its old place in the same text, else wherever the quote stands now."""
    match = regex.fullmatch(r"(\d{1,9})-(\d{1,9})", proof.get("at", ""))
    start, end = (int(match[1]), int(match[2])) if match else (0, 0)
    if proof["v"] == version_of(document) and document.text.startswith(proof["q"], start) and start < end:
        return Found(document.key, Span(start, min(end, len(document.text))))
    words = r"\s+".join(map(regex.escape, proof["q"].split()))
    moved = regex.search(words, document.text, timeout=2) if words else None
    if moved:
        return Found(document.key, Span(*moved.span()), "places.moved")
    return Found(document.key, near, "places.changed", " ".join(proof["q"].split()))


def _named_place(document: Document, place: str) -> Span | None:
    head, _, rest = place.partition("/")
    if head == _REFERENCE:
        return next((r.span for r in document.references if r.key == rest), None)
    if head == _TABLE:
        number = int(rest) if rest.isdecimal() else 0
        return document.tables[number - 1].span if 0 < number <= len(document.tables) else None
    parts = place.split("/")
    # A heading may itself hold a slash: the longest head that names a section is it.
    for length in range(len(parts), 0, -1):
        section = _section_named(document, "/".join(parts[:length]))
        if section is not _NO_SECTION:
            return _within(document, section, parts[length:])
    return None


_NO_SECTION = -1


def _section_named(document: Document, name: str) -> int | None:
    if name == FRONT_MATTER:
        return None
    return next((i for i, s in enumerate(document.sections) if s.name == name), _NO_SECTION)


def _within(document: Document, section: int | None, rest: list[str]) -> Span | None:
    """Return the span of a paragraph or sentence of a section, or of its heading line."""
    match = _PARAGRAPH.fullmatch(rest[0]) if rest else None
    if match:
        ordinal = int(match[1])
        paragraph = next(
            (p for p in document.paragraphs if p.section == section and p.ordinal == ordinal), None
        )
        inner = _SENTENCE.fullmatch(rest[1]) if paragraph and len(rest) > 1 else None
        if paragraph and inner:
            return next((s.span for s in paragraph.sentences if s.ordinal == int(inner[1])), paragraph.span)
        return paragraph.span if paragraph else None
    if section is None or rest:
        return None
    start = document.sections[section].span.start
    return Span(start, start + 1)
