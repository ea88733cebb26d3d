"""Where a cited work may be open: as Crossref, Unpaywall and OpenAlex know; its address; an archive."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from cbm_qa.errors import FetchError
from cbm_qa.model import Reference
from cbm_qa.sources.csl import Csl
from cbm_qa.sources.fetch.web import Web
from cbm_qa.sources.match import match_record


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of the services; others only in tests."""

    crossref: str = "https://api.crossref.org"
    unpaywall: str = "https://api.unpaywall.org"
    openalex: str = "https://api.openalex.org"
    archive: str = "https://archive.org"


@dataclass(frozen=True, slots=True)
class Place:
    """An address where the work may lie, who named it, and the licence they know of."""

    url: str
    named_by: str
    licence: str | None = None


def steps(reference: Reference, known: dict[str, Any]) -> list[str]:
    """Return in words what would be asked, in order, without asking."""
    doi = reference.doi or known.get("DOI")
    lines = [f"DOI {doi}: Unpaywall, OpenAlex" if doi else "Crossref: is there a DOI of this title?"]
    url = reference.url or known.get("URL")
    if url:
        lines += [str(url), f"Internet Archive: a copy of {url}"]
    return lines


class Finder:
    """Asks the services about one work after another."""

    def __init__(self, web: Web, services: Services | None = None) -> None:
        """Ask through `web`."""
        self.web = web
        self._services = services or Services()

    def describe(self, reference: Reference, known: dict[str, Any]) -> Csl:
        """Return what Crossref knows of a work, if it surely is that work; {} otherwise."""
        doi = reference.doi or known.get("DOI")
        base = f"{self._services.crossref}/works"
        contact = urlencode({"mailto": self.web.how.contact})
        if doi:
            answer = self.web.get_json(f"{base}/{quote(str(doi), safe='')}?{contact}")
            found = [_message(answer)] if answer else []
        else:
            asked = urlencode({"query.bibliographic": f"{reference.title} {' '.join(reference.authors[:1])}"})
            answer = self.web.get_json(f"{base}?{asked}&rows=3&{contact}")
            items = _message(answer).get("items")
            found = items if isinstance(items, list) else []
        for item in found:
            record = _record(item)
            if doi or match_record(record, (reference,)) is not None:
                return record
        return {}

    def places(self, reference: Reference, doi: str | None) -> Iterator[Place]:
        """Yield the addresses to try, best first; one that is gone is looked for in the Internet Archive."""
        seen: set[str] = set()
        for place in (*self._of_doi(doi), *self._of_address(reference)):
            if place.url not in seen:
                seen.add(place.url)
                yield place

    def archived(self, url: str) -> Place | None:
        """Return the Internet Archive's copy of an address, as it was taken; None where it has none."""
        answer = self.web.get_json(f"{self._services.archive}/wayback/available?{urlencode({'url': url})}")
        closest = _dict(_dict(answer).get("archived_snapshots")).get("closest")
        copy = str(_dict(closest).get("url") or "")
        stamp = str(_dict(closest).get("timestamp") or "")
        if not copy or not stamp.isdigit():
            return None
        # "id_" asks for the page without the archive's own frame around it.
        return Place(copy.replace(f"/{stamp}/", f"/{stamp}id_/", 1), "Internet Archive")

    def _of_doi(self, doi: str | None) -> Iterator[Place]:
        if not doi:
            return
        safe, contact = quote(doi, safe="/"), self.web.how.contact
        unpaywall = f"{self._services.unpaywall}/v2/{safe}?{urlencode({'email': contact})}"
        openalex = f"{self._services.openalex}/works/https://doi.org/{safe}?{urlencode({'mailto': contact})}"
        for url, read in ((unpaywall, _unpaywall), (openalex, _openalex)):
            # One service that is down does not keep us from asking the next.
            with suppress(FetchError):
                yield from read(self.web.get_json(url))

    def _of_address(self, reference: Reference) -> Iterator[Place]:
        if reference.url:
            yield Place(reference.url, "the reference")


def abstract_of(record: Csl) -> str:
    """Return the abstract that a record carries, without its markup."""
    import regex

    return " ".join(regex.sub(r"<[^>]+>", " ", str(record.get("abstract") or "")).split())


def _message(answer: object) -> dict[str, Any]:
    return _dict(_dict(answer).get("message"))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _record(item: object) -> Csl:
    """Return a Crossref item as a CSL item: its titles are lists."""
    data = dict(_dict(item))
    for name in ("title", "container-title"):
        value = data.get(name)
        data[name] = str(value[0]) if isinstance(value, list) and value else str(value or "")
    kept = (
        "title",
        "container-title",
        "DOI",
        "URL",
        "author",
        "issued",
        "abstract",
        "volume",
        "issue",
        "page",
    )
    return {name: data[name] for name in kept if data.get(name)}


def _unpaywall(answer: object) -> Iterator[Place]:
    data = _dict(answer)
    for location in (data.get("best_oa_location"), *(data.get("oa_locations") or ())):
        yield from _location(_dict(location), ("url_for_pdf", "url"), "Unpaywall")


def _openalex(answer: object) -> Iterator[Place]:
    data = _dict(answer)
    for location in (data.get("best_oa_location"), *(data.get("locations") or ())):
        if _dict(location).get("is_oa"):
            yield from _location(_dict(location), ("pdf_url", "landing_page_url"), "OpenAlex")


def _location(location: dict[str, Any], fields: tuple[str, ...], named_by: str) -> Iterator[Place]:
    for name in fields:
        url = location.get(name)
        if isinstance(url, str) and url.startswith(("http://", "https://")):
            yield Place(url, named_by, location.get("license") or None)
