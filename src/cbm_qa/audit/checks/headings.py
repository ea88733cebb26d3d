"""The numbers of headings: gaps and doubles."""

from collections import defaultdict
from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper
from cbm_qa.model import Section, Span

_NAME = "heading-numbers"


def _headings(paper: Paper) -> Iterator[Finding]:
    groups: dict[tuple[str, ...], list[tuple[int, Section]]] = defaultdict(list)
    for section in paper.document.sections:
        parts = (section.number or "").rstrip(".").split(".")
        if all(p.isdigit() for p in parts):
            groups[tuple(parts[:-1])].append((int(parts[-1]), section))
    for parent, group in groups.items():
        yield from _faults(paper, ".".join(parent), group)


def _faults(paper: Paper, parent: str, group: list[tuple[int, Section]]) -> Iterator[Finding]:
    prefix = f"{parent}." if parent else ""
    expected = 1
    for last, section in group:
        span = _line(paper, section)
        if last == expected - 1 and expected > 1:
            yield paper.finding(
                _NAME,
                Severity.LOW,
                0.9,
                f"two headings have the number {prefix}{last}",
                span,
                reason="the number before it is the same",
            )
        elif (
            last == expected + 1
            and not _is_in_text(paper, f"{prefix}{expected}")
            and (expected > 1 or parent)
        ):
            yield paper.finding(
                _NAME,
                Severity.LOW,
                0.8,
                f"there is no section {prefix}{expected} before {prefix}{last}",
                span,
                reason=f"the headings go from {prefix}{expected - 1} to {prefix}{last}"
                if expected > 1
                else "the first heading of its level is missing",
            )
        expected = last + 1


def _is_in_text(paper: Paper, number: str) -> bool:
    """Return whether a line begins with that number: a heading that was not read as one."""
    return bool(regex.search(rf"^\W*{regex.escape(number)}[.)]?\s+\p{{L}}", paper.document.text, regex.M))


def _line(paper: Paper, section: Section) -> Span:
    end = paper.document.text.find("\n", section.span.start, section.span.end)
    return Span(section.span.start, end if end > section.span.start else section.span.end)


HEADINGS = Check(_NAME, "Numbers of headings", "Headings are numbered without gap or double.", _headings)
