"""Where each printed line of a PDF stands in the canonical text of its document.

The text was made from the lines, but words were joined, signs dropped and notes moved since. Letters and
digits stay as they were, so that a line is found again by them alone, near the line before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cbm_qa.ingest.decode import normalise
from cbm_qa.ingest.inline import clean_inline
from cbm_qa.ingest.pdf.blocks import Placed
from cbm_qa.model import Document, LineBox, Page, Span

_NEAR = 4_000  # letters ahead in which the next line is looked for: a long table or note may stand between
_SURE = 16  # letters that make a line so special that it may be looked for everywhere
_NEAR_SHORT = 600
_SHORT = 4


def place_lines(document: Document, pieces: Iterable[Placed], pages: tuple[Page, ...]) -> Document:
    """Return the document with its pages, its printed lines, and the page that each paragraph begins on."""
    finder = _Finder(document.text)
    lines = []
    for piece in pieces:
        span = finder.find(piece.text)
        if span is not None:
            lines.append(LineBox(span, piece.page, *(round(x, 1) for x in piece.box)))
    lines.sort(key=lambda line: line.span)
    placed = replace(document, pages=pages, lines=tuple(lines))
    paragraphs = []
    for paragraph in document.paragraphs:
        page = placed.page_at(paragraph.span.start)
        paragraphs.append(replace(paragraph, page=page.label if page else None))
    return replace(placed, paragraphs=tuple(paragraphs))


@dataclass(slots=True)
class _Finder:
    """The letters of a text, and where each one stands in it."""

    letters: str
    places: list[int]
    cursor: int
    taken: set[int]

    def __init__(self, text: str) -> None:
        pairs = [(at, char) for at, char in enumerate(text) if char.isalnum()]
        self.places = [at for at, _ in pairs]
        self.letters = "".join(char for _, char in pairs)
        self.cursor = 0
        self.taken = set()

    def find(self, line: str) -> Span | None:
        """Return where a line stands that comes after the line found last, or anywhere if it is long."""
        wanted = "".join(char for char in clean_inline(normalise(line)) if char.isalnum())
        if not wanted:
            return None
        near = _NEAR if len(wanted) > _SHORT else _NEAR_SHORT
        start = self._free(wanted, self.cursor, self.cursor + near + len(wanted))
        if start < 0 and len(wanted) >= _SURE:
            start = self._free(wanted, 0, len(self.letters))
            is_far = start >= 0
        else:
            is_far = False
        if start < 0:
            return None
        end = start + len(wanted)
        self.taken.add(start)
        if not is_far or start > self.cursor:
            self.cursor = end
        return Span(self.places[start], self.places[end - 1] + 1)

    def _free(self, wanted: str, start: int, end: int) -> int:
        found = self.letters.find(wanted, start, end)
        while found >= 0 and found in self.taken:
            found = self.letters.find(wanted, found + 1, end)
        return found
