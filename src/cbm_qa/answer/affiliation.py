"""Which of the affiliations that a paper prints is that of one author."""

from cbm_qa.model import Document, Note, NoteKind


def affiliations_of(paper: Document, author: int) -> tuple[Note, ...]:
    """Return the affiliations of one author, () where the paper does not tell whose they are.

    By the signs behind the names; else those printed between the author's line and the next one; else by
    place, where there is one for each author or one for all.
    """
    lines = [n for n in paper.notes if n.kind is NoteKind.AUTHORS]
    places = [n for n in paper.notes if n.kind is NoteKind.AFFILIATION]
    signed = _by_sign(lines, places, len(paper.authors))
    if signed:
        return signed[author]
    if len(lines) > 1:
        return _below_line(paper, lines, places, paper.authors[author])
    if len(places) == len(paper.authors):
        return (places[author],)
    return tuple(places) if len(places) == 1 else ()


def _by_sign(lines: list[Note], places: list[Note], authors: int) -> list[tuple[Note, ...]]:
    """Return the affiliations of each author by the signs, [] where a name has none that is explained."""
    signs = [part.strip().split(",") for line in lines if line.marker for part in line.marker.split(";")]
    found = [tuple(n for n in places if n.marker and n.marker in own) for own in signs]
    return found if len(found) == authors and all(found) else []


def _below_line(paper: Document, lines: list[Note], places: list[Note], name: str) -> tuple[Note, ...]:
    own = next((line for line in lines if name in line.span.of(paper.text)), None)
    if own is None:
        return ()
    end = next((line.span.start for line in lines if line.span.start > own.span.start), len(paper.text))
    return tuple(n for n in places if own.span.end <= n.span.start < end)
