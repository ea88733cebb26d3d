"""The index database: its one file, what is read from it, and how errors of SQLite are told."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cbm_qa.errors import IndexCorrupt, IndexLocked, IndexMissing, IndexStale, IndexStoreError, ModelError
from cbm_qa.index.embed import Vectors
from cbm_qa.index.schema import SCHEMA_VERSION
from cbm_qa.index.units import SentenceUnit
from cbm_qa.model import Document, Passage, PassageKind, Span
from cbm_qa.model.codec import document_from_json

DATABASE = "index.sqlite"
BUILD_HINT = "run: cbm-qa index"
VECTOR_DTYPE = np.dtype("<f4")

_BUSY_S = 30.0  # a commit holds readers off for milliseconds; this outlasts a slow disk


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of an indexed file: SHA-256 of its bytes, fingerprint of its manifest entry."""

    sha256: str
    entry: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read as a document, and why."""

    key: str
    file: str
    stored: StoredFile
    message: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What an index was built from.

    Attributes:
        manifest: Recipe and digests.
        files: Its documents by key, in the order of the corpus.
        problems: The unreadable files by key.
        passages: How many there are.
    """

    manifest: Mapping[str, str]
    files: Mapping[str, StoredFile]
    problems: Mapping[str, Problem]
    passages: int


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """All that answering needs.

    Attributes:
        manifest: What it was built with.
        documents: By key, in the order of the corpus.
        passages: Document by document, each in the order of its text.
        passage_vectors: (n, d) float32 rows of length 1, one a passage.
        sentences: In the order of the passages.
        sentence_vectors: (m, d) float32 rows of length 1, one a sentence.
    """

    manifest: Mapping[str, str]
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    sentences: tuple[SentenceUnit, ...]
    sentence_vectors: Vectors


def read_catalogue(folder: Path) -> Catalogue:
    """Read what the index in a folder was built from.

    Raises:
        IndexMissing: There is none.
        IndexStale: It was written by another version of cbm-qa.
        IndexCorrupt: It cannot be read.
    """
    with _reading(folder) as connection:
        manifest = _read_manifest(connection)
        rows = connection.execute("SELECT key, sha256, entry FROM documents ORDER BY position")
        files = {key: StoredFile(sha256, entry) for key, sha256, entry in rows}
        rows = connection.execute("SELECT key, file, sha256, entry, message FROM problems ORDER BY key")
        problems = {
            key: Problem(key, file, StoredFile(sha256, entry), message)
            for key, file, sha256, entry, message in rows
        }
        (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
        return Catalogue(manifest, files, problems, passages)


def read_documents(folder: Path) -> dict[str, Document]:
    """Read all documents of an index, in the order of the corpus.

    Raises:
        IndexMissing: There is none.
        IndexStale: It was written by another version of cbm-qa.
        IndexCorrupt: It cannot be read.
    """
    with _reading(folder) as connection:
        _read_manifest(connection)
        return _read_documents(connection)


def read_contents(folder: Path) -> Contents:
    """Read a whole index, as it stood at one moment.

    Raises:
        IndexMissing: There is none.
        IndexStale: It was written by another version of cbm-qa.
        IndexCorrupt: It cannot be read.
    """
    with _reading(folder) as connection:
        manifest = _read_manifest(connection)
        dimension = int(manifest["dimension"])
        documents = _read_documents(connection)
        passages = connection.execute(
            "SELECT p.id, p.document, p.section, p.first_paragraph, p.last_paragraph, p.start, p.end, p.kind,"
            " p.embedded, p.tokens, p.vector FROM passages p JOIN documents d ON d.key = p.document"
            " ORDER BY d.position, p.ordinal"
        ).fetchall()
        sentences = connection.execute(
            "SELECT s.document, s.start, s.end, s.passage, s.vector FROM sentences s"
            " JOIN documents d ON d.key = s.document ORDER BY d.position, s.ordinal"
        ).fetchall()
        return Contents(
            manifest=manifest,
            documents=documents,
            passages=tuple(_passage(row) for row in passages),
            passage_vectors=join_vectors([row[-1] for row in passages], dimension),
            sentences=tuple(SentenceUnit(d, Span(a, b), p) for d, a, b, p, _ in sentences),
            sentence_vectors=join_vectors([row[-1] for row in sentences], dimension),
        )


def join_vectors(blobs: list[bytes], dimension: int) -> Vectors:
    """Return stored vectors as an (n, dimension) float32 matrix.

    Raises:
        ValueError: A blob has another length.
    """
    vectors = np.frombuffer(b"".join(blobs), dtype=VECTOR_DTYPE)
    return vectors.reshape(len(blobs), dimension).astype(np.float32)


def connect(path: Path) -> sqlite3.Connection:
    """Open an existing database file, or create it; transactions are begun by hand.

    It is opened for writing even to read, as only so a transaction cut short by a crash can be rolled
    back; SQLite itself falls back to reading where writing is not allowed.
    """
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    # Without spilling, readers are held off only while a commit is written, not all through it.
    connection.execute("PRAGMA cache_spill = OFF")
    return connection


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / DATABASE
    if not path.is_file():
        raise IndexMissing(f"there is no index in {folder}", hint=BUILD_HINT)
    try:
        with closing(connect(path)) as connection:
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as error:
        raise explain(error, folder) from error
    except (ModelError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"the index in {folder} cannot be read: {error}", hint=BUILD_HINT) from error


def explain(error: sqlite3.Error, folder: Path) -> IndexStoreError:
    """Return the error of cbm-qa that tells what SQLite could not do with the index in a folder."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexLocked(f"the index in {folder} is being written", hint="try again in a moment")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_PERM")):
        return IndexStoreError(
            f"the index in {folder} cannot be opened or written: {error}",
            hint="check the folder's permissions and free space, or choose another folder with --index",
        )
    return IndexCorrupt(f"the index in {folder} cannot be read: {error}", hint=BUILD_HINT)


def _read_manifest(connection: sqlite3.Connection) -> dict[str, str]:
    manifest = dict(connection.execute("SELECT name, value FROM manifest"))
    if manifest.get("schema") != SCHEMA_VERSION:
        raise IndexStale("the index was built by another version of cbm-qa", hint=BUILD_HINT)
    return manifest


def _read_documents(connection: sqlite3.Connection) -> dict[str, Document]:
    rows = connection.execute("SELECT key, payload FROM documents ORDER BY position")
    return {key: document_from_json(json.loads(payload)) for key, payload in rows}


_Row = tuple[str, str, int | None, int | None, int | None, int, int, str, str, int, bytes]


def _passage(row: _Row) -> Passage:
    id_, document, section, first, last, start, end, kind, embedded, tokens, _ = row
    return Passage(
        id=id_,
        document=document,
        section=section,
        paragraphs=None if first is None or last is None else (first, last),
        span=Span(start, end),
        kind=PassageKind(kind),
        embedded=embedded,
        tokens=tokens,
    )
