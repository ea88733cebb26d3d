"""Lists of works in the formats that reference managers share: CSL-JSON, BibTeX and RIS."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import regex

from cbm_qa.errors import ReadError, UsageError
from cbm_qa.sources.bibtex import read_bibtex, write_bibtex
from cbm_qa.sources.csl import Csl, filled

Format = Literal["csl", "bibtex", "ris"]
FORMATS: Mapping[Format, str] = {"csl": ".json", "bibtex": ".bib", "ris": ".ris"}
"""The formats, and how a file of each ends."""

_MAX_BYTES = 50 * 2**20
_TO_RIS = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CONF",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}
_FROM_RIS = {ris: csl for csl, ris in _TO_RIS.items()} | {"CPAPER": "paper-conference", "WEB": "webpage"}
_DOI = regex.compile(r"10\.\d{4,9}/[^\s\"<>]+")


def write_works(works: Sequence[Mapping[str, Any]], form: Format) -> str:
    """Return CSL items in a format; each has an "id"."""
    if form == "bibtex":
        return write_bibtex(works)
    if form == "ris":
        import rispy

        class Writer(rispy.RisWriter):  # type: ignore[misc]  # the library has no types
            def set_header(self, count: int) -> str:
                return ""  # without the number that it would put before each work

        return str(rispy.dumps([_to_ris(work) for work in works], implementation=Writer))
    return json.dumps(list(works), ensure_ascii=False, indent=1) + "\n"


def read_works(path: Path) -> list[Csl]:
    """Return the works of a file, as CSL items; the format is told by its ending, or else by its content.

    Raises:
        ReadError: The file cannot be read, or is none of the formats.
        UsageError: It holds no work.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ReadError(f"{path.name}: over 50 MB", hint="export fewer works at a time")
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        works = _READERS[_format_of(path, text)](text)
    except ReadError:
        raise
    except Exception as error:  # whatever a library raises on a file that is not what it seems
        raise ReadError(
            f"{path.name}: cannot be read: {str(error)[:120]}",
            hint="export it again as CSL-JSON, BibTeX or RIS",
        ) from error
    works = [work for work in works if work.get("title") or work.get("DOI")]
    if not works:
        raise UsageError(f"{path.name} holds no work", hint="export it as CSL-JSON, BibTeX or RIS")
    return works


def _format_of(path: Path, text: str) -> Format:
    by_ending = next((form for form, ending in FORMATS.items() if path.suffix.lower() == ending), None)
    start = text.lstrip()[:2000]
    if start[:1] in "[{" and by_ending in (None, "csl"):
        return "csl"
    if by_ending == "ris" or regex.search(r"^TY  ?- ", start, regex.M):
        return "ris"
    if by_ending == "bibtex" or regex.search(r"^\s*@\w+\s*\{", start, regex.M):
        return "bibtex"
    raise ReadError(f"{path.name}: is neither CSL-JSON, BibTeX nor RIS", hint="export it in one of these")


def _read_csl(text: str) -> list[Csl]:
    data = json.loads(text)
    items = data.get("items", []) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise ReadError("it is JSON, but no list of works", hint="export it as CSL-JSON")
    works = []
    for item in items:
        if isinstance(item, dict):
            doi = _DOI.search(str(item.get("DOI", "")))
            works.append(filled({**item, "DOI": doi[0] if doi else None}))
    return works


def _read_ris(text: str) -> list[Csl]:
    import rispy

    return [_from_ris(record) for record in rispy.loads(text, skip_unknown_tags=True)]


def _from_ris(record: Mapping[str, Any]) -> Csl:
    year = regex.search(
        r"\d{4}", str(record.get("year") or record.get("publication_year") or record.get("date") or "")
    )
    first, last = record.get("start_page"), record.get("end_page")
    urls = record.get("urls") or [record.get("url")]
    doi = _DOI.search(str(record.get("doi") or ""))
    containers = ("secondary_title", "journal_name", "alternate_title3")
    return filled(
        {
            "id": str(record.get("id") or ""),
            "type": _FROM_RIS.get(str(record.get("type_of_reference")), "document"),
            "title": record.get("title") or record.get("primary_title"),
            "author": [_name(n) for n in record.get("authors") or record.get("first_authors") or ()],
            "container-title": next((record[c] for c in containers if record.get(c)), None),
            "publisher": record.get("publisher"),
            "volume": record.get("volume"),
            "issue": record.get("number"),
            "page": "-".join(filter(None, (first, last))),
            "DOI": doi[0] if doi else None,
            "URL": next(filter(None, urls), None),
            "abstract": record.get("abstract") or record.get("notes_abstract"),
            "issued": {"date-parts": [[int(year[0])]]} if year else None,
        }
    )


def _name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name.strip()}


def _to_ris(work: Mapping[str, Any]) -> dict[str, Any]:
    first, _, last = str(work.get("page", "")).partition("-")
    issued = work.get("issued", {}).get("date-parts", [[None]])[0][0]
    authors = [
        a.get("literal") or ", ".join(filter(None, (a.get("family"), a.get("given"))))
        for a in work.get("author", ())
    ]
    return filled(
        {
            "type_of_reference": _TO_RIS.get(str(work.get("type")), "GEN"),
            "id": work.get("id"),
            "authors": authors,
            "title": work.get("title"),
            "secondary_title": work.get("container-title"),
            "publisher": work.get("publisher"),
            "volume": work.get("volume"),
            "number": work.get("issue"),
            "start_page": first,
            "end_page": last,
            "year": f"{issued}{work.get('year-suffix', '')}" if issued else None,
            "doi": work.get("DOI"),
            "urls": [work["URL"]] if work.get("URL") else None,
            "abstract": work.get("abstract"),
        }
    )


_READERS = {"csl": _read_csl, "bibtex": read_bibtex, "ris": _read_ris}
