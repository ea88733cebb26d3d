"""The best one to three sentences, verbatim."""

from collections.abc import Sequence

from cbm_qa.answer.calibrate import probability
from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.fit import is_of_another_year, lacks_form
from cbm_qa.answer.lead_in import announced_after
from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.ranking import RankedSentence, SentenceRanker
from cbm_qa.answer.short import short_answer
from cbm_qa.model import AnswerKind, Claim, Document, Span

_MUST_FIT = (Expected.QUANTITY, Expected.TIME, Expected.PLACE)
_WITHOUT_FIGURE = 0.4  # a sentence without a number seldom answers "how many" or "when"
_WITHOUT_FORM = 0.1  # nor one without an "@" what an e-mail address is
_NEAR_BEST = 0.2  # a further sentence is quoted when it scores at most so much less than the best
_NEXT_TO_BEST = 0.7  # the same for one that stands beside it
_MANY = (Expected.ANY, Expected.LIST, Expected.REASON)


class PassageAnswerer:
    """Quotes the sentences that answer; takes any question.

    Attributes:
        ranker: Orders the sentences.
    """

    def __init__(self, ranker: SentenceRanker, max_sentences: int) -> None:
        """Order sentences by `ranker`; quote at most `max_sentences`, and what they announce."""
        self.ranker = ranker
        self._max_sentences = max_sentences

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return the best sentences with the probability that they answer; None without any sentence."""
        ranked = self.ranker.rank(evidence)
        if not ranked:
            return None
        question = evidence.question
        places = [
            (key, span)
            for key, spans in self._chosen(ranked, question, evidence).items()
            for span in joined(evidence.documents[key], spans)
        ]
        citations = tuple(
            cite(evidence.documents[key], span, marker) for marker, (key, span) in enumerate(places, 1)
        )
        best = ranked[0].sentence
        document = evidence.documents[best.document]
        short = short_answer(question, document, best.span)
        return Candidate(
            kind=AnswerKind.LIST if question.expected is Expected.LIST else AnswerKind.PASSAGE,
            confidence=self.confidence(ranked[0], ranked, evidence),
            claims=tuple(Claim(c.quote, (c.marker,)) for c in citations),
            citations=citations,
            values=(short.of(document.text),) if short else (),
        )

    def rank(self, evidence: Evidence) -> list[RankedSentence]:
        """Score every sentence; best first."""
        return self.ranker.rank(evidence)

    def confidence(self, best: RankedSentence, ranked: Sequence[RankedSentence], evidence: Evidence) -> float:
        """Return the probability that a sentence answers; low where it lacks what was asked for."""
        likely = probability(self.ranker.calibration_features(best, ranked, evidence))
        document = evidence.documents[best.sentence.document]
        other_year = is_of_another_year(evidence.question, document, best.sentence.span)
        lacks = evidence.question.expected in _MUST_FIT and not best.features.fits_type
        if lacks_form(evidence.question, document, best.sentence.span):
            return likely * _WITHOUT_FORM
        return likely * _WITHOUT_FIGURE if lacks or other_year else likely

    def _chosen(
        self, ranked: Sequence[RankedSentence], question: Question, evidence: Evidence
    ) -> dict[str, list[Span]]:
        """Return the best sentence, those nearly as good, and what it announces, by document."""
        limit = self._max_sentences if question.expected in _MANY else 2
        best = ranked[0]
        document = evidence.documents[best.sentence.document]
        chosen: dict[str, list[Span]] = {best.sentence.document: [best.sentence.span]}
        if question.expected is not Expected.QUANTITY:
            announced = announced_after(document, best.sentence.span)
            if announced:
                chosen[best.sentence.document] += announced
                return chosen
        near = _NEAR_BEST if question.expected in _MANY else 0.0
        for other in ranked[1:limit]:
            is_beside = _is_beside(document, best, other)
            if other.score >= best.score - (_NEXT_TO_BEST if is_beside else near):
                chosen.setdefault(other.sentence.document, []).append(other.sentence.span)
        return chosen


def _is_beside(document: Document, best: RankedSentence, other: RankedSentence) -> bool:
    """Whether two sentences follow each other in a paragraph."""
    if best.sentence.document != other.sentence.document:
        return False
    first, second = sorted((best.sentence.span, other.sentence.span))
    return document.sentence_before(second.start) == first


def joined(document: Document, spans: Sequence[Span]) -> list[Span]:
    """Return the spans in the order of the text, neighbours in a paragraph as one."""
    runs: list[Span] = []
    for span in sorted(set(spans)):
        before = document.sentence_before(span.start)
        if runs and before is not None and runs[-1].end == before.end:
            runs[-1] = Span(runs[-1].start, span.end)
        else:
            runs.append(span)
    return runs
