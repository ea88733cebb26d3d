"""`cbm-qa ask`: one question, or a file of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import DocumentOption, IndexOption, JsonOption, open_assistant, print_json
from cbm_qa.errors import UsageError

if TYPE_CHECKING:
    from cbm_qa import Assistant


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
    form: Annotated[
        str | None, typer.Option("--format", help="plain, markdown, html or bibtex (the sources used).")
    ] = None,
    style: Annotated[
        str, typer.Option("--style", help="Of the bibliography: apa, chicago, gost or a CSL name.")
    ] = "apa",
) -> None:
    """Answer a question with verbatim quotes and citations, or say that the documents do not."""
    from cbm_qa.answer.compose import refuse
    from cbm_qa.model.codec import answer_to_json
    from cbm_qa.terminal import answer_view

    if (question is None) == (batch is None):
        raise UsageError("give either a question or --batch FILE", hint='cbm-qa ask "What was measured?"')
    if form is not None and (as_json or batch is not None):
        raise UsageError("--format goes with one question, without --json", hint="--batch FILE --json")
    if form is not None:
        _write(open_assistant(index), question or "", tuple(history or ()), document, form, style)
        return
    if batch is not None:
        requests = list(_read_batch(batch, document))
        assistant = open_assistant(index)
        for number, asked, before, key in requests:
            try:
                answer = assistant.ask(asked, history=before, document=key)
            except UsageError as error:  # one bad question does not cost the answers to the others
                shared.err.print(
                    f"{batch}: line {number}: {error}", style="yellow", markup=False, soft_wrap=True
                )
                answer = refuse(asked, f"Not answered: {error}.")
            if as_json:
                print_json(answer_to_json(answer))
            else:
                shared.out.print(f"[bold]{number}.[/bold]", end=" ")
                shared.out.print(asked, style="bold", markup=False)
                shared.out.print(answer_view(answer, assistant.documents))
                shared.out.print()
        return
    assistant = open_assistant(index)
    answer = assistant.ask(question or "", history=tuple(history or ()), document=document)
    if as_json:
        print_json(answer_to_json(answer))
    else:
        shared.out.print(answer_view(answer, assistant.documents))


def _write(
    assistant: "Assistant",
    question: str,
    history: tuple[str, ...],
    document: str | None,
    form: str,
    style: str,
) -> None:
    """Print one answer in a form to take away."""
    from cbm_qa.takeaway import FORMATS, Exchange, answer_plain, bibliography, works_used, write_conversation

    forms = ("plain", *(name for name in FORMATS if name != "json"))
    if form not in forms:
        raise UsageError(f"there is no format {form!r}", hint=f"take one of {', '.join(forms)}")
    bibliography((), style)
    answer = assistant.ask(question, history=history, document=document)
    if form == "plain":
        works = "\n".join(bibliography(works_used([answer], assistant.documents), style))
        text = "\n\n".join(filter(None, (answer_plain(answer), works))) + "\n"
    else:
        exchanges = [Exchange(question, answer, document)]
        text = write_conversation(exchanges, assistant.documents, form, style=style)
    typer.echo(text, nl=False)


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
            or not all(isinstance(before, str) for before in history)
        ):
            raise UsageError(f'{path}: line {number} needs {{"question": "...", "history": ["..."]}}')
        yield number, data["question"], tuple(history), data.get("document") or document
