"""From an index to the audit of one of its documents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cbm_qa.audit.check import Check
from cbm_qa.audit.checks import CHECKS
from cbm_qa.audit.coverage import cover
from cbm_qa.audit.finding import Audit, Finding, Severity
from cbm_qa.audit.paper import Paper, Vectors
from cbm_qa.audit.verdicts import judge
from cbm_qa.errors import UsageError
from cbm_qa.model import Document, DocumentKind, Span

if TYPE_CHECKING:
    from cbm_qa.index.index import Index

_ORDER = {severity: n for n, severity in enumerate(Severity)}


def audit_index(index: "Index", document: str | None = None, names: Sequence[str] = ()) -> Audit:
    """Audit one document of an index.

    Args:
        index: Its documents, and the vectors of their sentences.
        document: Key; the first paper where none is given.
        names: Of the checks to run; all where none is named.

    Raises:
        UsageError: There is no such document or check.
    """
    return audit(paper_of(index, document), names)


def audit(paper: Paper, names: Sequence[str] = ()) -> Audit:
    """Run the checks over a paper.

    Raises:
        UsageError: There is no such check.
    """
    checks = _chosen(names)
    findings = [finding for check in checks for finding in _grave_first(check.run(paper))]
    return Audit(
        document=paper.document.key,
        title=paper.document.title,
        checks=tuple(check.name for check in checks),
        findings=tuple(findings),
        verdicts=tuple(judge(paper)),
        coverage=tuple(cover(paper)),
    )


def paper_of(index: "Index", document: str | None = None) -> Paper:
    """Return a document of an index with what the index has of its sources.

    Raises:
        UsageError: There is no such document, or none at all.
    """
    documents = index.documents
    if document is not None and document not in documents:
        known = ", ".join(sorted(documents)[:10])
        raise UsageError(f"there is no document {document!r}", hint=f"the index has: {known}")
    papers = [key for key, d in documents.items() if d.kind is DocumentKind.PAPER]
    key = document or next(iter(papers or documents), None)
    if key is None:
        raise UsageError("the index has no document to audit", hint="add one with cbm-qa add FILE")
    paper = documents[key]
    return Paper(paper, sources_of(paper, documents), _vectors(index))


def sources_of(paper: Document, documents: Mapping[str, Document]) -> dict[str, Document]:
    """Return what the corpus has of the works a paper cites, by entry; a text comes before a note."""
    found: dict[str, Document] = {}
    texts = sorted(
        (d for d in documents.values() if d.key != paper.key and d.kind is not DocumentKind.PAPER),
        key=lambda d: d.kind is DocumentKind.SOURCE_NOTE,
    )
    for reference in paper.references:
        names = {reference.key, (reference.doi or reference.key).casefold()}
        for source in texts:
            if (source.origin.about or source.key).casefold() in names:
                found.setdefault(reference.key, source)
    return found


def _vectors(index: "Index") -> Vectors:
    rows = {(unit.document, unit.span): n for n, unit in enumerate(index.sentences)}

    def vector(document: str, span: Span) -> object:
        row = rows.get((document, span))
        return None if row is None else index.sentence_vectors[row]

    return vector


def _chosen(names: Sequence[str]) -> tuple[Check, ...]:
    known = {check.name: check for check in CHECKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"there is no check {unknown[0]!r}", hint=f"the checks are: {', '.join(known)}")
    return tuple(check for check in CHECKS if check.name in names) if names else CHECKS


def _grave_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: (_ORDER[f.severity], -f.confidence))
