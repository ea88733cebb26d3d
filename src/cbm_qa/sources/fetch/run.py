"""Fetch one cited work after another into the corpus; a failure of one leaves the corpus as it was."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cbm_qa.errors import CbmQaError, FetchError
from cbm_qa.ingest import Entry
from cbm_qa.ingest.corpus import digest_of
from cbm_qa.model import Document, DocumentKind
from cbm_qa.sources.attach import Provenance, attach_abstract, attach_file
from cbm_qa.sources.catalogue import Source, State
from cbm_qa.sources.facts import read_facts, write_facts
from cbm_qa.sources.fetch.check import check_is_work, ending_of
from cbm_qa.sources.fetch.find import Finder, Place, abstract_of

_NOT_AGAIN = timedelta(days=7)  # a work that could not be had is left alone for so long
_MIN_ABSTRACT = 200  # characters

Read = Callable[[Entry], Document]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one work.

    Attributes:
        key: Of its entry.
        state: How much of it is in the corpus now.
        url: Where it came from, None where nothing did.
        tried: Each address that was tried, with what was wrong with it.
    """

    key: str
    state: State
    url: str | None
    tried: tuple[tuple[str, str], ...]


def fetch_sources(
    corpus: Path,
    documents: Mapping[str, Document],
    wanted: Sequence[Source],
    finder: Finder,
    read: Read,
    *,
    again: bool = False,
    report: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> tuple[Outcome, ...]:
    """Fetch works; what is done is kept at once, so that a stopped run is gone on with.

    Args:
        corpus: Folder of the corpus.
        documents: What it holds, by key.
        wanted: Works to get; those whose full text is here are passed over.
        finder: Knows whom to ask.
        read: Reads an entry of the corpus.
        again: Also try what could not be had within the last week.
        report: Told the stage "fetch", the works done and their number.
    """
    outcomes = []
    facts = read_facts(corpus)
    for number, source in enumerate(wanted, 1):
        key = source.reference.key
        known = dict(facts.get(key, {}))
        if source.state is not State.FULL_TEXT and (again or not _tried_lately(known)):
            outcome, record = _fetch_one(corpus, documents, source, known, finder, read)
            outcomes.append(outcome)
            tried = {"tried_on": _now(), "outcome": outcome.state.value, "from": outcome.url}
            facts[key] = {**record, **known, "fetch": tried}
            write_facts(corpus, facts)
        report("fetch", number, len(wanted))
    return tuple(outcomes)


def _fetch_one(
    corpus: Path,
    documents: Mapping[str, Document],
    source: Source,
    known: dict[str, Any],
    finder: Finder,
    read: Read,
) -> tuple[Outcome, dict[str, Any]]:
    reference, tried = source.reference, list[tuple[str, str]]()
    record: dict[str, Any] = {}
    try:
        record = finder.describe(reference, known)
    except FetchError as error:
        tried.append(("Crossref", str(error)))
    doi = reference.doi or known.get("DOI") or record.get("DOI")
    for place in finder.places(reference, doi):
        for where in (place, None):
            try:
                where = where or finder.archived(place.url)
                if where is None:
                    break
                landed = _take(corpus, documents, source, where, finder, read)
                return Outcome(reference.key, State.FULL_TEXT, landed, tuple(tried)), record
            except CbmQaError as error:
                tried.append((where.url if where else f"archive of {place.url}", str(error)))
    abstract = abstract_of(record)
    if len(abstract) >= _MIN_ABSTRACT and source.state in (State.ABSENT, State.NOTE):
        url = f"https://doi.org/{doi}" if doi else None
        try:
            attach_abstract(corpus, documents, reference, abstract, read, Provenance(url))
            return Outcome(reference.key, State.ABSTRACT, url, tuple(tried)), record
        except CbmQaError as error:
            tried.append(("abstract", str(error)))
    return Outcome(reference.key, source.state, None, tuple(tried)), record


def _take(
    corpus: Path, documents: Mapping[str, Document], source: Source, place: Place, finder: Finder, read: Read
) -> str:
    """Fetch an address, look whether it is the work, and attach it; return where it came from at last.

    Raises:
        CbmQaError: It is not, or cannot be had or read; nothing was changed.
    """
    page = finder.web.get(place.url)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{source.reference.key}{ending_of(page)}"
        file.write_bytes(page.content)
        document = read(Entry("probe", file, file.name, digest_of(file), DocumentKind.SOURCE))
        check_is_work(document, source.reference)
        origin = Provenance(page.url, place.licence)
        attach_file(corpus, documents, file, read, key=source.reference.key, origin=origin)
    return page.url


def _tried_lately(known: Mapping[str, Any]) -> bool:
    try:
        tried = datetime.fromisoformat(known["fetch"]["tried_on"])
    except (KeyError, TypeError, ValueError):
        return False
    return datetime.now(UTC) - tried < _NOT_AGAIN


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
