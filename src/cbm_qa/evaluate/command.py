"""What `cbm-qa eval` does, between the parsed options and the exit code."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from cbm_qa.config import Settings
from cbm_qa.errors import UsageError
from cbm_qa.evaluate.ablation import ablation_table
from cbm_qa.evaluate.compare import Comparison, compare_runs
from cbm_qa.evaluate.formats import read_any, read_qrels, read_rankings
from cbm_qa.evaluate.formats.export import export_run
from cbm_qa.evaluate.gate import choose_subset, judge, load_baseline, save_baseline
from cbm_qa.evaluate.propose import propose_questions, review_proposals
from cbm_qa.evaluate.propose.review import Prompt
from cbm_qa.evaluate.questions import SPLITS, Question
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


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What is asked of one evaluation.

    Attributes:
        split: Only "dev" or "test", or None for both.
        kinds: Only these kinds; empty for all.
        document: Keep to this document, or None.
        settings: Of the assistant.
        save: Where to keep the run, or None.
        compare: A kept run to compare with, or None.
        ablate: Run once more without each part, and show one table.
        html: Where to write the report as a page, or None.
        export: Folder for the run in other tools' formats, or None.
        score: A TREC run of any system to score by judgements; the set is then a file of these.
        gate: A recorded baseline to judge by, or None.
        renew: Record the baseline instead.
        as_json: Print the report as one JSON object.
        markdown: Print it as Markdown.
        failures: List the questions that fell short, too.
    """

    split: str | None = None
    kinds: tuple[str, ...] = ()
    document: str | None = None
    settings: Settings = field(default_factory=Settings)
    save: Path | None = None
    compare: Path | None = None
    ablate: bool = False
    html: Path | None = None
    export: Path | None = None
    score: Path | None = None
    gate: Path | None = None
    renew: bool = False
    as_json: bool = False
    markdown: bool = False
    failures: bool = False


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
    _refuse_contradictions(options)
    if options.score:
        _print_table(scores_table(read_qrels(path), read_rankings(options.score)), options, console)
        return 0
    questions = _select(read_any(path), options)
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
        remarks.print(f"run saved as {save}{again}", markup=False, highlight=False)
    return run


def _refuse_contradictions(options: EvalOptions) -> None:
    if options.as_json and options.markdown:
        raise UsageError("choose one of JSON and Markdown", hint="give --json or --markdown, not both")
    if options.renew and not options.gate:
        raise UsageError("--renew records a baseline, and none is named", hint="give --gate FILE --renew")
    chosen = {
        "--gate": options.gate,
        "--ablate": options.ablate,
        "--compare": options.compare,
        "--score": options.score,
    }
    given = [name for name, value in chosen.items() if value]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} do not go together", hint="give one at a time")
    if options.gate and (options.split or options.kinds):
        raise UsageError("a gate asks the questions of its baseline", hint="leave out --split and --kind")


def _select(questions: Sequence[Question], options: EvalOptions) -> tuple[Question, ...]:
    known = tuple(dict.fromkeys(question.kind for question in questions if question.kind))
    _refuse_unknown("split", [options.split] if options.split else [], SPLITS)
    _refuse_unknown("kind", options.kinds, known)
    selected = [
        question
        for question in questions
        if options.split in (None, question.split)
        and (not options.kinds or question.kind in options.kinds)
        and (options.document is None or question.document in (None, options.document))
    ]
    if not selected:
        raise UsageError("no question of the set is selected", hint="leave out --split, --kind or --document")
    return tuple(replace(q, document=options.document or q.document) for q in selected)


def _refuse_unknown(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known) or 'none'}"
            raise UsageError(f"no questions of {what} {name!r}", hint=hint)
