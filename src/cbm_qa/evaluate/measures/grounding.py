"""Measures of the evidence that was cited against the evidence that was expected.

Both compare places in the text, not meanings: no model judges whether a quote entails the answer.
Figures of systems judged by entailment (ALCE, Gao et al., EMNLP 2023) are therefore not comparable.
"""

from dataclasses import dataclass

from cbm_qa.evaluate.evidence import Place, section_name
from cbm_qa.evaluate.measures.base import Case, Json, Observation, Share


@dataclass(frozen=True, slots=True)
class CitationPrecision(Share):
    """Mean share of an answer's citations that are right.

    A citation is right when its quote overlaps an expected quote or cell, or its section is one of
    `sections`. Only answerable questions that name sections, quotes or cells are concerned; an
    abstention, an answer without citation and a failed question count 0.

    >>> from cbm_qa.evaluate.questions import Question
    >>> question = Question("q1", "Why?", True, sections=("3.1",))
    >>> cited = [{"document": "d", "section": name, "start": 0, "end": 9} for name in ("3.1", "2")]
    >>> CitationPrecision().observe(Case(question, {"citations": cited}))
    (0.5, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (share of right citations, 1)."""
        question = case.question
        if not question.answerable or not (question.sections or case.evidence):
            return None
        places = [place for piece in case.evidence for place in piece]
        accepted = {section_name(name) for name in question.sections}
        right = [
            any(_overlaps(cited, place) for place in places) or _is_in(cited, accepted, question.document)
            for cited in case.citations
        ]
        return (sum(right) / len(right) if right else 0.0), 1.0


@dataclass(frozen=True, slots=True)
class CitationRecall(Share):
    """Mean share of the expected quotes and cells that the citations touch.

    A piece of evidence is found when some citation's quote overlaps it where it stands. Only
    answerable questions whose quotes or cells stand in the documents are concerned; an abstention
    and a failed question count 0.

    >>> from cbm_qa.evaluate.questions import Question
    >>> from cbm_qa.model import Span
    >>> evidence = ((("d", Span(5, 20)),), (("d", Span(40, 60)),))
    >>> cited = [{"document": "d", "section": "1", "start": 0, "end": 30}]
    >>> CitationRecall().observe(Case(Question("q1", "Why?", True), {"citations": cited}, evidence=evidence))
    (0.5, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (share of the expected evidence that is cited, 1)."""
        if not case.question.answerable or not case.evidence:
            return None
        found = sum(
            any(_overlaps(cited, place) for cited in case.citations for place in piece)
            for piece in case.evidence
        )
        return found / len(case.evidence), 1.0


def _overlaps(cited: Json, place: Place) -> bool:
    key, span = place
    return bool(cited["document"] == key and cited["start"] < span.end and span.start < cited["end"])


def _is_in(cited: Json, accepted: set[str], document: str | None) -> bool:
    return document in (None, cited["document"]) and section_name(str(cited["section"])) in accepted
