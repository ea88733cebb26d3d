"""The Audit page: what in a document does not hold together, each quote a link into the reader."""

from typing import Any

import gradio as gr

from cbm_qa.audit import Audit, audit_index
from cbm_qa.audit.page import audit_body, audit_style
from cbm_qa.config import default_index
from cbm_qa.errors import CbmQaError
from cbm_qa.index.index import Index
from cbm_qa.model import Citation, DocumentKind
from cbm_qa.web.language import label, said
from cbm_qa.web.places import link_to, version_of
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.site import Site

_GRADES = [(label("audit.grade.all"), 0.0), (label("audit.grade.70"), 0.7), (label("audit.grade.85"), 0.85)]


def build_audit(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which a document is audited."""
    kept: dict[tuple[str, str], Audit] = {}
    with gr.Row(elem_classes="controls"):
        document = gr.Dropdown(
            _papers(site), label=label("read.document"), scale=3, min_width=200, elem_id="audit-document"
        )
        grade = gr.Dropdown(_GRADES, value=0.0, label=label("audit.findings"), scale=1, min_width=160)
        start = gr.Button(
            label("audit.start"), variant="primary", scale=0, min_width=96, elem_id="start-audit"
        )
    report = gr.HTML(_intro(), elem_id="audit-report")

    def run(key: str | None, sure: float) -> str:
        try:
            return _report(site, kept, key, sure)
        except CbmQaError as error:
            return render_error(str(error), error.hint)

    start.click(run, [document, grade], report, show_progress="minimal", api_name=False)
    grade.input(run, [document, grade], report, show_progress="minimal", api_name=False)
    app.load(lambda: gr.update(choices=_papers(site)), None, document, show_progress="hidden", api_name=False)


def _papers(site: Site) -> list[tuple[str, str]]:
    return [(d.title, key) for key, d in site.documents.items() if d.kind is DocumentKind.PAPER]


def _report(site: Site, kept: dict[tuple[str, str], Audit], key: str | None, sure: float) -> str:
    """Return the audit of a document as HTML; one that was made of the same text is kept."""
    documents = site.documents
    if key is None or key not in documents:
        return said_error("audit.choose")
    name = (key, version_of(documents[key]))
    if name not in kept:
        kept[name] = audit_index(_index(site), key)
    found = kept[name]
    chosen = tuple(f for f in found.findings if f.confidence >= sure)
    audit = Audit(
        found.document, found.title, found.checks, chosen, found.verdicts, found.coverage
    )  # the checks that found nothing stay named

    def link(citation: Citation) -> str:
        cited = documents.get(citation.document)
        return link_to(cited, citation.span) if cited else ""

    return f"<style>{audit_style()}</style>{audit_body(audit, link)}"


def _index(site: Site) -> Index:
    """Return the index the assistant answers from; an assistant without one is read from its folder."""
    index: Any = getattr(site.assistant, "index", None)
    return index if isinstance(index, Index) else Index.open(default_index())


def _intro() -> str:
    return f"<p class='quiet'>{said('audit.intro')}</p>"
