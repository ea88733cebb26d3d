"""The Read page: the whole document, with every sentence at an address of its own."""

from typing import Any

import gradio as gr

from cbm_qa.model import Document, Span
from cbm_qa.web.language import labelled, prompted, said
from cbm_qa.web.part import add_part
from cbm_qa.web.places import find_place, link_to, version_of
from cbm_qa.web.reader import render_document, render_outline
from cbm_qa.web.site import Site


def build_read(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which documents are read; its script asks the two functions below."""

    def open_place(asked: dict[str, Any]) -> dict[str, Any]:
        return _open_place(site, str(asked.get("address", "")), str(asked.get("have", "")))

    def link_for(asked: dict[str, Any]) -> str:
        return _link_for(site, asked)

    add_part("reader-frame", _frame(), "reader.js", [open_place, link_for])


def _open_place(site: Site, address: str, have: str) -> dict[str, Any]:
    """Return where an address leads, and the document unless the page has that very text.

    Args:
        site: Its documents are looked through.
        address: The part of a link from "#" on; "" for the first document.
        have: Key and version of the document that is shown, as `shown` of an earlier result.
    """
    documents = site.documents
    first = next(iter(documents), "")
    found = find_place(documents, address or f"#{first}")
    document = documents.get(found.document or first)
    choices = [{"key": key, "title": title} for title, key in site.document_choices()]
    if document is None:
        return {"remark": found.remark or "read.none", "choices": choices}
    shown = f"{document.key}@{version_of(document)}"
    result: dict[str, Any] = {
        "key": document.key,
        "shown": shown,
        "remark": found.remark,
        "quote": found.quote,
        "choices": choices,
        "start": found.span.start if found.span else None,
        "end": found.span.end if found.span else None,
    }
    if shown != have:
        result |= {"html": render_document(document), "outline": render_outline(document)}
    return result


def _link_for(site: Site, asked: dict[str, Any]) -> str:
    """Return the lasting address of a selection; "" where there is no such place."""
    document: Document | None = site.documents.get(str(asked.get("key", "")))
    start, end = asked.get("start"), asked.get("end")
    if document is None or not isinstance(start, int) or not isinstance(end, int):
        return ""
    if not 0 <= start < end <= len(document.text):
        return ""
    return link_to(document, Span(start, end))


def _frame() -> str:
    """Return what stands around a document: the choice of one, the search, the outline."""
    return f"""
<div id='reader'>
  <div class='reader-bar'>
    <label class='sr' for='reader-document'>{said("read.document")}</label>
    <select id='reader-document'></select>
    <div class='reader-search' role='search'>
      <label class='sr' for='reader-search'>{said("read.search")}</label>
      <input id='reader-search' type='search' {prompted("read.search")} autocomplete='off'>
      <span id='reader-hits' role='status'></span>
      <button type='button' id='reader-previous' {labelled("read.previous")}>↑</button>
      <button type='button' id='reader-next' {labelled("read.next")}>↓</button>
    </div>
  </div>
  <p id='reader-remark' class='notice' role='status' hidden></p>
  <div class='reader-panes'>
    <nav id='reader-outline' {labelled("read.outline")}></nav>
    <article id='reader-text' class='reading' tabindex='-1'></article>
  </div>
  <div id='reader-selection' hidden>
    <button type='button' id='reader-ask'>{said("read.ask_selection")}</button>
    <button type='button' id='reader-link'>{said("evidence.copy_link")}</button>
  </div>
</div>"""
