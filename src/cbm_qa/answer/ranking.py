"""The order of sentences: how likely each is to answer, from its words, its meaning and its place."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import regex

from cbm_qa.answer.calibrate import Features
from cbm_qa.answer.definition import find_definitions
from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.fit import fits_type, named_years, own_numbers
from cbm_qa.answer.question import Question
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import Word, find_words, similarity, stems
from cbm_qa.model import Document, NoteKind, Span

# Weights of `SentenceFeatures`, printed by benchmarks/calibrate.py: without and with the reranker's opinion.
AT_FIRST_SIGHT = (1.0, 0.9, 0.82, 0.33, 0.39, 0.62, -0.5, 0.0)
JUDGED = (1.0, 0.73, 0.75, 0.31, 0.67, 0.85, -0.57, 1.5)
_POINTS_ONLY = regex.compile(
    r"^\W*(?:fig(?:ure|\.)?|table)\s*\d+[a-z]?\s+(?:shows?|presents?|gives?|lists?|summari[sz]es?|depicts?|illustrates?)\b",
    regex.I,
)
_ASIDE = (NoteKind.KEYWORDS, NoteKind.AUTHORS, NoteKind.AFFILIATION, NoteKind.TITLE)


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What the score of a sentence is made of; all in [0, 1] but `cosine` and `relevance` ([-1, 1]).

    Attributes:
        cosine: Similarity of question and sentence.
        overlap: Weighted share of the question's words that stand in the sentence.
        context: The same for the sentence with the one before it.
        coverage: The same for its paragraph with headings.
        fits_type: 1 if it holds the type of thing asked for.
        rank: 1 / sqrt(rank of its passage).
        aside: 1 for what is not running text: keywords, authors, a pointer to a figure.
        relevance: What the reranker thinks; 0 where it was not asked.
    """

    cosine: float
    overlap: float
    context: float
    coverage: float
    fits_type: float
    rank: float
    aside: float
    relevance: float


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with its score and what the score is made of."""

    sentence: ScoredSentence
    score: float
    features: SentenceFeatures


class SentenceRanker:
    """Orders the sentences of the evidence."""

    def __init__(self, weights: Weights) -> None:
        """Use the word weights of one index."""
        self._weights = weights
        self._short_forms: dict[str, tuple[tuple[str, frozenset[str], frozenset[str]], ...]] = {}

    def rank(self, evidence: Evidence) -> list[RankedSentence]:
        """Score every sentence; best first, ties in the order of the documents.

        Where the reranker has judged some, these come first. A sentence that asks does not answer, nor
        does an entry of the reference list where the question is not about sources.
        """
        places = {hit.passage.id: rank for rank, hit in enumerate(evidence.ranking)}
        judged = any(s.relevance for s in evidence.sentences)
        weights = JUDGED if judged else AT_FIRST_SIGHT
        ranked = [
            self._score(s, places.get(s.passage, len(places)), evidence, weights)
            for s in evidence.sentences
            if not _asks(s, evidence) and not _is_entry(s, evidence)
        ]
        return sorted(
            ranked,
            key=lambda r: (
                judged and not r.sentence.relevance,
                -r.score,
                r.sentence.document,
                r.sentence.span,
            ),
        )

    def calibration_features(
        self, best: RankedSentence, ranked: Sequence[RankedSentence], evidence: Evidence
    ) -> Features:
        """Return what the calibration sees of the best sentence."""
        question = evidence.question
        second = next((r.score for r in ranked if r.sentence.passage != best.sentence.passage), 0.0)
        known = [w for w in question.content if w.stem in question.names or w.stem[:1].isdigit()]
        document = evidence.documents[best.sentence.document]
        window = self._window(best.sentence, document)
        before = document.sentence_before(best.sentence.span.start)
        headings = " ".join(document.heading_path(document.section_at(best.sentence.span.start)))
        nearby = (
            f"{headings} {before.of(document.text) if before else ''} {best.sentence.span.of(document.text)}"
        )
        near = self._stems(nearby, document)
        paragraph = document.paragraph_at(best.sentence.span.start)
        told = own_numbers(document, paragraph.span if paragraph else best.sentence.span)
        told |= named_years(question, document, best.sentence.span)

        def is_absent(word: Word) -> bool:
            # The year of a cited work says nothing about the year of what is told.
            if word.stem in question.years:
                return word.stem not in told
            return not any(similarity(word.stem, stem) for stem in window)

        absent = [w for w in known if is_absent(w)]
        far = [w for w in known if not any(similarity(w.stem, stem) for stem in near)]
        nowhere = [w for w in question.content if not self._weights.is_known(w.stem)]
        return Features(
            cosine=best.features.cosine,
            overlap=best.features.overlap,
            context=best.features.context,
            coverage=best.features.coverage,
            margin=best.score - second,
            fits_type=best.features.fits_type,
            aside=best.features.aside,
            relevance=best.features.relevance,
            names_absent=len(absent) / max(1, len(known)),
            names_far=len(far) / max(1, len(known)),
            words_nowhere=len(nowhere) / max(1, len(question.content)),
        )

    def _score(
        self, sentence: ScoredSentence, rank: int, evidence: Evidence, weights: Sequence[float]
    ) -> RankedSentence:
        question = evidence.question
        document = evidence.documents[sentence.document]
        text = sentence.span.of(document.text)
        before = document.sentence_before(sentence.span.start)
        own = self._stems(text, document)
        around = own | self._stems(before.of(document.text), document) if before else own
        features = SentenceFeatures(
            cosine=sentence.cosine,
            overlap=self._share(question, own),
            context=self._share(question, around),
            coverage=self._share(question, self._window(sentence, document)),
            fits_type=float(fits_type(question, document, sentence.span)),
            rank=1 / math.sqrt(rank + 1),
            aside=float(_is_aside(document, sentence.span)),
            relevance=sentence.relevance,
        )
        return RankedSentence(
            sentence, sum(w * x for w, x in zip(weights, astuple(features), strict=True)), features
        )

    def _stems(self, text: str, document: Document) -> frozenset[str]:
        """Stems of a text; those of a short form where it has the long one, and the reverse."""
        found = frozenset(w.stem for w in find_words(text))
        for long, short_stems, long_stems in self._short_forms_of(document):
            if short_stems <= found:
                found |= long_stems
            elif long_stems <= found and long in text.casefold():
                found |= short_stems
        return found

    def _short_forms_of(self, document: Document) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
        key = f"{document.key}:{document.origin.sha256}"
        if key not in self._short_forms:
            self._short_forms[key] = tuple(
                (d.long.casefold(), stems(d.short), stems(d.long))
                for d in find_definitions(document.text)
                if stems(d.short) and stems(d.long)
            )
        return self._short_forms[key]

    def _window(self, sentence: ScoredSentence, document: Document) -> frozenset[str]:
        """Stems of the sentence's paragraph and headings: what a reader has in mind at that place."""
        paragraph = document.paragraph_at(sentence.span.start)
        around = paragraph.span if paragraph else sentence.span
        headings = " ".join(document.heading_path(document.section_at(sentence.span.start)))
        return self._stems(f"{headings} {around.of(document.text)}", document)

    def _share(self, question: Question, present: frozenset[str]) -> float:
        """Return the weighted share of the question's content words that are present, in [0, 1]."""
        total = gained = 0.0
        for word in question.content:
            weight = self._weights.of(word.stem)
            total += weight
            gained += weight * max((similarity(word.stem, stem) for stem in present), default=0.0)
        return gained / total if total else 0.0


def _asks(sentence: ScoredSentence, evidence: Evidence) -> bool:
    return sentence.span.of(evidence.documents[sentence.document].text).rstrip().endswith(("?", "？"))


def _is_entry(sentence: ScoredSentence, evidence: Evidence) -> bool:
    references = evidence.documents[sentence.document].references
    return not evidence.question.is_bibliographic and any(r.span.overlaps(sentence.span) for r in references)


def _is_aside(document: Document, span: Span) -> bool:
    if _POINTS_ONLY.match(span.of(document.text)):
        return True
    return any(n.kind in _ASIDE and n.span.overlaps(span) for n in document.notes)
