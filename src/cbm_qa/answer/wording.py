"""Words for figures and places, the same wherever an answer is shown."""

from collections.abc import Iterable

import regex

from cbm_qa.messages import DEFAULT, message
from cbm_qa.model import Answer, AnswerKind, CellCitation, Citation


def confidence_key(confidence: float) -> str:
    """Return the message that says a probability to be right as people do."""
    if confidence >= 0.85:
        return "confidence.very_likely"
    return "confidence.likely" if confidence >= 0.6 else "confidence.uncertain"


def confidence_words(confidence: float, language: str = DEFAULT) -> str:
    """Return the probability that an answer is right as people say it."""
    return message(confidence_key(confidence), language)


def place_words(citation: Citation, cells: Iterable[CellCitation] = (), language: str = DEFAULT) -> str:
    """Return where a citation points: section, then paragraph or row of a table, then page.

    Args:
        citation: Where.
        cells: The cells of the answer; the one with the citation's marker names table and row.
        language: Of the words around the names.
    """
    is_numbered = citation.section != citation.section_title
    parts = [f"{citation.section} {citation.section_title}" if is_numbered else citation.section]
    cell = next((c for c in cells if c.marker == citation.marker), None)
    if cell is not None:
        parts.append(message("answer.row", language, table=cell.table, row=cell.row))
    elif citation.paragraph:
        parts.append(message("answer.paragraph", language, n=citation.paragraph))
    if citation.page:
        parts.append(message("answer.page", language, page=citation.page))
    return ", ".join(parts)


def around_value(answer: Answer, text: str) -> tuple[str, str, str]:
    """Return a statement in three parts: before the figure or date that answers, that itself, and the rest.

    The first part is all of it where the answer is no passage or the value stands in another statement.
    """
    if answer.kind is AnswerKind.PASSAGE and len(answer.values) == 1:
        found = regex.search(rf"(?<![\w.,]){regex.escape(answer.values[0])}(?!\w)", text)
        if found:
            return text[: found.start()], found[0], text[found.end() :]
    return text, "", ""
