"""A range of characters in a document's canonical text."""

from dataclasses import dataclass

from cbm_qa.errors import ModelError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open, non-empty range of Python string offsets into `Document.text`.

    Raises:
        ModelError: Unless 0 <= start < end.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ModelError(f"a span needs 0 <= start < end, got {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the slice of `text` that this span names."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Return whether `other` lies inside this span (an equal span does)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end
