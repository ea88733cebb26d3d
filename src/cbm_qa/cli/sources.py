"""`cbm-qa sources`: the works a paper cites, what is here of them, and how to get the rest."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import CorpusOption, IndexOption, JsonOption, print_json
from cbm_qa.config import default_corpus, default_index

if TYPE_CHECKING:
    from cbm_qa.sources import Source

app = typer.Typer(help="The works that the papers cite.", no_args_is_help=True, rich_markup_mode=None)

StateOption = Annotated[
    Literal["full text", "abstract", "note", "absent"] | None,
    typer.Option("--state", help="Only those of which so much is here."),
]


@app.command("list")
def list_all(
    state: StateOption = None,
    uncited: Annotated[bool, typer.Option("--uncited", help="Only those that no sentence names.")] = False,
    index: IndexOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every cited work: how much of it is here, how often and in which sections it is named."""
    from cbm_qa.sources.view import source_json, sources_view

    documents, found = _sources(index, corpus)
    shown = [s for s in found if state in (None, s.state.value) and not (uncited and (s.mentions or s.near))]
    if as_json:
        for source in shown:
            print_json(source_json(source, documents[source.paper]))
    else:
        shared.out.print(sources_view(shown, documents))


@app.command()
def show(
    key: Annotated[str, typer.Argument(help="Key of a reference, as `cbm-qa sources list` prints it.")],
    index: IndexOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one cited work: its entry, what is here of it, and every sentence that names it."""
    from cbm_qa.sources.catalogue import find_source
    from cbm_qa.sources.view import source_json, source_view

    documents, found = _sources(index, corpus)
    source = find_source(found, key)
    if as_json:
        print_json(source_json(source, documents[source.paper], with_sentences=True))
    else:
        shared.out.print(source_view(source, documents[source.paper]))


@app.command()
def export(
    form: Annotated[Literal["csl", "bibtex", "ris"], typer.Option("--format", help="Which format.")] = "csl",
    out: Annotated[Path | None, typer.Option("--out", help="File to write; else standard output.")] = None,
    index: IndexOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Write the cited works as CSL-JSON, BibTeX or RIS."""
    from cbm_qa.errors import UsageError
    from cbm_qa.sources.exchange import write_works

    _, found = _sources(index, corpus)
    text = write_works([source.csl for source in found], form)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error
    shared.out.print(f"{len(found)} works written to {out}", markup=False, soft_wrap=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSL-JSON, BibTeX or RIS, as from Zotero.")],
    index: IndexOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take over what a list of works says: DOIs and addresses that entries lack, and abstracts."""
    from cbm_qa.progress import progress_bar
    from cbm_qa.sources.exchange import read_works
    from cbm_qa.sources.importing import import_works

    documents, _ = _sources(index, corpus)
    done = import_works(corpus or default_corpus(), documents, read_works(file))
    if done.abstracts:
        with progress_bar(shared.err) as progress:
            _reindex(corpus, index, progress)
    if as_json:
        print_json(
            {
                "matched": list(done.matched),
                "abstracts": list(done.abstracts),
                "unmatched": list(done.unmatched),
            }
        )
        return
    shared.out.print(
        f"{len(done.matched)} works matched, {len(done.abstracts)} abstracts added, "
        f"{len(done.unmatched)} works are in no reference list"
    )
    for title in done.unmatched:
        shared.out.print(f"  not cited: {title}", markup=False, soft_wrap=True)


@app.command()
def add(
    files: Annotated[
        list[Path], typer.Argument(help="PDF, HTML, Word, ODT, EPUB, JATS, Markdown or text of cited works.")
    ],
    key: Annotated[str | None, typer.Option(help="Key of the reference; else DOI and title tell.")] = None,
    index: IndexOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Attach files to the references they are the works of; they take the place of notes."""
    from cbm_qa.errors import CbmQaError, UsageError
    from cbm_qa.ingest import read_document
    from cbm_qa.progress import progress_bar
    from cbm_qa.sources.attach import attach_file

    if key is not None and len(files) > 1:
        raise UsageError("one key is for one file", hint="add the files one by one")
    documents, _ = _sources(index, corpus)
    attached, failed = [], False
    for file in files:
        try:
            if not file.is_file():
                raise UsageError(f"{file}: there is no such file", hint="name the files of cited works")
            attached.append(attach_file(corpus or default_corpus(), documents, file, read_document, key=key))
        except CbmQaError as error:
            failed = True
            hint = f" ({error.hint})" if error.hint else ""
            shared.err.print(f"cbm-qa: {error}{hint}", markup=False, soft_wrap=True)
    if attached:
        with progress_bar(shared.err) as progress:
            _reindex(corpus, index, progress)
    for source in attached:
        if as_json:
            print_json(
                {"reference": source.reference.key, "document": source.document and source.document.key}
            )
        else:
            shared.out.print(f"{source.reference.key}: {source.state.value} attached", markup=False)
    if failed:
        raise typer.Exit(2)


@app.command()
def fetch(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys of references, else all.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked only.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Try what failed this week, too.")] = False,
    index: IndexOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Get the cited works that are open, from the web; the contact address is CBM_QA_CONTACT."""
    from cbm_qa.config import default_contact
    from cbm_qa.ingest import read_document
    from cbm_qa.progress import progress_bar
    from cbm_qa.sources import State
    from cbm_qa.sources.catalogue import find_source
    from cbm_qa.sources.fetch import Politeness, Web, fetch_sources, steps
    from cbm_qa.sources.fetch.find import Finder

    documents, found = _sources(index, corpus)
    wanted = [find_source(found, key) for key in keys or ()] or [
        s for s in found if s.state is not State.FULL_TEXT
    ]
    if dry_run:
        for source in wanted:
            asked = steps(source.reference, dict(source.known))
            if as_json:
                print_json({"key": source.reference.key, "state": source.state.value, "steps": asked})
            else:
                shared.out.print(source.reference.key, style="bold", markup=False)
                for step in asked:
                    shared.out.print(f"  {step}", markup=False, soft_wrap=True)
        return
    with Web(Politeness(default_contact())) as web, progress_bar(shared.err) as progress:
        done = fetch_sources(
            *(corpus or default_corpus(), documents, wanted, Finder(web), read_document),
            again=again,
            report=progress,
        )
        if any(outcome.url for outcome in done):
            _reindex(corpus, index, progress)
    for outcome in done:
        if as_json:
            print_json(
                {"key": outcome.key, "state": outcome.state.value, "url": outcome.url, "tried": outcome.tried}
            )
            continue
        shared.out.print(f"{outcome.key}: {outcome.state.value}", markup=False)
        for where, why in outcome.tried if outcome.url is None else ():
            shared.out.print(f"  {where}: {why}", markup=False, soft_wrap=True)
    if not as_json:
        shared.out.print(f"{sum(1 for o in done if o.url)} of {len(wanted)} works fetched", markup=False)


def _sources(index: Path | None, corpus: Path | None) -> "tuple[dict[str, Any], tuple[Source, ...]]":
    from cbm_qa.errors import UsageError
    from cbm_qa.index.store import read_documents
    from cbm_qa.sources import list_sources
    from cbm_qa.sources.facts import read_facts

    documents = dict(read_documents(index or default_index()))
    found = list_sources(documents, read_facts(corpus or default_corpus()))
    if not found:
        raise UsageError(
            "no reference list was found in the papers", hint="add a paper with one, and index again"
        )
    return documents, found


def _reindex(corpus: Path | None, index: Path | None, progress: Any) -> None:  # noqa: ANN401  # a callable
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index
    from cbm_qa.index.documents import keep_embedder

    folder = index or default_index()
    build_index(corpus or default_corpus(), folder, keep_embedder(Settings(), folder), progress=progress)
