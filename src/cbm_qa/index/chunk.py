"""A document to passages: slices that follow its structure and fit the embedder."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from cbm_qa.errors import UsageError
from cbm_qa.index.blocks import Block, find_blocks, slug
from cbm_qa.model import Document, Passage, PassageKind, Span

CHUNKER = "structure-2"
"""Fingerprint of this module: raised whenever its output may change, so that an index is rebuilt."""

MIN_TOKENS = 16  # below it a heading and a word would not fit together

CountTokens = Callable[[Sequence[str]], list[int]]


def chunk_document(document: Document, *, count_tokens: CountTokens, max_tokens: int) -> tuple[Passage, ...]:
    """Cut a document into passages of at most `max_tokens` tokens.

    Whole neighbouring paragraphs of one section share a passage while they fit. A paragraph too long
    for one is divided evenly between sentences, a table between rows, and only a sentence or row too
    long for a passage between words. A table, a reference and a note is each a passage of its own;
    the lines before the first heading may share one.

    Args:
        document: What to cut.
        count_tokens: The embedder's token count of each text, its markers included.
        max_tokens: Longest `embedded` of a passage, in those tokens; at least 16.

    Returns:
        Passages in the order of the text, with unique ids, covering every block of the document.

    Raises:
        UsageError: `max_tokens` is below 16.
    """
    if max_tokens < MIN_TOKENS:
        raise UsageError(
            f"a passage needs at least {MIN_TOKENS} tokens, not {max_tokens}", hint="raise passage_tokens"
        )
    chunker = _Chunker(document, count_tokens, max_tokens)
    fitted = chunker.fit(chunker.pack(find_blocks(document)))
    ids = _name_pieces(document, [piece for piece, _, _ in fitted])
    return tuple(
        Passage(
            id=id_,
            document=document.key,
            section=piece.blocks[0].section,
            paragraphs=_ordinals(piece) if piece.kind is PassageKind.PROSE else None,
            span=piece.span,
            kind=piece.kind,
            embedded=embedded,
            tokens=tokens,
        )
        for id_, (piece, embedded, tokens) in zip(ids, fitted, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A slice to become a passage: some whole blocks, or a part of one."""

    blocks: tuple[Block, ...]
    span: Span

    @property
    def kind(self) -> PassageKind:
        return self.blocks[0].kind

    @property
    def is_whole(self) -> bool:
        return self.span == Span(self.blocks[0].span.start, self.blocks[-1].span.end)


