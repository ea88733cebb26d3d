"""Fetching the open copy of one cited work from its page; off unless whoever serves the site allows it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

from cbm_qa.config import default_contact
from cbm_qa.errors import CbmQaError
from cbm_qa.index import build_index
from cbm_qa.index.documents import keep_embedder
from cbm_qa.ingest import read_document
from cbm_qa.sources import Source, State
from cbm_qa.sources.fetch import Outcome, Politeness, Web, fetch_sources
from cbm_qa.sources.fetch.find import Finder
from cbm_qa.web.language import said
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.site import Site

_TRIES, _SECONDS = 2, 45.0  # somebody waits
_UNREACHED = ("cannot be reached", "took too long")


@contextmanager
def open_finder() -> Iterator[Finder]:
    """Give what asks the services, under the contact address of this machine.

    Raises:
        UsageError: There is no contact address.
    """
    with Web(Politeness(default_contact(), tries=_TRIES, seconds=_SECONDS)) as web:
        yield Finder(web)


def render_fetch(site: Site, source: Source) -> str:
    """Return the button that fetches a work, or why there is none; "" where there is nothing to fetch."""
    if site.read_only or source.state is State.FULL_TEXT:
        return ""
    if site.finder is None:
        return f"<p class='quiet'>{said('sources.fetch_off')}</p>"
    key = escape(source.reference.key, quote=True)
    return (
        f"<p class='fetch'><button type='button' data-fetch='{key}'>{said('sources.fetch')}</button></p>"
        f"<div class='fetch-state' role='status'></div>"
    )


def fetch_work(site: Site, source: Source) -> dict[str, object]:
    """Fetch a work into the corpus and answer from it; return whether it changed and what came of it.

    Nobody else changes the documents meanwhile.
    """
    if site.read_only or site.finder is None:
        return {"changed": False, "message": said_error("sources.fetch_off")}
    if not site.changing.acquire(blocking=False):
        return {"changed": False, "message": said_error("documents.busy")}
    try:
        with site.finder() as finder:
            done = fetch_sources(site.corpus, site.documents, [source], finder, read_document, again=True)
        if changed := any(outcome.url for outcome in done):
            build_index(site.corpus, site.index, keep_embedder(site.place.settings, site.index))
            site.reopen()
        return {"changed": changed, "message": _told(done)}
    except CbmQaError as error:
        return {"changed": False, "message": render_error(str(error), error.hint)}
    finally:
        site.changing.release()


def _told(done: Sequence[Outcome]) -> str:
    """Return what came of it: where the work is from, that nothing could be reached, or what was tried."""
    outcome = done[0]
    if outcome.url:
        key = "sources.fetched" if outcome.state is State.FULL_TEXT else "sources.fetched_abstract"
        return f"<p class='progress-line added'>{said(key, url=outcome.url)}</p>"
    if outcome.tried and all(why.endswith(_UNREACHED) for _, why in outcome.tried):
        return said_error("sources.fetch_offline")
    tried = "".join(f"<li>{escape(where)}: {escape(why)}</li>" for where, why in outcome.tried)
    return f"<p class='notice'>{said('sources.fetch_none')}</p>" + (
        tried and f"<ul class='tried'>{tried}</ul>"
    )
