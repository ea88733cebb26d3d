"""Sentences of a paragraph, by sentencex, with its cuts after abbreviations mended."""

from collections.abc import Iterator
from itertools import chain

import regex

from cbm_qa.model import Sentence, Span

_OPEN_END = regex.compile(
    r"(?:\b(?:et al|e\.g|i\.e|cf|vs|approx|ca|resp|incl|Fig|Figs|Tab|Eq|Eqs|Sec|Ch|No|Nos|Vol|pp|p|ed|eds"
    r"|Dr|Prof|Mr|Mrs|Ms|St|Jr|Sr|Inc|Ltd|Co|Art|para"
    r"|spp|sp|subsp|var|т|е|г|гг|в|вв|др|пр|см|рис|табл|стр|им|млн|млрд|тыс)\."
    r"|(?<!\p{L})\p{Lu}\.)\s*$"
)
_LOWER_START = regex.compile(r"^[\s\"'“‘(\[]*(?:\p{Ll}|\d|\()")
_NAME_START = regex.compile(r"^\s*\p{Lu}[\p{L}’'-]+")
_FULL_WIDTH_END = regex.compile(r"(?V1)(?<=[。！？][”’」』）]?)(?![”’」』）。！？])")
_BREAK = regex.compile(r"[.!?…]\s+|[。！？]")
_CLOSING = regex.compile(r"^\s*[)\]”’\"]+[\s.]*$")
_NEVER_STARTS = regex.compile(r"^\s*[,;:%]")
_MENTION_AFTER_STOP = regex.compile(r"\[\d{1,4}(?:\s?[,;–-]\s?\d{1,4})*\]\s*")
_MAX_CHARS = 4_000
_RUSSIAN_INITIALS = regex.compile(r"\p{Cyrillic}\.\s?\p{Cyrillic}\.\s*$")
_INITIAL_START = regex.compile(r"^\s*\p{Lu}\.")
_INITIAL_END = regex.compile(r"(?<!\p{L})\p{Lu}\.\s*$")


def split_sentences(text: str, start: int = 0) -> tuple[Sentence, ...]:
    """Split one paragraph into sentences.

    Args:
        text: The paragraph.
        start: Where it begins in the document; sentence spans are offsets into the document.

    Returns:
        Sentences in order, without the white space between them; together they cover the rest.
    """
    from sentencex import segment

    pieces: list[str] = []
    for piece in chain.from_iterable(segment("en", part) for part in _segmentable(text)):
        mention = _MENTION_AFTER_STOP.match(piece)
        if pieces and mention and pieces[-1][-1:] in ".!?…":  # "as shown.[3,4] The next"
            pieces[-1] += mention[0]
            piece = piece[mention.end() :]
        if pieces and piece and _belongs_to(pieces[-1], piece):
            pieces[-1] += piece
        elif piece:
            pieces.append(piece)
    sentences: list[Sentence] = []
    offset = 0
    for piece in pieces:
        lead = len(piece) - len(piece.lstrip())
        end = len(piece.rstrip())
        if end > lead:
            span = Span(start + offset + lead, start + offset + end)
            sentences.append(Sentence(span, len(sentences) + 1))
        offset += len(piece)
    return tuple(sentences)


def _segmentable(text: str) -> Iterator[str]:
    """Cut a paragraph after full-width stops, and one of unnatural length, for sentencex is quadratic."""
    start = 0
    while len(text) - start > _MAX_CHARS:
        breaks = [m.end() for m in _BREAK.finditer(text, start + _MAX_CHARS // 2, start + _MAX_CHARS)]
        end = breaks[-1] if breaks else start + _MAX_CHARS
        yield from _FULL_WIDTH_END.split(text[start:end])
        start = end
    yield from _FULL_WIDTH_END.split(text[start:])


def _belongs_to(before: str, piece: str) -> bool:
    """Whether a cut fell inside a sentence: after an abbreviation or initial, or in a bracket."""
    if before.count("(") > before.count(")") and ")" in piece:
        return True
    if _OPEN_END.search(before) and _LOWER_START.match(piece):
        return True
    if _INITIAL_END.search(before) and (_INITIAL_START.match(piece) or _RUSSIAN_INITIALS.search(before)):
        return True
    if (
        _NEVER_STARTS.match(piece)
        or _CLOSING.match(piece)
        or (before.rstrip().endswith("]") and _LOWER_START.match(piece))
    ):
        return True
    return bool(_INITIAL_END.search(before) and _NAME_START.match(piece) and len(before.split()) <= 2)
