"""Files read as a corpus reads them, for the tests of ingest."""

import hashlib
from itertools import pairwise
from pathlib import Path

from cbm_qa.ingest import Entry, parse_document
from cbm_qa.model import Document


def entry_of(path: Path) -> Entry:
    """The corpus entry of a file that no manifest describes."""
    return Entry(path.stem, path, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def read_file(path: Path) -> Document:
    """Read a file, in this process."""
    return parse_document(entry_of(path))


def read_text(text: str, folder: Path, name: str = "paper.txt") -> Document:
    """Write a text to a file of a folder and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return read_file(path)


def outline(document: Document) -> list[str]:
    """Every heading with its number, two spaces deeper a level."""
    return [
        "  " * (s.level - 1) + (f"{s.number} {s.title}" if s.number else s.title) for s in document.sections
    ]


def paragraphs(document: Document) -> list[str]:
    """The paragraphs of the running text."""
    return [p.span.of(document.text) for p in document.paragraphs]


def every_span(document: Document):
    """Every span of a document with the text it must hold, or None where only its bounds are known."""
    yield from ((s.span, None) for s in document.sections)
    yield from ((n.span, None) for n in document.notes)
    for paragraph in document.paragraphs:
        yield paragraph.span, None
        yield from ((s.span, None) for s in paragraph.sentences)
    for table in document.tables:
        yield table.span, None
        for row, span in zip(table.rows, table.row_spans, strict=True):
            yield span, "\t".join(row) or None
        yield from ((c.span, c.text or None) for c in table.cells)
    yield from ((r.span, r.raw) for r in document.references)
    yield from ((m.span, m.text) for m in document.mentions)


def assert_sound(document: Document) -> None:
    """Spans hold what they name; blocks stand in order and do not overlap; no line is empty."""
    for span, words in every_span(document):
        assert 0 <= span.start < span.end <= len(document.text)
        assert words is None or span.of(document.text) == words
    blocks = sorted(
        item.span
        for group in (document.paragraphs, document.notes, document.tables, document.references)
        for item in group
    )
    assert all(a.end < b.start for a, b in pairwise(blocks))
    for paragraph in document.paragraphs:
        ends = [paragraph.span.start, *(s.span.end for s in paragraph.sentences)]
        for end, sentence in zip(ends, paragraph.sentences, strict=False):
            assert end <= sentence.span.start
            assert not document.text[end : sentence.span.start].strip()
        assert document.section_at(paragraph.span.start) == paragraph.section


def describe(document: Document) -> str:
    """A document as a reader would check it: one line a thing, in the order of the text."""
    text = document.text
    lines = [f"title: {document.title}", f"authors: {'; '.join(document.authors)}", f"year: {document.year}"]
    placed = sorted(
        (item.span, kind, item)
        for kind, items in (
            ("a section", document.sections),
            ("note", document.notes),
            ("paragraph", document.paragraphs),
            ("table", document.tables),
            ("reference", document.references),
        )
        for item in items
    )
    for span, kind, item in placed:
        words = span.of(text)
        if kind == "a section":
            lines += ["", f"{'#' * item.level} {item.number or '-'} | {item.title}"]
        elif kind == "note":
            lines.append(f"({item.kind}{' ' + item.marker if item.marker else ''}) {words}")
        elif kind == "paragraph":
            lines.append(f"{item.ordinal}. " + " / ".join(s.span.of(text) for s in item.sentences))
        elif kind == "table":
            lines.append(f"{item.label or 'table'} | {item.caption} | {item.source_note}")
            lines.append("  " + " | ".join(item.header))
            for index, row in enumerate(item.rows):
                typed = [_typed(c) for c in item.cells if c.row_index == index]
                lines.append("  " + " | ".join([row[0], *typed]))
        else:
            lines.append(
                f"{item.key} = {'; '.join(item.authors)} | {item.year} | {item.title} | {item.container}"
            )
            lines.append(f"  {words}" + (f" <{item.doi or item.url}>" if item.doi or item.url else ""))
    if document.mentions:
        lines += ["", "mentions"]
    lines += [f"  {m.text} -> {', '.join(m.references) or m.unresolved}" for m in document.mentions]
    return "\n".join(lines) + "\n"


def _typed(cell) -> str:
    if cell.missing:
        return f"missing {cell.text!r}"
    return repr(cell.text) if cell.value is None else f"{cell.value}{' ' + cell.unit if cell.unit else ''}"
