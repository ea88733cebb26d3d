"""Claims that the text of their source contradicts or does not mention."""

from collections.abc import Iterator

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity, SourceVerdict, Verdict
from cbm_qa.audit.paper import Paper, shown
from cbm_qa.audit.verdicts import judge
from cbm_qa.model import DocumentKind

_NAME = "against-source"


def _against(paper: Paper) -> Iterator[Finding]:
    """Yield what differs, and what a whole source does not mention; a note need not hold it."""
    for verdict in judge(paper):
        source = paper.sources.get(verdict.reference)
        is_text = source is not None and source.kind is DocumentKind.SOURCE
        if verdict.verdict is Verdict.DIFFERS:
            yield _finding(paper, verdict, Severity.HIGH, 0.8 if is_text else 0.7)
        elif verdict.verdict is Verdict.NOT_FOUND and is_text:
            yield _finding(paper, verdict, Severity.LOW, 0.6)


def _finding(paper: Paper, verdict: SourceVerdict, severity: Severity, sure: float) -> Finding:
    entry = paper.references[verdict.reference]
    source = paper.sources.get(verdict.reference, paper.document)
    elsewhere = ((source, verdict.evidence.span),) if verdict.evidence else ()
    return paper.finding(
        _NAME,
        severity,
        sure,
        f"{verdict.verdict.value}: {shown(entry)}",
        verdict.claim.span,
        reason=verdict.reason,
        elsewhere=elsewhere,
    )


AGAINST_SOURCES = Check(
    _NAME,
    "Claims against their sources",
    "Sentences are compared with the text of the works they cite, where it is in the corpus.",
    _against,
)
