"""The one place that wires the parts: an index, an encoder, a retriever and the answerers."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from cbm_qa.answer.compose import compose
from cbm_qa.answer.definition import DefinitionAnswerer
from cbm_qa.answer.evidence import Answerer, Candidate, Evidence, Gap
from cbm_qa.answer.followup import full_question
from cbm_qa.answer.metadata import MetadataAnswerer
from cbm_qa.answer.source import SourceAnswerer, SourceTexts, asks_sources
from cbm_qa.answer.summary import SummaryAnswerer
from cbm_qa.answer.tables.engine import TablesAnswerer
from cbm_qa.answer.verify import faults
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import find_words
from cbm_qa.collection import Collection
from cbm_qa.config import Settings, default_index
from cbm_qa.errors import UsageError
from cbm_qa.gloss import Glosser, Initials, Language, Speller, collect_vocabulary, language_of
from cbm_qa.index.index import Index
from cbm_qa.index.question import QuestionEncoder, load_question_encoder
from cbm_qa.model import Answer, Document, DocumentKind, PassageKind, Ranking
from cbm_qa.rerank import load_reranker
from cbm_qa.retrieve import Retriever
from cbm_qa.sources import list_sources

logger = logging.getLogger(__name__)
MAX_QUESTION_CHARS = 4000
_SURE_OF_SOURCE = 0.6  # a source answers unasked only where it rather surely does
_NOT_IN_PAPER = "The paper does not say; this comes from what is here of the works it cites."


class Assistant:
    """Answers questions over one index."""

    def __init__(self, index: Index, encoder: QuestionEncoder, settings: Settings) -> None:
        """Wire the parts; see `open` for the usual way."""
        self.settings = settings
        self.index = index
        self._encoder = encoder
        self._vocabulary = _vocabulary(index)
        self._glosser = Glosser(self._vocabulary, cache=index.folder)
        self._speller = Speller(self._vocabulary)
        self._weights = Weights(index.passages)
        reranker = load_reranker(settings.reranker)
        papers = [k for k, d in index.documents.items() if d.kind is DocumentKind.PAPER]
        sources = [k for k in index.documents if k not in papers]
        self._papers = Collection(index, encoder, settings, papers or sources, reranker)
        self._sources = (
            Collection(index, encoder, settings, sources, reranker) if papers and sources else None
        )
        tables: tuple[Answerer, ...] = (TablesAnswerer(settings.table_threshold),) if settings.tables else ()
        self.answerers: tuple[Answerer, ...] = (
            *tables,
            DefinitionAnswerer(),
            SourceAnswerer(self._papers.passages, self._source_texts()),
            MetadataAnswerer(),
            SummaryAnswerer(self._papers.weights),
            self._papers.passages,
        )
        self._source_answerers: tuple[Answerer, ...] = (
            (*tables, DefinitionAnswerer(), self._sources.passages) if self._sources else ()
        )

    def _source_texts(self) -> SourceTexts | None:
        """Return the sources by the entries they stand for, the fuller text where there are two."""
        if self._sources is None:
            return None
        sources = list_sources(self.index.documents)
        held = {s.reference.key: s.document for s in sources if s.document is not None}
        look_into = self._sources
        return SourceTexts(held, lambda text, key: look_into.gather(text, document=key), look_into.weights)

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
        self._papers.retriever.search("warm up")

    def search(self, question: str, *, top_k: int = 10, document: str | None = None) -> Ranking:
        """Return the passages nearest to a question or to some words, best first.

        Raises:
            UsageError: The words are empty or too long, or there is no such document.
        """
        question = self._checked(question, document)
        if document is not None:
            return self._collection_of(document).retriever.search(question, top_k=top_k, document=document)
        return self._everything.search(question, top_k=top_k)

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
        answer = self._answer(question, understood, document)
        answer.timings_ms["total"] = 1000 * (time.perf_counter() - started)
        return answer

    def _answer(self, question: str, understood: str | None, document: str | None) -> Answer:
        """Answer from the papers; from their sources where these are asked for or the papers do not say."""
        if document is not None or self._sources is None:
            collection = self._papers if document is None else self._collection_of(document)
            return self._compose(collection, question, understood, document)
        if asks_sources(understood or question):
            answer = self._compose(self._sources, question, understood, None)
            if not answer.abstained:
                return answer
        answer = self._compose(self._papers, question, understood, None)
        if answer.abstained:
            other = self._compose(self._sources, question, understood, None)
            asked = understood or question
            if other.confidence >= _SURE_OF_SOURCE and self._sources.is_about(asked, other):
                return replace(other, notices=(_NOT_IN_PAPER, *other.notices))
        return answer

    def _compose(
        self, collection: Collection, question: str, understood: str | None, document: str | None
    ) -> Answer:
        started = time.perf_counter()
        likeness = (
            None if language_of(question) is Language.LATIN else partial(self._glosser.likeness, question)
        )
        evidence = collection.gather(understood or question, document=document, likeness=likeness)
        gathered = time.perf_counter()
        answerers = self.answerers if collection is self._papers else self._source_answerers
        answer = self._sound(question, understood, evidence, [a.propose(evidence) for a in answerers])
        answer.timings_ms.update(
            retrieve=1000 * (gathered - started), compose=1000 * (time.perf_counter() - gathered)
        )
        return answer

    def _sound(
        self,
        question: str,
        understood: str | None,
        evidence: Evidence,
        proposals: Sequence[Candidate | Gap | None],
    ) -> Answer:
        """Return the best proposal that keeps the promises; one that breaks them is logged and left out."""
        settings = self.settings
        while True:
            answer = compose(
                question, understood, evidence, proposals, threshold=settings.threshold, weights=self._weights
            )
            broken = faults(answer, self.documents)
            if not broken or answer.abstained:
                return answer
            logger.error("a %s answer is not shown: %s", answer.kind, "; ".join(broken))
            proposals = [
                p for p in proposals if not isinstance(p, Candidate) or p.citations is not answer.citations
            ]

    def _understand(self, question: str, history: Sequence[str]) -> str | None:
        """Return the question as read where that differs: in the documents' words, a follow-up in full."""
        glossed = self._glosser.gloss(question) or self._spelt_out(question)
        before = tuple(self._glosser.gloss(earlier) or earlier for earlier in history if find_words(earlier))
        return full_question(glossed or question, before) or glossed

    def _spelt_out(self, question: str) -> str | None:
        """Return the question with misspelt words corrected and unknown short forms in full, or None."""
        if not self._vocabulary:
            return None
        full = self._initials.spelt_out(question, self._vocabulary)
        return self._speller.correct(full or question) or full

    def gather(self, question: str, *, document: str | None = None) -> Evidence:
        """Return what the answerers see of a question: passages and their sentences, scored."""
        collection = self._papers if document is None else self._collection_of(document)
        return collection.gather(question, document=document)

    def _collection_of(self, document: str) -> Collection:
        sources = self._sources
        return sources if sources is not None and document in sources.documents else self._papers

    @cached_property
    def _initials(self) -> Initials:
        return Initials(document.text for document in self.documents.values())

    @cached_property
    def _everything(self) -> Retriever:
        return Retriever(self.index, self._encoder, self.settings)

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


def _vocabulary(index: Index) -> tuple[str, ...]:
    """Return the words that other languages are read in; none where the documents are not Latin."""
    texts = [
        passage.span.of(index.documents[passage.document].text)
        for passage in index.passages
        if passage.kind is not PassageKind.REFERENCE
    ]
    is_latin = language_of(" ".join(texts)[:20_000]) is Language.LATIN
    return collect_vocabulary(texts) if is_latin else ()
