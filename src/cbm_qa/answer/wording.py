"""Words for figures and places, the same wherever an answer is shown."""

from collections.abc import Iterable

from cbm_qa.model import CellCitation, Citation


def confidence_words(confidence: float) -> str:
    """Return the probability that an answer is right as people say it."""
    if confidence >= 0.85:
        return "very likely right"
    return "likely right" if confidence >= 0.6 else "uncertain: read the source"


def place_words(citation: Citation, cells: Iterable[CellCitation] = ()) -> str:
    """Return where a citation points: section, then paragraph or row of a table, then page.

    Args:
        citation: Where.
        cells: The cells of the answer; the one with the citation's marker names table and row.
    """
    is_numbered = citation.section != citation.section_title
    parts = [f"{citation.section} {citation.section_title}" if is_numbered else citation.section]
    cell = next((c for c in cells if c.marker == citation.marker), None)
    if cell is not None:
        parts.append(f"{cell.table}, row {cell.row}")
    elif citation.paragraph:
        parts.append(f"paragraph {citation.paragraph}")
    if citation.page:
        parts.append(f"page {citation.page}")
    return ", ".join(parts)
