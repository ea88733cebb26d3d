"""Entries of the reference list that the text never names."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.checks.mentions import nearest_entry
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, shown
from cbm_qa.ingest.names import fold, is_person, surname
from cbm_qa.model import Reference

_MOST = 0.3  # where more entries than this seem uncited, mentions were rather not read


def _uncited(paper: Paper) -> Iterator[Finding]:
    document = paper.document
    cited = {key for mention in document.mentions for key in mention.references}
    missing = [r for r in document.references if r.key not in cited]
    if not cited or len(missing) > max(1, _MOST * len(document.references)):
        return
    hanging = fold(" ".join(m.text for m in document.mentions if not m.references))
    body = fold(paper.prose + " ".join(n.span.of(document.text) for n in document.notes))
    tables = fold(" ".join(t.span.of(document.text) for t in document.tables))
    numbers = _numbers_outside(paper)
    near = (nearest_entry(paper, m)[0] for m in document.mentions if not m.references)
    meant = {entry.key for entry in near if entry is not None}
    for reference in missing:
        name = _name(reference)
        if (name and name in tables) or reference.number in numbers or reference.key in meant:
            continue
        confidence = 0.6 if name and (name in hanging or name in body) else 0.95
        yield paper.finding(
            "uncited-reference",
            Severity.MEDIUM if confidence > 0.9 else Severity.LOW,
            confidence,
            f"{shown(reference)} is in the list but never cited",
            reference.span,
            reason="no mention in the text, its notes or its tables leads to this entry"
            + ("" if confidence > 0.9 else "; its author's name does occur"),
        )


def _numbers_outside(paper: Paper) -> set[int]:
    """Return the numbers in square brackets in tables, captions and notes."""
    document = paper.document
    found: set[int] = set()
    for span in (*(t.span for t in document.tables), *(n.span for n in document.notes)):
        for inner in regex.findall(r"\[(\d[\d,;\s–-]*)\]", span.of(document.text)):
            for first, last in regex.findall(r"(\d+)(?:\s?[–-]\s?(\d+))?", inner):
                found |= set(range(int(first), int(last or first) + 1))
    return found


def _name(reference: Reference) -> str:
    first = reference.authors[0] if reference.authors else ""
    return surname(first) if first and is_person(first) else fold(first)


UNCITED = Check(
    "uncited-reference",
    "In the list, but never cited",
    "Every entry of the list is looked for in the text.",
    _uncited,
)
