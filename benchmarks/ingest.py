"""How well files are read: text, headings, tables, references, speed, memory; beside pypdf and markitdown.

    python benchmarks/ingest.py [--data ../shared/data/documents] [--only WORDS] [--systems cbm-qa,pypdf,...]
    python benchmarks/ingest.py --long 1000              # one PDF of 1,000 pages: time and memory

Expected texts are those that come with the files (`*.expected.md`). The JATS articles and the shipped paper
are also set as PDFs (tests/typeset.py) and compared with what their tags, or their text, say.
markitdown is not a dependency: pip install "markitdown[pdf,docx]".
"""

import argparse
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex
from ingest_reading import SYSTEMS, Reading, from_markdown, read_ours
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

HERE = Path(__file__).parent
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_LINK = regex.compile(r"https?://[^\s)]+")
_MATCHES = 85  # of 100: an entry is found that is as near as this


@dataclass(frozen=True, slots=True)
class Case:
    """A file, what is to be read in it, and how the table below calls it."""

    name: str
    path: Path
    expected: Reading


@dataclass(frozen=True, slots=True)
class Scores:
    """One system on one file; None where the file expects nothing of the kind."""

    text: float | None
    headings: tuple[float, float] | None
    cells: float | None
    references: tuple[int, int] | None
    pages_per_second: float | None
    megabytes: float
    error: str


def flat(text: str) -> str:
    """Return a text as it is compared: its words, without addresses of links and signs of punctuation."""
    return " ".join(_WORD.findall(_LINK.sub(" ", unicodedata.normalize("NFKC", text))))


def name_of(text: str) -> str:
    """Return a heading or cell as it is compared: its letters and digits, or its signs where it has none."""
    plain = unicodedata.normalize("NFKC", _LINK.sub(" ", text)).casefold()
    return "".join(_WORD.findall(plain)) or plain.strip()


def overlap(found: Iterable[str], wanted: Iterable[str]) -> tuple[float, float] | None:
    """Return precision and recall of a bag of names; None where nothing is wanted."""
    found_bag, wanted_bag = (Counter(filter(None, map(name_of, bag))) for bag in (found, wanted))
    if not wanted_bag:
        return None
    shared = (found_bag & wanted_bag).total()
    return shared / max(1, found_bag.total()), shared / wanted_bag.total()


def score(reading: Reading, expected: Reading) -> Scores:
    """Compare what was read with what is expected."""
    cells = overlap(_cells(reading), _cells(expected))
    rate = reading.pages / reading.seconds if reading.pages and reading.seconds else None
    return Scores(
        text=Indel.normalized_similarity(flat(reading.text), flat(expected.text)),
        headings=overlap(reading.headings, expected.headings),
        cells=None if cells is None else 2 * cells[0] * cells[1] / max(1e-9, sum(cells)),
        references=_references(reading, expected),
        pages_per_second=rate,
        megabytes=reading.megabytes,
        error=reading.error,
    )


def _cells(reading: Reading) -> Iterator[str]:
    return (cell for table in reading.tables for row in table for cell in row)


def _references(reading: Reading, expected: Reading) -> tuple[int, int] | None:
    if not expected.references:
        return None
    left = [name_of(entry) for entry in reading.references]
    found = 0
    for entry in expected.references:
        best = process.extractOne(name_of(entry), left, scorer=fuzz.ratio, score_cutoff=_MATCHES)
        if best is not None:
            found += 1
            left.pop(best[2])
    return found, len(expected.references)


