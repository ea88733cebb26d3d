"""Which entry of a reference list a record or a document is: by DOI, else by title with year or author."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import regex

from cbm_qa.ingest.names import fold, surname
from cbm_qa.model import Document, Reference
from cbm_qa.sources.csl import names_of, year_of

_SURE = 95.0  # similarity of titles, in percent, that needs no other sign
_LIKELY = 85.0  # that needs the author or the year beside it
_MIN_TITLE = 12  # letters; shorter titles fit too many works
_START_CHARS = 6000  # where a document names itself
_DOI = regex.compile(r"10\.\d{4,9}/[^\s\"<>,;)\]]+", regex.I)


def same_doi(a: str | None, b: str | None) -> bool:
    """Return whether two DOIs are one; case and a final full stop do not matter."""
    return bool(a and b) and (a or "").casefold().rstrip(".") == (b or "").casefold().rstrip(".")


def title_similarity(a: str, b: str) -> float:
    """Return how alike two titles are, in percent; a subtitle that only one has costs little."""
    from rapidfuzz import fuzz

    one, two = fold(a), fold(b)
    if min(len(one), len(two)) < _MIN_TITLE:
        return 100.0 if one and one == two else 0.0
    whole = float(fuzz.ratio(one, two))
    mains = [fold(regex.split(r"[:–—?]\s", t)[0]) for t in (a, b)]
    if min(map(len, mains)) >= 2 * _MIN_TITLE:
        whole = max(whole, 0.97 * max(fuzz.ratio(mains[0], two), fuzz.ratio(one, mains[1])))
    return whole


def match_record(record: Mapping[str, Any], references: Sequence[Reference]) -> Reference | None:
    """Return the entry that a CSL record is about, None where none surely is."""
    by_doi = [r for r in references if same_doi(r.doi, record.get("DOI"))]
    if len(by_doi) == 1:
        return by_doi[0]
    title = str(record.get("title") or "")
    names = {fold(name) for name in names_of(record)}
    scored = []
    for reference in references:
        score = title_similarity(title, reference.title or (reference.authors or ("",))[0])
        told = _supports(reference, names, year_of(record))
        if score >= _SURE or (score >= _LIKELY and told):
            scored.append((score + 5 * told, reference))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _supports(reference: Reference, names: Iterable[str], year: int | None) -> int:
    """Return how many of author and year agree."""
    first = surname(reference.authors[0]) if reference.authors else ""
    author = any(name and (name in first or first in name) for name in names if first)
    return int(author) + int(year is not None and (reference.year or "").startswith(str(year)))


def match_document(document: Document, references: Sequence[Reference]) -> Reference | None:
    """Return the entry that a document is the work of: its own DOI or title stands at its beginning."""
    start = document.text[:_START_CHARS]
    own = {found.casefold().rstrip(".") for found in _DOI.findall(start)}
    by_doi = [r for r in references if r.doi and r.doi.casefold().rstrip(".") in own]
    if len(by_doi) == 1:
        return by_doi[0]
    record = {
        "title": document.title,
        "author": [{"literal": name} for name in document.authors],
        "issued": {"date-parts": [[document.year]]} if document.year else None,
    }
    return match_record(record, references) or _titled_in(start, references)


def _titled_in(start: str, references: Sequence[Reference]) -> Reference | None:
    """Return the one entry whose whole title stands in a text, with its first author."""
    folded = fold(start)
    found = [
        r
        for r in references
        if len(fold(r.title)) >= 2 * _MIN_TITLE
        and fold(r.title) in folded
        and (not r.authors or surname(r.authors[0]) in folded)
    ]
    return found[0] if len(found) == 1 else None
