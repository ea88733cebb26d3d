"""DOIs and web addresses that lead nowhere as they are written."""

from collections.abc import Iterator
from urllib.parse import unquote

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, shown
from cbm_qa.model import Reference

_DOI = regex.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+")
_DOI_LABEL = regex.compile(r"(?:\bdoi\s*[:：]|\bdoi\.org/)\s*(?:https?://(?:dx\.)?doi\.org/)?(\S+)", regex.I)
_DOI_YEAR = regex.compile(r"[./](20[0-2]\d|19[89]\d)\.\d|/s\d{5}-0([12]\d)-\d{5}-")
_URL = regex.compile(r"https?:?/{0,2}[^\s<>\]]*|www\.[^\s<>\]]+", regex.I)
_WHOLE_URL = regex.compile(r"(?:https?://|www\.)[\w.-]*\w\.\p{L}{2,}(?::\d+)?(?:[/?#].*)?", regex.I)
_ARCHIVE = regex.compile(r"^https?://[\w.]*(?:archive|perma|webcitation|wayback)")
_PRIVATE = regex.compile(
    r"ezproxy|[./-]proxy[./-]|exlibrisgroup|search\.ebscohost|localhost|127\.0\.0\.1|jsessionid|"
    r"sharepoint\.com|drive\.google|google\.[a-z.]+/search|webcache\.|file://",
    regex.I,
)


def _addresses(paper: Paper) -> Iterator[Finding]:
    for entry in paper.document.references:
        fault = _doi_fault(entry) or _doi_year(entry) or _url_fault(entry)
        if fault:
            yield paper.finding(
                "bad-address",
                Severity.MEDIUM if "does not" in fault[1] else Severity.LOW,
                fault[2],
                f"{shown(entry)}: {fault[0]}",
                entry.span,
                reason=fault[1],
            )


def _doi_fault(entry: Reference) -> tuple[str, str, float] | None:
    found = _DOI_LABEL.search(entry.raw)
    if not found:
        return None
    doi = unquote(found[1]).rstrip(".,;)]>")
    if not _DOI.fullmatch(doi):
        return (
            f"“{doi}” is no DOI",
            "a DOI is 10., a number, a slash and a name; this does not lead on",
            0.85,
        )
    return None


def _doi_year(entry: Reference) -> tuple[str, str, float] | None:
    """Return a fault where a DOI holds a year that is years away from the entry's."""
    doi, year = entry.doi or "", (entry.year or "")[:4]
    match = _DOI_YEAR.search(doi)
    if not match or not year.isdigit():
        return None
    held = int(match[1] or f"20{match[2]}")
    if abs(held - int(year)) <= 2:  # often printed a year or two after it was registered
        return None
    return (f"the DOI is of {held}, the entry of {year}", "this DOI names its year; it does not fit", 0.7)


def _url_fault(entry: Reference) -> tuple[str, str, float] | None:
    for url in (m[0].rstrip(".,;)>") for m in _URL.finditer(entry.raw)):
        if len(regex.findall(r"https?:", url)) > 1 and not _ARCHIVE.search(url) and "?" not in url:
            return (f"“{url[:60]}” holds two addresses", "the address does not lead anywhere as written", 0.8)
        if _PRIVATE.search(url):
            return ("the link is to a library's catalogue, proxy or search", "others may not open it", 0.8)
        if regex.search(r"https?:\s+//", entry.raw):
            return ("there is a space in the address", "a space breaks the link", 0.75)
        if not _WHOLE_URL.fullmatch(url):
            return (
                f"“{url[:60]}” is no whole address",
                "the address does not lead anywhere as written",
                0.85,
            )
        if "#:~:text=" in url:
            return (
                "the link carries a browser's highlight",
                "everything from #:~:text= on is no address",
                0.85,
            )
    return None


ADDRESS = Check("bad-address", "DOIs and addresses", "The form of every DOI and web address.", _addresses)
