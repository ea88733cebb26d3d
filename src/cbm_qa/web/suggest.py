"""Questions to begin with, made from what the corpus holds."""

from collections.abc import Iterable, Mapping

import regex

from cbm_qa.answer.definition import find_definitions
from cbm_qa.ingest.quantities import unit_in_label
from cbm_qa.model import Document, DocumentKind, NoteKind, Reference, Table

_MOST = 5
_SKIPPED = regex.compile(
    r"abstract|summary|introduction|references|bibliography|acknowledg|conclusion|results?|discussion|methods?|funding",
    regex.I,
)


def suggest_questions(documents: Mapping[str, Document], most: int = _MOST) -> list[str]:
    """Return up to `most` questions the documents should answer: about tables, terms, sources, authors."""
    papers = [d for d in documents.values() if d.kind is DocumentKind.PAPER] or list(documents.values())
    groups = [
        list(_table_questions(t for d in papers for t in d.tables)),
        [
            f"What does {d.short} stand for?"
            for paper in papers
            for d in find_definitions(paper.text)
            if len(d.short) > 2
        ],
        [
            f"What is {r.authors[0].split(',')[0]} ({r.year}) cited for?"
            for paper in papers
            for r in _cited_people(paper)
        ],
        [
            "Which keywords does the paper give?"
            for p in papers
            if any(n.kind is NoteKind.KEYWORDS for n in p.notes)
        ],
        ["Who are the authors of the paper?" for p in papers if p.authors],
        [
            f"What does the paper say about {_topic(s.title)}?"
            for p in papers
            for s in p.sections
            if not _SKIPPED.search(s.title)
        ],
    ]
    chosen: list[str] = []
    while any(groups) and len(chosen) < most:
        for group in groups:
            if group and len(chosen) < most:
                question = group.pop(0)
                if question not in chosen:
                    chosen.append(question)
    return chosen


def _table_questions(tables: Iterable[Table]) -> Iterable[str]:
    for table in tables:
        number = next((c for c in table.cells if c.value is not None), None)
        if number is None:
            continue
        measure, when = (
            (number.column, number.row)
            if regex.fullmatch(r"\d{4}", number.row)
            else (number.row, number.column)
        )
        unit = unit_in_label(measure) or ""
        plain = regex.sub(rf"\s*(?:,|\()\s*{regex.escape(unit)}\s*\)?", "", measure) if unit else measure
        yield f"{plain} in {when}?" if regex.fullmatch(r"\d{4}", when) else f"{plain}, {when}?"


def _cited_people(paper: Document) -> Iterable[Reference]:
    cited = {key for m in paper.mentions for key in m.references}
    return [r for r in paper.references if r.key in cited and r.year and r.authors and "," in r.authors[0]][
        :3
    ]


def _topic(title: str) -> str:
    return title[:1].lower() + title[1:] if not title[:2].isupper() else title
