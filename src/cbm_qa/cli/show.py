"""`cbm-qa show`: what was read from a document."""

from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import IndexOption, JsonOption, print_json
from cbm_qa.config import default_index
from cbm_qa.errors import UsageError


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
                print_json({"key": key, "kind": found.kind.value, "title": found.title})
        else:
            shared.out.print(documents_view(documents))
        return
    if document not in documents:
        raise UsageError(
            f"there is no document {document!r}", hint=f"the index has: {', '.join(sorted(documents)[:10])}"
        )
    found = documents[document]
    if section is None:
        if as_json:
            print_json(document_to_json(found))
        else:
            shared.out.print(document_view(found))
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
        print_json({**whole["sections"][number], "text": found.sections[number].span.of(found.text)})
    else:
        shared.out.print(section_view(found, number))
