"""The only JSON in and out: documents (stored, and printed by `show --json`) and answers."""

from decimal import Decimal
from typing import Any

from cbm_qa.errors import ModelError
from cbm_qa.model.answer import Answer, Citation
from cbm_qa.model.document import (
    Document,
    DocumentKind,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Section,
    Seen,
    Sentence,
)
from cbm_qa.model.page import LineBox, Page
from cbm_qa.model.reference import Mention, Reference, ReferenceType
from cbm_qa.model.span import Span
from cbm_qa.model.table import Cell, Table

Json = dict[str, Any]


def document_to_json(document: Document) -> Json:
    """Return the document as JSON values: the printed contract, and what `document_from_json` needs."""
    return {
        "key": document.key,
        "title": document.title,
        "authors": list(document.authors),
        "year": document.year,
        "kind": document.kind.value,
        "origin": {
            "file": document.origin.file,
            "sha256": document.origin.sha256,
            "url": document.origin.url,
            "licence": document.origin.licence,
            "about": document.origin.about,
            "seen": document.origin.seen,
            "seen_on": document.origin.seen_on,
        },
        "text": document.text,
        "sections": [
            {"number": s.number, "title": s.title, "level": s.level, **_span(s.span), "parent": s.parent}
            for s in document.sections
        ],
        "paragraphs": [
            {
                **_place(document, p.section),
                "ordinal": p.ordinal,
                **_span(p.span),
                "page": p.page,
                "sentences": [[s.span.start, s.span.end] for s in p.sentences],
            }
            for p in document.paragraphs
        ],
        "notes": [
            {"kind": n.kind.value, "marker": n.marker, **_place(document, n.section), **_span(n.span)}
            for n in document.notes
        ],
        "tables": [table_to_json(document, t) for t in document.tables],
        "references": [
            {
                "key": r.key,
                "authors": list(r.authors),
                "year": r.year,
                "title": r.title,
                "container": r.container,
                "doi": r.doi,
                "url": r.url,
                "abbreviation": r.abbreviation,
                "number": r.number,
                "raw": r.raw,
                **_span(r.span),
                "volume": r.volume,
                "issue": r.issue,
                "pages": r.pages,
                "publisher": r.publisher,
                "type": r.type.value,
            }
            for r in document.references
        ],
        "mentions": [
            {
                "text": m.text,
                **_place(document, m.section),
                "references": list(m.references),
                "unresolved": m.unresolved,
                "near": list(m.near),
                **_span(m.span),
            }
            for m in document.mentions
        ],
        "pages": [{"label": p.label, "width": p.width, "height": p.height} for p in document.pages],
        # One line a list: start, end, page, and the box; a long document has tens of thousands.
        "lines": [
            [li.span.start, li.span.end, li.page, *(round(x, 1) for x in (li.x0, li.y0, li.x1, li.y1))]
            for li in document.lines
        ],
    }


def document_from_json(data: Json) -> Document:
    """Rebuild a document from what `document_to_json` returned.

    Raises:
        ModelError: A key is missing or a value breaks an invariant.
    """
    try:
        return Document(
            key=data["key"],
            title=data["title"],
            authors=tuple(data["authors"]),
            year=data["year"],
            kind=DocumentKind(data["kind"]),
            origin=_origin_from_json(data["origin"]),
            text=data["text"],
            sections=tuple(
                Section(s["number"], s["title"], s["level"], _to_span(s), s["parent"])
                for s in data["sections"]
            ),
            paragraphs=tuple(
                Paragraph(
                    p["section_index"],
                    p["ordinal"],
                    _to_span(p),
                    tuple(Sentence(Span(a, b), n) for n, (a, b) in enumerate(p["sentences"], 1)),
                    p["page"],
                )
                for p in data["paragraphs"]
            ),
            notes=tuple(
                Note(NoteKind(n["kind"]), n["marker"], n["section_index"], _to_span(n)) for n in data["notes"]
            ),
            tables=tuple(_table_from_json(t) for t in data["tables"]),
            references=tuple(
                Reference(
                    key=r["key"],
                    authors=tuple(r["authors"]),
                    year=r["year"],
                    title=r["title"],
                    container=r["container"],
                    doi=r["doi"],
                    url=r["url"],
                    abbreviation=r["abbreviation"],
                    number=r["number"],
                    raw=r["raw"],
                    span=_to_span(r),
                    volume=r["volume"],
                    issue=r["issue"],
                    pages=r["pages"],
                    publisher=r["publisher"],
                    type=ReferenceType(r["type"]),
                )
                for r in data["references"]
            ),
            mentions=tuple(
                Mention(
                    m["text"],
                    m["section_index"],
                    _to_span(m),
                    tuple(m["references"]),
                    m["unresolved"],
                    tuple(m["near"]),
                )
                for m in data["mentions"]
            ),
            pages=tuple(
                Page(n, p["label"], p["width"], p["height"]) for n, p in enumerate(data.get("pages", ()))
            ),
            lines=tuple(LineBox(Span(a, b), page, *box) for a, b, page, *box in data.get("lines", ())),
        )
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"not a stored document: {error!r}") from error


