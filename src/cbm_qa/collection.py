"""Documents that are searched together: the papers, or the sources they cite."""

import math
from collections.abc import Collection as Keys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.answer.question import read_question
from cbm_qa.answer.ranking import SentenceRanker
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import find_words, similarity
from cbm_qa.config import Settings
from cbm_qa.index.embed import Vectors
from cbm_qa.index.index import Index
from cbm_qa.index.question import QuestionEncoder
from cbm_qa.model import Answer, Document, PassageKind, Ranking
from cbm_qa.rerank import Reranker, pair_text
from cbm_qa.retrieve import Retriever
from cbm_qa.stages import tell_found

_ABOUT = 0.7  # share of a question's words, by weight, that a source nobody asked for must hold
LOGIT_SCALE = 4.0  # brings the reranker's logits, mostly within 8 of 0, to [-1, 1]


class Likeness(Protocol):
    """Compares texts with one question."""

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Return for each text how near it is, about 0 to 1, or None where that cannot be told."""
        ...


class Collection:
    """Some documents of an index, with word weights of their own.

    What one collection answers does not depend on what another holds: adding a source changes no answer
    from the paper.

    Attributes:
        documents: By key, in the order of the corpus.
        weights: How much each word tells among these documents.
        passages: Ranks and quotes sentences with those weights.
    """

    def __init__(
        self,
        index: Index,
        encoder: QuestionEncoder,
        settings: Settings,
        keys: Keys[str],
        reranker: Reranker | None,
    ) -> None:
        self._index = index
        self._settings = settings
        self._encoder = encoder
        self._reranker = reranker
        self.documents: Mapping[str, Document] = {k: d for k, d in index.documents.items() if k in keys}
        self.weights = Weights(p for p in index.passages if p.document in self.documents)
        self.passages = PassageAnswerer(SentenceRanker(self.weights), settings.max_sentences)
        self.retriever = Retriever(index, encoder, settings, self.documents)

    def is_about(self, question: str, answer: Answer) -> bool:
        """Return whether the cited documents hold what the question names, and nearly all its words.

        Stricter than what an answer must pass: a source that nobody asked for is near a question of its
        field easily, without being about it.
        """
        asked = read_question(question)
        texts = (f"{d.title} {d.text}" for d in (self.documents[c.document] for c in answer.citations))
        present = frozenset(w.stem for text in texts for w in find_words(text))
        total = gained = 0.0
        for word in asked.content:
            held = max((similarity(word.stem, stem) for stem in present), default=0.0)
            if held < 1 and (word.stem in asked.names or word.stem[:1].isdigit()):
                return False
            total += self.weights.of(word.stem)
            gained += self.weights.of(word.stem) * held
        return not answer.abstained and gained >= _ABOUT * total

    def gather(
        self, question: str, *, document: str | None = None, likeness: Likeness | None = None
    ) -> Evidence:
        """Return what the answerers see of a question: passages and their sentences, scored.

        Args:
            question: In the documents' language.
            document: The one to keep to, or None.
            likeness: Tells how near sentences are to the question as it was asked, where that was in another
                language; it then stands for their cosine.
        """
        vector = self._encoder.encode([question])[0]
        asked = read_question(question)
        settings = self._settings
        found = self.retriever.search_with(question, vector, top_k=settings.pool_size, document=document)
        if not asked.is_bibliographic:  # titles of cited works are near, and answer nothing
            found = tuple(h for h in found if h.passage.kind is not PassageKind.REFERENCE) or found
        ranking = found[: settings.top_k]
        tell_found(len(ranking))
        documents = {document: self.documents[document]} if document else self.documents
        evidence = Evidence(asked, documents, ranking, self._score_sentences(vector, ranking))
        return self._reranked(self._likened(evidence, likeness) if likeness else evidence)

    def _likened(self, evidence: Evidence, likeness: Likeness) -> Evidence:
        """Compare the sentences that look best at first sight with the question as it was asked."""
        best = [r.sentence for r in self.passages.rank(evidence)[: 2 * self._settings.rerank]]
        texts = [s.span.of(evidence.documents[s.document].text) for s in best]
        found = likeness(texts)
        if found is None:
            return evidence
        likened = tuple(replace(s, cosine=float(c)) for s, c in zip(best, found, strict=True))
        return replace(evidence, sentences=likened)

    def _score_sentences(self, vector: Vectors, ranking: Ranking) -> tuple[ScoredSentence, ...]:
        numbers = [n for hit in ranking for n in self._index.sentence_rows(hit.passage.id)]
        if not numbers:
            return ()
        cosines = self._index.sentence_vectors[np.array(numbers)] @ vector
        units = (self._index.sentences[n] for n in numbers)
        return tuple(
            ScoredSentence(unit.document, unit.span, unit.passage, float(cosine))
            for unit, cosine in zip(units, cosines, strict=True)
        )

    def _reranked(self, evidence: Evidence) -> Evidence:
        """Give the sentences that look best at first sight the reranker's opinion."""
        if self._reranker is None or not evidence.sentences:
            return evidence
        best = [scored.sentence for scored in self.passages.rank(evidence)[: self._settings.rerank]]
        texts = []
        for sentence in best:
            document = evidence.documents[sentence.document]
            before = document.sentence_before(sentence.span.start)
            texts.append(
                pair_text(sentence.span.of(document.text), before.of(document.text) if before else "")
            )
        logits = self._reranker.score(evidence.question.text, texts)
        opinions = {
            sentence: math.tanh(float(logit) / LOGIT_SCALE)
            for sentence, logit in zip(best, logits, strict=True)
        }
        judged = (replace(s, relevance=opinions.get(s, 0.0)) for s in evidence.sentences)
        return replace(evidence, sentences=tuple(judged))
