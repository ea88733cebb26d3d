"""What an audit reports: findings with their quotes, and what the sources say to each claim."""

from dataclasses import dataclass
from enum import StrEnum

from cbm_qa.model import Citation


class Severity(StrEnum):
    """How much a finding matters to who reads the paper."""

    HIGH = "high"
    """A claim cannot be right as it stands, or cannot be checked."""
    MEDIUM = "medium"
    """A reader would be misled, or stumble."""
    LOW = "low"
    """Something to tidy up."""


class Verdict(StrEnum):
    """What a cited source says to a claim; never a bare yes or no."""

    SUPPORTED = "supported"
    DIFFERS = "figure or date differs"
    NOT_FOUND = "not found in what we have"
    NOT_AVAILABLE = "source not available"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a document that does not hold together.

    Attributes:
        check: Name of the check that found it.
        severity: How much it matters.
        confidence: How often such a finding is right, in [0, 1].
        message: What is wrong, in one line.
        reason: How that was found, so that a reader can follow it.
        quotes: Where it stands, word for word; at least one.
    """

    check: str
    severity: Severity
    confidence: float
    message: str
    reason: str
    quotes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SourceVerdict:
    """What one cited work says to one sentence that cites it.

    Attributes:
        claim: The sentence of the paper.
        reference: Key of the entry.
        verdict: One of the four.
        evidence: The best place in the source, None where there is none.
        reason: What was compared.
    """

    claim: Citation
    reference: str
    verdict: Verdict
    evidence: Citation | None
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the coverage map: a section or table, and the works it rests on.

    Attributes:
        name: "3.1 Trade", "Table 2".
        depth: Of the section, from 1.
        sentences: How many it has (rows, of a table).
        cited: How many of them name a work.
        references: Keys of the works, in order.
    """

    name: str
    depth: int
    sentences: int
    cited: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """All that was found in one document.

    Attributes:
        document: Its key.
        title: Its title.
        checks: Names of the checks that ran, in order.
        findings: Grouped by check in that order, the gravest first in each.
        verdicts: Of the sources, in the order of the text.
        coverage: What the sections and tables rest on.
    """

    document: str
    title: str
    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    verdicts: tuple[SourceVerdict, ...]
    coverage: tuple[Part, ...]
