"""Pure data, standard library only: what every other package speaks."""

from cbm_qa.model.answer import Answer, AnswerKind, Calculation, CellCitation, Citation, Claim
from cbm_qa.model.document import (
    FRONT_MATTER,
    Document,
    DocumentKind,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Section,
    Seen,
    Sentence,
)
from cbm_qa.model.page import LineBox, Page
from cbm_qa.model.passage import Hit, Passage, PassageKind, Ranking
from cbm_qa.model.reference import Mention, Reference, ReferenceType
from cbm_qa.model.span import Span
from cbm_qa.model.table import Cell, Table

__all__ = [
    "FRONT_MATTER",
    "Answer",
    "AnswerKind",
    "Calculation",
    "Cell",
    "CellCitation",
    "Citation",
    "Claim",
    "Document",
    "DocumentKind",
    "Hit",
    "LineBox",
    "Mention",
    "Note",
    "NoteKind",
    "Origin",
    "Page",
    "Paragraph",
    "Passage",
    "PassageKind",
    "Ranking",
    "Reference",
    "ReferenceType",
    "Section",
    "Seen",
    "Sentence",
    "Span",
    "Table",
]
