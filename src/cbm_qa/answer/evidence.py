"""What answerers get and what they give back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from cbm_qa.answer.question import Question
from cbm_qa.model import (
    AnswerKind,
    Calculation,
    CellCitation,
    Citation,
    Claim,
    Document,
    Ranking,
    Span,
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a retrieved passage.

    Attributes:
        document: Its key.
        span: Where it stands.
        passage: Id of the passage it came with.
        cosine: Similarity to the question in [-1, 1].
        relevance: What the reranker thinks in [-1, 1]: above 0 it rather answers; 0 if it was not asked.
    """

    document: str
    span: Span
    passage: str
    cosine: float
    relevance: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything an answerer may use.

    Attributes:
        question: As read.
        documents: Those the question is put to, by key.
        ranking: Retrieved passages, best first.
        sentences: The sentences of those passages, in the order of the ranking.
    """

    question: Question
    documents: Mapping[str, Document]
    ranking: Ranking
    sentences: tuple[ScoredSentence, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed answer; candidates of all answerers compete on `confidence` in [0, 1]."""

    kind: AnswerKind
    confidence: float
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    values: tuple[str, ...] = ()
    cells: tuple[CellCitation, ...] = ()
    calculation: Calculation | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Why an answerer has no answer although the question is of its kind: what is missing."""

    reason: str


class Answerer(Protocol):
    """One way of answering; a class for each kind of question."""

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return an answer, the gap that keeps it from one, or None where the question is not for it."""
        ...
