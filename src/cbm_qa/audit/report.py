"""An audit as JSON, and as words for a terminal."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cbm_qa.audit.checks import CHECKS
from cbm_qa.audit.finding import Audit, Finding, Severity, SourceVerdict, Verdict
from cbm_qa.model import Citation

_STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow", Severity.LOW: "dim"}
_QUOTE_CHARS = 240
_QUOTES = 3
TITLES = {check.name: check.title for check in CHECKS}


def audit_to_json(audit: Audit) -> dict[str, Any]:
    """Return an audit as JSON values."""
    return {
        "document": audit.document,
        "title": audit.title,
        "checks": list(audit.checks),
        "findings": [
            {
                "check": f.check,
                "severity": f.severity.value,
                "confidence": f.confidence,
                "message": f.message,
                "reason": f.reason,
                "quotes": [_citation(q) for q in f.quotes],
            }
            for f in audit.findings
        ],
        "verdicts": [
            {
                "claim": _citation(v.claim),
                "reference": v.reference,
                "verdict": v.verdict.value,
                "evidence": _citation(v.evidence) if v.evidence else None,
                "reason": v.reason,
            }
            for v in audit.verdicts
        ],
        "coverage": [
            {
                "name": p.name,
                "depth": p.depth,
                "sentences": p.sentences,
                "cited": p.cited,
                "references": list(p.references),
            }
            for p in audit.coverage
        ],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "document": citation.document,
        "section": citation.section,
        "section_title": citation.section_title,
        "paragraph": citation.paragraph,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
        "references": list(citation.references),
    }


def summary_words(audit: Audit) -> str:
    """Return how many findings of which severity there are."""
    if not audit.findings:
        return "Nothing found."
    counts = [(s, sum(f.severity is s for f in audit.findings)) for s in Severity]
    kinds = len({f.check for f in audit.findings})
    parts = ", ".join(f"{count} {severity.value}" for severity, count in counts if count)
    plural = "s" if len(audit.findings) > 1 else ""
    return f"{len(audit.findings)} finding{plural} of {kinds} kind{'s' if kinds > 1 else ''}: {parts}"


def verdict_counts(audit: Audit) -> dict[Verdict, int]:
    """Return how often each verdict was given."""
    return {verdict: sum(v.verdict is verdict for v in audit.verdicts) for verdict in Verdict}


def by_check(audit: Audit) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the findings by check, in the order of the report."""
    for name, group in groupby(audit.findings, key=lambda f: f.check):
        yield name, list(group)


def audit_view(audit: Audit) -> RenderableType:
    """Return an audit for a terminal: findings by check with their quotes, then a line on the sources."""
    parts: list[RenderableType] = [Text(audit.title, style="bold"), Text(summary_words(audit))]
    for name, findings in by_check(audit):
        parts += [Text(), Text.assemble((TITLES[name], "bold"), (f"  {name}", "dim"))]
        for finding in findings:
            parts.append(Padding(_finding(finding, audit.document), (0, 0, 0, 2)))
    if audit.verdicts:
        parts += [Text(), Text("Claims against their sources", style="bold")]
        told = ", ".join(f"{v.value} {n}" for v, n in verdict_counts(audit).items() if n)
        parts.append(Padding(Text(f"{len(audit.verdicts)} citing places: {told}"), (0, 0, 0, 2)))
    return Group(*parts)


def _finding(finding: Finding, document: str) -> RenderableType:
    mark = f"{finding.severity.value} {finding.confidence:.2f}"
    head = Text.assemble((mark, _STYLES[finding.severity]), "  ", finding.message)
    lines: list[RenderableType] = [head, Padding(Text(finding.reason, style="dim"), (0, 0, 0, 2))]
    for quote in finding.quotes[:_QUOTES]:
        lines.append(Padding(_quote(quote, document), (0, 0, 0, 4)))
    more = len(finding.quotes) - _QUOTES
    if more > 0:
        lines.append(Padding(Text(f"and {more} more", style="dim"), (0, 0, 0, 4)))
    return Group(*lines)


def _quote(quote: Citation, document: str) -> Text:
    text = " ".join(quote.quote.split())
    if len(text) > _QUOTE_CHARS:
        text = text[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
    where = _short_place(quote) if quote.document == document else f"{quote.document}, {_short_place(quote)}"
    return Text.assemble((f"{where}: ", "cyan"), f"“{text}”")


def _short_place(quote: Citation) -> str:
    parts = [quote.section, f"paragraph {quote.paragraph}" if quote.paragraph else ""]
    return ", ".join(filter(None, [*parts, f"page {quote.page}" if quote.page else ""]))


def verdicts_view(audit: Audit) -> RenderableType:
    """Return every verdict of a source, with claim and evidence."""
    return Group(*(_verdict(v) for v in audit.verdicts)) if audit.verdicts else Text("No work is cited.")


def _verdict(verdict: SourceVerdict) -> RenderableType:
    lines = [
        Text.assemble((verdict.verdict.value, "bold"), f"  {verdict.reference}"),
        Text.assemble("  ", _quote(verdict.claim, verdict.claim.document)),
    ]
    if verdict.evidence:
        lines.append(Text.assemble("  ", _quote(verdict.evidence, verdict.claim.document)))
    return Group(*lines, Text(f"  {verdict.reason}", style="dim"), Text())
