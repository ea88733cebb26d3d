"""Broken copies of real files, read as a corpus reads them: each ends in a document or a clear error.

python tests/fuzz/mutate.py [--runs 2000] [--seed 1] [--data ../shared/data/documents]

Bits are flipped, bytes replaced, pieces cut out, doubled or moved, ends cut off. Whatever else happens than a
document or a ReadError (an exception, a run past the limit on time or memory) is printed and counted.
"""

import argparse
import contextlib
import io
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from unittest import mock

import lxml.html  # noqa: F401  # loaded before the forks, like the next two
import pypdfium2  # noqa: F401
import regex
import trafilatura  # noqa: F401

import cbm_qa.ingest.html
import cbm_qa.ingest.pdf  # noqa: F401
from cbm_qa.config import ReadLimits
from cbm_qa.errors import ReadError
from cbm_qa.ingest import Entry, read_document, worker

LIMITS = ReadLimits(seconds=60, megabytes=2048)
_GRACE = 10  # seconds that starting and ending a process may take besides
_MAX_SEED = 400_000


class Forked:
    """Stands in for the process that a worker is: a copy of this one, which has its libraries loaded already.

    Starting Python two thousand times would take most of the time; what a worker does is the same.
    """

    def __init__(self, command: Sequence[str], *, stderr: IO[bytes], **options: object) -> None:
        into, out = os.pipe(), os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.dup2(into[0], 0)
            os.dup2(out[1], 1)
            os.dup2(stderr.fileno(), 2)
            os.closerange(3, 256)
            sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
            code = 1
            try:
                code = worker.main()
            except BaseException:  # what a process of its own would print and end with
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(into[0])
        os.close(out[1])
        self.stdin = os.fdopen(into[1], "wb")
        self.stdout = os.fdopen(out[0], "rb")

    def kill(self) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        end = time.monotonic() + (timeout or 3600)
        while self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise subprocess.TimeoutExpired("worker", timeout or 0)
            else:
                time.sleep(0.002)
        return self.returncode


@dataclass(slots=True)
class Tally:
    """What came of the runs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return a broken copy of a file."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        size = len(broken)
        if size < 8:
            break
        at, length = chance.randrange(size), chance.randrange(1, max(2, min(2000, size // 4)))
        match chance.randrange(7):
            case 0:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                broken[at : at + 4] = chance.randbytes(4)
            case 2:
                del broken[at : at + length]
            case 3:
                broken[at:at] = broken[at : at + length] * chance.choice((1, 3, 50))
            case 4:
                del broken[chance.randrange(size // 8, size) :]
            case 5:
                _change_number(broken, chance)
            case _:
                other = chance.randrange(size)
                broken[at : at + length] = broken[other : other + length]
    return bytes(broken)


def _change_number(broken: bytearray, chance: random.Random) -> None:
    """Put another number for one of the file's own: a length, an offset, a count."""
    numbers = list(regex.finditer(rb"\d+", bytes(broken[:200_000])))
    if numbers:
        found = chance.choice(numbers)
        broken[found.start() : found.end()] = str(chance.choice((0, -1, 7, 65536, 2**31, 10**12))).encode()


def run(path: Path, tally: Tally) -> None:
    """Read one broken file and note how that ended."""
    started = time.perf_counter()
    try:
        document = read_document(Entry("fuzz", path, path.name, "0" * 64), LIMITS)
        outcome = "document"
        if not document.text:
            tally.failures.append(f"{path.name}: a document without text")
    except ReadError as error:
        message = str(error)
        outcome = next((name for name, part in _KINDS if part in message), "refused with a reason")
        if "\n" in message or not message.strip():
            tally.failures.append(f"{path.name}: a message of no or several lines: {message!r}")
    except Exception as error:
        outcome = "failure"
        tally.failures.append(f"{path.name}: {type(error).__name__}: {error}")
    spent = time.perf_counter() - started
    tally.slowest = max(tally.slowest, spent)
    if spent > LIMITS.seconds + _GRACE:
        tally.failures.append(f"{path.name}: ran for {spent:.0f} s")
    tally.outcomes[outcome] += 1


_KINDS = (
    ("stopped at the time limit", "not read within"),
    ("stopped at the memory limit", "of memory to be read"),
    ("reader crashed, told as damaged", "the reader crashed"),
    ("reader failed, told as damaged", "damaged beyond reading ("),
)


def fuzz(
    seeds: Sequence[Path],
    runs: int,
    seed: int,
    *,
    first: int = 0,
    keep: Path | None = None,
    quiet: bool = True,
) -> Tally:
    """Read `runs` broken copies of `seeds`, the same ones for the same `seed`.

    Args:
        seeds: Real files.
        runs: How many.
        seed: Of the pseudo-random choices.
        first: Number of the first run, so that several processes can share the runs of one seed.
        keep: Folder for the files that failed.
        quiet: Print nothing on the way.
    """
    tally = Tally()
    with mock.patch.object(worker.subprocess, "Popen", Forked), tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + runs):
            chance = random.Random(f"{seed}-{number}")
            source = chance.choice(seeds)
            path = Path(folder) / f"{number:05}-{source.name}"
            path.write_bytes(mutate(source.read_bytes(), chance))
            before = len(tally.failures)
            run(path, tally)
            if len(tally.failures) > before and keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                path.rename(keep / path.name)
            path.unlink(missing_ok=True)
            if not quiet and (number + 1) % 50 == 0:
                print(
                    f"{number + 1} of {runs}: {dict(tally.outcomes)}, {len(tally.failures)} failures",
                    flush=True,
                )
    return tally


def find_seeds(data: Path) -> list[Path]:
    """Return the PDF and HTML files to break: small ones, so that there can be many runs."""
    paths = [*data.glob("pdf*/*.pdf"), *data.glob("html/*.html")]
    return sorted(p for p in paths if 0 < p.stat().st_size <= _MAX_SEED)


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    shared = Path(__file__).resolve().parents[3] / "shared" / "data" / "documents"
    parser.add_argument("--data", type=Path, default=shared)
    parser.add_argument("--keep", type=Path, default=None, help="folder for the files that failed")
    options = parser.parse_args()
    seeds = find_seeds(options.data)
    started = time.perf_counter()
    tally = fuzz(seeds, options.runs, options.seed, first=options.first, keep=options.keep, quiet=False)
    spent = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{options.runs} runs over {len(seeds)} files in {spent / 60:.0f} min, seed {options.seed}")
    for outcome, count in tally.outcomes.most_common():
        print(f"  {count:5}  {outcome}")
    print(f"  slowest {tally.slowest:.1f} s; most memory of one reader {peak:.0f} MB")
    print(f"  {len(tally.failures)} failures")
    print("\n".join(tally.failures))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
