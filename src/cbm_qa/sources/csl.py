"""References in the terms of the Citation Style Language, which Zotero and Crossref speak."""

from collections.abc import Mapping
from typing import Any

import regex

from cbm_qa.model import Reference

Csl = dict[str, Any]

_YEAR = regex.compile(r"(\d{4})([a-z]?)")
_INITIALS = regex.compile(r"(?:\p{Lu}\p{Ll}?\.?[\s-]*){1,4}")
_FULL_NAME = regex.compile(r"((?:\p{Lu}[\p{L}.'’-]*\s+){1,3})(\p{Lu}[\p{L}'’-]+)")


def reference_csl(reference: Reference, known: Mapping[str, Any] | None = None) -> Csl:
    """Return an entry as a CSL item; what its print leaves out is filled from what else is known of it."""
    csl: Csl = {
        "id": reference.key,
        "type": _type_of(reference),
        "title": reference.title or (reference.authors[0] if reference.authors else reference.raw),
        "author": [author_csl(name) for name in reference.authors] if reference.title else [],
        "container-title": reference.container,
        "publisher": reference.publisher,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "DOI": reference.doi,
        "URL": None if reference.doi else reference.url,
    }
    year = _YEAR.match(reference.year or "")
    if year:
        csl["issued"] = {"date-parts": [[int(year[1])]]}
        csl["year-suffix"] = year[2]
    extra = {name: value for name, value in (known or {}).items() if name in ("DOI", "URL", "abstract")}
    return {**extra, **filled(csl)}


def author_csl(name: str, *, is_person: bool = False) -> dict[str, str]:
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


def filled(csl: Csl) -> Csl:
    """Return the fields that say something."""
    return {field: value for field, value in csl.items() if value}


def year_of(csl: Mapping[str, Any]) -> int | None:
    """Return the year a work appeared, None if it is not told or makes no sense."""
    try:
        return int(csl["issued"]["date-parts"][0][0])
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def names_of(csl: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the family names of the authors, or the organisations."""
    authors = [a for a in csl.get("author") or () if isinstance(a, dict)]
    found = (a.get("family") or a.get("literal") or a.get("name") or "" for a in authors)
    return tuple(str(name) for name in found if name)


def _type_of(reference: Reference) -> str:
    if reference.type != "document":
        return reference.type.value
    if reference.container:
        return "article-journal"
    return "webpage" if reference.url and not reference.doi else "document"
