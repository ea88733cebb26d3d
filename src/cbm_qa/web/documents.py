"""The Documents page: add files, see what was read from each, remove them; the next question knows."""

import threading
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from cbm_qa.config import default_file_limit
from cbm_qa.errors import CbmQaError
from cbm_qa.index import build_index
from cbm_qa.index.documents import Addition, add_documents, keep_embedder, remove_documents
from cbm_qa.ingest.corpus import MANIFEST, SUFFIXES
from cbm_qa.ingest.library import Description
from cbm_qa.model import DocumentKind
from cbm_qa.web.language import label, said
from cbm_qa.web.part import add_part
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.shelf import render_shelf
from cbm_qa.web.site import Site

_LOOK_EVERY = 0.3  # seconds between two looks at the work
_CHOICES = [(label(f"documents.kind.{kind.value}"), kind.value) for kind in DocumentKind]
_REFRESH = "() => { window.dispatchEvent(new Event('cbmqa-documents')); }"


def build_documents(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which documents are added and removed."""
    if not site.read_only:
        _build_upload(site)

    def list_documents(asked: dict[str, Any]) -> str:
        return render_shelf(site)

    def remove_document(asked: dict[str, Any]) -> dict[str, str]:
        message = _remove(site, str(asked.get("key", "")))
        return {"message": message, "list": render_shelf(site)}

    frame = "<div id='shelf-message' role='status'></div><div id='shelf-list'></div>"
    add_part("shelf", frame, "documents.js", [list_documents, remove_document])


def _build_upload(site: Site) -> None:
    endings = ", ".join(suffix.removeprefix(".") for suffix in sorted(SUFFIXES))
    with gr.Row(elem_id="upload-row"):
        upload = gr.File(
            label=label("documents.add"),
            file_count="multiple",
            file_types=sorted(SUFFIXES),
            height=132,
            elem_id="upload",
            scale=4,
        )
        with gr.Column(scale=1, min_width=220):
            kind = gr.Dropdown(
                _CHOICES,
                value=DocumentKind.PAPER.value,
                label=label("documents.kind"),
                visible=(site.corpus / MANIFEST).is_file(),
                elem_id="upload-kind",
            )
            refresh = gr.Button(label("documents.refresh"), elem_id="reindex", size="sm")
    about = said("documents.about", size=f"{default_file_limit():g}", endings=endings)
    gr.HTML(f"<p class='quiet'>{about}</p>")
    state = gr.HTML("", elem_id="upload-state")

    def add(paths: list[str] | None, chosen: str) -> Iterator[tuple[str, Any]]:
        yield from ((line, None) for line in _add(site, [Path(p) for p in paths or ()], chosen))

    shown = {"show_progress": "hidden", "api_name": False, "concurrency_id": "documents"}
    upload.upload(add, [upload, kind], [state, upload], **shown).then(None, js=_REFRESH)
    refresh.click(lambda: (yield from _reindex(site)), None, state, **shown).then(None, js=_REFRESH)


class _Work:
    """Something that changes the corpus or its index, done in a thread of its own, one at a time."""

    def __init__(self, site: Site, do: Callable[["_Work"], str]) -> None:
        self._site, self._do = site, do
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._stage = "look"
        self._done, self._total = 0, 0
        self.result = ""

    def follow(self) -> Iterator[str]:
        """Start; give how far it is until it ends, and at last what came of it."""
        self._thread.start()
        while self._thread.is_alive():
            yield self._bar()
            self._thread.join(_LOOK_EVERY)
        yield self.result

    def report(self, stage: str, done: int, total: int) -> None:
        """Take note of how far a build is."""
        self._stage, self._done, self._total = stage, done, total

    def _bar(self) -> str:
        bar = f"<progress max='{self._total}' value='{self._done}'></progress>" if self._total else ""
        many = self._total > 1
        count = f" {said('documents.of', done=self._done, total=self._total)}" if many else ""
        stage = said(f"documents.stage.{self._stage}")
        return f"<p class='progress-line' role='status'>{bar} {stage}{count}</p>"

    def _run(self) -> None:
        try:
            self.result = _alone(self._site, lambda: self._do(self))
        except CbmQaError as error:
            self.result = render_error(str(error), error.hint)


def _alone(site: Site, do: Callable[[], str]) -> str:
    """Do something unless somebody else changes the documents; or say so."""
    if not site.changing.acquire(blocking=False):
        return said_error("documents.busy")
    try:
        return do()
    finally:
        site.changing.release()


def _add(site: Site, paths: Sequence[Path], chosen: str) -> Iterator[str]:
    has_manifest = (site.corpus / MANIFEST).is_file()
    about = Description(kind=DocumentKind(chosen)) if has_manifest else Description()

    def do(work: _Work) -> str:
        done = add_documents(site.place, paths, about, progress=work.report)
        if done.added:
            work.report("open", 0, 0)
            site.reopen()
        return _added(done)

    yield from _Work(site, do).follow()


def _reindex(site: Site) -> Iterator[str]:
    def do(work: _Work) -> str:
        settings = keep_embedder(site.place.settings, site.index)
        report = build_index(site.corpus, site.index, settings, progress=work.report)
        site.reopen()
        changed = len(report.added) + len(report.updated) + len(report.removed)
        what = said("documents.changed", n=changed) if changed else said("documents.unchanged")
        return f"<p class='progress-line'>{what}</p>"

    yield from _Work(site, do).follow()


def _remove(site: Site, key: str) -> str:
    if site.read_only:
        return said_error("documents.fixed")

    def do() -> str:
        remove_documents(site.place, [key])
        site.reopen()
        return f"<p class='progress-line'>{said('documents.removed', name=key)}</p>"

    try:
        return _alone(site, do)
    except CbmQaError as error:
        return render_error(str(error), error.hint)


def _added(done: Addition) -> str:
    lines = [
        f"<p class='progress-line added'>{said('documents.added')} "
        f"<a href='#{escape(d.key, quote=True)}'>{escape(d.title)}</a></p>"
        for d in done.added
    ]
    return "".join([*lines, *(_refused(error) for _, error in done.refused)])


def _refused(error: CbmQaError) -> str:
    """Return why a file was left out; the message begins with its name as it is."""
    hint = f" {escape(error.hint)}." if error.hint else ""
    return f"<p class='error' role='alert'>{escape(str(error))}.{hint}</p>"
