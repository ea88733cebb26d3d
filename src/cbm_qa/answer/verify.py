"""The three promises, checked on every answer before anyone sees it."""

from collections.abc import Mapping

import regex

from cbm_qa.model import Answer, Document

_NUMBER = regex.compile(r"(?<![\w.])\d[\d, \u00a0\u202f]*(?:\.\d+)?")
_MARKER = regex.compile(r"\[(\d+)\]")


def numbers_in(text: str) -> frozenset[str]:
    """Return the numbers printed in a text: without separators of thousands and leading zeros."""
    found = (
        regex.sub(r"[, \u00a0\u202f]", "", n).rstrip(".").lstrip("0") or "0" for n in _NUMBER.findall(text)
    )
    return frozenset(found)


def faults(answer: Answer, documents: Mapping[str, Document]) -> tuple[str, ...]:
    """Return what breaks the promises; empty for an answer that may be shown.

    Every quote equals its span of the text; every marker cites something, and an answer has one;
    every number stands in a quote, a cited cell, the calculation or the question.
    """
    found = [
        f"the quote of [{c.marker}] is not in {c.document}"
        for c in (*answer.citations, *answer.nearest)
        if c.document not in documents or c.span.of(documents[c.document].text) != c.quote
    ]
    if answer.abstained:
        return tuple(found)
    known = {c.marker for c in answer.citations} | {c.marker for c in answer.cells}
    used = {marker for claim in answer.claims for marker in claim.markers}
    used |= {int(number) for number in _MARKER.findall(answer.text)}
    if not used or any(not claim.markers for claim in answer.claims):
        found.append("a statement without a citation")
    found += [f"[{marker}] cites nothing" for marker in sorted(used - known)]
    evidence = [answer.question, answer.understood or "", *(c.quote for c in answer.citations)]
    evidence += [part for c in answer.cells for part in (c.text, c.row, c.column, c.table)]
    if answer.calculation:
        evidence += [answer.calculation.expression, str(answer.calculation.value)]
    allowed = frozenset().union(*map(numbers_in, evidence))
    loose = numbers_in(" ".join(claim.text for claim in answer.claims)) - allowed
    found += [f"the number {number} comes from nowhere" for number in sorted(loose)]
    return tuple(found)
