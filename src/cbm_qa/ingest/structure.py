"""Blocks to parts: headings, whole paragraphs, tables with their captions, notes, reference entries."""

import regex

from cbm_qa.ingest import frontmatter
from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.elements import NotePart, ParagraphPart, Parts, ReferencesPart, TablePart
from cbm_qa.ingest.headings import Heading, HeadingReader, split_run_in
from cbm_qa.ingest.inline import clean_inline, split_mark
from cbm_qa.ingest.raised import with_mentions
from cbm_qa.ingest.references import is_numbered_list, join_entries
from cbm_qa.ingest.repair import Vocabulary, end_of
from cbm_qa.ingest.tables import (
    Caption,
    is_caption_line,
    is_figure_caption,
    is_source_note,
    read_caption,
    square,
)
from cbm_qa.model import NoteKind

_CLOSED = regex.compile(r"[.!?…。！？:：][\"'”’»)\]]*$|[;；]$")
_OPEN_WORD = regex.compile(
    r"(?:[,–—-]|\b(?:and|or|of|the|a|an|in|on|to|for|with|by|from|at|as|is|are|was|that|which))$"
)
_ENUMERATED = regex.compile(r"^\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s")
_SHORT_WORDS = 8
_HEAD_BLOCKS = 4  # title, authors and affiliations stand in the first few
_MIN_CUT_CHARS = 60
_LAST_CHARS = 20
_MAX_CAPTION_CHARS = 400


def find_parts(blocks: list[Block]) -> Parts:
    """Recognise the parts of one file.

    Args:
        blocks: As a reader gives them, in order.

    Returns:
        Its parts; affiliations and author lines are collected in front, wherever they stood.
    """
    return _Structurer(blocks).run()


