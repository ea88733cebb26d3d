"""Where running text gives another figure for the same thing than a table does."""

from decimal import Decimal, InvalidOperation

import regex

from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.words import similarity, stems
from cbm_qa.model import CellCitation, Document, Span

_YEAR = regex.compile(r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d%]|\.\d)")
_LONGEST = 300


def conflict_notice(evidence: Evidence, candidate: Candidate) -> str | None:
    """Return a notice that quotes a retrieved sentence with another figure for the cell of an answer.

    Only a sentence that names every word of the cell's label, its year and no other, and a figure in the same
    unit is held against the table; a figure that is the cell's when rounded agrees with it.
    """
    if len(candidate.cells) != 1 or not candidate.citations:
        return None
    cell = candidate.cells[0]
    year = next((label for label in (cell.row, cell.column) if _YEAR.fullmatch(label)), None)
    if year is None or cell.value is None or not cell.unit:
        return None
    label = cell.column if year == cell.row else cell.row
    wanted = stems(label) - stems(cell.unit)
    for sentence in evidence.sentences:
        document = evidence.documents[sentence.document]
        if sentence.document == candidate.citations[0].document and _contradicts(
            document, sentence.span, wanted, year, cell
        ):
            text, section = sentence.span.of(document.text), document.section_at(sentence.span.start)
            return f"The text ({document.section_name(section)}) gives another figure: “{text[:_LONGEST]}”"
    return None


def _contradicts(
    document: Document, span: Span, wanted: frozenset[str], year: str, cell: CellCitation
) -> bool:
    text = span.of(document.text)
    if set(_YEAR.findall(text)) != {year} or any(t.span.overlaps(span) for t in document.tables):
        return False
    have = stems(text)
    if not wanted or not all(any(similarity(word, stem) for stem in have) for word in wanted):
        return False
    figures = _figures(text, cell.unit or "")
    return bool(figures) and cell.value is not None and not any(_agree(f, cell.value) for f in figures)


def _figures(text: str, unit: str) -> list[Decimal]:
    """Return the figures in a text that stand before the first word of a unit."""
    first = regex.escape(unit.split()[0])
    found = []
    for digits in regex.findall(
        rf"(?<![\d.,])(\d+(?:,\d{{3}})*(?:\.\d+)?)\s*{first}(?!\p{{L}})", text, regex.I
    ):
        try:
            found.append(Decimal(digits.replace(",", "")))
        except InvalidOperation:
            continue
    return found


def _agree(a: Decimal, b: Decimal) -> bool:
    """Whether one is the other, rounded to as many places as it has."""
    places = max(a.as_tuple().exponent, b.as_tuple().exponent)
    return abs(a - b) * 2 <= Decimal(1).scaleb(int(places))
