"""Ask the public table questions, one document a table, and print how often the answers are exactly right.

    python benchmarks/tables.py [wtq tatqa] [--part report|train] [--size 500] [--data DIR] [--failures]
    python benchmarks/tables.py --assistant      # through ingest, index and `Assistant.ask`, real times

A right answer has exactly the expected values: denotation accuracy by the rules of WikiTableQuestions'
official evaluator, numbers of TAT-QA to two decimals. Printed for each set and kind of question: questions,
coverage (share answered), precision of what is answered, accuracy over all; then precision by coverage and
the time a question takes. Report: random-split-1-dev of WikiTableQuestions, contexts of odd index of TAT-QA
(questions about the table alone); train: random-split-1-train and even index.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import table_sets
from table_sets import TableQuestion, is_right

from cbm_qa import Assistant
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.engine import TablesAnswerer
from cbm_qa.config import Settings
from cbm_qa.index import build_index

_COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; `seconds` is the time of its answer."""

    question: TableQuestion
    values: tuple[str, ...]
    confidence: float
    answered: bool
    right: bool
    seconds: float


def main() -> None:
    """Run the sets and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET", default=["wtq", "tatqa"])
    parser.add_argument("--part", choices=["report", "train"], default="report")
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--assistant", action="store_true")
    parser.add_argument(
        "--failures", action="store_true", help="print wrong answers (of the train part only)"
    )
    args = parser.parse_args()
    for name in args.sets:
        questions = table_sets.draw(load(name, args.part, args.data), args.size)
        outcomes = ask_all(questions, args.data) if args.assistant else answer_all(questions, args.data)
        print_report(name, outcomes)
        if args.failures and args.part == "train":
            for o in outcomes:
                if o.answered and not o.right:
                    print(
                        json.dumps(
                            [
                                o.question.question,
                                o.question.targets,
                                o.values,
                                round(o.confidence, 2),
                                o.question.table,
                            ]
                        )
                    )


def load(name: str, part: str, data: Path) -> list[TableQuestion]:
    """Return the questions of a set."""
    if name == "wtq":
        return table_sets.wikitablequestions(data, "train" if part == "train" else "dev")
    return table_sets.tatqa(data, "even" if part == "train" else "odd")


def answer_all(questions: Sequence[TableQuestion], data: Path) -> list[Outcome]:
    """Answer with the table answerer alone; a guess below the threshold counts only for the curve."""
    documents = table_sets.read_tables(data, list({q.table for q in questions}))
    answerer, least = TablesAnswerer(0.0), _threshold()
    strict = TablesAnswerer(least)
    outcomes = []
    for question in questions:
        document = documents[question.table]
        evidence = Evidence(read_question(question.question), {document.key: document}, (), ())
        started = time.perf_counter()
        found = strict.propose(evidence)
        seconds = time.perf_counter() - started
        answered = isinstance(found, Candidate)
        guess = found if isinstance(found, Candidate) else answerer.propose(evidence)
        values = guess.values if isinstance(guess, Candidate) else ()
        confidence = guess.confidence if isinstance(guess, Candidate) else 0.0
        right = is_right(question, values)
        outcomes.append(Outcome(question, values, confidence, answered, right, seconds))
    return outcomes


def ask_all(questions: Sequence[TableQuestion], data: Path) -> list[Outcome]:
    """Ask through an index over all the tables, each question to its own document."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        corpus.mkdir()
        for name, rows in table_sets.table_rows(data, list({q.table for q in questions})):
            table_sets.write_csv(rows, corpus / f"{table_sets.key_of(name)}.csv")
        build_index(corpus, index, Settings())
        assistant = Assistant.open(index)
        assistant.warm_up()
        outcomes = []
        for question in questions:
            started = time.perf_counter()
            answer = assistant.ask(question.question, document=table_sets.key_of(question.table))
            seconds = time.perf_counter() - started
            right = not answer.abstained and is_right(question, answer.values)
            outcomes.append(
                Outcome(question, answer.values, answer.confidence, not answer.abstained, right, seconds)
            )
    return outcomes


def print_report(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print the table of kinds, the curve and the times."""
    print(f"\n{name}: {len(outcomes)} questions, threshold {_threshold()}")
    print(f"{'kind':22}{'questions':>10}{'coverage':>10}{'precision':>10}{'accuracy':>10}")
    for kind in [*sorted({o.question.kind for o in outcomes}), "all"]:
        own = [o for o in outcomes if kind in ("all", o.question.kind)]
        given = [o for o in own if o.answered]
        right = sum(o.right for o in given)
        precision = f"{right / len(given):.3f}" if given else "-"
        everything = sum(o.right for o in own) / len(own)
        print(f"{kind:22}{len(own):10}{len(given) / len(own):10.3f}{precision:>10}{everything:10.3f}")
    ranked = sorted(outcomes, key=lambda o: -o.confidence)
    print("precision at coverage:", end="")
    for coverage in _COVERAGES:
        first = ranked[: round(coverage * len(ranked))]
        print(f"  {coverage:.0%} {sum(o.right for o in first) / max(1, len(first)):.3f}", end="")
    seconds = sorted(o.seconds for o in outcomes)
    median, late = seconds[len(seconds) // 2], seconds[int(0.95 * len(seconds))]
    print(f"\nseconds a question: median {median:.3f}, 95 % {late:.3f}")


def _threshold() -> float:
    return Settings().table_threshold


if __name__ == "__main__":
    main()
