"""The text of a JATS file: sections, paragraphs, lists, tables, figures, notes."""

from dataclasses import replace
from xml.etree.ElementTree import Element

import regex

from cbm_qa.ingest.elements import NotePart, ParagraphPart, Part, ReferencesPart, TablePart
from cbm_qa.ingest.grid import SpannedCell, lay_out
from cbm_qa.ingest.headings import Heading, HeadingReader
from cbm_qa.ingest.jats.line import read_line, with_ranges
from cbm_qa.ingest.jats.references import read_entries
from cbm_qa.ingest.jats.xml import child, children, descendants, tag_of
from cbm_qa.ingest.references import Entry
from cbm_qa.ingest.tables import Caption, read_caption
from cbm_qa.model import NoteKind

_PASSED_OVER = frozenset(
    "title label subtitle object-id kwd-group graphic media sec-meta ref-list bio processing-meta "
    "tex-math".split()
)
_CONTAINERS = frozenset(
    "body sec back app app-group boxed-text fig-group table-wrap-group floats-group disp-quote list-item "
    "ack notes glossary statement speech verse-group fn-group supplementary-material abstract "
    "trans-abstract def".split()
)
_NAMES = {"ack": "Acknowledgments", "glossary": "Glossary", "notes": "Notes", "app": "Appendix"}
_HEADED = frozenset(
    "sec app ack notes glossary boxed-text fn-group abstract trans-abstract app-group".split()
)


