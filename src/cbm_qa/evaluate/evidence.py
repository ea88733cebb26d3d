"""Where the expected evidence of a question stands in the documents, and which passages hold it."""

from collections.abc import Iterator, Mapping, Sequence

from cbm_qa.evaluate.questions import CellTarget, Question
from cbm_qa.model import Document, Passage, Span

Place = tuple[str, Span]
"""The key of a document and a range of its text."""


def find_evidence(question: Question, documents: Mapping[str, Document]) -> tuple[tuple[Place, ...], ...]:
    """Return the places of each piece of evidence that a question names.

    A piece is a quote, which may stand at several places, or a table cell. Only the question's own
    document is looked at where it names one. What stands nowhere verbatim is left out.
    """
    wanted = {
        key: found
        for key, found in documents.items()
        if question.document is None or key == question.document
    }
    pieces = [tuple(_quote_places(quote, wanted)) for quote in question.quotes]
    pieces += [tuple(_cell_places(cell, wanted)) for cell in question.cells]
    return tuple(piece for piece in pieces if piece)


def relevant_passages(
    question: Question, documents: Mapping[str, Document], passages: Sequence[Passage]
) -> tuple[str, ...]:
    """Return the ids of the passages that hold expected evidence, in the order of the index.

    A passage is relevant when at least half of a quote or cell stands in it; a quote that is cut
    into smaller parts makes the passage with the longest part relevant.
    """
    places = [place for piece in find_evidence(question, documents) for place in piece]
    found = {passage_id for place in places for passage_id in _holders(place, passages)}
    return tuple(passage.id for passage in passages if passage.id in found)


def fold(text: str) -> str:
    """Return a label as it is compared: without upper case, white space as single spaces."""
    return " ".join(text.casefold().split())


def section_name(name: str) -> str:
    """Return the name of a section as it is compared: "Section 3.1." is "3.1"."""
    return fold(name).removeprefix("section ").strip(" .§")


def _holders(place: Place, passages: Sequence[Passage]) -> list[str]:
    key, span = place
    shared = {
        p.id: min(p.span.end, span.end) - max(p.span.start, span.start)
        for p in passages
        if p.document == key and p.span.overlaps(span)
    }
    half = [passage for passage, length in shared.items() if 2 * length >= span.end - span.start]
    return half or ([max(shared, key=lambda passage: shared[passage])] if shared else [])


def _quote_places(quote: str, documents: Mapping[str, Document]) -> Iterator[Place]:
    for key, document in documents.items():
        start = document.text.find(quote)
        while start >= 0:
            yield key, Span(start, start + len(quote))
            start = document.text.find(quote, start + len(quote))


def _cell_places(target: CellTarget, documents: Mapping[str, Document]) -> Iterator[Place]:
    wanted = (fold(target.table), fold(target.row), fold(target.column))
    for key, document in documents.items():
        for table in document.tables:
            for cell in table.cells:
                if (fold(table.label), fold(cell.row), fold(cell.column)) == wanted:
                    yield key, cell.span
