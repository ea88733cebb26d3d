"""What `cbm-qa eval` does, between the parsed options and the exit code."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cbm_qa.config import Settings
from cbm_qa.errors import UsageError
from cbm_qa.evaluate.ablation import ablation_table
from cbm_qa.evaluate.baseline import choose_subset, load_baseline, save_baseline
from cbm_qa.evaluate.compare import Comparison, compare_runs
from cbm_qa.evaluate.formats import read_any, read_qrels, read_rankings
from cbm_qa.evaluate.formats.export import export_run
from cbm_qa.evaluate.gate import judge
from cbm_qa.evaluate.options import EvalOptions, refuse_contradictions, select_questions
from cbm_qa.evaluate.propose import propose_questions, review_proposals
from cbm_qa.evaluate.propose.review import Prompt
from cbm_qa.evaluate.questions import Question
from cbm_qa.evaluate.report import gate_table, markdown_table, report_json, report_markdown, scores_table
from cbm_qa.evaluate.run import Answering, Run, evaluate_set
from cbm_qa.evaluate.saved import RunJournal, load_run, save_run
from cbm_qa.evaluate.summary import list_failures, summarise_run
from cbm_qa.evaluate.variants import ABLATIONS
from cbm_qa.model import Document

if TYPE_CHECKING:
    from rich.console import Console

    from cbm_qa.evaluate.report import TextTable

Opener = Callable[[Settings], Answering]
"""Opens the assistant with given settings."""

_BELOW_BASELINE = 1


def run_eval(open_assistant: Opener, path: Path, options: EvalOptions, console: "Console") -> int:
    """Ask a question set and print the report.

    Args:
        open_assistant: Gives what is evaluated.
        path: The question set, a JSON lines file.
        options: What is asked for.
        console: Where the report goes; progress and remarks go to standard error.

    Returns:
        The exit code: 0 whatever the figures, but 1 where a gate finds them below its baseline.

    Raises:
        QuestionSetError: The set, the kept run or the baseline cannot be read.
        UsageError: The selection is unknown or empty, options contradict each other, or the run
            cannot be saved.
    """
    refuse_contradictions(options)
    if options.score:
        _print_table(scores_table(read_qrels(path), read_rankings(options.score)), options, console)
        return 0
    questions = select_questions(read_any(path), options)
    if options.gate:
        return _run_gate(open_assistant(options.settings), questions, options.gate, options, console)
    if options.ablate:
        return _run_ablations(open_assistant, questions, options, console)
    older = load_run(options.compare) if options.compare else None
    assistant = open_assistant(options.settings)
    run = _ask(assistant, questions, options.save)
    comparison = compare_runs(older, run) if older else None
    _print(run, comparison, options, console)
    if options.html:
        _write_page(run, comparison, path.name, options.html)
    if options.export:
        _export(run, assistant, options.export)
    return 0


def run_proposals(
    documents: Iterable[Document], path: Path, console: "Console", prompt: Prompt | None
) -> int:
    """Propose questions about documents and let a person decide on each.

    Args:
        documents: What is asked about.
        path: The question set that grows.
        console: Where proposals are shown.
        prompt: Asks the person; None where there is nobody to ask: then all are taken, unchecked.

    Returns:
        The exit code, 0.
    """
    proposals = propose_questions(documents)

    def show(line: str) -> None:
        if prompt is not None:
            console.print(line, markup=False, highlight=False)

    done = review_proposals(proposals, path, prompt or (lambda asked, default: default), show)
    unchecked = " unchecked: look at each before you rely on it" if prompt is None else ""
    console.print(
        f"{done.accepted} questions added to {path}{unchecked}; {done.rejected} rejected, {done.left} left",
        markup=False,
        soft_wrap=True,
    )
    return 0


def _print(run: Run, comparison: Comparison | None, options: EvalOptions, console: "Console") -> None:
    from cbm_qa.evaluate.terminal import print_report

    summary, listed = summarise_run(run), list_failures(run) if options.failures else ()
    if options.as_json:
        report = report_json(summary, listed if options.failures else None, comparison)
        console.out(json.dumps(report, ensure_ascii=False), highlight=False)
    elif options.markdown:
        console.out(report_markdown(summary, listed, comparison), highlight=False, end="")
    else:
        print_report(console, summary, listed, comparison)


def _write_page(run: Run, comparison: Comparison | None, name: str, path: Path) -> None:
    from rich.console import Console

    from cbm_qa.evaluate.html import report_html

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report_html(run, name=name, comparison=comparison), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", hint="give another --html") from error
    Console(stderr=True).print(f"report written to {path}", markup=False, highlight=False)


def _export(run: Run, assistant: Answering, folder: Path) -> None:
    from rich.console import Console

    passages = tuple(getattr(getattr(assistant, "index", None), "passages", ()))
    try:
        written = export_run(run, passages, folder)
    except OSError as error:
        raise UsageError(
            f"cannot write to {folder}: {error.strerror}", hint="give another --export"
        ) from error
    Console(stderr=True).print(f"{', '.join(written)} written to {folder}", markup=False, highlight=False)


def _run_gate(
    assistant: Answering,
    questions: Sequence[Question],
    path: Path,
    options: EvalOptions,
    console: "Console",
) -> int:
    if options.renew:
        chosen = load_baseline(path).keep(questions) if path.exists() else choose_subset(questions)
        save_baseline(_ask(assistant, chosen, options.save), path)
        console.print(f"baseline of {len(chosen)} questions recorded in {path}", markup=False)
        return 0
    baseline = load_baseline(path)
    verdicts = judge(_ask(assistant, baseline.select(questions), options.save), baseline)
    if options.as_json:
        report = {"gate": [asdict(verdict) for verdict in verdicts]}
        console.out(json.dumps(report, ensure_ascii=False), highlight=False)
    else:
        _print_table(gate_table(verdicts, baseline), options, console)
    return _BELOW_BASELINE if any(verdict.failed for verdict in verdicts) else 0


def _run_ablations(
    open_assistant: Opener, questions: Sequence[Question], options: EvalOptions, console: "Console"
) -> int:
    whole = _ask(open_assistant(options.settings), questions, options.save)
    without = [
        (variant.name, _ask(open_assistant(replace(options.settings, **variant.changes)), questions, None))
        for variant in ABLATIONS
    ]
    if options.as_json:
        named = [("whole", whole), *without]
        report = {"ablations": {name: report_json(summarise_run(run)) for name, run in named}}
        console.out(json.dumps(report, ensure_ascii=False), highlight=False)
    else:
        _print_table(ablation_table(whole, without), options, console)
    return 0


def _print_table(table: "TextTable", options: EvalOptions, console: "Console") -> None:
    from cbm_qa.evaluate.terminal import print_table

    if options.markdown:
        console.out(markdown_table(table), highlight=False)
    else:
        print_table(console, table)


def _ask(assistant: Answering, questions: Sequence[Question], save: Path | None) -> Run:
    from rich.console import Console

    from cbm_qa.evaluate.terminal import progress_bar

    remarks = Console(stderr=True)
    journal = RunJournal(save) if save else None
    try:
        with progress_bar(remarks) as progress:
            run = evaluate_set(assistant, questions, progress=progress, journal=journal)
        if save and journal:
            save_run(run, save)
            journal.close()
    except OSError as error:
        raise UsageError(
            f"cannot save the run as {save}: {error.strerror}", hint="give another --save"
        ) from error
    if journal:
        again = f", {journal.continued} answers from the interrupted run" if journal.continued else ""
        if journal.discarded:
            again = f"; {journal.discarded} answers of an interrupted run with other code or settings dropped"
        remarks.print(f"run saved as {save}{again}", markup=False, highlight=False)
    return run
