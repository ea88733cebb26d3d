"""An answer: claims, each with the evidence it rests on. Every displayed text is derived from it."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cbm_qa.model.span import Span


class AnswerKind(StrEnum):
    """How an answer was made."""

    PASSAGE = "passage"
    TABLE = "table"
    CALCULATION = "calculation"
    SOURCE = "source"
    LIST = "list"
    DEFINITION = "definition"
    COMPARISON = "comparison"
    ABSTENTION = "abstention"


@dataclass(frozen=True, slots=True)
class Citation:
    """Our pointer at evidence: a verbatim quote and where it stands.

    `quote` equals `document.text[span]`; `section` is the printed number, or the heading where
    there is none; `paragraph` the ordinal in it; `references` what mentions in the quote point to;
    `speaker` says in words whose claim it is, "" where that makes no sense.
    """

    marker: int
    document: str
    title: str
    section: str
    section_title: str
    paragraph: int | None
    page: str | None
    quote: str
    span: Span
    references: tuple[str, ...]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class CellCitation:
    """A table cell that the answer uses; `marker` is that of the citation of its row."""

    table: str
    row: str
    column: str
    text: str
    value: Decimal | None
    unit: str | None
    marker: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """Shown arithmetic over cited cells."""

    expression: str
    value: Decimal | str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer, and the markers of the citations it rests on (at least one)."""

    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says to one question.

    Attributes:
        question: As asked.
        understood: The full question a follow-up was read as, or None.
        kind: How it was made; ABSTENTION where the documents do not say.
        claims: The statements, in reading order; empty when abstaining.
        reason: Why the assistant abstains and what is missing; "" otherwise.
        values: The bare answer: cell text, computed value or span, one an item.
        confidence: Probability in [0, 1] that the answer is right (or, abstaining, that there is one).
        nearest: The passages shown when abstaining.
        notices: What the reader should know.
        timings_ms: Milliseconds by stage; "total" always.
    """

    question: str
    understood: str | None
    kind: AnswerKind
    claims: tuple[Claim, ...]
    reason: str
    values: tuple[str, ...]
    confidence: float
    citations: tuple[Citation, ...] = ()
    cells: tuple[CellCitation, ...] = ()
    calculation: Calculation | None = None
    notices: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def abstained(self) -> bool:
        """Whether the documents do not answer the question."""
        return self.kind is AnswerKind.ABSTENTION

    @property
    def text(self) -> str:
        """The answer with [n] markers, or the reason for abstaining."""
        if self.abstained:
            return self.reason
        return " ".join(claim.text + "".join(f" [{m}]" for m in claim.markers) for claim in self.claims)