class BodyReader:
    """Makes parts of the elements, in their order."""

    def __init__(self, article: Element) -> None:
        """Read the reference list first, for mentions point into it."""
        back = child(article, "back")
        self._lists = [e for e in back.iter() if tag_of(e) == "ref-list"] if back is not None else []
        nested = {inner for outer in self._lists for inner in outer.iter() if inner is not outer}
        self._lists = [e for e in self._lists if e not in nested]
        self._entries = [(e, list(read_entries(e))) for e in self._lists]
        self._order = tuple(name for _, entries in self._entries for name, _ in entries)
        self.parts: list[Part] = []

    def read(self, element: Element, level: int) -> None:
        """Read an element and what is in it; `level` is that of headings directly in it."""
        tag = tag_of(element)
        if tag in _HEADED:
            level = self._heading(element, level)
        if tag not in _CONTAINERS:
            self._read_block(element, tag, level)
            return
        for inner in element:
            inner_tag = tag_of(inner)
            if inner_tag and inner_tag not in _PASSED_OVER:
                self.read(inner, level)

    def read_references(self) -> None:
        """Read the reference lists, each under its heading."""
        for element, named in self._entries:
            if named:
                self._heading(element, 1, "References")
                self.parts.append(
                    ReferencesPart(tuple(_with_ids(named, is_numbered=self._is_numbered(named))))
                )

    def read_abstract(self, element: Element) -> None:
        """Read an abstract, under "Abstract" where it has no heading of its own."""
        if child(element, "title") is None:
            self.parts.append(Heading(None, "Abstract", 1, "Abstract"))
            for inner in element:
                self.read(inner, 2)
        else:
            self.read(element, 1)

    def add_section(self, title: str, text: str) -> None:
        """Add what the front says and readers look for in a section, unless the text has that section."""
        text = regex.sub(rf"^{title}\s*[:.]\s*", "", text, flags=regex.I)
        known = {part.title.casefold() for part in self.parts if isinstance(part, Heading)}
        word = title.casefold().rpartition(" ")[2]  # "interests" stands in "Conflict of interests" too
        if text and not any(word in name for name in known):
            self.parts += [Heading(None, title, 1, title), ParagraphPart([text])]

    def _heading(self, element: Element, level: int, default: str = "") -> int:
        """Add the heading of an element, if it has one; return the level of headings in it."""
        label, title = child(element, "label"), child(element, "title")
        number = read_line(label).text if label is not None else ""
        words = read_line(title).text if title is not None else ""
        words = words or default or _NAMES.get(tag_of(element), "")
        if not words and not number:
            return level
        printed = f"{number} {words}".strip()
        found = HeadingReader().read(printed, marked_level=level)
        heading = found or Heading(None, printed, level, printed)
        if number and heading.number is None and words:
            heading = Heading(number.rstrip(".:"), words, level, printed)
        self.parts.append(replace(heading, level=level))
        return level + 1

    def _read_block(self, element: Element, tag: str, level: int) -> None:
        match tag:
            case "p" | "preformat" | "code" | "verse-line" | "attrib" | "disp-formula":
                self._paragraph(element, level, is_item=False)
            case "list":
                for item in children(element, "list-item"):
                    self._item(item, level)
            case "def-list":
                for item in children(element, "def-item"):
                    term, meaning = child(item, "term"), child(item, "def")
                    texts = [read_line(e).text for e in (term, meaning) if e is not None]
                    if any(texts):
                        self.parts.append(ParagraphPart([": ".join(filter(None, texts))], is_item=True))
            case "table-wrap":
                self._table(element)
            case "fig" | "graphic" | "media":
                self._caption(element)
            case "fn":
                self._footnote(element)
            case _:
                self._paragraph(element, level, is_item=False)

    def _paragraph(self, element: Element, level: int, *, is_item: bool) -> None:
        """Add a paragraph, then the tables, figures and lists that stand inside it."""
        line = read_line(element)
        if line.text:
            self.parts.append(ParagraphPart([line.text], is_item, with_ranges(line, self._order)))
        for inner in element:
            if tag_of(inner) in (
                "table-wrap",
                "fig",
                "list",
                "def-list",
                "disp-quote",
                "boxed-text",
                "fig-group",
            ):
                self.read(inner, level)

    def _item(self, item: Element, level: int) -> None:
        for inner in item:
            if tag_of(inner) == "p":
                self._paragraph(inner, level, is_item=True)
            elif tag_of(inner) not in _PASSED_OVER:
                self.read(inner, level)

    def _table(self, element: Element) -> None:
        rows: list[list[SpannedCell]] = []
        heads = 0
        for table in descendants(element, "table"):
            for part in table:
                found = [row for row in part.iter() if tag_of(row) == "tr"]
                rows += [[_cell(cell) for cell in children(row, "td", "th")] for row in found]
                heads += len(found) if tag_of(part) == "thead" and len(rows) == heads + len(found) else 0
        line, caption = _caption_of(element)
        laid_out = lay_out(rows, heads)
        if not laid_out:
            self._caption(element)
            return
        foot = [e for e in element.iter() if tag_of(e) == "table-wrap-foot"]
        notes = [read_line(note).text for f in foot for note in descendants(f, "p")]
        marks = [
            read_line(label).text
            for f in foot
            for fn in descendants(f, "fn")
            for label in children(fn, "label")
        ]
        if len(marks) == len(notes):
            notes = [f"{mark} {note}" for mark, note in zip(marks, notes, strict=True)]
        self.parts.append(TablePart(caption, line, laid_out, [note for note in notes if note]))

    def _caption(self, element: Element) -> None:
        line, _ = _caption_of(element)
        if line:
            self.parts.append(NotePart(NoteKind.CAPTION, "", line))

    def _footnote(self, element: Element) -> None:
        label = child(element, "label")
        marker = read_line(label).text if label is not None else ""
        for paragraph in descendants(element, "p"):
            line = read_line(paragraph)
            if line.text:
                self.parts.append(
                    NotePart(NoteKind.FOOTNOTE, marker, line.text, with_ranges(line, self._order))
                )

    def _is_numbered(self, named: list[tuple[str, Entry]]) -> bool:
        """Whether mentions are numbers, so that a list without labels is numbered by its order."""
        texts = [
            part.text[link.start : link.end].strip("[]()")
            for part in self.parts
            if isinstance(part, ParagraphPart)
            for link in part.links
        ]
        return sum(text.isdigit() for text in texts) > len(texts) / 2


def _with_ids(named: list[tuple[str, Entry]], *, is_numbered: bool) -> list[Entry]:
    labelled = any(entry.number is not None for _, entry in named)
    return [
        replace(entry, id=name, number=number if is_numbered and not labelled else entry.number)
        for number, (name, entry) in enumerate(named, 1)
    ]


def _caption_of(element: Element) -> tuple[str, Caption | None]:
    """Return the caption as one line, and as label and words."""
    label, caption = child(element, "label"), child(element, "caption")
    name = read_line(label).text.rstrip(".: ") if label is not None else ""
    texts = [
        read_line(e).text for e in (caption if caption is not None else ()) if tag_of(e) in ("title", "p")
    ]
    words = " ".join(filter(None, texts))
    line = ". ".join(filter(None, (name, words)))
    if not line:
        return "", None
    return line, (read_caption(line) if name else None) or Caption(name, words)


def _cell(cell: Element) -> SpannedCell:
    return SpannedCell(
        read_line(cell).text, _span(cell, "colspan"), _span(cell, "rowspan"), tag_of(cell) == "th"
    )


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(1000, max(1, int(value))) if value.isdecimal() and len(value) < 6 else 1
