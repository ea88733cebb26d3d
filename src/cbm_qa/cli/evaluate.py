"""`cbm-qa eval`: measure the assistant."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import CorpusOption, DocumentOption, IndexOption, JsonOption
from cbm_qa.config import Settings, default_corpus, default_index
from cbm_qa.errors import UsageError

if TYPE_CHECKING:
    from cbm_qa.assistant import Assistant


def evaluate(
    questions: Annotated[
        Path | None, typer.Argument(help="A question set: JSON lines, CSV, or SQuAD JSON.")
    ] = None,
    split: Annotated[str | None, typer.Option(help="Only this half: dev or test.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind of question; repeatable.")
    ] = None,
    document: DocumentOption = None,
    save: Annotated[Path | None, typer.Option(help="Save the run to a file.")] = None,
    compare: Annotated[Path | None, typer.Option(help="Compare with a saved run.")] = None,
    config: Annotated[
        list[str] | None, typer.Option("--config", help="A setting as key=value; repeatable.")
    ] = None,
    ablate: Annotated[
        bool, typer.Option("--ablate", help="Take one part away at a time; one table.")
    ] = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML file.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write the run to a folder as TREC, BEIR, SQuAD and CSV files.")
    ] = None,
    score: Annotated[
        Path | None, typer.Option(help="Score a TREC run file; QUESTIONS are then TREC judgements.")
    ] = None,
    make_questions: Annotated[
        Path | None,
        typer.Option("--make-questions", help="Propose questions; what you accept is added to this set."),
    ] = None,
    gate: Annotated[
        Path | None, typer.Option(help="Exit 1 where a measure falls beyond noise below this baseline.")
    ] = None,
    renew: Annotated[bool, typer.Option("--renew", help="Record the baseline of --gate anew.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the summary as Markdown.")] = False,
    failures: Annotated[bool, typer.Option("--failures", help="List every wrong answer.")] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the assistant on a question set."""
    from cbm_qa.evaluate.command import run_eval, run_proposals
    from cbm_qa.evaluate.options import EvalOptions
    from cbm_qa.evaluate.variants import open_variant, parse_settings

    if make_questions:
        from cbm_qa.index.store import read_documents

        found = read_documents(index or default_index())
        chosen = [found[key] for key in found if document in (None, key)]
        ask_person = (lambda asked, default: typer.prompt(asked, default)) if sys.stdin.isatty() else None
        raise typer.Exit(run_proposals(chosen, make_questions, shared.out, ask_person))
    if questions is None:
        raise UsageError("no question set is given", hint="cbm-qa eval questions.jsonl")
    options = EvalOptions(
        split=split,
        kinds=tuple(kind or ()),
        document=document,
        settings=parse_settings(config or ()),
        save=save,
        compare=compare,
        ablate=ablate,
        html=html,
        export=export,
        score=score,
        gate=gate,
        renew=renew,
        as_json=as_json,
        markdown=markdown,
        failures=failures,
    )

    def open_assistant(settings: Settings) -> "Assistant":
        return open_variant(index or default_index(), corpus or default_corpus(), settings)

    raise typer.Exit(run_eval(open_assistant, questions, options, shared.out))
