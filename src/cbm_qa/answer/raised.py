"""A document's own reference numbers, shown raised in an answer: no one takes them for its markers."""

from collections.abc import Mapping
from dataclasses import replace

import regex

from cbm_qa.answer.evidence import Candidate
from cbm_qa.model import Citation, Claim, Document

# The space before goes too, but not after a digit: "2016 [46]" must not read as a power.
_NUMBERS = regex.compile(r"(?:(?<=[^\d\s])[ \u00a0])?\[([1-9]\d*(?:\s*[,;–-]\s*[1-9]\d*)*)\]")
_RAISED = str.maketrans("0123456789–-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


def raise_numbers(candidate: Candidate, documents: Mapping[str, Document]) -> tuple[Claim, ...]:
    """Return a candidate's claims with "[7]" of a quoted document as "⁷"; the quotes stay as they are.

    Several numbers in brackets are raised only where they are mentions of works: "[0, 1]" may be a range.
    """
    quotes = {c.quote: c for c in candidate.citations}
    return tuple(
        replace(claim, text=_raised(claim.text, quotes.get(claim.text), documents))
        for claim in candidate.claims
    )


def _raised(text: str, citation: Citation | None, documents: Mapping[str, Document]) -> str:
    document = documents.get(citation.document) if citation else None

    def is_mention(start: int, end: int) -> bool:
        if citation is None or document is None:
            return False
        first, last = citation.span.start + start, citation.span.start + end
        return any(m.span.start < last and first < m.span.end for m in document.mentions)

    def shown(match: regex.Match[str]) -> str:
        if not match[1].isdigit() and not is_mention(*match.span(1)):
            return match[0]
        return regex.sub(r"\s", "", match[1]).translate(_RAISED)

    return _NUMBERS.sub(shown, text)
