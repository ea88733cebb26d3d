"""What is indexed and ranked."""

from dataclasses import dataclass
from enum import StrEnum

from cbm_qa.model.span import Span


class PassageKind(StrEnum):
    """What a passage is made of."""

    PROSE = "prose"
    TABLE = "table"
    REFERENCE = "reference"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of one document's text, never across a section.

    Attributes:
        id: "paper:s3.1:p4-5", readable and stable while the document is unchanged.
        document: Key of the document.
        section: Index into `Document.sections`, or None.
        paragraphs: First and last paragraph ordinal, or None (tables, references, notes).
        span: The slice that is quoted and shown.
        kind: Prose, table, reference or note.
        embedded: What is embedded and searched: heading path or caption, then the slice.
        tokens: Length of `embedded` in the embedder's tokens.
    """

    id: str
    document: str
    section: int | None
    paragraphs: tuple[int, int] | None
    span: Span
    kind: PassageKind
    embedded: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage; a higher score is better. `ranks` tells its rank (from 1) on each route."""

    passage: Passage
    score: float
    ranks: tuple[tuple[str, int], ...] = ()


Ranking = tuple[Hit, ...]
"""Hits, best first; equal scores in the order of passage ids."""
