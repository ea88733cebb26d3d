"""The smallest things an answer quotes: sentences, and the lines of tables, references and notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cbm_qa.index.chunk import CountTokens
from cbm_qa.model import Document, Passage, PassageKind, Span, Table


@dataclass(frozen=True, slots=True)
class SentenceUnit:
    """One quotable slice inside one passage.

    A sentence in prose; a whole reference or note; a line of a table but for its header. Where a
    passage holds only a part of it, that part. `passage` is the id of the passage.
    """

    document: str
    span: Span
    passage: str


def find_units(
    document: Document, passages: Sequence[Passage], *, count_tokens: CountTokens, max_tokens: int
) -> tuple[tuple[SentenceUnit, str], ...]:
    """Return the units of a document's passages in their order, each with the text to embed.

    That text is the slice; for a table row its cells with their column headers, where these take at
    most `max_tokens` tokens.
    """
    units = [
        (SentenceUnit(document.key, span, passage.id), embedded)
        for passage in passages
        for span, embedded in _units_of(document, passage)
    ]
    slices = [unit.span.of(document.text) for unit, _ in units]
    described = [n for n, (_, embedded) in enumerate(units) if embedded != slices[n]]
    for n, tokens in zip(described, count_tokens([units[n][1] for n in described]), strict=True):
        if tokens > max_tokens:
            units[n] = (units[n][0], slices[n])
    return tuple(units)


def _units_of(document: Document, passage: Passage) -> Iterator[tuple[Span, str]]:
    if passage.kind is PassageKind.TABLE:
        yield from _table_units(document, passage)
        return
    if passage.kind is PassageKind.REFERENCE:
        spans = [passage.span]
    elif passage.kind is PassageKind.NOTE:
        spans = [note.span for note in document.notes if note.span.overlaps(passage.span)]
    else:
        spans = [
            span
            for paragraph in document.paragraphs
            if paragraph.span.overlaps(passage.span)
            for span in ([s.span for s in paragraph.sentences] or [paragraph.span])
            if span.overlaps(passage.span)
        ]
    for span in spans:
        clipped = _clip(document.text, span, passage.span)
        yield clipped, clipped.of(document.text)


def _table_units(document: Document, passage: Passage) -> Iterator[tuple[Span, str]]:
    table = next(t for t in document.tables if t.span.contains(passage.span))
    header = "\t".join(table.header)
    rows = dict(zip(table.row_spans, table.rows, strict=True))
    start = passage.span.start
    for line in passage.span.of(document.text).split("\n"):
        if line.strip() and line != header:
            span = Span(start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
            row = rows.get(Span(start, start + len(line)))
            yield span, span.of(document.text) if row is None else _describe_row(table, row)
        start += len(line) + 1


def _describe_row(table: Table, row: tuple[str, ...]) -> str:
    cells = zip(table.header, row, strict=True)
    return "; ".join(f"{column}: {cell}" if column else cell for column, cell in cells)


def _clip(text: str, span: Span, limits: Span) -> Span:
    start, end = max(span.start, limits.start), min(span.end, limits.end)
    part = text[start:end]
    return Span(end - len(part.lstrip()), start + len(part.rstrip()))
