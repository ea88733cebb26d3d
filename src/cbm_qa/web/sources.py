"""The Sources page: the cited works, how much of each is here, their pages, what rests on them."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from cbm_qa.errors import CbmQaError
from cbm_qa.index import build_index
from cbm_qa.index.documents import keep_embedder
from cbm_qa.ingest import read_document
from cbm_qa.ingest.corpus import SUFFIXES
from cbm_qa.sources import Source, list_sources
from cbm_qa.sources.attach import attach_file
from cbm_qa.sources.catalogue import find_source
from cbm_qa.sources.exchange import FORMATS, Format, write_works
from cbm_qa.sources.facts import read_facts
from cbm_qa.web.catalogue import render_coverage, render_list, render_source
from cbm_qa.web.fetch import fetch_work, render_fetch
from cbm_qa.web.language import label, labelled, prompted, said
from cbm_qa.web.part import add_part, format_buttons
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.site import Site

_REFRESH = "() => { window.dispatchEvent(new Event('cbmqa-sources')); }"
_NONE = f"<p class='empty'>{said('sources.none')}</p>"
_EXPORTS = {"csl": "CSL-JSON", "bibtex": "BibTeX", "ris": "RIS"}


def build_sources(app: gr.Blocks, site: Site) -> None:
    """Fill the page of the cited works; its script asks the functions below."""
    if not site.read_only:
        _build_upload(site)

    def list_works(asked: dict[str, Any]) -> dict[str, str]:
        sources = _sources(site)
        if not sources:
            return {"list": _NONE, "coverage": ""}
        return {
            "list": render_list(sources, site.documents),
            "coverage": render_coverage(sources, site.documents),
        }

    def open_work(asked: dict[str, Any]) -> str:
        try:
            source = find_source(_sources(site), str(asked.get("key", "")))
            return render_source(source, site.documents, render_fetch(site, source))
        except CbmQaError as error:
            return (
                render_error(str(error), error.hint)
                + f"<p><a href='#/sources'>← {said('sources.back')}</a></p>"
            )

    def fetch(asked: dict[str, Any]) -> dict[str, object]:
        try:
            return fetch_work(site, find_source(_sources(site), str(asked.get("key", ""))))
        except CbmQaError as error:
            return {"changed": False, "message": render_error(str(error), error.hint)}

    def export_works(asked: dict[str, Any]) -> dict[str, str]:
        form: Format = next((f for f in FORMATS if f == asked.get("format")), "csl")
        return {
            "name": f"sources{FORMATS[form]}",
            "text": write_works([source.csl for source in _sources(site)], form),
        }

    add_part("sources-frame", _frame(), "sources.js", [list_works, open_work, fetch, export_works])


def _sources(site: Site) -> tuple[Source, ...]:
    try:
        facts = read_facts(site.corpus)
    except CbmQaError:
        facts = {}
    return list_sources(site.documents, facts)


def _build_upload(site: Site) -> None:
    with gr.Accordion(label("sources.attach"), open=False, elem_id="attach"):
        upload = gr.File(
            label=label("sources.attach_files"),
            file_count="multiple",
            file_types=sorted(SUFFIXES),
            height=120,
            elem_id="attach-files",
        )
        key = gr.Textbox(label=label("sources.attach_key"), max_lines=1, elem_id="attach-key")
        state = gr.HTML("", elem_id="attach-state")

    def attach(paths: list[str] | None, chosen: str) -> Iterator[tuple[str, Any]]:
        yield f"<p class='progress-line' role='status'>{said('sources.reading')}</p>", gr.skip()
        yield _attach(site, [Path(p) for p in paths or ()], chosen.strip() or None), None

    upload.upload(
        attach,
        [upload, key],
        [state, upload],
        show_progress="hidden",
        api_name=False,
        concurrency_id="documents",
    ).then(None, js=_REFRESH)


def _attach(site: Site, paths: list[Path], key: str | None) -> str:
    """Attach files, then answer from the new index; return what came of each."""
    if not site.changing.acquire(blocking=False):
        return said_error("documents.busy")
    try:
        lines, attached = [], False
        for path in paths:
            try:
                source = attach_file(site.corpus, site.documents, path, read_document, key=key)
            except CbmQaError as error:
                lines.append(render_error(str(error), error.hint))
                continue
            attached = True
            name = escape(source.reference.key, quote=True)
            lines.append(
                f"<p class='progress-line added'>{said('sources.attached')} <a href='#/sources/{name}'>"
                f"{escape(source.reference.title or source.reference.key)}</a></p>"
            )
        if attached:
            build_index(site.corpus, site.index, keep_embedder(site.place.settings, site.index))
            site.reopen()
        return "".join(lines)
    except CbmQaError as error:
        return render_error(str(error), error.hint)
    finally:
        site.changing.release()


def _frame() -> str:
    """Return what stands around the list: the search, the exports, the coverage map."""
    buttons = format_buttons("export", _EXPORTS)
    return f"""
<div id='sources'>
  <div id='sources-all'>
    <div class='sources-bar'>
      <label class='sr' for='sources-search'>{said("sources.search")}</label>
      <input id='sources-search' type='search' {prompted("sources.search")} autocomplete='off'>
      <div class='exports' role='group' {labelled("sources.export")}>
        <span>{said("sources.export")}</span>{buttons}
      </div>
    </div>
    <details id='sources-coverage'><summary>{said("sources.rests")}</summary><div></div></details>
    <div id='sources-list'></div>
  </div>
  <article id='sources-one' hidden tabindex='-1'></article>
</div>"""
