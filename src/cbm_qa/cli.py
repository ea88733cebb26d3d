"""The command line. Each command parses, makes one call and renders; heavy imports are inside it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from cbm_qa.config import Settings, default_corpus, default_index
from cbm_qa.errors import CbmQaError, UsageError

if TYPE_CHECKING:
    from cbm_qa.assistant import Assistant
    from cbm_qa.index.build import BuildReport

app = typer.Typer(
    help="Ask a research paper and its sources: verbatim quotes, exact table values, section "
    "citations, or a plain no.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the built index (CBM_QA_INDEX, or ./index).")
]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="Folder of the documents (CBM_QA_CORPUS, or ./corpus).")
]
DocumentOption = Annotated[str | None, typer.Option("--document", help="Keep to one document, by its key.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command()
def index(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    embedder: Annotated[
        str, typer.Option(help="A sentence-transformers model: a name or a folder.")
    ] = Settings().embedder,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Parse and embed everything again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the index from the corpus, or bring it up to date."""
    from cbm_qa.index.build import build_index
    from cbm_qa.progress import progress_bar

    settings = Settings(embedder=embedder)
    with progress_bar(err) as progress:
        report = build_index(
            corpus or default_corpus(), index or default_index(), settings, progress=progress, rebuild=rebuild
        )
    if as_json:
        _print_json(_report_json(report))
        return
    out.print(_report_line(report))
    for file, message in report.problems:
        err.print(
            f"left out: {message if file in message else f'{file}: {message}'}", style="yellow", markup=False
        )


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    history: Annotated[
        list[str] | None, typer.Option("--history", help="A question asked before; repeat, oldest first.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", help="Answer every line of a JSON lines file, in order.")
    ] = None,
    document: DocumentOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question with verbatim quotes and citations, or say that the documents do not."""
    from cbm_qa.answer.compose import refuse
    from cbm_qa.model.codec import answer_to_json
    from cbm_qa.terminal import answer_view

    if (question is None) == (batch is None):
        raise UsageError("give either a question or --batch FILE", hint='cbm-qa ask "What was measured?"')
    if batch is not None:
        requests = list(_read_batch(batch, document))
        assistant = _open(index)
        for number, asked, before, key in requests:
            try:
                answer = assistant.ask(asked, history=before, document=key)
            except UsageError as error:  # one bad question does not cost the answers to the others
                err.print(f"{batch}: line {number}: {error}", style="yellow", markup=False, soft_wrap=True)
                answer = refuse(asked, f"Not answered: {error}.")
            if as_json:
                _print_json(answer_to_json(answer))
            else:
                out.print(f"[bold]{number}.[/bold]", end=" ")
                out.print(asked, style="bold", markup=False)
                out.print(answer_view(answer, assistant.documents))
                out.print()
        return
    assistant = _open(index)
    answer = assistant.ask(question or "", history=tuple(history or ()), document=document)
    if as_json:
        _print_json(answer_to_json(answer))
    else:
        out.print(answer_view(answer, assistant.documents))


@app.command()
def search(
    words: Annotated[str, typer.Argument(help="A question or some words.")],
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many passages.")] = 10,
    document: DocumentOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages nearest to some words, best first."""
    from cbm_qa.terminal import ranking_view

    assistant = _open(index)
    ranking = assistant.search(words, top_k=top, document=document)
    if not as_json:
        out.print(ranking_view(ranking, assistant.documents))
        return
    for rank, hit in enumerate(ranking, 1):
        passage, source = hit.passage, assistant.documents[hit.passage.document]
        _print_json(
            {
                "rank": rank,
                "score": round(hit.score, 6),
                "ranks": dict(hit.ranks),
                "id": passage.id,
                "document": passage.document,
                "section": source.section_name(passage.section),
                "kind": passage.kind.value,
                "text": passage.span.of(source.text),
                "start": passage.span.start,
                "end": passage.span.end,
            }
        )


