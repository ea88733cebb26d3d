"""What a sentence only announces: "for two reasons.", "the following attributes:" and what comes after it."""

from collections.abc import Sequence

import regex

from cbm_qa.model import Document, Paragraph, Span

_ANNOUNCES = regex.compile(
    r"\b(?:(?:as|the) follow(?:s|ing)|as listed below|(?:two|three|four|five|six|seven|eight|several|various|"
    r"some|a number of|many)[\s-](?:\p{L}+[\s-]){0,3}?(?:reasons?|stages?|steps?|ways?|points?|questions?|"
    r"aims?|goals?|groups?|parts?|categor\p{L}+|types?|kinds?|factors?|attributes?|criteria|principles?|challenges?|"
    r"limitations?|objectives?|recommendations?|hypothes[ei]s|phases?|components?|dimensions?|areas?|process))\b|"
    r":\s*$",
    regex.I,
)
_POINTS_DOWN = regex.compile(r"\b(?:the following|below|as follows)\b|:\s*$", regex.I)
_ITEM = regex.compile(
    r"^\s*(?:[-–•*·]\s|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[).]\s|(?:first|second|third|fourth|fifth|finally|last|"
    r"next|then|another|the (?:first|second|third|fourth|other|last)|one (?:is|was|of)|also)(?:ly)?\b)",
    regex.I,
)
_LABELLED = regex.compile(r"^\s*\p{Lu}[\p{L}\s-]{2,40}[:.–—]\s")
_MAX_ITEMS = 8
_MAX_ITEM_CHARS = 420


def announced_after(document: Document, span: Span) -> tuple[Span, ...]:
    """Return what stands after a sentence that only announces it: its items, in order; none otherwise.

    Items are the next sentences of the paragraph that begin as items do ("First, ..."), or the paragraphs
    after it that are marked or labelled as items.
    """
    text = span.of(document.text)
    if not _ANNOUNCES.search(text) or _ITEM.match(text):
        return ()
    paragraph = document.paragraph_at(span.start)
    if paragraph is None:
        return ()
    later = [s.span for s in paragraph.sentences if s.span.start >= span.end]
    items = _items_of(document, later)
    if items:
        return items
    if later and _POINTS_DOWN.search(later[0].of(document.text)):
        return later[0], *announced_after(document, later[0])
    if later and not _POINTS_DOWN.search(text):
        return ()
    index = document.paragraphs.index(paragraph)
    return _item_paragraphs(document, document.paragraphs[index + 1 :], paragraph)


def _items_of(document: Document, sentences: Sequence[Span]) -> tuple[Span, ...]:
    """Return the sentences from the first on, as long as each begins as an item does or goes on with one."""
    last = -1
    for number, sentence in enumerate(sentences[:_MAX_ITEMS]):
        if _ITEM.match(sentence.of(document.text)):
            last = number
        elif number - last > 1:
            break
    return tuple(sentences[: last + 1])


def _item_paragraphs(
    document: Document, paragraphs: Sequence[Paragraph], before: Paragraph
) -> tuple[Span, ...]:
    found: list[Span] = []
    for paragraph in paragraphs[:_MAX_ITEMS]:
        text = paragraph.span.of(document.text)
        is_item = _ITEM.match(text) or _LABELLED.match(text)
        if paragraph.section != before.section or not is_item or len(text) > _MAX_ITEM_CHARS:
            break
        found.append(paragraph.span)
    return tuple(found)
