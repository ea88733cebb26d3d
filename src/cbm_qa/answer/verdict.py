"""Whether a cited work, as far as it is here, says what a sentence hangs on it: one of four verdicts.

A work that is here as a note or an abstract can only be silent so far as we have it; so silence is never
taken for a contradiction, and agreement names the passage it was found in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import regex

from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.verify import numbers_in
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import content_words, find_words, similarity
from cbm_qa.model import Document, Span

_COVERED = 0.6  # share of the claim's words, by weight, that a passage must hold to bear it out
_SAME_TOPIC = 0.35  # that makes two passages speak of one thing, so that their figures can be compared
_COSINE = 0.45
_NEAR = 0.15  # that makes a passage worth showing
_UNSEEN = regex.compile(
    r"\bnot\s+seen\b|\bwhat was seen (?:does|do|did|says? noth|names? n|gives? no|stops)",
    regex.I,
)
_TOLD = regex.compile(r"\b(?:1[5-9]|20)\d{2}\b")


class Verdict(StrEnum):
    """What can be said of a claim against its source."""

    SUPPORTED = "supported"
    DIFFERS = "figure or date differs"
    NOT_FOUND = "not found in what we have"
    UNAVAILABLE = "source not available"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and the passage of the source that it rests on (None for the last two, unless near)."""

    verdict: Verdict
    passage: Span | None = None


Gather = Callable[[str, str], Evidence]
"""What is gathered in one document (its key) for a text."""


def judge(claim: str, document: Document | None, gather: Gather, weights: Weights) -> Finding:
    """Compare a claim with a source.

    Args:
        claim: The sentence without its mentions.
        document: What the corpus holds of the source, or None.
        gather: Finds the source's sentences nearest to the claim.
        weights: How much each word tells.
    """
    if document is None:
        return Finding(Verdict.UNAVAILABLE)
    ranked = sorted(
        (
            (_covered(claim, s.span.of(document.text), weights), s)
            for s in gather(claim, document.key).sentences
            if not _UNSEEN.search(s.span.of(document.text)) and not _is_heading(document, s)
        ),
        key=lambda pair: -(pair[0] + max(0.0, pair[1].cosine)),
    )
    if not ranked:
        return Finding(Verdict.NOT_FOUND)
    covered, best = ranked[0]
    text = best.span.of(document.text)
    figures = numbers_in(claim)
    same_topic = covered >= _SAME_TOPIC and best.cosine >= _COSINE
    if figures and same_topic and not figures <= numbers_in(document.text):
        missing = figures - numbers_in(document.text)
        told = numbers_in(text)
        if _comparable(missing, told):
            return Finding(Verdict.DIFFERS, best.span)
    if covered >= _COVERED and best.cosine >= _COSINE and figures <= numbers_in(text):
        return Finding(Verdict.SUPPORTED, best.span)
    return Finding(Verdict.NOT_FOUND, best.span if covered >= _NEAR else None)


def _covered(claim: str, text: str, weights: Weights) -> float:
    """Return the share of the claim's words, by weight, that stand in a text."""
    present = frozenset(w.stem for w in find_words(text))
    total = gained = 0.0
    for word in content_words(find_words(claim)):
        weight = weights.of(word.stem)
        total += weight
        gained += weight * max((similarity(word.stem, stem) for stem in present), default=0.0)
    return gained / total if total else 0.0


def _comparable(missing: frozenset[str], told: frozenset[str]) -> bool:
    """Return whether a text gives another figure of the same kind: a year for a year, an amount for one."""
    years = {n for n in missing if _TOLD.fullmatch(n)}
    told_years = {n for n in told if _TOLD.fullmatch(n)}
    return bool((years and told_years) or ((missing - years) and (told - told_years)))


def _is_heading(document: Document, sentence: ScoredSentence) -> bool:
    return document.paragraph_at(sentence.span.start) is None


def without_mentions(document: Document, span: Span) -> str:
    """Return a sentence without the works it names, so that only what it says is compared."""
    pieces, at = [], span.start
    for mention in document.mentions:
        if span.contains(mention.span) and mention.span.start >= at:
            pieces.append(document.text[at : mention.span.start])
            at = mention.span.end
    pieces.append(document.text[at : span.end])
    return regex.sub(r"[(\[]\s*[;,\s]*[)\]]", "", "".join(pieces))
