"""A question to ranked passages: both routes, fused."""

from collections.abc import Collection

from cbm_qa.config import Settings
from cbm_qa.errors import IndexStale, UsageError
from cbm_qa.index.embed import Vectors
from cbm_qa.index.index import Index
from cbm_qa.index.question import QuestionEncoder
from cbm_qa.index.store import BUILD_HINT
from cbm_qa.model import Ranking
from cbm_qa.retrieve.dense import DenseRoute
from cbm_qa.retrieve.fuse import fuse_rankings
from cbm_qa.retrieve.lexical import LexicalRoute


class Retriever:
    """Finds passages in one index, or in some of its documents. Equal questions get equal rankings.

    Raises:
        IndexStale: The index was made with another embedding model.
    """

    def __init__(
        self,
        index: Index,
        encoder: QuestionEncoder,
        settings: Settings,
        documents: Collection[str] | None = None,
    ) -> None:
        if encoder.fingerprint != index.embedder_fingerprint:
            raise IndexStale(
                f"the index was built with the model {index.embedder_name}, not with this {encoder.name}",
                hint=BUILD_HINT,
            )
        self._index = index
        self._encoder = encoder
        self._settings = settings
        self._dense = DenseRoute(index, documents)
        self._lexical = LexicalRoute(index.passages, documents)

    def search(self, question: str, *, top_k: int | None = None, document: str | None = None) -> Ranking:
        """Return the passages most likely to hold the answer.

        Args:
            question: Any text.
            top_k: Most hits; by default as many as the settings say.
            document: Key of the only document to look in, or None for all.

        Returns:
            Hits, best first, with their ranks on the routes "dense" and "lexical"; none for a
            question without a letter or digit.

        Raises:
            UsageError: There is no such document.
        """
        if not any(character.isalnum() for character in question):
            self._check_document(document)
            return ()
        return self.search_with(question, self._encoder.encode([question])[0], top_k=top_k, document=document)

    def search_with(
        self, question: str, vector: Vectors, *, top_k: int | None = None, document: str | None = None
    ) -> Ranking:
        """Do the same with the question's vector, (d,) float32 of length 1, where it is known already."""
        self._check_document(document)
        wanted = self._settings.top_k if top_k is None else top_k
        pool_size = max(self._settings.pool_size, wanted)
        only = self._settings.retrieval
        rankings: dict[str, list[int]] = {}
        if only != "lexical":
            rankings["dense"] = self._dense.search(vector, pool_size=pool_size, document=document)
        if only != "dense":
            rankings["lexical"] = self._lexical.search(question, pool_size=pool_size, document=document)
        return fuse_rankings(
            rankings,
            self._index.passages,
            top_k=wanted,
            rrf_k=self._settings.rrf_k,
        )

    def _check_document(self, document: str | None) -> None:
        if document is not None and document not in self._index.documents:
            known = ", ".join(self._index.documents)
            raise UsageError(f"there is no document {document!r}", hint=f"the documents are: {known}")
