"""Writing the index: one transaction, then the FAISS file that is derived from it."""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cbm_qa.errors import IndexStoreError
from cbm_qa.index.dense import digest_faiss, serialise_faiss, write_faiss
from cbm_qa.index.embed import Vectors
from cbm_qa.index.prepare import Prepared
from cbm_qa.index.schema import STATEMENTS
from cbm_qa.index.store import DATABASE, VECTOR_DTYPE, Problem, StoredFile, connect, explain, join_vectors
from cbm_qa.model.codec import document_to_json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What one build writes.

    Attributes:
        manifest: Recipe, embedder name and dimension; the digests are added as it is written.
        files: Every document of the index as it will be, in the order of the corpus.
        prepared: The documents that are new or replaced.
        problems: The files that could not be read.
        is_fresh: There is no index to build on, or none that can be used.
    """

    manifest: Mapping[str, str]
    files: Mapping[str, StoredFile]
    prepared: Sequence[Prepared]
    problems: Sequence[Problem]
    is_fresh: bool


def write_change(folder: Path, change: Change, report: Callable[[str, int, int], None]) -> None:
    """Bring the index to the new state, or leave it as it was.

    Args:
        folder: The index folder, locked by the caller.
        change: What to write.
        report: Told the documents written and their number, as stage "write".

    Raises:
        IndexStoreError: The folder cannot be written, or is full.
    """
    path = folder / DATABASE
    try:
        if change.is_fresh:
            _remove_database(path)
        with closing(connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if change.is_fresh:
                for statement in STATEMENTS:
                    connection.execute(statement)
            faiss = _write_rows(connection, change, report)
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise explain(error, folder) from error
    except OSError as error:
        raise IndexStoreError(
            f"the index in {folder} cannot be written: {error.strerror or error}",
            hint="check the folder's permissions and free space, or choose another folder with --index",
        ) from error
    try:
        write_faiss(folder, faiss)
    except OSError as error:  # the database is whole, and readers make the file from it
        logger.warning("the FAISS file in %s cannot be written: %s", folder, error)


def _remove_database(path: Path) -> None:
    """Remove a database that cannot be used; its journal first, which would be played into the next one."""
    for suffix in ("-journal", "-wal", "-shm", ""):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _write_rows(
    connection: sqlite3.Connection, change: Change, report: Callable[[str, int, int], None]
) -> bytes:
    """Write all rows within the open transaction; return the FAISS file that belongs to them."""
    gone = {key for (key,) in connection.execute("SELECT key FROM documents")} - change.files.keys()
    gone |= {prepared.document.key for prepared in change.prepared}
    connection.executemany("DELETE FROM documents WHERE key = ?", [(key,) for key in sorted(gone)])
    for number, prepared in enumerate(change.prepared, 1):
        _write_document(connection, prepared, change.files[prepared.document.key])
        report("write", number, len(change.prepared))
    connection.executemany(
        "UPDATE documents SET position = ? WHERE key = ?", [(n, key) for n, key in enumerate(change.files)]
    )
    connection.execute("DELETE FROM problems")
    connection.executemany(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
        [(p.key, p.file, p.stored.sha256, p.stored.entry, p.message) for p in change.problems],
    )
    faiss = serialise_faiss(read_passage_vectors(connection, int(change.manifest["dimension"])))
    connection.execute("DELETE FROM manifest")
    manifest = _complete_manifest(change, digest_faiss(faiss))
    connection.executemany("INSERT INTO manifest VALUES (?, ?)", sorted(manifest.items()))
    return faiss


def read_passage_vectors(connection: sqlite3.Connection, dimension: int) -> Vectors:
    """Return the vectors of all passages, in the order in which an index holds them."""
    rows = connection.execute(
        "SELECT p.vector FROM passages p JOIN documents d ON d.key = p.document"
        " ORDER BY d.position, p.ordinal"
    )
    return join_vectors([vector for (vector,) in rows], dimension)


def _write_document(connection: sqlite3.Connection, prepared: Prepared, file: StoredFile) -> None:
    key = prepared.document.key
    payload = json.dumps(document_to_json(prepared.document), ensure_ascii=False, separators=(",", ":"))
    row = (key, file.sha256, file.entry, payload)
    connection.execute("INSERT INTO documents VALUES (?, 0, ?, ?, ?)", row)
    blobs = [row.astype(VECTOR_DTYPE).tobytes() for row in prepared.vectors]
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(p.id, key, n, p.section, *(p.paragraphs or (None, None))),
                *(p.span.start, p.span.end, p.kind.value, p.embedded, p.tokens, blobs[n]),
            )
            for n, p in enumerate(prepared.passages)
        ],
    )
    blobs = blobs[len(prepared.passages) :]
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?)",
        [(key, n, s.passage, s.span.start, s.span.end, blobs[n]) for n, s in enumerate(prepared.sentences)],
    )


def _complete_manifest(change: Change, faiss_sha256: str) -> dict[str, str]:
    corpus = json.dumps([[key, file.sha256, file.entry] for key, file in change.files.items()])
    made_of = json.dumps([sorted(change.manifest.items()), corpus, faiss_sha256])
    return {
        **change.manifest,
        "corpus": hashlib.sha256(corpus.encode()).hexdigest(),
        "faiss_sha256": faiss_sha256,
        "digest": hashlib.sha256(made_of.encode()).hexdigest()[:12],
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
