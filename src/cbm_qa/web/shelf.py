"""The list on the Documents page: what is in the corpus, what could not be read, the state of the index."""

from html import escape

from cbm_qa.errors import CbmQaError
from cbm_qa.index import index_state
from cbm_qa.index.documents import keep_embedder
from cbm_qa.index.store import read_catalogue
from cbm_qa.model import Document
from cbm_qa.web.language import labelled, said
from cbm_qa.web.site import Site


def render_shelf(site: Site) -> str:
    """Return the list of documents, each with what may be done with it."""
    rows = "".join(_row(document, site) for document in site.documents.values())
    return f"{_state(site)}<ul class='shelf'>{rows}</ul>{_problems(site)}"


def _state(site: Site) -> str:
    state: str
    try:
        state = index_state(site.corpus, site.index, keep_embedder(site.place.settings, site.index))
    except CbmQaError:
        state = "unknown"
    count = said("documents.count", n=len(site.documents))
    return f"<p class='quiet shelf-state' data-state='{state}'>{count} {said(f'documents.state.{state}')}</p>"


def _row(document: Document, site: Site) -> str:
    parts = ("pages", "sections", "tables", "references")
    counts = {part: len(getattr(document, part)) for part in parts}
    counted = [said(f"documents.{part}", n=count) for part, count in counts.items() if count]
    kind = said(f"documents.kind.{document.kind.value}")
    facts = " · ".join([kind, escape(document.origin.file), *counted])
    key = escape(document.key, quote=True)
    remove = "" if site.read_only else _remove_button(key, document.title)
    return (
        f"<li data-key='{key}'><div><a class='shelf-title' href='#{key}'>{escape(document.title)}</a>"
        f"<p>{facts}</p></div>{remove}</li>"
    )


def _remove_button(key: str, title: str) -> str:
    """Return the button that removes a document, or another that takes the question back."""
    return (
        f"<span class='shelf-tools'><button type='button' data-remove='{key}' "
        f"{labelled('documents.remove_named', title=title)}>{said('documents.remove')}</button>"
        f"<button type='button' data-keep hidden>{said('documents.keep')}</button></span>"
    )


def _problems(site: Site) -> str:
    try:
        problems = list(read_catalogue(site.index).problems.values())
    except CbmQaError:
        return ""
    if not problems:
        return ""
    items = "".join(
        f"<li data-key='{escape(p.key, quote=True)}'><div><span class='shelf-title'>{escape(p.file)}</span>"
        f"<p class='error'>{escape(p.message)}</p></div>"
        f"{'' if site.read_only else _remove_button(escape(p.key, quote=True), p.file)}</li>"
        for p in problems
    )
    return f"<h3 class='shelf-head'>{said('documents.unreadable')}</h3><ul class='shelf'>{items}</ul>"
