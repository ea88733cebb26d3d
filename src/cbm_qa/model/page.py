"""Where a document's text stands on its printed pages."""

from dataclasses import dataclass, replace

from cbm_qa.model.span import Span


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged file.

    Attributes:
        index: Position in the file, from 0.
        label: As printed on the page, else as the file names it, else `index` + 1.
        width: In points, as the page is displayed.
        height: In points, as the page is displayed.
    """

    index: int
    label: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LineBox:
    """A piece of text on one printed line, and the box around it.

    `page` is an index into `Document.pages`. The box is in points from the top left corner of the page
    as it is displayed, so that it can be drawn over a picture of it.
    """

    span: Span
    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    def clipped(self, span: Span) -> "LineBox":
        """Return the part of the line that `span` covers; letters count as equally wide."""
        start, end = max(span.start, self.span.start), min(span.end, self.span.end)
        width = (self.x1 - self.x0) / (self.span.end - self.span.start)
        return replace(
            self,
            span=Span(start, end),
            x0=self.x0 + width * (start - self.span.start),
            x1=self.x0 + width * (end - self.span.start),
        )
