"""What `cbm-qa eval` does, between the parsed options and the exit code."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from cbm_qa.errors import UsageError
from cbm_qa.evaluate.compare import compare_runs
from cbm_qa.evaluate.questions import SPLITS, Question, read_questions
from cbm_qa.evaluate.report import report_json, report_markdown
from cbm_qa.evaluate.run import Answering, Run, evaluate_set
from cbm_qa.evaluate.saved import load_run, save_run
from cbm_qa.evaluate.summary import list_failures, summarise_run

if TYPE_CHECKING:
    from rich.console import Console


def run_eval(
    assistant: Answering,
    path: Path,
    *,
    split: str | None,
    kinds: Sequence[str],
    save: Path | None,
    compare: Path | None,
    as_json: bool,
    markdown: bool,
    failures: bool,
    console: "Console",
) -> int:
    """Ask a question set and print the report; return the exit code, 0 whatever the figures.

    Args:
        assistant: What is evaluated.
        path: The question set, a JSON lines file.
        split: Only "dev" or "test", or None for both.
        kinds: Only these kinds; empty for all.
        save: Where to keep the run, or None.
        compare: A kept run to compare with, or None.
        as_json: Print the report as one JSON object.
        markdown: Print it as Markdown.
        failures: List the questions that fell short, too.
        console: Where the report goes; progress and remarks go to standard error.

    Raises:
        QuestionSetError: The set or the kept run cannot be read.
        UsageError: The selection is unknown or empty, or JSON and Markdown are both asked for, or
            the run cannot be saved.
    """
    from rich.console import Console as RichConsole

    from cbm_qa.evaluate.terminal import print_report, progress_bar

    if as_json and markdown:
        raise UsageError("choose one of JSON and Markdown", hint="give --json or --markdown, not both")
    questions = _select(read_questions(path), split, kinds)
    older = load_run(compare) if compare else None
    remarks = RichConsole(stderr=True)
    with progress_bar(remarks) as progress:
        run = evaluate_set(assistant, questions, progress=progress)
    if save:
        _save(run, save)
        remarks.print(f"run saved as {save}", markup=False, highlight=False)
    summary, listed = summarise_run(run), list_failures(run) if failures else ()
    comparison = compare_runs(older, run) if older else None
    if as_json:
        report = report_json(summary, listed if failures else None, comparison)
        console.out(json.dumps(report, ensure_ascii=False), highlight=False)
    elif markdown:
        console.out(report_markdown(summary, listed, comparison), highlight=False, end="")
    else:
        print_report(console, summary, listed, comparison)
    return 0


def _select(questions: Sequence[Question], split: str | None, kinds: Sequence[str]) -> tuple[Question, ...]:
    known = tuple(dict.fromkeys(question.kind for question in questions if question.kind))
    _refuse_unknown("split", [split] if split else [], SPLITS)
    _refuse_unknown("kind", kinds, known)
    selected = tuple(
        q for q in questions if (not split or q.split == split) and (not kinds or q.kind in kinds)
    )
    if not selected:
        raise UsageError("no question of the set is selected", hint="leave out --split or --kind")
    return selected


def _refuse_unknown(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known) or 'none'}"
            raise UsageError(f"no questions of {what} {name!r}", hint=hint)


def _save(run: Run, path: Path) -> None:
    try:
        save_run(run, path)
    except OSError as error:
        raise UsageError(
            f"cannot save the run as {path}: {error.strerror}", hint="give another --save"
        ) from error
