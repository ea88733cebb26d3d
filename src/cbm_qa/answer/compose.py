"""The best candidate as the answer, or a plain no with the nearest passages."""

from collections.abc import Sequence

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.raised import raise_numbers
from cbm_qa.answer.weights import Weights
from cbm_qa.gloss.script import language_code
from cbm_qa.messages import message
from cbm_qa.model import Answer, AnswerKind, Citation, DocumentKind, PassageKind

_NEAREST = 3
_MAX_MISSING_SHOWN = 4


def compose(
    question: str,
    understood: str | None,
    evidence: Evidence,
    proposals: Sequence[Candidate | Gap | None],
    *,
    threshold: float,
    weights: Weights,
) -> Answer:
    """Turn the answerers' proposals into the answer.

    Args:
        question: As asked.
        understood: The full question a follow-up was read as, or None.
        evidence: What the answerers saw.
        proposals: In the order of precedence: the first that is confident enough wins.
        threshold: Confidence below which the answer is an abstention.
        weights: Word weights, to name what the documents lack.
    """
    candidates = [p for p in proposals if isinstance(p, Candidate)]
    gaps = [p for p in proposals if isinstance(p, Gap)]
    # A gap is a firm finding; only evidence of the most certain kind speaks against it.
    needed = max(threshold, 0.9) if gaps else threshold
    best = next((c for c in candidates if c.confidence >= needed), candidates[-1] if candidates else None)
    if best is None or best.confidence < needed:
        return _abstain(question, understood, evidence, best, gaps, weights)
    return Answer(
        question=question,
        understood=understood,
        kind=best.kind,
        claims=raise_numbers(best, evidence.documents),
        reason="",
        values=best.values,
        confidence=best.confidence,
        citations=best.citations,
        cells=best.cells,
        calculation=best.calculation,
        notices=(*best.notices, *_note_notices(best, evidence)),
    )


def _abstain(
    question: str,
    understood: str | None,
    evidence: Evidence,
    best: Candidate | None,
    gaps: Sequence[Gap],
    weights: Weights,
) -> Answer:
    return Answer(
        question=question,
        understood=understood,
        kind=AnswerKind.ABSTENTION,
        claims=(),
        reason=_reason(question, evidence, gaps, weights),
        values=(),
        confidence=best.confidence if best else 0.0,
        nearest=_nearest(evidence),
    )


def refuse(question: str, reason: str) -> Answer:
    """Return the answer to a question that cannot be read (empty, too long) among many that can."""
    return Answer(question, None, AnswerKind.ABSTENTION, (), reason, (), 0.0, timings_ms={"total": 0.0})


def _nearest(evidence: Evidence) -> tuple[Citation, ...]:
    """Return the best passages; entries of a reference list only where the question is about sources."""
    wanted = evidence.question.is_bibliographic
    hits = [
        h for h in evidence.ranking if wanted or h.passage.kind is not PassageKind.REFERENCE
    ] or evidence.ranking
    return tuple(
        cite(evidence.documents[hit.passage.document], hit.passage.span, marker)
        for marker, hit in enumerate(hits[:_NEAREST], 1)
    )


def _reason(asked: str, evidence: Evidence, gaps: Sequence[Gap], weights: Weights) -> str:
    """Return why there is no answer, in the language of the question as it was asked."""
    language = language_code(asked)
    not_said = message("answer.not_said", language)
    if gaps:
        return f"{not_said} {gaps[0].reason}"
    question = evidence.question
    # Other words may only be the reader's own wording; a name or number that is nowhere is a finding.
    named = (w for w in question.content if w.stem in question.names or w.stem[:1].isdigit())
    nowhere = list(dict.fromkeys(w.text for w in named if not weights.is_known(w.stem)))[:_MAX_MISSING_SHOWN]
    if nowhere:
        words = ", ".join(f"“{word}”" for word in nowhere)
        return f"{not_said} {message('answer.unknown_word', language, words=words, n=len(nowhere))}"
    if not any(weights.is_known(w.stem) for w in question.content):
        return f"{not_said} {message('answer.no_word', language)}"
    near = "answer.not_near" if evidence.ranking else "answer.nothing_near"
    return f"{not_said} {message(near, language)}"


def _note_notices(candidate: Candidate, evidence: Evidence) -> tuple[str, ...]:
    """Say where a quote comes from a note about a source, not from the source itself."""
    notes = [
        f"[{c.marker}]"
        for c in candidate.citations
        if c.document in evidence.documents
        and evidence.documents[c.document].kind is DocumentKind.SOURCE_NOTE
    ]
    if not notes:
        return ()
    verb = "quote" if len(notes) > 1 else "quotes"
    return (f"{', '.join(notes)} {verb} a note about a cited work, not the work's own words.",)
