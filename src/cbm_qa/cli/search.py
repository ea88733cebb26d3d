"""`cbm-qa search`: ranked passages."""

from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import DocumentOption, IndexOption, JsonOption, open_assistant, print_json


def search(
    words: Annotated[str, typer.Argument(help="A question or some words.")],
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="How many passages.")] = 10,
    document: DocumentOption = None,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages nearest to some words, best first."""
    from cbm_qa.terminal import ranking_view

    assistant = open_assistant(index)
    ranking = assistant.search(words, top_k=top, document=document)
    if not as_json:
        shared.out.print(ranking_view(ranking, assistant.documents))
        return
    for rank, hit in enumerate(ranking, 1):
        passage, source = hit.passage, assistant.documents[hit.passage.document]
        print_json(
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
