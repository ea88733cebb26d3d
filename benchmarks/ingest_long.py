"""One long PDF, read and indexed: time, and memory as it goes on.

    python benchmarks/ingest.py --long 1000

The embedder is a stand-in that hashes words: what a model takes for each passage is measured in speed.py.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from cbm_qa.config import Settings
from cbm_qa.index import build_index

_EVERY = 0.5  # seconds between two looks at the memory


def measure_long(pages: int) -> None:
    """Make a PDF of so many pages, index it, and print time and memory, stage by stage."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from fakes import HashEmbedder

    stages: dict[str, tuple[float, float]] = {}
    peaks: dict[str, float] = {}
    over = threading.Event()
    threading.Thread(target=_watch, args=(over, peaks), daemon=True).start()
    at_page: dict[int, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        if stage == "pages":
            at_page[done] = _readers_megabytes()
        stages[stage] = (stages.get(stage, (now, now))[0], now)

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        write_long(corpus / "long.pdf", pages)
        size = (corpus / "long.pdf").stat().st_size / 2**20
        started = time.perf_counter()
        report = build_index(
            corpus, Path(folder) / "index", Settings(), progress=note, embedder=HashEmbedder(dimension=384)
        )
        spent = time.perf_counter() - started
    over.set()
    print(f"{pages} pages, {size:.1f} MB: {report.passages} passages in {spent:.0f} s")
    first, last = stages["pages"]
    rate = (len(at_page) - 1) / max(1e-9, last - first)
    print(f"  progress was told {len(at_page)} times while pages were read, {rate:.1f} a second")
    marks = sorted({page for page in (1, 100, 500, 1000, pages) if page in at_page})
    shown = ", ".join(f"{page}: {at_page[page]:.0f}" for page in marks)
    print(f"  memory of the reader (MB) at page {shown}")
    for stage, (first, last) in stages.items():
        print(f"  {stage}: {last - first:.0f} s")
    for name, most in peaks.items():
        print(f"  most memory of {name}: {most:.0f} MB")


def write_long(path: Path, pages: int) -> None:
    """Write a PDF in two columns with headings, running heads and page numbers, all pages different."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    words = "grain river store count harbour bridge winter record railway sack weight keeper".split()
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(pages):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(54, 800, "Long reports of the steppe")
        canvas.drawRightString(540, 800, str(page + 1))
        if page % 10 == 0:
            canvas.setFont("Helvetica-Bold", 13)
            canvas.drawString(54, 770, f"{page // 10 + 1} Chapter on the {words[page % 12]}s")
        canvas.setFont("Helvetica", 9)
        for column in range(2):
            for line in range(50):
                seed = page * 100 + column * 50 + line
                text = " ".join(words[(seed * 7 + n * (1 + seed % 5)) % 12] for n in range(8))
                canvas.drawString(54 + 250 * column, 750 - 13 * line, _sentence(text, seed))
        canvas.showPage()
    canvas.save()


def _sentence(text: str, number: int) -> str:
    """Return a printed line; every fourth ends a sentence."""
    start = text.capitalize() if number % 4 == 0 else text
    return f"{start} {number}" + ("." if number % 4 == 3 else "")


def _watch(over: threading.Event, peaks: dict[str, float]) -> None:
    own = os.getpid()
    while not over.wait(_EVERY):
        for pid in (own, *_children(own)):
            name = "the command" if pid == own else "the process that reads the file"
            peaks[name] = max(peaks.get(name, 0), _megabytes(pid, "VmHWM"))


def _readers_megabytes() -> float:
    return sum(map(_megabytes, _children(os.getpid())))


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def _megabytes(pid: int, what: str = "VmRSS") -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)
