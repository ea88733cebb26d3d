"""Documents and passages with sensible defaults, so that a test states only what it is about."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cbm_qa.model import (
    Cell,
    Document,
    DocumentKind,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Passage,
    PassageKind,
    Reference,
    Section,
    Sentence,
    Span,
    Table,
)


def make_document(
    *blocks: object,
    key: str = "paper",
    title: str = "A study of rivers",
    kind: DocumentKind = DocumentKind.PAPER,
    authors: tuple[str, ...] = ("Ann Smith",),
    year: int | None = 2020,
    sha256: str = "0" * 64,
) -> Document:
    """Make a document from blocks in order: what each is, is told by the makers below.

    A plain string is a paragraph; use `heading`, `note`, `table` and `reference` for the rest.
    """
    writer = _Writer()
    for block in blocks or (heading("1", "Introduction"), "Rivers rise in spring. They fall in autumn."):
        writer.add(block if not isinstance(block, str) else ("paragraph", block))
    return writer.finish(key=key, title=title, kind=kind, authors=authors, year=year, sha256=sha256)


def heading(number: str | None, title: str, *, level: int | None = None) -> tuple[str, ...]:
    """A heading; its level is told by its number unless given."""
    depth = level or (number.count(".") + 1 if number else 1)
    return ("heading", number or "", title, str(depth))


def note(kind: NoteKind, text: str) -> tuple[str, ...]:
    """A line kept apart from the running text."""
    return ("note", kind.value, text)


def reference(key: str, text: str) -> tuple[str, ...]:
    """An entry of a reference list."""
    return ("reference", key, text)


def table(label: str, caption: str, rows: Sequence[Sequence[str]], *, source: str = "") -> tuple[object, ...]:
    """A table; the first row is its header."""
    return ("table", label, caption, tuple(tuple(row) for row in rows), source)


def unsplit(document: Document) -> Document:
    """Return a document in which each paragraph is one sentence, whatever points are in it."""
    whole = tuple(replace(p, sentences=(Sentence(p.span, 1),)) for p in document.paragraphs)
    return replace(document, paragraphs=whole)


def make_passage(
    text: str = "Rivers rise in spring.",
    *,
    id: str = "paper:s1:p1",
    document: str = "paper",
    section: int | None = 0,
    paragraphs: tuple[int, int] | None = (1, 1),
    start: int = 0,
    kind: PassageKind = PassageKind.PROSE,
    embedded: str | None = None,
) -> Passage:
    """Make a passage; `embedded` is its text unless given."""
    return Passage(
        id=id,
        document=document,
        section=section,
        paragraphs=paragraphs,
        span=Span(start, start + len(text)),
        kind=kind,
        embedded=text if embedded is None else embedded,
        tokens=len(text.split()),
    )


class _Writer:
    def __init__(self) -> None:
        self.text = ""
        self.sections: list[Section] = []
        self.paragraphs: list[Paragraph] = []
        self.notes: list[Note] = []
        self.tables: list[Table] = []
        self.references: list[Reference] = []
        self._ordinals: dict[int | None, int] = {}
        self._open: list[int] = []

    def add(self, block: object) -> None:
        match block:
            case ("heading", number, title, level):
                self._heading(str(number) or None, str(title), int(level))
            case ("paragraph", text):
                self._paragraph(str(text))
            case ("note", kind, text):
                self.notes.append(Note(NoteKind(kind), "", self._section, self._line(str(text))))
            case ("reference", key, text):
                span = self._line(str(text))
                taken = sum(r.key.startswith(str(key)) for r in self.references)
                key = f"{key}-{taken + 1}" if taken else str(key)
                self.references.append(
                    Reference(key, (), None, "", "", None, None, None, None, str(text), span)
                )
            case ("table", label, caption, rows, source):
                self._table(str(label), str(caption), rows, str(source))
            case _:
                raise TypeError(f"not a block: {block!r}")

    def finish(self, *, sha256: str, **fields: object) -> Document:
        sections = [
            Section(s.number, s.title, s.level, Span(s.span.start, self._end_of(n)), s.parent)
            for n, s in enumerate(self.sections)
        ]
        return Document(
            origin=Origin(f"{fields['key']}.txt", sha256),
            text=self.text,
            sections=tuple(sections),
            paragraphs=tuple(self.paragraphs),
            notes=tuple(self.notes),
            tables=tuple(self.tables),
            references=tuple(self.references),
            **fields,  # type: ignore[arg-type]
        )

    @property
    def _section(self) -> int | None:
        return self._open[-1] if self._open else None

    def _end_of(self, index: int) -> int:
        level = self.sections[index].level
        later = (s for s in self.sections[index + 1 :] if s.level <= level)
        following = next(later, None)
        return len(self.text) if following is None else following.span.start - 1

    def _line(self, line: str) -> Span:
        start = len(self.text) + (1 if self.text else 0)
        self.text += ("\n" if self.text else "") + line
        return Span(start, start + len(line))

    def _heading(self, number: str | None, title: str, level: int) -> None:
        while self._open and self.sections[self._open[-1]].level >= level:
            self._open.pop()
        span = self._line(f"{number} {title}" if number else title)
        self.sections.append(Section(number, title, level, span, self._section))
        self._open.append(len(self.sections) - 1)

    def _paragraph(self, text: str) -> None:
        span = self._line(text)
        ordinal = self._ordinals[self._section] = self._ordinals.get(self._section, 0) + 1
        sentences = tuple(
            Sentence(Span(span.start + m.start(), span.start + m.end()), n)
            for n, m in enumerate(re.finditer(r"[^.!?\s][^.!?]*[.!?]*", text), 1)
        )
        self.paragraphs.append(Paragraph(self._section, ordinal, span, sentences))

    def _table(self, label: str, caption: str, rows: Sequence[Sequence[str]], source: str) -> None:
        start = self._line(" - ".join(part for part in (label, caption) if part)).start
        spans = [self._line("\t".join(row)) for row in rows]
        if source:
            self._line(source)
        header, *data = (tuple(row) for row in rows)
        cells = tuple(
            Cell(row[0], header[c], row[c], None, None, False, _cell_span(span, row, c), r, c)
            for r, (row, span) in enumerate(zip(data, spans[1:], strict=True))
            for c in range(1, len(header))
        )
        self.tables.append(
            Table(
                label=label,
                caption=caption,
                source_note=source,
                section=self._section,
                span=Span(start, len(self.text)),
                header=header,
                rows=tuple(data),
                row_spans=tuple(spans[1:]),
                cells=cells,
            )
        )


def _cell_span(row_span: Span, row: Sequence[str], column: int) -> Span:
    start = row_span.start + sum(len(cell) + 1 for cell in row[:column])
    return Span(start, start + len(row[column])) if row[column] else row_span
