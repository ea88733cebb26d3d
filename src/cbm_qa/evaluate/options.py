"""What one evaluation is asked for, checked, and the questions it selects."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from cbm_qa.config import Settings
from cbm_qa.errors import UsageError
from cbm_qa.evaluate.questions import SPLITS, Question


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


def refuse_contradictions(options: EvalOptions) -> None:
    """Raise a UsageError where options do not go together."""
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
    files = {"--html": options.html, "--export": options.export}
    written = [name for name, value in files.items() if value]
    if written and given and given[0] != "--compare":
        raise UsageError(f"{given[0]} writes no {written[0][2:]}", hint=f"leave out {written[0]}")
    if options.gate and (options.split or options.kinds):
        raise UsageError("a gate asks the questions of its baseline", hint="leave out --split and --kind")


def select_questions(questions: Sequence[Question], options: EvalOptions) -> tuple[Question, ...]:
    """Return the questions of a set that the options choose, each kept to the chosen document.

    Raises:
        UsageError: The split or a kind is unknown, or nothing is left.
    """
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
