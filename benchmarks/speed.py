"""Times what a user waits for, on a corpus and a file of questions.

Run it as `python benchmarks/speed.py [--corpus DIR] [--questions FILE] [--limit N]`. Commands are timed as
whole processes, so that loading the libraries counts; warm questions inside one process.
"""

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from cbm_qa import Assistant

_RSS_PER_MB = 1_000_000 if sys.platform == "darwin" else 1_000  # ru_maxrss counts bytes there, kilobytes here


def main() -> None:
    """Print one line a figure."""
    arguments = read_arguments()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        places = ["--corpus", str(arguments.corpus), "--index", str(index)]
        show("index from nothing", time_command("index", *places), "s")
        show("peak memory of it", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _RSS_PER_MB, "MB")
        show("index, nothing changed", time_command("index", *places), "s")
        questions = read_questions(arguments.questions)[: arguments.limit]
        show("ask, cold process", time_command("ask", questions[0], "--index", str(index)), "s")
        time_questions(index, questions)
    show("peak memory of asking", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_PER_MB, "MB")


def time_questions(index: Path, questions: list[str]) -> None:
    """Print how long questions take in one process, opening and the first one apart."""
    started = time.perf_counter()
    assistant = Assistant.open(index)
    assistant.warm_up()
    show("open and warm up", time.perf_counter() - started, "s")
    taken = []
    for question in questions:
        started = time.perf_counter()
        assistant.ask(question)
        taken.append(1000 * (time.perf_counter() - started))
    for name, share in (("median", 50), ("95th percentile", 95), ("slowest", 100)):
        show(f"warm question, {name} of {len(taken)}", float(np.percentile(taken, share)), "ms")


def time_command(*arguments: str) -> float:
    """Return the seconds that a command of cbm-qa takes as a process of its own."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cbm_qa", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def read_questions(path: Path) -> list[str]:
    """Return the questions of a JSON-lines file that stand by themselves, in order."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row["question"] for row in rows if not row.get("history")]


def show(name: str, value: float, unit: str) -> None:
    """Print one figure."""
    print(f"{name:<44}{value:>9.1f} {unit}", flush=True)


def read_arguments() -> argparse.Namespace:
    """Return the command line's arguments."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--questions", type=Path, default=Path("corpus/questions/paper.jsonl"))
    parser.add_argument("--limit", type=int, default=None, help="ask only the first N questions")
    return parser.parse_args()


if __name__ == "__main__":
    main()
