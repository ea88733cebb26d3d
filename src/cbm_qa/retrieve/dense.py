"""Passages ranked by how near their vectors are to the question's."""

from collections.abc import Collection

import numpy as np

from cbm_qa.index.dense import load_faiss
from cbm_qa.index.embed import Vectors
from cbm_qa.index.index import Index


class DenseRoute:
    """Exact inner-product search with FAISS over vectors of length 1: cosine similarity."""

    def __init__(self, index: Index, documents: Collection[str] | None = None) -> None:
        """Search the passages of an index, or only those of some of its documents."""
        self._passages = index.passages
        self._faiss = load_faiss(index.folder, index.passage_vectors, index.faiss_sha256)
        self._rows: dict[str, list[int]] = {}
        for row, passage in enumerate(index.passages):
            self._rows.setdefault(passage.document, []).append(row)
        self._all: list[int] | None = None
        if documents is not None and len(documents) < len(self._rows):
            self._all = [row for key in documents for row in self._rows.get(key, ())]

    def search(self, vector: Vectors, *, pool_size: int, document: str | None = None) -> list[int]:
        """Return the positions of the nearest passages.

        Args:
            vector: (d,) float32 of length 1.
            pool_size: Most positions to return.
            document: Key of the only document to look in, or None for all.

        Returns:
            Positions among the passages, nearest first; equal similarities in the order of passage ids.
        """
        import faiss

        rows = self._all if document is None else self._rows.get(document, [])
        count = min(pool_size, self._faiss.ntotal if rows is None else len(rows))
        if count == 0:
            return []
        query = np.ascontiguousarray(vector[np.newaxis, :], dtype=np.float32)
        if rows is None:
            scores, found = self._faiss.search(query, count)
        else:
            # Both are held by names, as FAISS keeps only pointers to them.
            selector = faiss.IDSelectorBatch(np.array(rows, dtype=np.int64))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
            scores, found = self._faiss.search(query, count, params=parameters)
        order = sorted(zip(scores[0].tolist(), found[0].tolist(), strict=True), key=self._rank)
        return [row for _, row in order]

    def _rank(self, hit: tuple[float, int]) -> tuple[float, str]:
        score, row = hit
        return -score, self._passages[row].id
