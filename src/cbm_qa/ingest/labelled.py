"""Reference strings with their parts labelled, in AnyStyle's XML: to train on and to measure by."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LABELS = {  # tags that are told too seldom to be told apart, and those that mean the same
    "container-title": "container",
    "citation-number": "number",
    "collection-title": "note",
    "genre": "note",
    "medium": "note",
    "source": "note",
    "isbn": "note",
    "dataset": "note",
    "director": "author",
    "producer": "author",
    "translator": "editor",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of one entry and the label of each."""

    words: tuple[str, ...]
    labels: tuple[str, ...]

    def part(self, *labels: str) -> str:
        """Return the words with one of the labels, joined."""
        return " ".join(w for w, label in zip(self.words, self.labels, strict=True) if label in labels)


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Yield the entries of a file."""
    from defusedxml.ElementTree import parse

    root = parse(path).getroot()
    for sequence in root if root is not None else ():
        pairs = [(w, _LABELS.get(part.tag, part.tag)) for part in sequence for w in (part.text or "").split()]
        if pairs:
            yield Labelled(tuple(w for w, _ in pairs), tuple(label for _, label in pairs))
