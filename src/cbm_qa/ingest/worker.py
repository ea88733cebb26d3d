"""A document read in a process of its own, which a hostile or broken file may crash or exhaust.

The parent starts `python -m cbm_qa.ingest.worker`, hands it the entry, and takes lines of JSON back:
how far it is, and at last the document or the error. Nothing that a worker says is unpickled.
"""

import contextlib
import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from cbm_qa.config import ReadLimits
from cbm_qa.errors import ReadError
from cbm_qa.ingest.corpus import Entry
from cbm_qa.model import Document
from cbm_qa.model.codec import document_from_json, document_to_json

logger = logging.getLogger(__name__)

_MEGABYTE = 1 << 20
_MAX_LINE = 1 << 29  # characters of JSON that a worker may hand back
_EXIT_MEMORY = 3
SECONDS_A_PAGE = 1.0
"""What each page that was read adds to the time that a document may take: a long one is not a stuck one."""
_LAST_SECONDS = 5  # to end in, once a worker says no more
_MESSAGE_CHARS = 2_000


def read_in_worker(entry: Entry, limits: ReadLimits, report: Callable[[int, int], None]) -> Document:
    """Read one document in a process that ends when it takes too long or too much memory.

    Args:
        entry: The file.
        limits: Time and memory.
        report: Told the pages done, for formats that have pages.

    Raises:
        ReadError: What the reader says of the file; or it ran into a limit, or crashed.
    """
    with tempfile.TemporaryFile() as log, _started(entry, limits, log) as (process, clock):
        last: dict[str, Any] = {}
        assert process.stdout is not None
        while line := process.stdout.readline(_MAX_LINE):
            try:
                last = json.loads(line)
            except ValueError:
                break  # cut off in the middle: how the process ended says why
            if "done" in last:
                clock.allow(limits.seconds + SECONDS_A_PAGE * last["done"])
                report(last["done"], last["total"])
            elif "warning" in last:
                logger.warning("%s", last["warning"][:_MESSAGE_CHARS])
        if "document" in last:
            return document_from_json(last["document"])
        if "error" in last:
            raise ReadError(last["error"][:_MESSAGE_CHARS], hint=last["hint"])
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LAST_SECONDS)
        raise _failure(entry, limits, process.returncode or 0, clock, log)


class _Clock(threading.Thread):
    """Ends a process when its time is up; the time may be made longer."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._over = threading.Event()
        self._begun = time.monotonic()
        self.seconds = seconds
        self.has_expired = False

    def allow(self, seconds: float) -> None:
        """Let the process take so many seconds from its start."""
        self.seconds = seconds

    def run(self) -> None:
        """Wait until the process is stopped, or its time is up."""
        while (left := self._begun + self.seconds - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self.has_expired = True
        self._process.kill()

    def stop(self) -> None:
        """Let the process be."""
        self._over.set()


@contextlib.contextmanager
def _started(
    entry: Entry, limits: ReadLimits, log: IO[bytes]
) -> Iterator[tuple[subprocess.Popen[bytes], _Clock]]:
    """Start a worker and hand it its task; on leaving it is gone, however far it was."""
    source = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "cbm_qa.ingest.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, **threads, "PYTHONPATH": paths},
    )
    clock = _Clock(process, limits.seconds)
    clock.start()
    try:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps((entry, limits)))
            process.stdin.close()
        yield process, clock
    finally:
        clock.stop()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                stream and stream.close()


def _failure(entry: Entry, limits: ReadLimits, code: int, clock: _Clock, log: IO[bytes]) -> ReadError:
    if clock.has_expired:
        return ReadError(
            f"{entry.file}: not read within {clock.seconds:g} seconds",
            hint="allow more with CBM_QA_READ_SECONDS, or split the document",
        )
    log.seek(0)
    said = log.read()[-_MESSAGE_CHARS:].decode("utf-8", "replace")
    if code == _EXIT_MEMORY or "MemoryError" in said or "out of memory" in said.casefold():
        return ReadError(
            f"{entry.file}: needs more than {limits.megabytes} MB of memory to be read",
            hint="allow more with CBM_QA_READ_MB, or split the document",
        )
    if (
        code == -signal.SIGABRT
    ):  # how PDFium ends both where it finds no memory and where it finds itself in error
        return ReadError(
            f"{entry.file}: damaged, or needs more than {limits.megabytes} MB of memory to be read",
            hint="get the file again, or allow more with CBM_QA_READ_MB",
        )
    cause = f"the reader crashed ({signal.Signals(-code).name})" if code < 0 else "the reader failed"
    return ReadError(
        f"{entry.file}: damaged: {cause}", hint="get the file again, or save it anew with another program"
    )


def limit_memory(megabytes: int) -> None:
    """Limit the address space of this process, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    size = megabytes * _MEGABYTE
    for kind, most in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


class _Teller(logging.Handler):
    """Hands warnings to the parent, for the reader of the document to know."""

    def __init__(self, say: Callable[..., None]) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on one warning."""
        self._say(warning=record.getMessage())


def main() -> int:
    """Read the document that the parent names, and print it."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # what a library prints is no answer
    entry, limits = pickle.load(sys.stdin.buffer)
    limit_memory(limits.megabytes)

    def say(**message: object) -> None:
        json.dump(message, channel, ensure_ascii=True)
        channel.write("\n")
        channel.flush()

    logging.getLogger("cbm_qa").addHandler(_Teller(say))
    try:
        from cbm_qa.ingest.read import parse_document

        document = parse_document(entry, lambda done, total: say(done=done, total=total))
        say(document=document_to_json(document))
    except ReadError as error:
        say(error=str(error), hint=error.hint)
    except MemoryError:
        return _EXIT_MEMORY
    except RecursionError:
        say(error=f"{entry.file}: nested too deeply to be read", hint="save it anew with another program")
    except ImportError as error:
        if "failed to map" in str(error):  # what a library says that finds no memory to load in
            return _EXIT_MEMORY
        raise
    except Exception as error:  # whatever a hostile file does to a parser, it is the file's fault here
        name = type(error).__name__
        say(
            error=f"{entry.file}: damaged beyond reading ({name}: {error})",
            hint="get the file again, or save it anew with another program",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
