"""What every command shares: the consoles, the common options, opening the index, printing JSON."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from cbm_qa.config import default_index

if TYPE_CHECKING:
    from cbm_qa.assistant import Assistant

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


def open_assistant(index: Path | None) -> "Assistant":
    """Open the index that a command works on."""
    from cbm_qa.assistant import Assistant

    return Assistant.open(index or default_index())


def print_json(data: Any) -> None:  # noqa: ANN401  # any JSON value
    """Print one JSON value on a line."""
    print(json.dumps(data, ensure_ascii=False))
