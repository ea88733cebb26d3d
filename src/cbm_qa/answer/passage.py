"""The best one to three sentences, verbatim."""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from cbm_qa.answer.calibrate import Features, probability
from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, Gap, ScoredSentence
from cbm_qa.answer.fit import fits_type, is_of_another_year, named_years, own_numbers
from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import Word, content_words, find_words, similarity
from cbm_qa.model import AnswerKind, Claim, Document

# Weights of `SentenceFeatures`; benchmarks/calibrate.py finds none with a higher P@1 on its sets.
_WEIGHTS = (1.0, 0.55, 0.25, 0.12, 0.15, -0.3)
_MUST_FIT = (Expected.QUANTITY, Expected.TIME, Expected.PLACE)
_WITHOUT_FIGURE = 0.4  # a sentence without a number seldom answers "how many" or "when"
_NEAR_BEST = 0.05  # a further sentence is quoted when it scores at most so much less than the best


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What the score of a sentence is made of; all in [0, 1] but `cosine` ([-1, 1]).

    Attributes:
        cosine: Similarity of question and sentence.
        overlap: Weighted share of the question's words that stand in the sentence.
        coverage: The same for its paragraph with headings.
        fits_type: 1 if it holds the type of thing asked for.
        rank: 1 / sqrt(rank of its passage).
        aside: 1 for an entry of the reference list unless the question is about sources.
    """

    cosine: float
    overlap: float
    coverage: float
    fits_type: float
    rank: float
    aside: float


@dataclass(frozen=True, slots=True)
class _Scored:
    sentence: ScoredSentence
    score: float
    features: SentenceFeatures


class PassageAnswerer:
    """Quotes the sentences that answer; takes any question."""

    def __init__(self, weights: Weights, max_sentences: int) -> None:
        """Use the word weights of one index; quote at most `max_sentences`."""
        self._weights = weights
        self._max_sentences = max_sentences

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return the best sentences with the probability that they answer; None without any sentence."""
        scored = self.rank(evidence)
        if not scored:
            return None
        best = scored[0]
        chosen = self._choose(scored, evidence.question)
        citations = tuple(
            cite(evidence.documents[s.sentence.document], s.sentence.span, marker)
            for marker, s in enumerate(chosen, 1)
        )
        return Candidate(
            kind=AnswerKind.LIST if evidence.question.expected is Expected.LIST else AnswerKind.PASSAGE,
            confidence=self.confidence(best, scored, evidence),
            claims=tuple(Claim(c.quote, (c.marker,)) for c in citations),
            citations=citations,
        )

    def rank(self, evidence: Evidence) -> list[_Scored]:
        """Score every sentence; best first, ties in the order of the documents."""
        places = {hit.passage.id: rank for rank, hit in enumerate(evidence.ranking)}
        scored = [self._score(s, places.get(s.passage, len(places)), evidence) for s in evidence.sentences]
        return sorted(scored, key=lambda s: (-s.score, s.sentence.document, s.sentence.span))

    def confidence(self, best: _Scored, scored: Sequence[_Scored], evidence: Evidence) -> float:
        """Return the probability that a sentence answers; low where it lacks what was asked for."""
        likely = probability(self.features(best, scored, evidence))
        document = evidence.documents[best.sentence.document]
        other_year = is_of_another_year(evidence.question, document, best.sentence.span)
        lacks = evidence.question.expected in _MUST_FIT and not best.features.fits_type
        return likely * _WITHOUT_FIGURE if lacks or other_year else likely

    def features(self, best: _Scored, scored: Sequence[_Scored], evidence: Evidence) -> Features:
        """Return what the calibration sees of the best sentence."""
        question = evidence.question
        second = next((s.score for s in scored[1:] if s.sentence.passage != best.sentence.passage), 0.0)
        known = [w for w in question.content if w.stem in question.names or w.stem[:1].isdigit()]
        document = evidence.documents[best.sentence.document]
        window = self._window(best.sentence, document)
        paragraph = document.paragraph_at(best.sentence.span.start)
        told = own_numbers(document, paragraph.span if paragraph else best.sentence.span)
        told |= named_years(question, document, best.sentence.span)

        def is_absent(word: Word) -> bool:
            # The year of a cited work says nothing about the year of what is told.
            if word.stem in question.years:
                return word.stem not in told
            return not any(similarity(word.stem, stem) for stem in window)

        absent = [w for w in known if is_absent(w)]
        nowhere = [w for w in question.content if not self._weights.is_known(w.stem)]
        return Features(
            cosine=best.features.cosine,
            overlap=best.features.overlap,
            coverage=best.features.coverage,
            margin=best.score - second,
            fits_type=best.features.fits_type,
            aside=best.features.aside,
            relevance=best.sentence.relevance,
            names_absent=len(absent) / max(1, len(known)),
            words_nowhere=len(nowhere) / max(1, len(question.content)),
        )

    def _score(self, sentence: ScoredSentence, rank: int, evidence: Evidence) -> _Scored:
        question = evidence.question
        document = evidence.documents[sentence.document]
        overlap = self._share(
            question, frozenset(w.stem for w in find_words(sentence.span.of(document.text)))
        )
        coverage = self._share(question, self._window(sentence, document))
        fits = fits_type(question, document, sentence.span)
        is_entry = any(r.span.overlaps(sentence.span) for r in document.references)
        features = SentenceFeatures(
            cosine=sentence.cosine,
            overlap=overlap,
            coverage=coverage,
            fits_type=float(fits),
            rank=1 / math.sqrt(rank + 1),
            aside=float(is_entry and not question.is_bibliographic),
        )
        return _Scored(
            sentence, sum(w * x for w, x in zip(_WEIGHTS, astuple(features), strict=True)), features
        )

    def _window(self, sentence: ScoredSentence, document: Document) -> frozenset[str]:
        """Stems of the sentence's paragraph and headings: what a reader has in mind at that place."""
        paragraph = document.paragraph_at(sentence.span.start)
        around = paragraph.span if paragraph else sentence.span
        headings = " ".join(document.heading_path(document.section_at(sentence.span.start)))
        return frozenset(w.stem for w in content_words(find_words(f"{headings} {around.of(document.text)}")))

    def _share(self, question: Question, present: frozenset[str]) -> float:
        """Return the weighted share of the question's content words that are present, in [0, 1]."""
        total = gained = 0.0
        for word in question.content:
            weight = self._weights.of(word.stem)
            total += weight
            gained += weight * max((similarity(word.stem, stem) for stem in present), default=0.0)
        return gained / total if total else 0.0

    def _choose(self, scored: Sequence[_Scored], question: Question) -> list[_Scored]:
        """Return the best sentence and those nearly as good, in the order of the text."""
        limit = self._max_sentences if question.expected in (Expected.ANY, Expected.LIST) else 1
        best = scored[0]
        chosen = [s for s in scored[:limit] if s.score >= best.score - _NEAR_BEST]
        return sorted(chosen, key=lambda s: (s.sentence.document, s.sentence.span))