def run(system: str, path: Path) -> Reading:
    """Read a file in a process of its own, so that its memory is its own."""
    command = [sys.executable, str(HERE / "ingest_reading.py"), system, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        return Reading(error=(done.stderr.strip().splitlines() or ["it crashed"])[-1][:100])
    return Reading(**json.loads(done.stdout.splitlines()[-1]))


def cases(data: Path, folder: Path) -> Iterator[Case]:
    """Give the files with their expected texts, then the ones set as PDF into a folder."""
    for path in sorted(data.glob("*/*")):
        for expected in (path.with_suffix(".expected.md"), path.with_name(f"{path.name}.expected.md")):
            if expected.is_file() and not path.name.endswith(".md"):
                source = expected.read_text(encoding="utf-8")
                yield Case(path.name, path, from_markdown(source))
                break
    sys.path.insert(0, str(HERE.parent / "tests"))
    from reading import read_file
    from typeset import typeset

    for path in (*sorted(data.glob("jats/*.nxml")), HERE.parent / "corpus" / "paper" / "paper.txt"):
        columns = 2 if path.suffix == ".txt" else 1  # the articles' tables are wider than half a page
        pdf = typeset(read_file(path), folder / f"{path.stem}.pdf", columns=columns)
        yield Case(f"{path.name} set as PDF", pdf, read_ours(path))


def line(name: str, system: str, scores: Scores) -> str:
    """Return a row of the table."""
    if scores.error:
        return f"| {name} | {system} | {scores.error} | | | | | |"
    headings = "" if scores.headings is None else " / ".join(f"{100 * x:.0f}" for x in scores.headings)
    references = "" if scores.references is None else "{} of {}".format(*scores.references)
    rate = "" if scores.pages_per_second is None else f"{scores.pages_per_second:.1f}"
    cells = "" if scores.cells is None else f"{100 * scores.cells:.1f}"
    parts = (name, system, percent(scores.text), headings, cells, references, rate, f"{scores.megabytes:.0f}")
    return f"| {' | '.join(parts)} |"


def percent(share: float | None) -> str:
    """Return a share as it is shown."""
    return f"{100 * (share or 0):.1f}"


def mean_line(system: str, rows: Sequence[Scores]) -> str:
    """Return the row of a system's means over the files it reads at all; what fails counts as 0."""

    def mean(values: Sequence[float]) -> str:
        return f"{100 * sum(values) / len(values):.1f}" if values else ""

    headings = [r.headings for r in rows if r.headings is not None]
    found = [r.references for r in rows if r.references is not None]
    pair = " / ".join(mean([h[i] for h in headings]) for i in (0, 1)) if headings else ""
    references = f"{sum(f for f, _ in found)} of {sum(n for _, n in found)}" if found else ""
    memory = max((r.megabytes for r in rows), default=0)
    cells = mean([r.cells for r in rows if r.cells is not None])
    texts = mean([r.text or 0 for r in rows])
    return (
        f"| **mean of {len(rows)}** | {system} | {texts} | {pair} | {cells} | {references} | | {memory:.0f} |"
    )


def losses(table: dict[str, dict[str, Scores]]) -> Iterator[str]:
    """Give a line for every file on which another system is ahead in text or table cells."""
    for name, row in table.items():
        ours = row.get("cbm-qa")
        for system, theirs in row.items():
            if ours is None or system == "cbm-qa" or theirs.error:
                continue
            for what in ("text", "cells"):
                mine, other = getattr(ours, what), getattr(theirs, what)
                if (other or 0) > (mine or 0):
                    yield f"- {what} of {name}: {system} {percent(other)}, ours {percent(mine)}"


def main() -> None:
    """Print the table as Markdown, the means, and where another system is ahead."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data" / "documents")
    parser.add_argument("--only", default="", help="files with this in their name")
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--long", type=int, default=0, metavar="PAGES", help="measure one long PDF instead")
    options = parser.parse_args()
    if options.long:
        from ingest_long import measure_long

        measure_long(options.long)
        return
    systems = options.systems.split(",")
    table: dict[str, dict[str, Scores]] = {}
    print("| file | system | text | headings P / R | cells F1 | references | pages/s | peak MB |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(options.data, Path(folder)):
            if options.only not in case.name:
                continue
            for system in systems:
                scores = score(run(system, case.path), case.expected)
                if system == "pypdf" and scores.error == "reads no such file":
                    continue
                table.setdefault(case.name, {})[system] = scores
                print(line(case.name, system, scores), flush=True)
    for system in systems:
        print(mean_line(system, [row[system] for row in table.values() if system in row]))
    print("\nBehind another system:\n")
    print("\n".join(losses(table)) or "nowhere")


if __name__ == "__main__":
    main()
