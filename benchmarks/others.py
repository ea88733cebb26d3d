"""Ask question sets about papers other than the shipped one: is the assistant good in general?

    python benchmarks/others.py [PAPER ...] [--data ../shared/data] [--split dev] [--failures] [--answers DIR]
    python benchmarks/others.py --check                 # do the sets fit the papers as they are read today?

An index is built for each paper alone, then its set in `benchmarks/questions/` is asked.
Whole papers are dev or test, so that nothing learnt from a paper is measured on it.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile

from question_faults import find_faults

from cbm_qa import Assistant
from cbm_qa.config import Settings
from cbm_qa.evaluate import Run, evaluate_set, read_questions, summarise_run
from cbm_qa.evaluate.summary import Part, list_failures
from cbm_qa.index import build_index
from cbm_qa.ingest import list_corpus, read_document
from cbm_qa.model import Document
from cbm_qa.model.codec import document_to_json

HERE = Path(__file__).parent
PAPERS = {
    "basin": HERE / "papers" / "basin.txt",
    "ferries": HERE / "papers" / "ferries.txt",
    "pntd": Path("documents/jats/pntd.0008301.nxml"),
    "pone": Path("documents/jats/pone.0234687.nxml"),
    "xai": Path("documents/pdf/paperqa-paper.pdf"),
    "duck": Path("documents/html/wiki_duck.html"),
    "amt": Path("documents/pdf/amt_handbook_sample.pdf"),
}
"""Each set's document: kept beside the sets, or else in the folder given as --data."""

SHOWN = (
    "AnswerAccuracy",
    "SectionAccuracy",
    "CellExact",
    "AbstainRecall",
    "FalseAbstention",
    "QuoteFidelity",
    "NumberFidelity",
    "Recall@5",
    "AnswerLength",
    "Latency@p50",
)


def main() -> None:
    """Ask the sets and print a line for each paper, then the totals of each half."""
    args = parse_arguments()
    runs: dict[str, list[Run]] = {"dev": [], "test": []}
    if not args.check:
        print(f"{'paper':<12}{'half':<6}{'n':>4}  " + "  ".join(SHOWN))
    for name in args.papers or PAPERS:
        split = read_questions(question_file(name))[0].split
        document = args.data / PAPERS[name]  # an absolute path stays itself
        if args.split not in (None, split):
            continue
        if not document.exists():
            print(f"{name:<12}{split:<6}   -  {document} is not here: give its folder with --data")
            continue
        if args.check:
            print_faults(name, document)
            continue
        run = ask(name, document, args.answers)
        runs[split].append(run)
        print_part(name, summarise_run(run).parts[0])
        if args.failures and split == "dev":
            print_failures(run)
    for split, found in runs.items():
        if found:
            print_totals(split, found)


def parse_arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("papers", nargs="*", metavar="PAPER", choices=[[], *PAPERS])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--check", action="store_true", help="ask nothing; compare sets and papers")
    parser.add_argument("--failures", action="store_true", help="list what fell short, of dev papers only")
    parser.add_argument("--answers", type=Path, help="keep the answers, a JSON object a line, in this folder")
    return parser.parse_args()


def question_file(name: str) -> Path:
    """Return where the questions about a paper are."""
    return HERE / "questions" / f"{name}.jsonl"


def ask(name: str, document: Path, answers: Path | None) -> Run:
    """Index one document, ask its questions, and keep the answers where they are wanted."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        corpus.mkdir()
        copyfile(document, corpus / document.name)
        build_index(corpus, index, Settings())
        assistant = Assistant.open(index)
        run = evaluate_set(assistant, read_questions(question_file(name)))
        if answers is not None:
            answers.mkdir(parents=True, exist_ok=True)
            lines = (json.dumps(row.answer, ensure_ascii=False) for row in run.rows if not row.error)
            (answers / f"{name}.answers.jsonl").write_text("".join(f"{line}\n" for line in lines))
            for read in assistant.documents.values():
                text = json.dumps(document_to_json(read), ensure_ascii=False)
                (answers / f"{name}.document.json").write_text(text)
    return run


def print_faults(name: str, document: Path) -> None:
    """Print each question that does not fit its paper, as it is read today."""
    questions = read_questions(question_file(name))
    faults = list(find_faults(questions, read_alone(document)))
    print(f"{name:<12}{len(questions):>4} questions, {len(faults)} faults")
    print("".join(f"  {fault}\n" for fault in faults), end="")


def read_alone(document: Path) -> Document:
    """Return a document as the index would hold it."""
    (entry,) = (found for found in list_corpus(document.parent) if found.path == document)
    return read_document(entry)


def print_part(name: str, part: Part) -> None:
    """Print one line: the figures of a paper, or of a half."""
    figures = (part.totals[shown].value for shown in SHOWN)
    cells = (
        "-" if value is None else _figure(shown, value) for shown, value in zip(SHOWN, figures, strict=True)
    )
    widths = (len(shown) for shown in SHOWN)
    printed = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    print(f"{name:<12}{part.split:<6}{part.n:>4}  {printed}", flush=True)


def _figure(measure: str, value: float | None) -> str:
    if value is None:
        return "-"
    if measure == "AnswerLength" or measure.startswith("Latency"):
        return f"{value:.0f}"
    return f"{value:.1%}"


def print_totals(split: str, runs: Sequence[Run]) -> None:
    """Print the figures of a half with their intervals, and a line for each kind of question."""
    rows = tuple(row for run in runs for row in run.rows)
    (part,) = summarise_run(Run(runs[0].provenance, rows)).parts
    print(f"\n{split}: {part.n} questions about {len(runs)} papers, 95 % bootstrap intervals over questions")
    for shown in SHOWN:
        found = part.totals[shown]
        if found.value is not None and found.low is not None and found.high is not None:
            low, high = _figure(shown, found.low), _figure(shown, found.high)
            print(f"  {shown:<16}{_figure(shown, found.value):>8}  [{low}, {high}]  n = {found.n}")
    print(f"  {'kind':<14}{'n':>4}{'right':>8}{'section':>9}{'declined':>10}")
    for kind in part.kinds:
        right, section = (
            "-" if value is None else f"{value:.1%}" for value in (kind.accuracy, kind.section_accuracy)
        )
        print(f"  {kind.name:<14}{kind.n:>4}{right:>8}{section:>9}{kind.abstained:>10}")


def print_failures(run: Run) -> None:
    """Print what was asked, expected and given, for each question that fell short."""
    for failure in list_failures(run):
        asked, answer = failure.row.question, failure.row.answer
        print(f"\n  {asked.id}: {'; '.join(failure.reasons)}")
        print(f"    asked     {' > '.join((*asked.history, asked.question))}")
        print(f"    expected  {' | '.join(asked.answers) or 'to decline'}  {', '.join(asked.sections)}")
        print(f"    given     ({answer.get('kind')}) {str(answer.get('answer'))[:300]}")


if __name__ == "__main__":
    main()
