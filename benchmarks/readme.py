"""Fill the results block of README.md from a run over the reported half of the shipped questions.

    python benchmarks/readme.py            ask, keep the figures, rewrite the block
    python benchmarks/readme.py --check    ask, and exit 1 where the block or the figures are stale

The figures are kept in `benchmarks/results.json`, so that a test can compare the block without a run.
"""

import argparse
import hashlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cbm_qa import Assistant
from cbm_qa.evaluate import evaluate_set, read_questions, summarise_run

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
QUESTIONS = ROOT / "corpus" / "questions" / "paper.jsonl"
BEGIN, END = "<!-- results -->", "<!-- /results -->"

_ROWS = (
    ("AnswerAccuracy", "right answers to answerable questions"),
    ("SectionAccuracy", "cited to an accepted section"),
    ("CellExact", "table questions that cite exactly the right cells"),
    ("QuoteFidelity", "quotes that are verbatim"),
    ("NumberFidelity", "answers whose every number stands in the evidence"),
    ("AbstainRecall", "unanswerable questions declined"),
    ("FalseAbstention", "answerable questions declined"),
    ("Recall@5", "evidence among the first five passages"),
)
_TOLERANCE = 0.025  # another processor rounds the small models otherwise, which turns a few answers


def main() -> int:
    """Ask, then write or check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--index", type=Path, default=ROOT / "index")
    args = parser.parse_args()
    found = measure(args.index)
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    if args.check:
        kept = json.loads(RESULTS.read_text(encoding="utf-8"))
        stale = differences(kept, found)
        if read_block(text) != render(kept):
            stale.append("the block of README.md is not what benchmarks/results.json says")
        print("\n".join(stale) or "the results in README.md are those of this code")
        return bool(stale)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    readme.write_text(replace_block(text, render(found)), encoding="utf-8")
    print(render(found))
    return 0


def measure(index: Path) -> dict[str, Any]:
    """Return the figures of the reported half."""
    questions = [question for question in read_questions(QUESTIONS) if question.split == "test"]
    run = evaluate_set(Assistant.open(index), questions)
    (part,) = summarise_run(run).parts
    return {
        "questions": len(questions),
        "set": set_digest(),
        "commit": run.provenance.commit,
        "figures": {name: asdict(part.totals[name]) for name, _ in _ROWS},
    }


def set_digest() -> str:
    """Return the digest of the question set as it is now."""
    return hashlib.sha256(QUESTIONS.read_bytes()).hexdigest()[:12]


def render(results: dict[str, Any]) -> str:
    """Return the block's table."""
    lines = [f"| measure | test half ({results['questions']} questions) |", "|---|---|"]
    for name, words in _ROWS:
        figure = results["figures"][name]
        value, low, high = (100 * figure[key] for key in ("value", "low", "high"))
        shown = f"{value:.1f} % [{low:.1f}, {high:.1f}]" if low < high else f"{value:.0f} %"
        lines.append(f"| {words} | {shown} |")
    return "\n".join(lines)


def differences(kept: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return in what the kept figures are not those of the code as it is."""
    stale = [] if kept["set"] == found["set"] else ["the question set has changed since"]
    for name, _ in _ROWS:
        before, now = kept["figures"][name]["value"], found["figures"][name]["value"]
        if abs(before - now) > _TOLERANCE:
            stale.append(f"{name} is {100 * now:.1f} %, not {100 * before:.1f} %")
    return stale


def read_block(text: str) -> str:
    """Return what stands between the markers."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def replace_block(text: str, block: str) -> str:
    """Return the text with another block between the markers; they are added at the end if missing."""
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{block}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    sys.exit(main())
