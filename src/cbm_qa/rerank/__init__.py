"""How well a sentence answers a question: a small cross-encoder, run without torch."""

from cbm_qa.rerank.reranker import Reranker, load_reranker, pair_text

__all__ = ["Reranker", "load_reranker", "pair_text"]
