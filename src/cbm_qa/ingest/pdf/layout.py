"""What a PDF page shows: words in boxes, ruled lines. All lengths in points, from the top left corner."""

from dataclasses import dataclass, field
from typing import NamedTuple

from cbm_qa.ingest.pdf.shelf import Shelf


class Box(NamedTuple):
    """A rectangle; `y` grows downwards."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def holds(self, x: float, y: float, slack: float = 0) -> bool:
        """Return whether a point lies in the box or at most `slack` outside it."""
        return self.x0 - slack <= x <= self.x1 + slack and self.y0 - slack <= y <= self.y1 + slack


def around(boxes: "list[Box]") -> Box:
    """Return the smallest box around `boxes`, of which there is at least one."""
    return Box(
        min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
    )


class Char(NamedTuple):
    """One drawn character: its letters (a ligature has several), box, baseline, size, weight and slant."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    bold: bool
    starts_word: bool
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Characters with no space between them; a raised sign stands as "^{1}"."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline without a gap as wide as one between columns.

    Attributes:
        words: In reading order.
        box: Around all of them.
        baseline: Of the main size.
        size: Of most characters.
        bold: Most characters are.
        italic: All letters are.
    """

    words: tuple[Word, ...]
    box: Box
    baseline: float
    size: float
    bold: bool
    italic: bool = False

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)


class Rule(NamedTuple):
    """A drawn straight line, horizontal (`y0 == y1`) or vertical (`x0 == x1`)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs from left to right."""
        return self.y0 == self.y1


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies: text is read in a frame turned so that most of it runs from left to right.

    Attributes:
        width: Of the page as displayed.
        height: Of the page as displayed.
        turn: Quarter turns, clockwise, from the frame that text is read in to the displayed page.
    """

    width: float
    height: float
    turn: int = 0

    def to_page(self, box: Box) -> Box:
        """Return a box of the reading frame as it lies on the displayed page."""
        x0, y0, x1, y1 = box
        match self.turn % 4:
            case 1:
                return Box(self.width - y1, x0, self.width - y0, x1)
            case 2:
                return Box(self.width - x1, self.height - y1, self.width - x0, self.height - y0)
            case 3:
                return Box(y0, self.height - x1, y1, self.height - x0)
        return box

    def to_reading(self, box: Box) -> Box:
        """Return a box of the displayed page as it lies in the frame that text is read in."""
        x0, y0, x1, y1 = box
        match self.turn % 4:
            case 1:
                return Box(y0, self.width - x1, y1, self.width - x0)
            case 2:
                return Box(self.width - x1, self.height - y1, self.width - x0, self.height - y0)
            case 3:
                return Box(self.height - y1, x0, self.height - y0, x1)
        return box

    @property
    def reading_size(self) -> tuple[float, float]:
        """Width and height of the frame that text is read in."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class PageLayout:
    """One page as drawn.

    Attributes:
        index: From 0.
        label: What the file calls the page, or "".
        frame: How the text lies on it.
        lines: In the order the file draws them.
        rules: Drawn lines and edges of drawn rectangles.
        unmapped: Share of characters whose letter the file does not tell.
        has_image: A picture is drawn on it.
    """

    index: int
    label: str
    frame: Frame
    lines: tuple[Line, ...]
    rules: tuple[Rule, ...] = ()
    unmapped: float = 0.0
    has_image: bool = False


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A bookmark: its title, depth from 1, and page index."""

    title: str
    level: int
    page: int


@dataclass(slots=True)
class FileLayout:
    """All pages of a file with what the file says of itself."""

    title: str = ""
    outline: tuple[OutlineItem, ...] = ()
    pages: Shelf[PageLayout] = field(default_factory=Shelf)
