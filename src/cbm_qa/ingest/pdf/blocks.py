"""Lines in reading order to blocks: paragraphs, list items, headings, footnotes, tables, entries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.headings import HeadingReader
from cbm_qa.ingest.pdf.cells import Table
from cbm_qa.ingest.pdf.layout import Box, Frame, Line
from cbm_qa.ingest.pdf.reading import Column
from cbm_qa.ingest.tables import is_figure_caption, is_source_note, read_caption

_BULLET = regex.compile(r"^(?:[•▪◦‣·●■□○☐☑☒❏❑❒✔➢►\uf0b7\uf0a7✓–—*]|-)(?:\s+|(?=\p{L}{3}))(?=\S)")
_ENUMERATED = regex.compile(r"^(?:\(\w{1,3}\)|[a-zA-Z]\)|\d{1,2}[.)])\s")
_NUMBERED_ENTRY = regex.compile(r"^(?:\[\d{1,4}\]|\d{1,3}[.)]|\(\d{1,3}\))\s*(?=\S)")
_TERMINAL = regex.compile(r"[.!?…:;。！？][\"'”’»)\]]*(?:\^\{[^{}]*\})*$")
_FOOTNOTE = regex.compile(
    r"^(?:\^\{\s*([\d*†‡§¶#a-z]{1,3})\s*\}|([*†‡§¶]{1,3})(?=\s?\p{L})|(\d{1,2})(?=\s+[\p{Lu}\p{Lo}“\"(]))\s*"
)
_EDGE = 0.6  # in sizes of the text: what begins this near the edge is not indented
_SMALL = 0.95  # of the running text: notes, captions, entries
_LEADERS = regex.compile(r"(?:\.\s?){5,}\s*\S{0,6}$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of a block's text, the page it is printed on, and its box on the displayed page."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block, its pieces in the order of its text, and how it is set."""

    block: Block
    pieces: tuple[Placed, ...]
    size: float = 0.0
    bold: bool = False
    italic: bool = False

    @property
    def text(self) -> str:
        """Its lines as one."""
        return self.block.text


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page after its columns were found."""

    index: int
    frame: Frame
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """How the document is set: size of the running text, and distance of lines by their size."""

    size: float
    bold: bool
    italic: bool
    pitch: dict[float, float]

    def pitch_of(self, line: Line) -> float:
        """Return the usual distance of lines set like `line`."""
        return self.pitch.get(round(line.size), 1.2 * line.size)


@dataclass(slots=True)
class _Group:
    """Lines that make one block, and the column they stand in."""

    lines: list[Line]
    page: ReadPage
    column: Column
    is_item: bool = False
    table: Table | None = None
    in_references: bool = field(default=False)
    hanging: bool = False

    @property
    def starts_entry(self) -> bool:
        """Whether it stands at the edge of a reference list whose entries go on indented."""
        return self.hanging and self.lines[0].box.x0 < self.column.left + _EDGE * self.lines[0].size


def measure(pages: Iterable[ReadPage]) -> Measures:
    """Return how the running text of a document is set."""
    sizes, weights, slants = Counter[float](), Counter[bool](), Counter[bool]()
    distances: dict[float, list[float]] = defaultdict(list)
    for column in (column for page in pages for column in page.columns):
        before: Line | None = None
        for line in column.content:
            if isinstance(line, Table):
                before = None
                continue
            sizes[round(line.size * 2) / 2] += len(line.text)
            weights[line.bold] += len(line.text)
            slants[line.italic] += len(line.text)
            if before is not None and round(before.size) == round(line.size):
                distance = line.baseline - before.baseline
                if 0.8 * line.size < distance < 2.6 * line.size:
                    distances[round(line.size)].append(distance)
            before = line
    pitch = {size: median(found) for size, found in distances.items() if len(found) > 2}
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    return Measures(size, weights[True] > weights[False], slants[True] > slants[False], pitch)


def build_blocks(pages: Iterable[ReadPage], measures: Measures) -> list[PlacedBlock]:
    """Return the blocks of a document in reading order, headings not yet told from text."""
    blocks: list[PlacedBlock] = []
    before: _Group | None = None
    is_note = False
    for group in _groups(pages, measures):
        is_note = before is not None and _is_note_of_table(before, group, measures, after_note=is_note)
        if before is not None and before.in_references and before.lines and group.starts_entry:
            blocks[-1] = replace(blocks[-1], block=replace(blocks[-1].block, is_whole=True))
        blocks.append(_to_block(group, measures, is_note=is_note))
        before = group
    return blocks


def _groups(pages: Iterable[ReadPage], measures: Measures) -> Iterator[_Group]:
    in_references = False
    for page in pages:
        for column in page.columns:
            for group in _group_column(column, page, measures, in_references):
                yield group
                in_references = _in_references(group, in_references, measures)


def _is_note_of_table(before: _Group, group: _Group, measures: Measures, *, after_note: bool) -> bool:
    """Whether a group is small print right below a table, or below such print, in its column."""
    follows = before.table is not None or after_note
    if not follows or group.table is not None or group.column is not before.column:
        return False
    text = " ".join(line.text for line in group.lines)
    is_small = max(line.size for line in group.lines) < _SMALL * measures.size
    return is_small and not group.in_references and not (read_caption(text) or is_figure_caption(text))


def _in_references(group: _Group, before: bool, measures: Measures) -> bool:
    """Whether the lines after this group are entries of a reference list."""
    if group.table or len(group.lines) > 2:
        return before
    text = " ".join(line.text for line in group.lines)
    heading = HeadingReader().read(regex.sub(r"^\d{1,2}\.?\s+", "", text), alone=False)
    if heading is not None:
        return heading.is_references
    styled = group.lines[0].size > 1.08 * measures.size or (group.lines[0].bold and not measures.bold)
    return before and not (styled and len(text.split()) < 12)


def _group_column(column: Column, page: ReadPage, measures: Measures, in_references: bool) -> list[_Group]:
    groups: list[_Group] = []
    content = list(column.content)
    hanging = in_references and _is_hanging([i for i in content if isinstance(i, Line)], column)
    for item in content:
        if isinstance(item, Table):
            groups.append(_Group([], page, column, table=item))
            continue
        last = groups[-1] if groups else None
        starts_item = bool(_BULLET.match(item.text))
        if last is None or last.table is not None or _breaks(last, item, measures, in_references, hanging):
            groups.append(
                _Group([item], page, column, starts_item, in_references=in_references, hanging=hanging)
            )
        else:
            last.lines.append(item)
        if not in_references and groups[-1].lines == [item]:
            in_references = _in_references(groups[-1], in_references, measures)
            if in_references:
                rest = content[content.index(item) + 1 :]
                hanging = _is_hanging([i for i in rest if isinstance(i, Line)], column)
    return groups


def _is_hanging(lines: list[Line], column: Column) -> bool:
    """Whether the entries of a reference list begin at the edge and go on indented."""
    if len(lines) < 2:
        return False
    left = min(line.box.x0 for line in lines)
    flush = sum(line.box.x0 < left + _EDGE * line.size for line in lines)
    indented = sum(left + _EDGE * line.size <= line.box.x0 < left + 5 * line.size for line in lines)
    return indented >= 0.25 * len(lines) and flush >= 0.1 * len(lines)


def _breaks(group: _Group, line: Line, measures: Measures, in_references: bool, hanging: bool) -> bool:
    """Whether a line begins a new block after the lines of `group`."""
    before = group.lines[-1]
    distance = line.baseline - before.baseline
    if distance > 1.3 * measures.pitch_of(line) or distance < -0.5 * line.size:
        return True
    if abs(line.size - before.size) > 0.07 * measures.size or line.bold is not before.bold:
        return _style_breaks(group, line)
    if in_references and group.in_references:
        return _begins_entry(group, line, hanging)
    if _BULLET.match(line.text) or _LEADERS.search(before.text):
        return True
    if line.size > 1.08 * measures.size or (line.bold and not measures.bold):
        return bool(regex.match(r"\d+(?:\.\d+)*\.?\s", line.text)) and before.box.x1 < line.box.x1
    return _begins_paragraph(group, before, line, measures)


def _style_breaks(group: _Group, line: Line) -> bool:
    """Whether a change of size or weight ends a block: not for a few bold words inside a paragraph."""
    before = group.lines[-1]
    if line.bold is before.bold or abs(line.size - before.size) > 0.5:
        return True
    full = before.box.x1 > group.column.right - 1.5 * before.size
    return not (full and not _TERMINAL.search(before.text) and line.text[:1].islower())


def _begins_entry(group: _Group, line: Line, hanging: bool) -> bool:
    if _NUMBERED_ENTRY.match(group.lines[0].text):
        return bool(_NUMBERED_ENTRY.match(line.text)) and line.box.x0 < group.lines[0].box.x0 + 2 * line.size
    if hanging:
        return line.box.x0 < group.column.left + 0.6 * line.size or line.box.x0 < (
            group.lines[0].box.x0 + 0.6 * line.size
        )
    return bool(_NUMBERED_ENTRY.match(line.text)) or (
        _would_fit(group.lines[-1], line, group.column) and bool(_TERMINAL.search(group.lines[-1].text))
    )


def _begins_paragraph(group: _Group, before: Line, line: Line, measures: Measures) -> bool:
    column, size = group.column, line.size
    text = line.text
    if before.italic and not line.italic and len(group.lines) == 1 and not text[:1].islower():
        return _would_fit(before, line, column)  # a heading in italics, with the text right below it
    ended = bool(_TERMINAL.search(before.text))
    if line.size < _SMALL * measures.size and text.startswith("^{"):
        return True
    if ended and (read_caption(text) or is_figure_caption(text) or is_source_note(text)):
        return True
    indent = line.box.x0 - column.left
    if group.is_item or _ENUMERATED.match(group.lines[0].text):
        first = group.lines[0].box.x0
        if line.box.x0 < first - 0.5 * size or (ended and _ENUMERATED.match(text)):
            return True
        return line.box.x0 <= first + 0.3 * size and ended and _would_fit(before, line, column)
    if 0.7 * size < indent < 5 * size and before.box.x0 - column.left < 0.5 * size:
        return ended or _would_fit(before, line, column)
    if ended and not text[:1].islower() and _would_fit(before, line, column):
        return True
    width = column.right - column.left
    return before.box.x1 < column.left + 0.6 * width and not text[:1].islower() and len(group.lines) < 3


def _would_fit(before: Line, line: Line, column: Column) -> bool:
    """Whether the first word of a line had room on the line before: its line was ended on purpose."""
    word = line.words[0].box
    return before.box.x1 + 0.3 * line.size + (word.x1 - word.x0) < column.right - 0.8 * line.size


def _to_block(group: _Group, measures: Measures, *, is_note: bool) -> PlacedBlock:
    frame, page = group.page.frame, group.page.index
    if group.table is not None:
        rows = group.table.rows
        pieces = tuple(
            Placed(text, page, frame.to_page(box)) for row in rows for cell in row for text, box in cell.lines
        )
        texts_of_rows = tuple(tuple(cell.text for cell in row) for row in rows)
        block = Block(BlockKind.TABLE, rows=texts_of_rows, caption=group.table.title.text)
        return PlacedBlock(block, pieces)
    texts = [line.text for line in group.lines]
    kind = BlockKind.NOTE if is_note else BlockKind.TEXT
    if group.is_item and not group.in_references:
        kind, texts[0] = BlockKind.ITEM, _BULLET.sub("", texts[0], count=1)
    elif any(_LEADERS.search(text) for text in texts):
        kind = BlockKind.ITEM  # a line of a table of contents is no heading
    first = group.lines[0]
    if (
        not is_note
        and first.size < _SMALL * measures.size
        and first.box.centre[1] > 0.4 * group.page.frame.reading_size[1]
    ):
        texts[0] = _FOOTNOTE.sub(lambda m: f"^{{{m[1] or m[2] or m[3]}}} ", texts[0], count=1)
    pieces = tuple(
        Placed(text, page, frame.to_page(line.box)) for text, line in zip(texts, group.lines, strict=True)
    )
    size = Counter(round(line.size * 2) / 2 for line in group.lines).most_common(1)[0][0]
    bold, italic = all(line.bold for line in group.lines), all(line.italic for line in group.lines)
    return PlacedBlock(Block(kind, tuple(texts)), pieces, size, bold, italic)
