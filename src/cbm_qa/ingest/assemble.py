"""Parts to a document: its canonical text is written once, and every span is known as it is written."""

import regex

from cbm_qa.ingest.corpus import Entry
from cbm_qa.ingest.elements import Link, NotePart, ParagraphPart, Parts, ReferencesPart, TablePart
from cbm_qa.ingest.headings import Heading
from cbm_qa.ingest.mentions import find_mentions
from cbm_qa.ingest.references import Entry as ReferenceEntry
from cbm_qa.ingest.references import build_references
from cbm_qa.ingest.resolve import Resolver
from cbm_qa.ingest.sentences import split_sentences
from cbm_qa.ingest.tables import build_table
from cbm_qa.model import (
    Document,
    Mention,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Reference,
    Section,
    Span,
    Table,
)

_DEFINED = regex.compile(
    r"((?:\p{Lu}[\p{L}’'-]*|of|for|the|and|on|in|&)(?:\s+(?:\p{Lu}[\p{L}’'-]*|of|for|the|and|on|in|&)){1,9})\s+\((\p{Lu}[\p{Lu}\d&-]{1,9})\)"
)
_NO_ENTRY = "the file links it to an entry that its list does not have"


def assemble(parts: Parts, entry: Entry, year: int | None) -> Document:
    """Write the canonical text of a document and return the document.

    Args:
        parts: What was recognised in the file.
        entry: What the manifest says of it, which goes before what the file says.
        year: The year found in the file, or None.
    """
    writer = _Writer()
    for note in parts.front:
        writer.note(note)
    for part in parts.body:
        writer.add(part)
    text, sections = writer.finish()
    references = writer.references()
    title = entry.title or parts.title or entry.path.stem
    return Document(
        key=entry.key,
        title=title,
        authors=entry.authors if entry.authors is not None else parts.authors,
        year=entry.year if entry.year is not None else year,
        kind=entry.kind,
        origin=Origin(
            entry.file,
            entry.sha256,
            entry.url,
            entry.licence,
            about=entry.about,
            seen=entry.seen,
            seen_on=entry.seen_on,
        ),
        text=text,
        sections=sections,
        paragraphs=tuple(writer.paragraphs),
        notes=tuple(writer.notes),
        tables=tuple(writer.tables),
        references=references,
        mentions=_find_all_mentions(text, writer, references),
    )


class _Writer:
    """Writes parts line by line and notes where each one stands."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._open: list[int] = []  # indexes of the sections that enclose the place, outermost first
        self._starts: list[tuple[Heading, int, int | None]] = []
        self._ends: list[int] = []
        self._ordinals: dict[int | None, int] = {}
        self.paragraphs: list[Paragraph] = []
        self.notes: list[Note] = []
        self.tables: list[Table] = []
        self._entries: list[tuple[ReferenceEntry, Span]] = []
        self._links: list[tuple[Span, int | None, tuple[str, ...]]] = []

    @property
    def section(self) -> int | None:
        return self._open[-1] if self._open else None

    def add(self, part: Heading | ParagraphPart | TablePart | NotePart | ReferencesPart) -> None:
        match part:
            case Heading():
                self._heading(part)
            case ParagraphPart():
                self._paragraph(part)
            case TablePart():
                self._table(part)
            case NotePart():
                self.note(part)
            case ReferencesPart():
                self._entries += [(entry, self._line(entry.text)) for entry in part.entries]

    def note(self, part: NotePart) -> None:
        span = self._line(part.text)
        self._link(span, part.links)
        self.notes.append(Note(part.kind, part.marker, self.section, span))

    def references(self) -> tuple[Reference, ...]:
        """Return the references of all lists, with keys unique among them."""
        return build_references([entry for entry, _ in self._entries], [span for _, span in self._entries])

    def tagged_mentions(self, text: str, references: tuple[Reference, ...]) -> list[Mention]:
        """Return the mentions that the file's own tags tie to entries of its list."""
        pairs = zip(self._entries, references, strict=True)
        keys = {entry.id: reference.key for (entry, _), reference in pairs if entry.id}
        return [
            Mention(span.of(text), section, span, (key,) if key else (), None if key else _NO_ENTRY)
            for span, section, targets in self._links
            for key in map(keys.get, targets)
        ]

    def finish(self) -> tuple[str, tuple[Section, ...]]:
        """Return the text and the sections, each ending where the next of its level begins."""
        self._close_down_to(0)
        text = "\n".join(self._lines)
        sections = tuple(
            Section(heading.number, heading.title, heading.level, Span(start, end), parent)
            for (heading, start, parent), end in zip(self._starts, self._ends, strict=True)
        )
        return text, sections

    def _line(self, line: str) -> Span:
        start = self._length + (1 if self._lines else 0)
        self._lines.append(line)
        self._length = start + len(line)
        return Span(start, self._length)

    def _link(self, span: Span, links: tuple[Link, ...]) -> None:
        self._links += [
            (Span(span.start + k.start, span.start + k.end), self.section, k.targets) for k in links
        ]

    def _heading(self, heading: Heading) -> None:
        self._close_down_to(heading.level)
        span = self._line(heading.printed)
        parent = self.section
        self._open.append(len(self._starts))
        self._starts.append((heading, span.start, parent))
        self._ends.append(span.end)

    def _close_down_to(self, level: int) -> None:
        while self._open and self._starts[self._open[-1]][0].level >= level:
            self._ends[self._open.pop()] = self._length

    def _paragraph(self, part: ParagraphPart) -> None:
        text = part.text
        span = self._line(text)
        self._link(span, part.links)
        ordinal = self._ordinals.get(self.section, 0) + 1
        self._ordinals[self.section] = ordinal
        self.paragraphs.append(Paragraph(self.section, ordinal, span, split_sentences(text, span.start)))

    def _table(self, part: TablePart) -> None:
        start = self._length + (1 if self._lines else 0)
        if part.caption_line:
            self._line(part.caption_line)
        width = max(map(len, part.rows))
        rows = tuple((*row, *[""] * (width - len(row))) for row in part.rows)
        row_starts = tuple(self._line("\t".join(row)).start for row in rows)
        for note in part.notes:
            self._line(note)
        span = Span(start, self._length)
        self.tables.append(
            build_table(part.caption, "\n".join(part.notes), self.section, span, rows, row_starts)
        )


def _find_all_mentions(text: str, writer: _Writer, references: tuple[Reference, ...]) -> tuple[Mention, ...]:
    """Find the mentions in paragraphs, footnotes, captions and the notes under tables."""
    resolver = Resolver(references, {short: full for full, short in _DEFINED.findall(text)})
    places: list[tuple[Span, int | None]] = [(p.span, p.section) for p in writer.paragraphs]
    places += [(n.span, n.section) for n in writer.notes if n.kind in (NoteKind.FOOTNOTE, NoteKind.CAPTION)]
    for table in writer.tables:
        rows_end = table.row_spans[-1].end if table.row_spans else table.span.start
        if table.source_note:
            places.append((Span(rows_end, table.span.end), table.section))
    if not references:
        return ()
    tagged = writer.tagged_mentions(text, references)
    read = [
        Mention(found.span.of(text), section, found.span, found.references, found.unresolved, found.near)
        for place, section in sorted(places, key=lambda p: p[0])
        for found in find_mentions(place.of(text), place.start, resolver)
    ]
    if not tagged:
        return tuple(read)
    untagged = [m for m in read if not any(m.span.overlaps(t.span) for t in tagged)]
    return tuple(sorted([*tagged, *untagged], key=lambda m: m.span))