def _origin_from_json(data: Json) -> Origin:
    seen = data.get("seen")
    return Origin(**{**data, "seen": None if seen is None else Seen(seen)})


def answer_to_json(answer: Answer) -> Json:
    """Return the answer as the contract's JSON values, in its key order."""
    calculation = answer.calculation
    return {
        "question": answer.question,
        "understood": answer.understood,
        "answer": answer.text,
        "abstained": answer.abstained,
        "values": list(answer.values),
        "kind": answer.kind.value,
        "confidence": round(answer.confidence, 4),
        "citations": [_citation_to_json(c) for c in answer.citations],
        "cells": [
            {
                "table": c.table,
                "row": c.row,
                "column": c.column,
                "text": c.text,
                "value": _number(c.value),
                "unit": c.unit,
                "marker": c.marker,
            }
            for c in answer.cells
        ],
        "calculation": None
        if calculation is None
        else {
            "expression": calculation.expression,
            "value": calculation.value if isinstance(calculation.value, str) else _number(calculation.value),
            "unit": calculation.unit,
        },
        "notices": list(answer.notices),
        "nearest": [_citation_to_json(c) for c in answer.nearest],
        "timings_ms": {stage: round(ms, 1) for stage, ms in answer.timings_ms.items()},
    }


def _citation_to_json(citation: Citation) -> Json:
    return {
        "marker": citation.marker,
        "document": citation.document,
        "title": citation.title,
        "section": citation.section,
        "section_title": citation.section_title,
        "paragraph": citation.paragraph,
        "page": citation.page,
        "quote": citation.quote,
        **_span(citation.span),
        "references": list(citation.references),
        "speaker": citation.speaker,
    }


def table_to_json(document: Document, table: Table) -> Json:
    """Return one table of a document, as `document_to_json` has it."""
    return {
        "label": table.label,
        "caption": table.caption,
        "source_note": table.source_note,
        **_place(document, table.section),
        **_span(table.span),
        "header": list(table.header),
        "rows": [list(row) for row in table.rows],
        "row_spans": [[s.start, s.end] for s in table.row_spans],
        "cells": [
            {
                "row": c.row,
                "column": c.column,
                "text": c.text,
                "value": _number(c.value),
                # JSON readers may round a long number; the exact digits are kept beside it.
                "exact": None if c.value is None else str(c.value),
                "unit": c.unit,
                "missing": c.missing,
                **_span(c.span),
                "row_index": c.row_index,
                "column_index": c.column_index,
            }
            for c in table.cells
        ],
    }


def _table_from_json(data: Json) -> Table:
    return Table(
        label=data["label"],
        caption=data["caption"],
        source_note=data["source_note"],
        section=data["section_index"],
        span=_to_span(data),
        header=tuple(data["header"]),
        rows=tuple(tuple(row) for row in data["rows"]),
        row_spans=tuple(Span(a, b) for a, b in data["row_spans"]),
        cells=tuple(
            Cell(
                row=c["row"],
                column=c["column"],
                text=c["text"],
                value=None if c["exact"] is None else Decimal(c["exact"]),
                unit=c["unit"],
                missing=c["missing"],
                span=_to_span(c),
                row_index=c["row_index"],
                column_index=c["column_index"],
            )
            for c in data["cells"]
        ),
    )


def _place(document: Document, section: int | None) -> Json:
    return {"section": document.section_name(section), "section_index": section}


def _span(span: Span) -> Json:
    return {"start": span.start, "end": span.end}


def _to_span(data: Json) -> Span:
    return Span(data["start"], data["end"])


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
