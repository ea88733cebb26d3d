"""The one place that wires the parts: an index, an encoder, a retriever and the answerers."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from cbm_qa.answer.calculate import CalculationAnswerer
from cbm_qa.answer.compose import compose
from cbm_qa.answer.definition import DefinitionAnswerer
from cbm_qa.answer.evidence import Answerer, Evidence, ScoredSentence
from cbm_qa.answer.followup import full_question
from cbm_qa.answer.metadata import MetadataAnswerer
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.answer.question import read_question
from cbm_qa.answer.source import SourceAnswerer
from cbm_qa.answer.summary import SummaryAnswerer
from cbm_qa.answer.table import TableAnswerer
from cbm_qa.answer.verify import faults
from cbm_qa.answer.weights import Weights
from cbm_qa.config import Settings, default_index
from cbm_qa.errors import ModelError, UsageError
from cbm_qa.gloss import Glosser, Language, Speller, collect_vocabulary, language_of
from cbm_qa.index.embed import Vectors
from cbm_qa.index.index import Index
from cbm_qa.index.question import QuestionEncoder, load_question_encoder
from cbm_qa.model import Answer, Document, PassageKind, Ranking
from cbm_qa.rerank import load_reranker, pair_text
from cbm_qa.retrieve import Retriever

MAX_QUESTION_CHARS = 4000
_LOGIT_SCALE = 4.0  # brings the reranker's logits, mostly within 8 of 0, to [-1, 1]


class Assistant:
    """Answers questions over one index."""

    def __init__(self, index: Index, encoder: QuestionEncoder, settings: Settings) -> None:
        """Wire the parts; see `open` for the usual way."""
        self.settings = settings
        self.index = index
        self._encoder = encoder
        self._retriever = Retriever(index, encoder, settings)
        self._weights = Weights(index.passages)
        tables: tuple[Answerer, ...] = (TableAnswerer(), CalculationAnswerer())
        vocabulary = _vocabulary(index)
        self._glosser = Glosser(vocabulary, cache=index.folder)
        self._speller = Speller(vocabulary)
        self._reranker = load_reranker(settings.reranker)
        self._passages = passages = PassageAnswerer(self._weights, settings.max_sentences)
        self.answerers: tuple[Answerer, ...] = (
            *(tables if settings.tables else ()),
            DefinitionAnswerer(),
            SourceAnswerer(passages),
            MetadataAnswerer(),
            SummaryAnswerer(self._weights),
            passages,
        )

    @classmethod
    def open(cls, index: Path | str | None = None, *, settings: Settings | None = None) -> "Assistant":
        """Open a built index.

        Args:
            index: Its folder; CBM_QA_INDEX or `index` where none is given.
            settings: Defaults where none are given; the embedder is the one the index was built with.

        Raises:
            IndexStoreError: There is no index, it is outdated or unreadable; the hint says what to run.
            EmbedderError: Its embedding model cannot be loaded.
        """
        opened = Index.open(Path(index) if index is not None else default_index())
        return cls(opened, load_question_encoder(opened.embedder_name), settings or Settings())

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents of the index, by key."""
        return self.index.documents

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._retriever.search("warm up")

    def search(self, question: str, *, top_k: int = 10, document: str | None = None) -> Ranking:
        """Return the passages nearest to a question or to some words, best first.

        Raises:
            UsageError: The words are empty or too long, or there is no such document.
        """
        return self._retriever.search(self._checked(question, document), top_k=top_k, document=document)

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        """Answer a question, or say that the documents do not.

        Args:
            question: As typed.
            history: The questions before it, oldest first.
            document: Key of the one document to keep to, or None for all.

        Raises:
            UsageError: The question is empty, too long or has no word, or there is no such document.
        """
        started = time.perf_counter()
        question = self._checked(question, document)
        understood = self._understand(question, history)
        evidence = self.gather(understood or question, document=document)
        gathered = time.perf_counter()
        answer = compose(
            question,
            understood,
            evidence,
            [answerer.propose(evidence) for answerer in self.answerers],
            threshold=self.settings.threshold,
            weights=self._weights,
        )
        broken = faults(answer, self.documents)
        if broken:
            raise ModelError(f"an answer broke its promises and is not shown: {'; '.join(broken)}")
        ended = time.perf_counter()
        answer.timings_ms.update(
            retrieve=1000 * (gathered - started),
            compose=1000 * (ended - gathered),
            total=1000 * (ended - started),
        )
        return answer

    def _understand(self, question: str, history: Sequence[str]) -> str | None:
        """Return the question as read where that differs: in the documents' words, a follow-up in full."""
        glossed = self._glosser.gloss(question) or self._speller.correct(question)
        before = tuple(self._glosser.gloss(earlier) or earlier for earlier in history)
        return full_question(glossed or question, before) or glossed

    def gather(self, question: str, *, document: str | None = None) -> Evidence:
        """Return what the answerers see of a question: passages and their sentences, scored."""
        vector = self._encoder.encode([question])[0]
        ranking = self._retriever.search_with(question, vector, document=document)
        documents = {document: self.documents[document]} if document else self.documents
        evidence = Evidence(
            read_question(question), documents, ranking, self._score_sentences(vector, ranking)
        )
        return self._reranked(evidence)

    def _reranked(self, evidence: Evidence) -> Evidence:
        """Give the sentences that look best at first sight the reranker's opinion."""
        if self._reranker is None or not evidence.sentences:
            return evidence
        best = [scored.sentence for scored in self._passages.rank(evidence)[: self.settings.rerank]]
        texts = []
        for sentence in best:
            document = evidence.documents[sentence.document]
            before = document.sentence_before(sentence.span.start)
            texts.append(
                pair_text(sentence.span.of(document.text), before.of(document.text) if before else "")
            )
        logits = self._reranker.score(evidence.question.text, texts)
        opinions = {
            sentence: math.tanh(float(logit) / _LOGIT_SCALE)
            for sentence, logit in zip(best, logits, strict=True)
        }
        judged = (replace(s, relevance=opinions.get(s, 0.0)) for s in evidence.sentences)
        return replace(evidence, sentences=tuple(judged))

    def _checked(self, question: str, document: str | None) -> str:
        # Bytes of a command line that are no text arrive as lone surrogates, which no model reads.
        question = " ".join(question.encode("utf-8", "replace").decode().split())
        if not question:
            raise UsageError("the question is empty", hint="type a question")
        if len(question) > MAX_QUESTION_CHARS:
            raise UsageError(
                f"the question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} are read",
                hint="ask for one thing at a time",
            )
        if not any(c.isalnum() for c in question):
            raise UsageError("the question has no word in it", hint="type a question")
        if document is not None and document not in self.documents:
            known = ", ".join(sorted(self.documents)[:10])
            raise UsageError(f"there is no document {document!r}", hint=f"the index has: {known}")
        return question

    def _score_sentences(self, vector: Vectors, ranking: Ranking) -> tuple[ScoredSentence, ...]:
        numbers = [n for hit in ranking for n in self.index.sentence_rows(hit.passage.id)]
        if not numbers:
            return ()
        cosines = self.index.sentence_vectors[np.array(numbers)] @ vector
        units = (self.index.sentences[n] for n in numbers)
        return tuple(
            ScoredSentence(unit.document, unit.span, unit.passage, float(cosine))
            for unit, cosine in zip(units, cosines, strict=True)
        )


def _vocabulary(index: Index) -> tuple[str, ...]:
    """Return the words that other languages are read in; none where the documents are not Latin."""
    texts = [
        passage.span.of(index.documents[passage.document].text)
        for passage in index.passages
        if passage.kind is not PassageKind.REFERENCE
    ]
    is_latin = language_of(" ".join(texts)[:20_000]) is Language.LATIN
    return collect_vocabulary(texts) if is_latin else ()
