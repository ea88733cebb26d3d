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

    os.environ.setdefault("CBM_QA_READ_SECONDS", "3600")
    stages: dict[str, tuple[float, float]] = {}
    sizes: dict[str, list[float]] = {}
    over = threading.Event()
    threading.Thread(target=_watch, args=(over, sizes), daemon=True).start()
    reports = 0

    def note(stage: str, done: int, total: int) -> None:
        nonlocal reports
        reports += stage == "pages"
        now = time.perf_counter()
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
    print(f"  progress was told {reports} times while pages were read")
    for stage, (first, last) in stages.items():
        print(f"  {stage}: {last - first:.0f} s")
    for name, seen in sizes.items():
        quarters = [max(seen[len(seen) * n // 4 : len(seen) * (n + 1) // 4] or [0]) for n in range(4)]
        shown = ", ".join(f"{size:.0f}" for size in quarters)
        print(f"  {name}: most memory in each quarter of its time {shown} MB")


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


def _watch(over: threading.Event, sizes: dict[str, list[float]]) -> None:
    own = os.getpid()
    while not over.wait(_EVERY):
        for pid in (own, *_children(own)):
            name = "the command" if pid == own else "the process that reads the file"
            if (size := _megabytes(pid)) > 0:
                sizes.setdefault(name, []).append(size)


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


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
