"""Where each printed line of a PDF stands in the canonical text of its document.

The text was made from the lines, but words were joined, signs dropped and notes moved since. Letters and
digits stay as they were, so that a line is found again by them alone, near the line before it.
"""

from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cbm_qa.ingest.decode import normalise
from cbm_qa.ingest.inline import clean_inline
from cbm_qa.ingest.pdf.blocks import Placed
from cbm_qa.model import Document, LineBox, Page, Span

_NEAR = 4_000  # letters ahead in which the next line is looked for: a long table or note may stand between
_SURE = 16  # letters that make a line so special that it may be looked for everywhere
_NEAR_SHORT = 600
_SHORT = 4
_AHEAD = 16  # lines, or cells, that are looked at to tell whether a short one is in the text at all


def place_lines(document: Document, pieces: Iterable[Placed], pages: tuple[Page, ...]) -> Document:
    """Return the document with its pages, its printed lines, and the page that each paragraph begins on."""
    finder = _Finder(document.text)
    lines = []
    for piece, letters, following in _with_following(pieces):
        span = finder.find(letters, following)
        if span is not None:
            lines.append(LineBox(span, piece.page, *(round(x, 1) for x in piece.box)))
    lines.sort(key=lambda line: line.span)
    placed = replace(document, pages=pages, lines=tuple(lines))
    paragraphs = []
    for paragraph in document.paragraphs:
        page = placed.page_at(paragraph.span.start)
        paragraphs.append(replace(paragraph, page=page.label if page else None))
    return replace(placed, paragraphs=tuple(paragraphs))


def _with_following(pieces: Iterable[Placed]) -> Iterator[tuple[Placed, str, list[str]]]:
    """Give each line with its letters, and those of the lines after it."""
    window = deque[tuple[Placed, str]]()
    for piece in pieces:
        window.append((piece, _letters(clean_inline(normalise(piece.text)))))
        if len(window) > _AHEAD:
            yield *window.popleft(), [letters for _, letters in window]
    while window:
        yield *window.popleft(), [letters for _, letters in window]


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@dataclass(slots=True)
class _Finder:
    """The letters of a text, and where each one stands in it."""

    letters: str
    places: "array[int]"
    cursor: int
    taken: set[int]

    def __init__(self, text: str) -> None:
        self.places = array("I", (at for at, char in enumerate(text) if char.isalnum()))
        self.letters = _letters(text)
        self.cursor = 0
        self.taken = set()

    def find(self, wanted: str, following: list[str]) -> Span | None:
        """Return where a line stands that comes after the line found last, or anywhere if it is long.

        Args:
            wanted: The letters of the line.
            following: Those of the next lines. Where one of them stands nearer, the line itself is not in the
                text (the header that a table repeats on each page), and its letters elsewhere are not it.
        """
        if not wanted:
            return None
        near = _NEAR if len(wanted) > _SHORT else _NEAR_SHORT
        start = self._free(wanted, self.cursor, self.cursor + near + len(wanted))
        if start < 0 and len(wanted) >= _SURE:
            start = self._free(wanted, 0, len(self.letters))
            is_far = start >= 0
        else:
            is_far = False
        if start < 0 or (start > self.cursor and self._is_elsewhere(wanted, following, start)):
            return None
        end = start + len(wanted)
        self.taken.add(start)
        if not is_far or start > self.cursor:
            self.cursor = end
        return Span(self.places[start], self.places[end - 1] + 1)

    def _is_elsewhere(self, wanted: str, following: list[str], start: int) -> bool:
        if len(wanted) >= _SURE:
            return False
        return any(self._free(w, self.cursor, start) >= 0 for w in following if len(w) > _SHORT)

    def _free(self, wanted: str, start: int, end: int) -> int:
        found = self.letters.find(wanted, start, end)
        while found >= 0 and found in self.taken:
            found = self.letters.find(wanted, found + 1, end)
        return found
