"""One writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cbm_qa.errors import IndexLocked, IndexStoreError

LOCK_FILE = "index.lock"


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Make the index folder and hold the right to write in it; a killed holder loses it at once.

    Raises:
        IndexLocked: Another process holds it.
        IndexStoreError: The folder cannot be made or written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_FILE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexLocked(
            f"another build is running in {folder}",
            hint="wait for it to end, or build elsewhere with --index",
        ) from None
    except OSError as error:
        raise IndexStoreError(
            f"the index folder {folder} cannot be written: {error.strerror or error}",
            hint="choose a folder that may be written with --index or CBM_QA_INDEX",
        ) from error
    try:
        yield
    finally:
        lock.release()
