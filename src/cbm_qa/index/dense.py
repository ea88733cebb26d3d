"""The FAISS file beside the database: derived from it, checked against it, made again when in doubt."""

import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cbm_qa.index.embed import Vectors

logger = logging.getLogger(__name__)

FAISS_FILE = "passages.faiss"


def serialise_faiss(vectors: Vectors) -> bytes:
    """Return the bytes of an exact inner-product FAISS index over (n, d) rows of length 1."""
    import faiss

    return bytes(faiss.serialize_index(_make_faiss(vectors)).tobytes())


def digest_faiss(data: bytes) -> str:
    """Return the SHA-256 by which the database knows its FAISS file."""
    return hashlib.sha256(data).hexdigest()


def load_faiss(folder: Path, vectors: Vectors, sha256: str) -> Any:  # noqa: ANN401  # FAISS has no types
    """Return the FAISS index over `vectors`, from its file if that is the one derived from them.

    A file that is missing, unreadable or of another build is made again and saved where that is
    allowed. Bytes that do not have the expected SHA-256 are never given to FAISS.
    """
    import faiss

    data = _read(folder)
    if data is not None and digest_faiss(data) == sha256:
        return faiss.deserialize_index(np.frombuffer(data, dtype=np.uint8))
    index = _make_faiss(vectors)
    try:
        write_faiss(folder, faiss.serialize_index(index).tobytes())
    except OSError as error:
        logger.info("the FAISS index is kept in memory, as %s cannot be written: %s", folder, error)
    return index


def has_faiss(folder: Path, sha256: str) -> bool:
    """Return whether the folder holds the FAISS file with that SHA-256; FAISS is not loaded."""
    data = _read(folder)
    return data is not None and digest_faiss(data) == sha256


def write_faiss(folder: Path, data: bytes) -> None:
    """Put the FAISS file in place in one step, so that no reader ever sees a part of it.

    Raises:
        OSError: The folder cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FAISS_FILE}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # mkstemp makes files that only their owner may read
        os.replace(name, folder / FAISS_FILE)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of builds that were killed."""
    for path in folder.glob(f".{FAISS_FILE}.*"):
        path.unlink(missing_ok=True)


def _make_faiss(vectors: Vectors) -> Any:  # noqa: ANN401  # FAISS has no types
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return index


def _read(folder: Path) -> bytes | None:
    try:
        return (folder / FAISS_FILE).read_bytes()
    except OSError:
        return None
