"""A document: its one canonical text, and everything that points into it."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from cbm_qa.errors import ModelError
from cbm_qa.model.page import LineBox, Page
from cbm_qa.model.reference import Mention, Reference
from cbm_qa.model.span import Span
from cbm_qa.model.table import Table

FRONT_MATTER = "Front matter"
"""What a citation calls the place before the first heading (title, authors, affiliations)."""


class DocumentKind(StrEnum):
    """What a document is to the reader."""

    PAPER = "paper"
    SOURCE = "source"
    SOURCE_NOTE = "source-note"


class NoteKind(StrEnum):
    """Lines that belong to the document but not to its running text."""

    TITLE = "title"
    AUTHORS = "authors"
    AFFILIATION = "affiliation"
    KEYWORDS = "keywords"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    OTHER = "other"


class Seen(StrEnum):
    """How much of a work a document holds, or was read for a note about it."""

    WHOLE = "whole"
    ABSTRACT = "abstract"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from.

    Attributes:
        file: Path inside the corpus.
        sha256: Of its bytes.
        url: Address, if known.
        licence: If known.
        about: For a source or a note about one: the key or the DOI of the entry it stands for.
        seen: How much of that work it holds or was read for it.
        seen_on: When, as "2026-01-31".
    """

    file: str
    sha256: str
    url: str | None = None
    licence: str | None = None
    about: str | None = None
    seen: Seen | None = None
    seen_on: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything below it, subsections included.

    `parent` is the index of the enclosing section in `Document.sections`, None at the top.
    """

    number: str | None
    title: str
    level: int
    span: Span
    parent: int | None

    @property
    def name(self) -> str:
        """The printed number, or the heading where there is none: how a citation calls it."""
        return self.number or self.title


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `ordinal` counts from 1 within its paragraph."""

    span: Span
    ordinal: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; `ordinal` counts from 1 among those directly in its section.

    `section` is an index into `Document.sections`, None before the first heading. `page` is the
    printed label of the page it starts on, if known.
    """

    section: int | None
    ordinal: int
    span: Span
    sentences: tuple[Sentence, ...]
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A line kept apart from the running text: authors, an affiliation, a footnote, a caption.

    `marker` is the sign that ties it to its place ("*", "1"), "" for none; behind the names of an author line
    it is the signs of each in turn ("1; 1,2").
    """

    kind: NoteKind
    marker: str
    section: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file. Owns the only copy of its text; every span points into it.

    Sections, paragraphs, tables, references, mentions and printed lines each come in the order of the
    text. Pages and lines are there only where the file has pages.

    Raises:
        ModelError: A span reaches past the text or its paragraph, an order is broken, or a section or
            reference that something names does not exist.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    kind: DocumentKind
    origin: Origin
    text: str
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    notes: tuple[Note, ...] = ()
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    mentions: tuple[Mention, ...] = ()
    pages: tuple[Page, ...] = ()
    lines: tuple[LineBox, ...] = ()

    def __post_init__(self) -> None:
        sections = len(self.sections)
        for group in (
            self.sections,
            self.paragraphs,
            self.notes,
            self.tables,
            self.references,
            self.mentions,
            self.lines,
        ):
            self._check_spans(type(group[0]).__name__ if group else "", [item.span for item in group])
        for index, section in enumerate(self.sections):
            if section.parent is not None and not 0 <= section.parent < index:
                raise ModelError(
                    f"{self.key}: section {index} lies in {section.parent}, which is not before it"
                )
        self._check_places(sections)
        for paragraph in self.paragraphs:
            if not all(paragraph.span.contains(sentence.span) for sentence in paragraph.sentences):
                raise ModelError(f"{self.key}: a sentence lies outside its paragraph at {paragraph.span}")
        for table in self.tables:
            if not all(table.span.contains(span) for span in table.row_spans + table.cell_spans):
                raise ModelError(f"{self.key}: a row or cell lies outside {table.label or 'its table'}")
        self._check_keys()

    def _check_spans(self, name: str, spans: list[Span]) -> None:
        for before, span in pairwise([Span(0, 1), *spans]):
            if span.end > len(self.text):
                raise ModelError(f"{self.key}: {name} reaches past the text: {span}")
            if span.start < before.start:
                raise ModelError(f"{self.key}: {name} at {span} comes after the one at {before}")

    def _check_places(self, sections: int) -> None:
        placed: list[Paragraph | Note | Table | Mention] = [
            *self.paragraphs,
            *self.notes,
            *self.tables,
            *self.mentions,
        ]
        for piece in placed:
            if piece.section is not None and not 0 <= piece.section < sections:
                raise ModelError(f"{self.key}: no section with index {piece.section}")
        for line in self.lines:
            if not 0 <= line.page < len(self.pages):
                raise ModelError(f"{self.key}: no page with index {line.page}")

    def _check_keys(self) -> None:
        keys = {reference.key for reference in self.references}
        if len(keys) < len(self.references):
            raise ModelError(f"{self.key}: two references have the same key")
        unknown = {key for mention in self.mentions for key in mention.references} - keys
        if unknown:
            raise ModelError(f"{self.key}: no reference has the key {min(unknown)!r}")

    def section_at(self, offset: int) -> int | None:
        """Return the index of the innermost section that holds `offset`, None before the first."""
        index = bisect_right([s.span.start for s in self.sections], offset) - 1
        while index >= 0 and offset >= self.sections[index].span.end:
            parent = self.sections[index].parent
            if parent is None:
                return None
            index = parent
        return index if index >= 0 else None

    def section_name(self, index: int | None) -> str:
        """Return how a citation calls that section ("3.1", "Abstract")."""
        return FRONT_MATTER if index is None else self.sections[index].name

    def section_title(self, index: int | None) -> str:
        """Return the heading of that section without its number."""
        return FRONT_MATTER if index is None else self.sections[index].title

    def heading_path(self, index: int | None) -> tuple[str, ...]:
        """Return the headings from the top section down to that one, with their numbers."""
        path: list[str] = []
        while index is not None:
            section = self.sections[index]
            path.insert(0, f"{section.number} {section.title}" if section.number else section.title)
            index = section.parent
        return tuple(path)

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """Return the paragraph that holds `offset`, or None."""
        index = bisect_right([p.span.start for p in self.paragraphs], offset) - 1
        if index >= 0 and offset < self.paragraphs[index].span.end:
            return self.paragraphs[index]
        return None

    def sentence_before(self, offset: int) -> Span | None:
        """Return the sentence that ends before `offset` in the same paragraph, or None."""
        paragraph = self.paragraph_at(offset)
        earlier = [s.span for s in paragraph.sentences if s.span.end <= offset] if paragraph else []
        return earlier[-1] if earlier else None

    def page_at(self, offset: int) -> Page | None:
        """Return the page that the character at `offset` is printed on, None if it is not known."""
        index = bisect_right(self.lines, offset, key=lambda line: line.span.start) - 1
        return self.pages[self.lines[index].page] if index >= 0 else None

    def boxes(self, span: Span) -> tuple[LineBox, ...]:
        """Return the printed lines under `span`, each cut to it, in the order of the text."""
        start = bisect_right(self.lines, span.start, key=lambda line: line.span.start)
        found: list[LineBox] = []
        for line in self.lines[max(0, start - 1) :]:
            if line.span.start >= span.end:
                break
            if line.span.overlaps(span):
                found.append(line.clipped(span))
        return tuple(found)

    def references_in(self, span: Span) -> tuple[str, ...]:
        """Return the keys of the references that mentions inside `span` resolve to, in order, once each."""
        keys = (key for m in self.mentions if span.contains(m.span) for key in m.references)
        return tuple(dict.fromkeys(keys))
