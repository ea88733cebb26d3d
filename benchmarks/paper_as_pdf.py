"""The shipped corpus with its paper set as a PDF in two columns, asked the same questions as the text.

    python benchmarks/paper_as_pdf.py [--split dev] [--columns 2] [--keep FOLDER]

The PDF is set from the paper's text by tests/typeset.py; the other files of the corpus are the same. Prints
each measure of `cbm-qa eval` for the text, for the PDF, and what the PDF loses; and the questions of the dev
half that are right with the text and wrong with the PDF.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cbm_qa.assistant import Assistant
from cbm_qa.config import Settings
from cbm_qa.evaluate.questions import Question, read_questions
from cbm_qa.evaluate.run import Run, evaluate_set
from cbm_qa.evaluate.summary import failure_reasons, summarise_run
from cbm_qa.index import build_index
from cbm_qa.ingest import list_corpus, parse_document

ROOT = Path(__file__).resolve().parents[1]
_RIGHT = "AnswerAccuracy"
_NO_SHARES = ("AnswerLength", "Latency@p50", "Latency@p95", "Latency@p99")
_ALLOWED = 2.0  # points that the PDF may lose


def main() -> int:
    """Build both corpora, ask, and print; 1 where the PDF loses more than two points of right answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--split", choices=("dev", "test"), default=None, help="only this half")
    parser.add_argument("--columns", type=int, default=2, choices=(1, 2))
    parser.add_argument("--keep", type=Path, default=None, help="folder to keep corpus and index in")
    options = parser.parse_args()
    asked = read_questions(ROOT / "corpus" / "questions" / "paper.jsonl")
    questions = [q for q in asked if options.split in (None, q.split)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        text = ask(ROOT / "corpus", folder / "index-text", questions)
        pdf = ask(as_pdf(folder / "corpus", options.columns), folder / "index-pdf", questions)
    lost = report(text, pdf)
    list_lost(text, pdf)
    return 1 if lost > _ALLOWED else 0


def as_pdf(folder: Path, columns: int) -> Path:
    """Copy the shipped corpus, its paper as a PDF."""
    sys.path.insert(0, str(ROOT / "tests"))
    from typeset import typeset

    shutil.copytree(ROOT / "corpus", folder, dirs_exist_ok=True)
    paper = next(entry for entry in list_corpus(folder) if entry.key == "paper")
    made = typeset(parse_document(paper), paper.path.with_suffix(".pdf"), columns=columns)
    paper.path.unlink()
    manifest = folder / "corpus.toml"
    source = manifest.read_text(encoding="utf-8")
    source = source.replace(paper.file, str(Path(paper.file).with_suffix(".pdf")))
    source = source.replace(paper.sha256, hashlib.sha256(made.read_bytes()).hexdigest())
    manifest.write_text(source, encoding="utf-8")
    return folder


def ask(corpus: Path, index: Path, questions: Sequence[Question]) -> Run:
    """Index a corpus and ask it every question."""
    build_index(corpus, index, Settings())
    return evaluate_set(Assistant.open(index), questions)


def report(text: Run, pdf: Run) -> float:
    """Print the measures side by side; return how many points of right answers the PDF loses at most."""
    lost = 0.0
    for before, after in zip(summarise_run(text).parts, summarise_run(pdf).parts, strict=True):
        print(f"\n{before.split}: {before.n} questions\n")
        print("| measure | text | PDF | difference |\n|---|---|---|---|")
        for name, figure in before.totals.items():
            old, new = figure.value, after.totals[name].value
            if old is None or new is None:
                continue
            scale = 1.0 if name in _NO_SHARES else 100.0
            print(f"| {name} | {scale * old:.1f} | {scale * new:.1f} | {scale * (new - old):+.1f} |")
            if name == _RIGHT:
                lost = max(lost, scale * (old - new))
    return lost


def list_lost(text: Run, pdf: Run) -> None:
    """Print the questions of the dev half that only the PDF gets wrong: the test half is never looked at."""
    print("\nright with the text, wrong with the PDF (dev half only):\n")
    for before, after in zip(text.rows, pdf.rows, strict=True):
        if (
            before.question.split == "dev"
            and (reasons := failure_reasons(after))
            and not failure_reasons(before)
        ):
            print(f"- {before.question.id}: {reasons[0]}")


if __name__ == "__main__":
    sys.exit(main())
