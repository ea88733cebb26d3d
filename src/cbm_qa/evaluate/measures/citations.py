"""Measures of the evidence that an answer cites."""

from dataclasses import dataclass

from cbm_qa.evaluate.evidence import section_name
from cbm_qa.evaluate.measures.base import Case, Json, Observation, Share
from cbm_qa.evaluate.measures.names import names_reference
from cbm_qa.model import Document, Reference


@dataclass(frozen=True, slots=True)
class SectionAccuracy(Share):
    """Share of answerable questions with a citation to an accepted section.

    A citation is right when its section is one of `sections` (the number, or the heading of a
    section without one) and, if the question keeps to one document, lies in it. Only answerable
    questions with `sections` are concerned; an abstention or a failed question counts 0.

    >>> from cbm_qa.evaluate.questions import Question
    >>> question = Question("q1", "Why?", True, sections=("3.1", "4"))
    >>> SectionAccuracy().observe(Case(question, {"citations": [{"section": "2"}, {"section": "3.1"}]}))
    (1.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for an answerable question that names sections."""
        question = case.question
        if not question.answerable or not question.sections:
            return None
        accepted = {section_name(name) for name in question.sections}
        cited = {
            section_name(str(c["section"]))
            for c in case.citations
            if question.document is None or c["document"] == question.document
        }
        return float(bool(accepted & cited)), 1.0


@dataclass(frozen=True, slots=True)
class QuoteFidelity(Share):
    """Share of shown quotes that equal `text[start:end]` of their document.

    Counts the quotes of citations and those of the nearest passages under an abstention. A quote
    from an unknown document is not faithful. Answers that show none are not concerned.

    >>> from cbm_qa.evaluate.questions import Question
    >>> citation = {"document": "nowhere", "quote": "It rained.", "start": 0, "end": 10}
    >>> QuoteFidelity().observe(Case(Question("q1", "Why?", True), {"citations": [citation]}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (faithful quotes, quotes)."""
        shown = case.citations + list(case.answer.get("nearest", []))
        if not shown:
            return None
        return float(sum(_is_faithful(c, case.documents.get(c["document"])) for c in shown)), float(
            len(shown)
        )


@dataclass(frozen=True, slots=True)
class ReferenceAccuracy(Share):
    """Mean share of the expected works that an answer cites.

    A work is cited when a mention in a quote resolves to it or a quote stands in its entry of the
    reference list; "Smith 2020" names it by its first author's surname or its organisation (in
    full, by its first words or its abbreviation) and its year. Only answerable questions with
    `references` are concerned; an abstention or a failed question counts 0.

    >>> from cbm_qa.evaluate.questions import Question
    >>> question = Question("q1", "Who says so?", True, references=("Smith 2020", "Jones and Lee 2019"))
    >>> citation = {"document": "paper", "start": 0, "end": 9, "references": ["smith2020", "jones2018"]}
    >>> ReferenceAccuracy().observe(Case(question, {"citations": [citation]}))
    (0.5, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (share of the expected references, 1)."""
        expected = case.question.references
        if not case.question.answerable or not expected:
            return None
        cited = [pair for citation in case.citations for pair in _cited_references(citation, case)]
        found = sum(any(names_reference(name, *pair) for pair in cited) for name in expected)
        return found / len(expected), 1.0


def _is_faithful(citation: Json, document: Document | None) -> bool:
    return document is not None and document.text[citation["start"] : citation["end"]] == citation["quote"]


def _cited_references(citation: Json, case: Case) -> list[tuple[str, Reference | None]]:
    """Return the keys that a citation points to, each with its entry where the document is known."""
    document = case.documents.get(citation["document"])
    entries = {r.key: r for r in document.references} if document else {}
    keys = list(citation["references"])
    keys += [
        r.key for r in entries.values() if r.span.start < citation["end"] and citation["start"] < r.span.end
    ]
    return [(key, entries.get(key)) for key in dict.fromkeys(keys)]
