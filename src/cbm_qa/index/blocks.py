"""The things passages are made of: whole paragraphs, tables, references and notes, in reading order."""

from collections import Counter
from dataclasses import dataclass

import regex

from cbm_qa.model import Document, PassageKind, Span, Table


@dataclass(frozen=True, slots=True)
class Block:
    """One whole paragraph, table, reference or note.

    Attributes:
        kind: What it is.
        section: Index into `Document.sections`, or None.
        name: How passage ids call it: "table-1", "ref:smith2020"; "" for paragraphs and notes.
        ordinal: From 1, among the paragraphs or notes of its section; of tables and references in
            the document.
        span: Where it stands.
        cuts: Offsets inside it where it is best divided: starts of sentences, or of table rows.
        head: Caption and header line of a table, which every part of it needs.
        rows: The data rows of a table.
    """

    kind: PassageKind
    section: int | None
    name: str
    ordinal: int
    span: Span
    cuts: tuple[int, ...] = ()
    head: Span | None = None
    rows: tuple[Span, ...] = ()


def find_blocks(document: Document) -> tuple[Block, ...]:
    """Return all blocks of a document in the order of the text."""
    blocks = [*_paragraphs(document), *_notes(document), *_tables(document), *_references(document)]
    return tuple(sorted(blocks, key=lambda block: block.span))


def slug(title: str) -> str:
    """Return a heading or label as a readable part of an id: "Table 1" to "table-1"."""
    return "-".join(regex.findall(r"[\p{L}\p{N}.]+", title.casefold()))[:60].strip(".-") or "untitled"


def _paragraphs(document: Document) -> list[Block]:
    return [
        Block(
            PassageKind.PROSE,
            paragraph.section,
            "",
            paragraph.ordinal,
            paragraph.span,
            cuts=tuple(sentence.span.start for sentence in paragraph.sentences[1:]),
        )
        for paragraph in document.paragraphs
    ]


def _notes(document: Document) -> list[Block]:
    seen: Counter[int | None] = Counter()
    blocks = []
    for note in document.notes:
        seen[note.section] += 1
        blocks.append(Block(PassageKind.NOTE, note.section, "", seen[note.section], note.span))
    return blocks


def _tables(document: Document) -> list[Block]:
    return [
        Block(
            PassageKind.TABLE,
            table.section,
            slug(table.label) if table.label else f"table{number}",
            number,
            table.span,
            cuts=_row_cuts(document.text, table),
            head=_head(document.text, table),
            rows=table.row_spans,
        )
        for number, table in enumerate(document.tables, 1)
    ]


def _references(document: Document) -> list[Block]:
    return [
        Block(
            PassageKind.REFERENCE,
            document.section_at(reference.span.start),
            f"ref:{reference.key}",
            number,
            reference.span,
        )
        for number, reference in enumerate(document.references, 1)
    ]


def _head(text: str, table: Table) -> Span | None:
    end = table.row_spans[0].start if table.row_spans else table.span.end
    length = len(text[table.span.start : end].rstrip())
    return Span(table.span.start, table.span.start + length) if length else None


def _row_cuts(text: str, table: Table) -> tuple[int, ...]:
    """Return the starts of all rows but the first, which stays with the header, and of what follows them."""
    if not table.row_spans:
        return ()
    cuts = [span.start for span in table.row_spans[1:]]
    rest = text[table.row_spans[-1].end : table.span.end]
    if rest.strip():
        cuts.append(table.row_spans[-1].end + len(rest) - len(rest.lstrip()))
    return tuple(cuts)
