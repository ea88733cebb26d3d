"""The index as answering sees it: everything in memory, read at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal, Self

from cbm_qa.config import Settings
from cbm_qa.errors import EmbedderError, IndexCorrupt, IndexMissing, IndexStale
from cbm_qa.index.embed import Embedder, Vectors, embedder_fingerprint
from cbm_qa.index.plan import make_recipe, plan_build
from cbm_qa.index.store import read_catalogue, read_contents
from cbm_qa.index.units import SentenceUnit
from cbm_qa.ingest import list_corpus
from cbm_qa.model import Document, Passage

IndexState = Literal["current", "missing", "outdated", "corrupt"]


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A built index.

    Attributes:
        folder: Where it lies.
        documents: By key, in the order of the corpus.
        passages: Document by document, each in the order of its text.
        passage_vectors: (n, d) float32 rows of length 1, one a passage.
        sentences: In the order of the passages.
        sentence_vectors: (m, d) float32 rows of length 1, one a sentence.
        rows_by_passage: For each passage id its rows among the sentences.
        embedder_name: What `Settings.embedder` called the model.
        embedder_fingerprint: That of the model which made the vectors.
        faiss_sha256: That of the FAISS file over the passage vectors.
        digest: 12 hex digits that change with the content, the model or how passages are cut.
    """

    folder: Path
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    sentences: tuple[SentenceUnit, ...]
    sentence_vectors: Vectors
    rows_by_passage: Mapping[str, range]
    embedder_name: str
    embedder_fingerprint: str
    faiss_sha256: str
    digest: str

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read an index into memory; a writer at work does not disturb it.

        Raises:
            IndexMissing: There is none in the folder.
            IndexStale: It was written by another version of cbm-qa.
            IndexCorrupt: It cannot be read.
            IndexLocked: A writer kept it busy for too long.
        """
        contents = read_contents(folder)
        manifest = contents.manifest
        return cls(
            folder=folder,
            documents=contents.documents,
            passages=contents.passages,
            passage_vectors=contents.passage_vectors,
            sentences=contents.sentences,
            sentence_vectors=contents.sentence_vectors,
            rows_by_passage=_group_rows(contents.sentences),
            embedder_name=manifest["embedder_name"],
            embedder_fingerprint=manifest["embedder"],
            faiss_sha256=manifest["faiss_sha256"],
            digest=manifest["digest"],
        )

    def sentence_rows(self, passage: str) -> range:
        """Return which rows of `sentences` and `sentence_vectors` belong to the passage with that id."""
        return self.rows_by_passage.get(passage, range(0))


def index_state(
    corpus: Path, index: Path, settings: Settings, *, embedder: Embedder | None = None
) -> IndexState:
    """Return whether an index can be used and matches its corpus; no model is loaded for it.

    Args:
        corpus: Folder with the documents.
        index: Folder with the index.
        settings: Of which `embedder` and `passage_tokens` matter here.
        embedder: Taken instead of the one that `settings` names.

    Raises:
        CorpusError: There is no corpus to compare with.
        IndexStoreError: The index may not be read, or is being written for too long.
    """
    try:
        stored = read_catalogue(index)
    except IndexMissing:
        return "missing"
    except IndexStale:
        return "outdated"
    except IndexCorrupt:
        return "corrupt"
    try:
        fingerprint = embedder.fingerprint if embedder else embedder_fingerprint(settings.embedder)
    except EmbedderError:
        return "outdated"  # the build that follows says what is wrong with the model
    plan = plan_build(list_corpus(corpus), make_recipe(settings, fingerprint), stored)
    return "current" if plan.is_empty else "outdated"


def _group_rows(sentences: tuple[SentenceUnit, ...]) -> dict[str, range]:
    rows: dict[str, range] = {}
    for passage, group in groupby(enumerate(sentences), key=lambda item: item[1].passage):
        numbers = [number for number, _ in group]
        rows[passage] = range(numbers[0], numbers[-1] + 1)
    return rows
