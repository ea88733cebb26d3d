"""Passages ranked by the words they share with the question."""

from collections.abc import Collection, Sequence

import numpy as np

from cbm_qa.model import Passage
from cbm_qa.retrieve.tokens import find_terms

# As usual for passages (Lin et al., Anserini): these are all of about one length, so that a repeated term
# and a longer passage mean less than among whole documents.
K1 = 0.9
B = 0.4


class LexicalRoute:
    """BM25 over what is embedded of each passage: its text, and its headings or table header.

    It lives in memory, as it is made from thousands of passages within a second.

    References:
        Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond; the
        variant is Lucene's, whose weights are never negative.
    """

    def __init__(self, passages: Sequence[Passage], documents: Collection[str] | None = None) -> None:
        """Weigh the terms of the passages, or of those of some documents alone."""
        from bm25s import BM25

        places = [n for n, p in enumerate(passages) if documents is None or p.document in documents]
        self._places = np.array(places, dtype=np.int64)
        passages = [passages[n] for n in places]
        self._ids = np.array([passage.id for passage in passages], dtype=object)
        self._documents = np.array([passage.document for passage in passages], dtype=object)
        terms = [find_terms(passage.embedded) for passage in passages]
        self._bm25 = None
        if any(terms):
            self._bm25 = BM25(k1=K1, b=B, method="lucene")
            self._bm25.index(terms, show_progress=False)

    def search(self, question: str, *, pool_size: int, document: str | None = None) -> list[int]:
        """Return the positions of passages that share a term with the question.

        Args:
            question: Any text; repeated terms count as often as they stand there.
            pool_size: Most positions to return.
            document: Key of the only document to look in, or None for all.

        Returns:
            Positions among the passages, best first; equal scores in the order of passage ids.
        """
        known = self._known(find_terms(question))
        if not known or self._bm25 is None:
            return []
        scores = self._bm25.get_scores(known)
        eligible = scores > 0
        if document is not None:
            eligible &= self._documents == document
        found = np.flatnonzero(eligible)
        order = sorted(found.tolist(), key=lambda n: (-scores[n], self._ids[n]))
        return [int(self._places[n]) for n in order[:pool_size]]

    def _known(self, terms: list[str]) -> list[str]:
        vocabulary = {} if self._bm25 is None else self._bm25.vocab_dict
        return [term for term in terms if term in vocabulary]