class _Structurer:
    """One pass over the blocks with what has been seen so far."""

    def __init__(self, blocks: list[Block]) -> None:
        blocks = with_mentions(blocks)
        blocks = frontmatter.join_authors(blocks[:_HEAD_BLOCKS]) + blocks[_HEAD_BLOCKS:]
        blocks = [line for block in blocks[:_HEAD_BLOCKS] for line in frontmatter.split_head(block)] + blocks[
            _HEAD_BLOCKS:
        ]
        self.vocabulary = Vocabulary(
            [line for b in blocks for line in b.lines]
            + [cell for b in blocks for row in b.rows for cell in row]
        )
        self.blocks = blocks
        self.texts = [self._join_lines(b) for b in blocks]
        self.headings = HeadingReader()
        self.parts = Parts()
        self.in_body = False  # a heading other than the abstract's was seen
        self.seen_heading = False
        self.level_shift = 0
        self.last: ParagraphPart | None = (
            None  # what a block could continue: notes and tables are passed over
        )

    def run(self) -> Parts:
        index = self._read_title()
        while index < len(self.blocks):
            index = self._read_block(index)
        return self.parts

    def _join_lines(self, block: Block) -> str:
        return self.vocabulary.join_all(block.lines)

    def _read_title(self) -> int:
        """Take the title, where the first block is one; return the index of the next block."""
        start = 0
        while start < len(self.blocks) - 1 and frontmatter.is_label(clean_inline(self.texts[start])):
            self.parts.front.append(NotePart(NoteKind.OTHER, "", clean_inline(self.texts[start])))
            start += 1
        if not self.blocks:
            return 0
        first, text = self.blocks[start], clean_inline(self.texts[start])
        marked = first.kind is BlockKind.HEADING
        if first.kind not in (BlockKind.HEADING, BlockKind.TEXT) or (
            not marked and not frontmatter.is_title(text)
        ):
            return start
        if HeadingReader().read(text, alone=False) or len(self.blocks) == start + 1:
            return start
        if not marked and self._is_table(start + 1) and read_caption(text):
            return start
        if marked:
            self.level_shift = first.level if not self._has_heading_at(first.level) else 0
        self.parts.title = text
        self.parts.front.append(NotePart(NoteKind.TITLE, "", text))
        return start + 1

    def _has_heading_at(self, level: int) -> bool:
        return any(b.kind is BlockKind.HEADING and b.level <= level for b in self.blocks[1:])

    def _read_block(self, index: int) -> int:
        """Recognise one block, or several that belong together; return the index of the next."""
        block = self.blocks[index]
        if block.kind is BlockKind.TABLE:
            words = clean_inline(block.caption)
            marked = (read_caption(words) or Caption("", words)) if words else None
            return self._read_table(index, marked, words)
        marker, raw = split_mark(self.texts[index])
        text = clean_inline(raw)
        if not text:
            return index + 1
        caption = self._caption_at(index, text)
        if caption is not None:
            return self._read_table(*caption)
        is_front = self._is_head(block) and frontmatter.is_affiliation(text, marker)
        heading = None if marker or is_front else self._heading_at(index, text, by_shape=False)
        if heading is None and self._read_note(index, text, marker):
            return index + 1
        heading = heading or self._heading_at(index, text, by_shape=True)
        if heading is not None:
            return self._read_heading(index, heading)
        run_in = split_run_in(text)
        if run_in is not None:
            self._open_section(Heading(None, run_in[0].strip(), 1, run_in[0].strip()))
            text = run_in[1]
        self._read_paragraph(text, block)
        return index + 1

    # Headings and references

    def _heading_at(self, index: int, text: str, *, by_shape: bool) -> Heading | None:
        """Return the heading a block is: by mark, number or known name, or merely by its shape."""
        block = self.blocks[index]
        if block.kind in (BlockKind.ITEM, BlockKind.CAPTION):
            return None
        marked = max(1, block.level - self.level_shift) if block.kind is BlockKind.HEADING else 0
        end = "." if self.last is None or block.is_whole else end_of(self.last.pieces)
        is_open = not _CLOSED.search(end[-_LAST_CHARS:])
        if not marked and is_open and _OPEN_WORD.search(end[-_LAST_CHARS:]):
            return None
        following = [clean_inline(text) for text in self.texts[index + 1 : index + 3]]
        alone = by_shape and self.seen_heading and not (is_open and len(end) > _MIN_CUT_CHARS)
        return self.headings.read(text, marked_level=marked, following=following, alone=alone)

    def _open_section(self, heading: Heading) -> None:
        self.parts.body.append(heading)
        self.last = None
        self.in_body = self.in_body or not split_run_in(f"{heading.title}: {'x' * 50}")
        self.seen_heading = True

    def _read_heading(self, index: int, heading: Heading) -> int:
        self._open_section(heading)
        return self._read_references(index + 1) if heading.is_references else index + 1

    def _read_references(self, index: int) -> int:
        end = index
        while end < len(self.blocks) and not self._ends_references(end):
            end += 1
        region = [b for b in self.blocks[index:end] if b.lines]
        by_block = len(region) > 1 and sum(len(b.lines) for b in region) <= 6 * len(region)
        texts = [self._join_lines(b) for b in region]
        printed = [line.strip() for b in region for line in b.lines if line.strip()]
        if by_block and not is_numbered_list(printed):
            whole = [(t, b.is_whole) for t, b in zip(texts, region, strict=True) if t.strip()]
            entries = join_entries([t for t, _ in whole], self.vocabulary, [end for _, end in whole])
        else:
            entries = join_entries(printed, self.vocabulary)
        if entries:
            self.parts.body.append(ReferencesPart(tuple(entries)))
            self.last = None
        return end

    def _ends_references(self, index: int) -> bool:
        block, text = self.blocks[index], clean_inline(self.texts[index])
        if block.kind is BlockKind.HEADING or block.kind is BlockKind.TABLE:
            return True
        if block.kind is BlockKind.ITEM or len(text.split()) > 12:
            return False
        heading = HeadingReader().read(text, alone=False)
        return heading is not None and (heading.number is None or not heading.number[0].isdigit())

    # Tables

    def _caption_at(self, index: int, text: str) -> tuple[int, Caption, str] | None:
        """Return (index of the table block, caption, its line) where a caption precedes a table."""
        caption = read_caption(text) if len(text) <= _MAX_CAPTION_CHARS else None
        if caption is None:
            return None
        if self._is_table(index + 1):
            return index + 1, caption, text
        if self._is_table(index + 2) and not caption.words and self.blocks[index + 1].kind is BlockKind.TEXT:
            words = clean_inline(self.texts[index + 1])
            return index + 2, Caption(caption.label, words), f"{text} {words}"
        return None

    def _is_table(self, index: int) -> bool:
        return index < len(self.blocks) and self.blocks[index].kind is BlockKind.TABLE

    def _read_table(self, index: int, caption: Caption | None, line: str) -> int:
        """Read the table block at `index` with what follows it: its notes, its rows on the next page."""
        block = self.blocks[index]
        rows = square(tuple(tuple(clean_inline(c) for c in row) for row in block.rows))
        if not rows:
            return index + 1
        before = self.parts.body[-1] if self.parts.body else None
        if (
            isinstance(before, TablePart)
            and not (block.is_whole or before.notes)
            and len(before.rows[0]) == len(rows[0])
            and (caption is None or caption.label == _label(before))
        ):
            before.rows += rows[1:] if rows[0] == before.rows[0] else rows
            table = before
        else:
            table = TablePart(caption, line, rows)
            self.parts.body.append(table)
        index += 1
        while index < len(self.blocks) and self.blocks[index].kind in (BlockKind.TEXT, BlockKind.NOTE):
            text = clean_inline(self.texts[index])
            below = read_caption(text) if table.caption is None and len(text) <= _MAX_CAPTION_CHARS else None
            if below is not None and not self._is_table(index + 1):
                table.caption, table.caption_line = below, text
            elif is_source_note(text) or self.blocks[index].kind is BlockKind.NOTE:
                table.notes.append(text)
            else:
                break
            index += 1
        return index

    # Notes

    def _is_head(self, block: Block) -> bool:
        """Whether a block may be of the head of a paper: before its body, and no item of a list."""
        return not self.in_body and block.kind is not BlockKind.ITEM

    def _read_note(self, index: int, text: str, marker: str) -> bool:
        """Keep authors, affiliations, keywords, figure captions, footnotes apart; say whether it was one."""
        raw, block = self.texts[index], self.blocks[index]
        if self._is_head(block):
            authors = self._authors_at(index)
            if authors:
                self.parts.authors += authors
                signs = frontmatter.author_signs(raw, authors)
                self.parts.front.append(NotePart(NoteKind.AUTHORS, signs, ", ".join(authors)))
                return True
            if frontmatter.is_affiliation(text, marker):
                self.parts.front.append(NotePart(NoteKind.AFFILIATION, marker, text))
                return True
            if not self.seen_heading and (frontmatter.is_dated(text) or frontmatter.is_label(text)):
                self.parts.front.append(NotePart(NoteKind.OTHER, marker, text))
                return True
        if frontmatter.is_keywords(text):
            kind = NoteKind.KEYWORDS
        elif block.kind is BlockKind.CAPTION or is_figure_caption(text) or is_caption_line(text):
            kind = NoteKind.CAPTION
        elif marker:
            kind = NoteKind.FOOTNOTE
        else:
            return False
        self.parts.body.append(NotePart(kind, marker, text))
        return True

    def _authors_at(self, index: int) -> tuple[str, ...]:
        """Return the names on an author line: the first one, or a further one with its affiliation below."""
        if self.seen_heading:
            return ()
        if self.parts.authors:
            below = split_mark(self.texts[index + 1]) if index + 1 < len(self.texts) else ("", "")
            is_next = self.parts.front[-1].kind is NoteKind.AFFILIATION and frontmatter.is_affiliation(
                *below[::-1]
            )
            if not is_next:
                return ()
        return frontmatter.read_authors(self.texts[index])

    # Paragraphs

    def _read_paragraph(self, text: str, block: Block) -> None:
        is_item = block.kind is BlockKind.ITEM
        may_continue = self.last is not None and not is_item and not block.is_whole
        if self.last is not None and may_continue and _continues(self.last, text):
            self.vocabulary.extend(self.last.pieces, text)
        else:
            self.last = ParagraphPart([text], is_item)
            self.parts.body.append(self.last)


def _continues(last: ParagraphPart, text: str) -> bool:
    """Whether a block is the rest of a paragraph that a page break cut."""
    if _ENUMERATED.match(text):
        return False
    end = end_of(last.pieces)
    if text.lstrip("“\"'‘(")[:1].islower():
        return not end.endswith((":", "："))
    if _CLOSED.search(end[-_LAST_CHARS:]):
        return False
    return bool(_OPEN_WORD.search(end[-_LAST_CHARS:])) or len(end.split()) > _SHORT_WORDS


def _label(table: TablePart) -> str:
    return table.caption.label if table.caption else ""
