"""`cbm-qa add` and `cbm-qa remove`: documents into the corpus and its index, and out again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import CorpusOption, IndexOption, JsonOption, print_json
from cbm_qa.config import default_corpus, default_index
from cbm_qa.model import Document, DocumentKind

if TYPE_CHECKING:
    from cbm_qa.index.build import BuildReport
    from cbm_qa.index.documents import Addition


def add(
    files: Annotated[
        list[Path], typer.Argument(help="PDF, HTML, Word, ODT, EPUB, PPTX, JATS, Markdown, text, CSV, Excel.")
    ],
    key: Annotated[str | None, typer.Option(help="Key of the document; else the file's name.")] = None,
    kind: Annotated[DocumentKind | None, typer.Option(help="What the document is.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title; else as found in the file.")] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy files into the corpus and index them; what cannot be read is named and left out."""
    from cbm_qa.index.documents import Place, add_documents
    from cbm_qa.ingest.library import Description
    from cbm_qa.progress import progress_bar

    place = Place(corpus or default_corpus(), index or default_index())
    with progress_bar(shared.err) as progress:
        done = add_documents(place, files, Description(key, kind, title), progress=progress)
    if as_json:
        print_json(_addition_json(done))
    for document in done.added if not as_json else ():
        shared.out.print(_added_line(document), markup=False, soft_wrap=True)
    for _, error in done.refused:
        hint = f" ({error.hint})" if error.hint else ""
        shared.err.print(f"cbm-qa: {error}{hint}", markup=False, soft_wrap=True)
    if done.build is not None and not as_json:
        shared.out.print(_index_line(done.build))
    if done.refused:
        raise typer.Exit(2)


def remove(
    keys: Annotated[list[str], typer.Argument(help="Keys of documents, as `cbm-qa show` lists them.")],
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete the files; else they move to .removed in the corpus.")
    ] = False,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take documents out of the corpus and the index."""
    from cbm_qa.index.documents import Place, remove_documents
    from cbm_qa.progress import progress_bar

    place = Place(corpus or default_corpus(), index or default_index())
    with progress_bar(shared.err) as progress:
        kept, build = remove_documents(place, keys, delete=delete, progress=progress)
    if as_json:
        print_json({"removed": keys, "files": [str(p) for p in kept], "documents": build.documents})
        return
    for key, path in zip(keys, kept, strict=True):
        where = "its file is deleted" if delete else f"its file is kept as {path}"
        shared.out.print(f"removed {key}; {where}", markup=False, soft_wrap=True)
    shared.out.print(_index_line(build))


def _added_line(document: Document) -> str:
    counts = ((document.sections, "section"), (document.tables, "table"), (document.references, "reference"))
    found = [f"{len(items)} {name}{'s' * (len(items) != 1)}" for items, name in counts if items]
    pages = f"{len(document.pages)} pages, " if document.pages else ""
    return f"added {document.key}: {document.title} ({pages}{', '.join(found) or 'no sections'})"


def _index_line(build: "BuildReport") -> str:
    ending = "" if build.documents == 1 else "s"
    return f"The index has {build.documents} document{ending} now ({build.seconds:.1f} s)."


def _addition_json(done: "Addition") -> dict[str, Any]:
    return {
        "added": [{"key": d.key, "title": d.title, "file": d.origin.file} for d in done.added],
        "refused": [{"file": f, "message": str(e), "hint": e.hint} for f, e in done.refused],
        "documents": done.build.documents if done.build else None,
    }
