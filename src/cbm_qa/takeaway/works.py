"""The works an answer rests on: the documents it cites, and the entries its quotes name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cbm_qa.model import Answer, Citation, Document, DocumentKind
from cbm_qa.sources.bibtex import write_bibtex
from cbm_qa.sources.csl import author_csl, filled, reference_csl


@dataclass(frozen=True, slots=True)
class Work:
    """A work in the terms of CSL (citeproc's JSON), under a key that is unique among its fellows."""

    key: str
    csl: Mapping[str, Any]


def works_used(answers: Iterable[Answer], documents: Mapping[str, Document]) -> tuple[Work, ...]:
    """Return the works that answers rest on, in the order they come up.

    A note about a source stands for the work it is about. What is no longer among the documents is
    left out.
    """
    found: dict[str, Work] = {}
    for answer in answers:
        for citation in answer.citations:
            for work in _works_of(citation, documents):
                found.setdefault(work.key, work)
    return tuple(found.values())


def _works_of(citation: Citation, documents: Mapping[str, Document]) -> Iterable[Work]:
    document = documents.get(citation.document)
    if document is None:
        return
    entries = {r.key: r for r in document.references}
    # An entry that is itself the quote names its work; the list it stands in is beside the point.
    if not any(r.span.contains(citation.span) for r in document.references):
        yield _document_work(document, documents)
    for key in citation.references:
        if key in entries:
            yield Work(key, reference_csl(entries[key]))


def _document_work(document: Document, documents: Mapping[str, Document]) -> Work:
    about = document.origin.about
    if about and document.kind is not DocumentKind.PAPER:
        for other in documents.values():
            for reference in other.references:
                if about in (reference.key, reference.doi):
                    return Work(reference.key, reference_csl(reference))
    csl: dict[str, Any] = {
        "id": document.key,
        "type": "document",
        "title": document.title,
        "author": [author_csl(name, is_person=True) for name in document.authors],
        "URL": document.origin.url,
    }
    if document.year:
        csl["issued"] = {"date-parts": [[document.year]]}
    return Work(document.key, filled(csl))


def bibtex(works: Sequence[Work]) -> str:
    """Return the works as BibTeX entries."""
    return write_bibtex([{**work.csl, "id": work.key} for work in works])
