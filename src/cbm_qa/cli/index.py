"""`cbm-qa index`: build the index, or bring it up to date."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import CorpusOption, IndexOption, JsonOption, print_json
from cbm_qa.config import Settings, default_corpus, default_index

if TYPE_CHECKING:
    from cbm_qa.index.build import BuildReport


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
    with progress_bar(shared.err) as progress:
        report = build_index(
            corpus or default_corpus(), index or default_index(), settings, progress=progress, rebuild=rebuild
        )
    if as_json:
        print_json(_report_json(report))
        return
    shared.out.print(_report_line(report))
    for file, message in report.problems:
        shared.err.print(
            f"left out: {message if file in message else f'{file}: {message}'}", style="yellow", markup=False
        )


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
