"""The list on the Documents page: what is in the corpus, what could not be read, the state of the index."""

from html import escape

from cbm_qa.errors import CbmQaError
from cbm_qa.index import index_state
from cbm_qa.index.documents import keep_embedder
from cbm_qa.index.store import read_catalogue
from cbm_qa.model import Document, DocumentKind
from cbm_qa.web.site import Site

KINDS = {
    DocumentKind.PAPER: "Paper",
    DocumentKind.SOURCE: "Cited source",
    DocumentKind.SOURCE_NOTE: "Note about a source",
}
_STATES = {
    "current": "The index is up to date.",
    "outdated": "Files in the folder changed since they were indexed.",
    "missing": "There is no index on the disk; the answers come from memory.",
    "corrupt": "The index on the disk is damaged; the answers come from memory.",
}


def render_shelf(site: Site) -> str:
    """Return the list of documents, each with what may be done with it."""
    rows = "".join(_row(document, site) for document in site.documents.values())
    return f"{_state(site)}<ul class='shelf'>{rows}</ul>{_problems(site)}"


def _state(site: Site) -> str:
    try:
        state = index_state(site.corpus, site.index, keep_embedder(site.place.settings, site.index))
    except CbmQaError as error:
        return f"<p class='quiet shelf-state'>The answers come from memory: {escape(str(error))}.</p>"
    count = len(site.documents)
    what = "1 document" if count == 1 else f"{count} documents"
    return f"<p class='quiet shelf-state' data-state='{state}'>{what}. {_STATES[state]}</p>"


def _row(document: Document, site: Site) -> str:
    counts = ((document.pages, "page"), (document.sections, "section"), (document.tables, "table"))
    counted = [
        f"{len(items)} {name}{'' if len(items) == 1 else 's'}"
        for items, name in (*counts, (document.references, "reference"))
        if items
    ]
    facts = " · ".join([KINDS[document.kind], escape(document.origin.file), *counted])
    key = escape(document.key, quote=True)
    remove = "" if site.read_only else _remove_button(key, document.title)
    return (
        f"<li data-key='{key}'><div><a class='shelf-title' href='#{key}'>{escape(document.title)}</a>"
        f"<p>{facts}</p></div>{remove}</li>"
    )


def _remove_button(key: str, title: str) -> str:
    """Return the button that removes a document, or another that takes the question back."""
    label = escape(title, quote=True)
    return (
        f"<span class='shelf-tools'><button type='button' data-remove='{key}' "
        f"aria-label='Remove {label}'>Remove</button>"
        f"<button type='button' data-keep hidden>Keep</button></span>"
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
    return f"<h3 class='shelf-head'>Could not be read</h3><ul class='shelf'>{items}</ul>"
