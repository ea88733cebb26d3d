"""Stand-ins that mean something: texts that share words come out near each other."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
import regex
from factories import heading, make_document

from cbm_qa.errors import ReadError
from cbm_qa.index.embed import Vectors
from cbm_qa.ingest import Entry
from cbm_qa.model import Document

_WORD = regex.compile(r"[\p{L}\p{N}]+")


class HashEmbedder:
    """An embedder without a model: hashes words into buckets, counts them and normalises.

    A text is as many tokens as it has words and other signs, and two for the model's markers.
    `calls` holds the texts of each call to `encode`.
    """

    def __init__(
        self, *, dimension: int = 64, max_tokens: int = 256, name: str = "hash", version: int = 1
    ) -> None:
        self.name = name
        self.fingerprint = f"hash-{dimension}-{version}"
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Vectors:
        self.calls.append(list(texts))
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.casefold()) or [""]:
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
            if progress is not None:
                progress(row + 1)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) if len(texts) else 1
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(regex.findall(r"\w+|[^\w\s]", text)) for text in texts]


def read_lines(entry: Entry) -> Document:
    """Read a document without the real parser: "# Title" is a heading, any other line a paragraph.

    Raises:
        ReadError: There is a NUL in the file, or nothing.
    """
    text = entry.path.read_text(encoding="utf-8")
    if "\0" in text or not text.strip():
        raise ReadError(f"{entry.file}: not a text")
    lines = [line for line in text.split("\n") if line.strip()]
    blocks = [heading(None, line[2:]) if line.startswith("# ") else line for line in lines]
    return make_document(*blocks, key=entry.key, title=entry.title or entry.key, sha256=entry.sha256)
