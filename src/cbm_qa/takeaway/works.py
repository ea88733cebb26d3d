"""The works an answer rests on: the documents it cites, and the entries its quotes name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from cbm_qa.model import Answer, Citation, Document, DocumentKind, Reference

_YEAR = regex.compile(r"(\d{4})([a-z]?)")
_INITIALS = regex.compile(r"(?:\p{Lu}\p{Ll}?\.?[\s-]*){1,4}")
_FULL_NAME = regex.compile(r"((?:\p{Lu}[\p{L}.'’-]*\s+){1,3})(\p{Lu}[\p{L}'’-]+)")


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
            yield Work(key, _reference_csl(entries[key]))


def _document_work(document: Document, documents: Mapping[str, Document]) -> Work:
    about = document.origin.about
    if about and document.kind is not DocumentKind.PAPER:
        for other in documents.values():
            for reference in other.references:
                if about in (reference.key, reference.doi):
                    return Work(reference.key, _reference_csl(reference))
    csl: dict[str, Any] = {
        "id": document.key,
        "type": "document",
        "title": document.title,
        "author": [_author(name, is_person=True) for name in document.authors],
        "URL": document.origin.url,
    }
    if document.year:
        csl["issued"] = {"date-parts": [[document.year]]}
    return Work(document.key, _filled(csl))


def _reference_csl(reference: Reference) -> dict[str, Any]:
    csl: dict[str, Any] = {
        "id": reference.key,
        "type": _type_of(reference),
        "title": reference.title or reference.raw,
        "author": [_author(name, is_person=False) for name in reference.authors],
        "container-title": reference.container,
        "DOI": reference.doi,
        "URL": None if reference.doi else reference.url,
    }
    for name, field in (
        ("volume", "volume"),
        ("issue", "issue"),
        ("pages", "page"),
        ("publisher", "publisher"),
    ):
        csl[field] = getattr(reference, name, "")
    year = _YEAR.match(reference.year or "")
    if year:
        csl["issued"] = {"date-parts": [[int(year[1])]]}
        csl["year-suffix"] = year[2]
    return _filled(csl)


def _type_of(reference: Reference) -> str:
    told = str(getattr(reference, "type", "document"))
    if told != "document":
        return told
    if reference.container:
        return "article-journal"
    return "webpage" if reference.url and not reference.doi else "document"


def _author(name: str, *, is_person: bool) -> dict[str, str]:
    """Return a name in its parts where they can be told; an organisation stays whole.

    Args:
        name: As printed: "Smith, J.", "Jane Smith", "World Bank".
        is_person: Whether a name without a comma is that of a person.
    """
    family, comma, given = name.partition(",")
    if comma and (is_person or _INITIALS.fullmatch(f"{given.strip()} ")):
        return {"family": family.strip(), "given": given.strip()}
    whole = _FULL_NAME.fullmatch(name.strip()) if is_person else None
    if whole:
        return {"family": whole[2], "given": whole[1].strip()}
    return {"literal": name.strip()}


def _filled(csl: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in csl.items() if value}