@app.command()
def show(
    document: Annotated[
        str | None, typer.Argument(help="Key of a document; without it, all are listed.")
    ] = None,
    section: Annotated[
        str | None, typer.Argument(help='Number or heading of a section: "3.1", "Abstract".')
    ] = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a document: its outline, one section, or (--json) everything that was read from it."""
    from cbm_qa.index.store import read_documents
    from cbm_qa.model.codec import document_to_json
    from cbm_qa.terminal import document_view, documents_view, section_view

    documents = read_documents(index or default_index())
    if document is None:
        if as_json:
            for key, found in documents.items():
                _print_json({"key": key, "kind": found.kind.value, "title": found.title})
        else:
            out.print(documents_view(documents))
        return
    if document not in documents:
        raise UsageError(
            f"there is no document {document!r}", hint=f"the index has: {', '.join(sorted(documents)[:10])}"
        )
    found = documents[document]
    if section is None:
        if as_json:
            _print_json(document_to_json(found))
        else:
            out.print(document_view(found))
        return
    number = next(
        (
            i
            for i, s in enumerate(found.sections)
            if section.casefold() in (s.name.casefold(), s.title.casefold())
        ),
        None,
    )
    if number is None:
        known = ", ".join(s.name for s in found.sections)
        raise UsageError(f"{document} has no section {section!r}", hint=f"it has: {known}")
    if as_json:
        whole = document_to_json(found)
        _print_json({**whole["sections"][number], "text": found.sections[number].span.of(found.text)})
    else:
        out.print(section_view(found, number))


@app.command("eval")
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
        raise typer.Exit(run_proposals(chosen, make_questions, out, ask_person))
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

    raise typer.Exit(run_eval(open_assistant, questions, options, out))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 7860,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = True,
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Open the chat in a browser; build the index first where it is missing or outdated."""
    from cbm_qa.web.serve import serve as serve_web

    serve_web(
        index or default_index(), corpus or default_corpus(), host=host, port=port, open_browser=open_browser
    )


def main() -> None:
    """Run the command line; exit 2 with one line on bad usage or input, 130 when interrupted."""
    try:
        app(standalone_mode=True)
    except CbmQaError as error:
        hint = f" ({error.hint})" if error.hint else ""
        print(f"cbm-qa: {error}{hint}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("cbm-qa: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe went away (| head)
        sys.stderr.close()
        sys.exit(0)


def _open(index: Path | None) -> "Assistant":
    from cbm_qa.assistant import Assistant

    return Assistant.open(index or default_index())


def _read_batch(path: Path, document: str | None) -> Iterator[tuple[int, str, tuple[str, ...], str | None]]:
    """Yield (line number, question, history, document) of each line; blank lines are passed over.

    Raises:
        UsageError: The file cannot be read, or a line is not an object with a question.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path}: line {number} is not JSON: {error}") from error
        history = data.get("history") or [] if isinstance(data, dict) else None
        if (
            not isinstance(data, dict)
            or not isinstance(data.get("question"), str)
            or not isinstance(history, list)
        ):
            raise UsageError(f'{path}: line {number} needs {{"question": "...", "history": ["..."]}}')
        yield number, data["question"], tuple(map(str, history)), data.get("document") or document


def _print_json(data: Any) -> None:  # noqa: ANN401  # any JSON value
    print(json.dumps(data, ensure_ascii=False))


def _report_json(report: "BuildReport") -> dict[str, Any]:
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "problems": [{"file": file, "message": message} for file, message in report.problems],
        "documents": report.documents,
        "passages": report.passages,
        "seconds": round(report.seconds, 2),
    }


def _report_line(report: "BuildReport") -> str:
    changes = [
        f"{len(keys)} {word}"
        for word, keys in (("added", report.added), ("updated", report.updated), ("removed", report.removed))
        if keys
    ]
    what = ", ".join(changes) or "nothing changed"
    return f"{report.documents} documents, {report.passages} passages ({what}) in {report.seconds:.1f} s"


if __name__ == "__main__":
    main()
