"""The parts of a document in reading order, recognised but not yet written into its text."""

from dataclasses import dataclass, field

from cbm_qa.ingest.headings import Heading
from cbm_qa.ingest.references import Entry
from cbm_qa.ingest.tables import Caption
from cbm_qa.model import NoteKind


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a part's text where the file's own tags name works of its list, by their ids."""

    start: int
    end: int
    targets: tuple[str, ...]


@dataclass(slots=True)
class ParagraphPart:
    """A paragraph; pieces are added to it while later blocks turn out to continue it."""

    pieces: list[str]
    is_item: bool = False
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return "".join(self.pieces)


@dataclass(slots=True)
class TablePart:
    """A table; rows are added to it where it runs over a page."""

    caption: Caption | None
    caption_line: str
    rows: tuple[tuple[str, ...], ...]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotePart:
    """A line kept apart from the running text."""

    kind: NoteKind
    marker: str
    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferencesPart:
    """The entries of a reference list."""

    entries: tuple[Entry, ...]


Part = Heading | ParagraphPart | TablePart | NotePart | ReferencesPart


@dataclass(slots=True)
class Parts:
    """All parts of a document.

    Attributes:
        title: As printed, or "".
        authors: As printed, without their signs; empty where no author line was found.
        front: Notes that stand before the first heading: title, authors, affiliations.
        body: Everything else in order.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    front: list[NotePart] = field(default_factory=list)
    body: list[Part] = field(default_factory=list)