class _Chunker:
    """Packs and divides the blocks of one document."""

    def __init__(self, document: Document, count_tokens: CountTokens, max_tokens: int) -> None:
        self._document = document
        self._count = count_tokens
        self._max = max_tokens
        self._contexts: dict[tuple[int | None, Span | None], tuple[str, int]] = {}

    def pack(self, blocks: Sequence[Block]) -> list[_Piece]:
        """Join neighbouring blocks while the sum of their tokens promises to fit."""
        sizes = self._count([block.span.of(self._document.text) for block in blocks])
        pieces: list[_Piece] = []
        filled = 0
        for block, size in zip(blocks, sizes, strict=True):
            if pieces and self._may_join(pieces[-1], block) and filled + size <= self._max:
                last = pieces[-1]
                pieces[-1] = _Piece((*last.blocks, block), Span(last.span.start, block.span.end))
                filled += size
            else:
                pieces.append(_Piece((block,), block.span))
                filled = size + self._context(_headed_by(pieces[-1]), None)[1]
        return pieces

    def fit(self, pieces: list[_Piece]) -> list[tuple[_Piece, str, int]]:
        """Divide every piece until it fits; return each with what is embedded and its token count."""
        fitted: list[tuple[_Piece, str, int]] = []
        while pieces:
            texts = [self._embedded(piece) for piece in pieces]
            too_long: list[_Piece] = []
            for piece, text, tokens in zip(pieces, texts, self._count(texts), strict=True):
                if tokens <= self._max:
                    fitted.append((piece, text, tokens))
                else:
                    too_long += self._divide(piece, tokens)
            pieces = too_long
        return sorted(fitted, key=lambda item: item[0].span)

    def _may_join(self, piece: _Piece, block: Block) -> bool:
        last = piece.blocks[-1]
        if last.kind is not block.kind or last.section != block.section or last.span.end > block.span.start:
            return False
        if block.kind is PassageKind.NOTE:
            packable = block.section is None
        else:
            packable = block.kind is PassageKind.PROSE
        return packable and not self._document.text[last.span.end : block.span.start].strip()

    def _divide(self, piece: _Piece, tokens: int) -> list[_Piece]:
        """Divide a piece at the best kind of place it has, into parts of about equal length."""
        start, end = piece.span.start, piece.span.end
        fixed = self._context(_headed_by(piece), self._head_of(piece))[1]
        parts = max(2, -(-(tokens - fixed) // max(1, self._max - fixed)))
        cuts = next(filter(None, self._cuts(piece)))
        ideals = [start + (end - start) * k / parts for k in range(1, parts)]
        chosen = sorted({_nearest(cuts, ideal) for ideal in ideals})
        edges = [start, *chosen, end]
        text = self._document.text
        spans = [self._trim(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
        return [_Piece(tuple(b for b in piece.blocks if b.span.overlaps(span)), span) for span in spans]

    def _cuts(self, piece: _Piece) -> tuple[list[int], ...]:
        """Return the places inside a piece where it may be divided, from the best kind to the last resort."""
        start, end = piece.span.start, piece.span.end
        kinds = (
            (block.span.start for block in piece.blocks),
            (cut for block in piece.blocks for cut in block.cuts),
            (start + match.end() for match in regex.finditer(r"\s+", piece.span.of(self._document.text))),
            range(start, end),
        )
        return tuple([cut for cut in cuts if start < cut < end] for cuts in kinds)

    def _trim(self, start: int, end: int) -> Span:
        part = self._document.text[start:end]
        return Span(end - len(part.lstrip()), start + len(part.rstrip()))

    def _embedded(self, piece: _Piece) -> str:
        context, _ = self._context(_headed_by(piece), self._head_of(piece))
        text = piece.span.of(self._document.text)
        return f"{context}\n{text}" if context else text

    def _head_of(self, piece: _Piece) -> Span | None:
        """Return the caption and header that a later part of a table needs; the first part holds them."""
        block = piece.blocks[0]
        return block.head if block.head is not None and piece.span.start > block.span.start else None

    def _context(self, section: int | None, head: Span | None) -> tuple[str, int]:
        """Return what is embedded before the slice, and its tokens: at most half of the limit."""
        if (section, head) not in self._contexts:
            lines = [" > ".join(self._document.heading_path(section))]
            if head is not None:
                lines.append(head.of(self._document.text))
            self._contexts[section, head] = self._shorten("\n".join(line for line in lines if line))
        return self._contexts[section, head]

    def _shorten(self, context: str) -> tuple[str, int]:
        """Return the longest end of a context that takes at most half of the limit."""
        tokens = self._count([context])[0]
        while tokens > self._max // 2:
            # The end is nearest to the text: the innermost heading, a table's header.
            keep = max(1, len(context) * (self._max // 2) // tokens - 1)
            context = context[-keep:] if keep < len(context) else ""
            context = context.partition(" ")[2] or context
            tokens = self._count([context])[0] if context else 0
        return context, tokens


def _headed_by(piece: _Piece) -> int | None:
    """Return the section whose headings are embedded with a piece.

    None for tables and references: they say what they are about themselves, and a heading that all
    the tables of a section share made them harder to tell apart when it was measured.
    """
    return piece.blocks[0].section if piece.kind in (PassageKind.PROSE, PassageKind.NOTE) else None


def _nearest(cuts: Sequence[int], ideal: float) -> int:
    return min(cuts, key=lambda cut: abs(cut - ideal))


def _name_pieces(document: Document, pieces: Sequence[_Piece]) -> list[str]:
    """Return a readable id for each piece; a number sets equal ones apart."""
    stems = [f"{document.key}:{_name_piece(document, piece)}" for piece in pieces]
    parts = Counter(stem for stem, piece in zip(stems, pieces, strict=True) if not piece.is_whole)
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    ids = []
    for stem, piece in zip(stems, pieces, strict=True):
        seen[stem] += 1
        number = seen[stem]
        id_ = f"{stem}.{number}" if parts[stem] > 1 and not piece.is_whole else stem
        while id_ in taken:
            id_, number = f"{stem}~{number}", number + 1
        taken.add(id_)
        ids.append(id_)
    return ids


def _name_piece(document: Document, piece: _Piece) -> str:
    first = piece.blocks[0]
    if piece.kind is PassageKind.REFERENCE:
        return first.name
    if piece.kind is PassageKind.TABLE:
        return first.name if piece.is_whole else f"{first.name}:{_name_rows(piece)}"
    low, high = _ordinals(piece)
    letter = "p" if piece.kind is PassageKind.PROSE else "n"
    return f"{_name_section(document, first.section)}:{letter}{low}" + (f"-{high}" if high > low else "")


def _name_section(document: Document, index: int | None) -> str:
    if index is None:
        return "front"
    section = document.sections[index]
    return f"s{slug(section.number)}" if section.number else slug(section.title)


def _name_rows(piece: _Piece) -> str:
    rows = [number for number, span in enumerate(piece.blocks[0].rows, 1) if span.overlaps(piece.span)]
    if not rows:
        return "note" if piece.blocks[0].rows and piece.span.start >= piece.blocks[0].rows[-1].end else "head"
    return f"r{rows[0]}-{rows[-1]}" if len(rows) > 1 else f"r{rows[0]}"


def _ordinals(piece: _Piece) -> tuple[int, int]:
    return piece.blocks[0].ordinal, piece.blocks[-1].ordinal
