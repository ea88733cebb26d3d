"""What programs ask: one set of functions, offered as Gradio endpoints and as tools of a model (MCP)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import gradio as gr

from cbm_qa.assistant import Assistant
from cbm_qa.errors import CbmQaError, UsageError
from cbm_qa.export import find_table
from cbm_qa.model import Document
from cbm_qa.model.codec import answer_to_json, document_to_json, table_to_json
from cbm_qa.sources import State
from cbm_qa.sources import list_sources as catalogue
from cbm_qa.sources.facts import read_facts
from cbm_qa.sources.view import source_json
from cbm_qa.web.functions import wrapped
from cbm_qa.web.site import Site

_MOST_PASSAGES = 50
Endpoint = Callable[..., Any]


def make_endpoints(site: Site) -> tuple[Endpoint, ...]:
    """Return the functions that programs may call; their docstrings are what a program or a model reads.

    Each raises a CbmQaError on bad input.
    """
    return (*_asking(site), *_reading(site), *_works(site))


def _asking(site: Site) -> tuple[Endpoint, ...]:
    def ask(question: str, history: list[str] | None = None, document: str | None = None) -> dict[str, Any]:
        """Answer one question from the documents, with verbatim quotes, or say that they do not hold it.

        Use it for any question about what the documents say: facts, figures, definitions, who is cited.
        Figures come from table cells or shown arithmetic. When "abstained" is true the documents do not
        answer; say so rather than answering from elsewhere. Cite by the section in "citations".

        Args:
            question: One question in plain words, in English, Russian, Kazakh or Chinese.
            history: The questions asked before it, oldest first, so that a follow-up is understood.
            document: Key of the one document to keep to; leave it out for all.

        Returns:
            The answer with [n] markers, its citations (document, section, paragraph, quote, offsets),
            cells, calculation, confidence from 0 to 1, and the nearest passages where it abstains.
        """
        return answer_to_json(
            site.assistant.ask(question, history=tuple(history or ()), document=document or None)
        )

    def search(words: str, top: int = 10, document: str | None = None) -> list[dict[str, Any]]:
        """Find the passages nearest to a question or some words, best first.

        Use it to read around a subject, or when `ask` abstains; it finds places, it does not answer.

        Args:
            words: A question or some words.
            top: How many passages, 1 to 50.
            document: Key of the one document to keep to; leave it out for all.

        Returns:
            Passages with document, section, text, and character offsets.
        """
        if not 1 <= top <= _MOST_PASSAGES:
            raise UsageError(f"top is from 1 to {_MOST_PASSAGES}, not {top}")
        ranking = site.assistant.search(words, top_k=top, document=document or None)
        return [
            {
                "rank": rank,
                "document": hit.passage.document,
                "section": (source := site.documents[hit.passage.document]).section_name(hit.passage.section),
                "kind": hit.passage.kind.value,
                "text": hit.passage.span.of(source.text),
                "start": hit.passage.span.start,
                "end": hit.passage.span.end,
            }
            for rank, hit in enumerate(ranking, 1)
        ]

    return ask, search


def _reading(site: Site) -> tuple[Endpoint, ...]:
    def get_section(document: str, section: str | None = None) -> dict[str, Any]:
        """Read one section of a document word for word, or list its sections and tables.

        Args:
            document: Key of the document, as `list_sources` and citations name it.
            section: Its printed number or its heading ("3.1", "Abstract"); leave it out for the outline.

        Returns:
            The section's number, title, text and offsets; or the outline of the document.
        """
        found = _document(site, document)
        if not section:
            return _outline(found)
        wanted = " ".join(section.split()).casefold()
        for number, one in enumerate(found.sections):
            if wanted in (one.name.casefold(), one.title.casefold(), f"{one.number} {one.title}".casefold()):
                head = document_to_json(found)["sections"][number]
                return {"document": found.key, **head, "text": one.span.of(found.text)}
        known = ", ".join(s.name for s in found.sections)
        raise UsageError(f"{document} has no section {section!r}", hint=f"it has: {known}")

    def get_table(table: str, document: str | None = None) -> dict[str, Any]:
        """Read one table with exact values: header, rows, and every cell with its number and unit.

        Args:
            table: Its name ("paper/2", as `get_section` lists it) or its printed label ("Table 2").
            document: Key of the document to look in; leave it out where the name is unique.

        Returns:
            Label, caption, header, rows as printed, and typed cells; a missing value is marked as missing.
        """
        named = find_table(site.documents, table, document or None)
        head = {"id": named.id, "document": named.document.key, "title": named.document.title}
        return {**head, **table_to_json(named.document, named.table)}

    return get_section, get_table


def _works(site: Site) -> tuple[Endpoint, ...]:
    def list_sources(document: str | None = None, state: str | None = None) -> dict[str, Any]:
        """List the documents that can be asked, and the works that they cite, with what is here of each.

        Use it to learn document keys, to see which cited works can be read here, or to make a bibliography.

        Args:
            document: Key of the one paper whose bibliography to list; leave it out for all.
            state: Only the works of which so much is here: "full text", "abstract", "note" or "absent".

        Returns:
            "documents" (key, kind, title, authors, year), and "sources": each cited work as a CSL item with
            its key, state, the key of its document here if any, and how often and where it is cited.
        """
        if document:
            _document(site, document)
        if state and state not in set(State):
            raise UsageError(f"there is no state {state!r}", hint=f"choose one of: {', '.join(State)}")
        found = catalogue(site.documents, read_facts(site.corpus))
        return {
            "documents": [_about(one) for one in site.documents.values()],
            "sources": [
                source_json(source, site.documents[source.paper])
                for source in found
                if document in (None, "", source.paper) and state in (None, "", source.state.value)
            ],
        }

    def audit(document: str | None = None, sure: float = 0.0) -> dict[str, Any]:
        """Read a paper as a careful referee does: list what does not hold together, with quotes and reasons.

        Use it to find contradictions, wrong sums, uncited or misattributed claims, and what the cited
        sources say to each claim. A finding is a reason to look, with a confidence; it is no verdict.

        Args:
            document: Key of the paper; leave it out for the first.
            sure: Only findings with at least this confidence, from 0 to 1.

        Returns:
            "findings" (check, severity, confidence, message, reason, quotes), "verdicts" of the sources, and
            "coverage": what each section and table rests on.
        """
        from cbm_qa.audit import audit_index
        from cbm_qa.audit.report import audit_to_json

        if not 0 <= sure <= 1:
            raise UsageError(f"sure is from 0 to 1, not {sure:g}")
        if not isinstance(site.assistant, Assistant):
            raise UsageError("this site has no index to audit")
        found = audit_index(site.assistant.index, document or None)
        kept = tuple(finding for finding in found.findings if finding.confidence >= sure)
        return audit_to_json(replace(found, findings=kept))

    return list_sources, audit


def add_endpoints(site: Site) -> None:
    """Offer the functions as named endpoints of a Gradio app that is being built."""
    for endpoint in make_endpoints(site):
        gr.api(wrapped(endpoint, _told), api_name=endpoint.__name__)


def _told(error: CbmQaError) -> Exception:
    shown: Exception = gr.Error(f"{error}{f' ({error.hint})' if error.hint else ''}", print_exception=False)
    return shown


def _document(site: Site, key: str) -> Document:
    found = site.documents.get(key)
    if found is None:
        known = ", ".join(sorted(site.documents)[:10])
        raise UsageError(f"there is no document {key!r}", hint=f"the index has: {known}")
    return found


def _outline(document: Document) -> dict[str, Any]:
    sections = document_to_json(document)["sections"]
    tables = [
        {"id": f"{document.key}/{n}", "label": t.label, "caption": t.caption, "rows": len(t.rows)}
        for n, t in enumerate(document.tables, 1)
    ]
    return {**_about(document), "sections": sections, "tables": tables}


def _about(document: Document) -> dict[str, Any]:
    return {
        "document": document.key,
        "kind": document.kind.value,
        "title": document.title,
        "authors": list(document.authors),
        "year": document.year,
    }
