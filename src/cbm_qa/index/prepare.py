"""What is worked out for a document before anything is written: its passages and their vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cbm_qa.index.chunk import chunk_document
from cbm_qa.index.embed import Embedder, Vectors
from cbm_qa.index.units import SentenceUnit, find_units
from cbm_qa.model import Document, Passage


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A document ready to be written; `vectors` are those of its passages, then of its sentences."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[SentenceUnit, ...]
    vectors: Vectors


def prepare_documents(
    documents: Sequence[Document],
    embedder: Embedder,
    passage_tokens: int,
    report: Callable[[str, int, int], None],
) -> list[Prepared]:
    """Cut and embed documents, in their order.

    Each document is embedded by itself, as a vector's last bits depend on the texts that share its
    batch: so an index updated step by step holds the same vectors as one built at once.

    Args:
        documents: What to prepare.
        embedder: Its limit holds where `passage_tokens` is larger.
        passage_tokens: Longest passage.
        report: Told the texts done and their number, as stage "embed".
    """
    limit = min(passage_tokens, embedder.max_tokens)
    cut = []
    for document in documents:
        count = embedder.count_tokens
        passages = chunk_document(document, count_tokens=count, max_tokens=limit)
        units = find_units(document, passages, count_tokens=count, max_tokens=embedder.max_tokens)
        texts = [passage.embedded for passage in passages] + [text for _, text in units]
        cut.append((document, passages, tuple(unit for unit, _ in units), texts))
    total = sum(len(texts) for *_, texts in cut)
    done = 0
    prepared = []
    for document, passages, sentences, texts in cut:
        vectors = embedder.encode(texts, progress=_from(done, total, report))
        done += len(texts)
        prepared.append(Prepared(document, passages, sentences, vectors))
    return prepared


def _from(before: int, total: int, report: Callable[[str, int, int], None]) -> Callable[[int], None]:
    return lambda done: report("embed", before + done, total)
