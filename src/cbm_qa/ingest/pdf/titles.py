"""Which blocks are the title and the headings, told by size, weight, numbers and the file's outline."""

from collections import Counter
from dataclasses import replace

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.frontmatter import read_authors
from cbm_qa.ingest.headings import HeadingReader, split_run_in
from cbm_qa.ingest.pdf.blocks import Measures, PlacedBlock
from cbm_qa.ingest.pdf.layout import OutlineItem
from cbm_qa.ingest.tables import is_figure_caption, is_source_note, read_caption

_NUMBER = regex.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-H]\.)\s+(?=\S)")
_OPEN_END = regex.compile(
    r"[.,;:]$|\b(?:and|or|of|the|a|an|in|on|to|for|with|by|from|at|as|is|are)$", regex.I
)
_MAX_CHARS = 220
_MAX_LINES = 4
_ITALIC_WORDS = 10
_LARGER = 1.08
_Style = tuple[float, bool]


def mark_headings(
    blocks: list[PlacedBlock], measures: Measures, title: str, outline: tuple[OutlineItem, ...]
) -> list[PlacedBlock]:
    """Return the blocks with the title first, and headings marked as such with their depth.

    Args:
        blocks: In reading order.
        measures: How the running text is set.
        title: What the file calls itself, or "".
        outline: The file's bookmarks.
    """
    found = _find_title(blocks, measures, title)
    if found is not None:
        blocks = _whole_title(blocks, found)
    marked = {
        i: _level for i, block in enumerate(blocks) if i != found and (_level := _bookmark(block, outline))
    }
    head = _head_end(blocks, found)  # authors and affiliations are often large or bold, and no headings
    styled = {i for i, block in enumerate(blocks) if i != found and i >= head and _is_styled(block, measures)}
    levels = _style_levels([blocks[i] for i in styled], measures)
    result: list[PlacedBlock] = []
    shift = 0 if found is None else 1
    for index, block in enumerate(blocks):
        if index == found:
            continue
        level = marked.get(index) or (levels[_style(block)] if index in styled else 0)
        result.append(_as_heading(block, level + shift) if level else block)
    return result if found is None else [_as_heading(blocks[found], 1), *result]


def _as_heading(block: PlacedBlock, level: int) -> PlacedBlock:
    return replace(block, block=Block(BlockKind.HEADING, block.block.lines, level=level))


def _find_title(blocks: list[PlacedBlock], measures: Measures, title: str) -> int | None:
    """Return the index of the title: what the file calls itself, or the largest words of the first page."""
    first = [
        (i, b)
        for i, b in enumerate(blocks)
        if b.pieces and b.pieces[0].page == blocks[0].pieces[0].page and _can_be_heading(b)
    ]
    flat = _flat(title)
    for index, block in first:
        if len(flat) >= 12 and _flat(block.text) == flat:
            return index
    large = [(b.size, -i) for i, b in first if b.size >= 1.15 * measures.size and len(_flat(b.text)) >= 8]
    if not large:
        return None
    _, index = max(large)
    return None if _NUMBER.match(blocks[-index].text) else -index


def _whole_title(blocks: list[PlacedBlock], found: int) -> list[PlacedBlock]:
    """Join the lines of a title that are set wide apart."""
    title, end = blocks[found], found + 1
    while end < len(blocks) and _style(blocks[end]) == _style(title) and _goes_on(title, blocks[end]):
        block = replace(title.block, lines=title.block.lines + blocks[end].block.lines)
        title = replace(title, block=block, pieces=title.pieces + blocks[end].pieces)
        end += 1
    return [*blocks[:found], title, *blocks[end:]]


def _goes_on(title: PlacedBlock, block: PlacedBlock) -> bool:
    gap = block.pieces[0].box.y0 - title.pieces[-1].box.y1
    near = block.pieces[0].page == title.pieces[-1].page and -title.size < gap < 1.2 * title.size
    return near and _can_be_heading(block) and len(read_authors(block.text)) < 2


def _head_end(blocks: list[PlacedBlock], found: int | None) -> int:
    """Return where the title, authors and affiliations end: at the first heading known by its words."""
    if found is None:
        return 0
    first = blocks[found].pieces[0].page
    for index in range(found + 1, len(blocks)):
        block = blocks[index]
        if not block.pieces or block.pieces[0].page != first:
            break
        if split_run_in(block.text) or HeadingReader().read(block.text, alone=False):
            return index
    return 0


def _can_be_heading(block: PlacedBlock) -> bool:
    text = block.text
    return (
        block.block.kind is BlockKind.TEXT
        and len(text) <= _MAX_CHARS
        and len(block.block.lines) <= _MAX_LINES
        and sum(c.isalpha() for c in text) >= 3
    )


def _is_styled(block: PlacedBlock, measures: Measures) -> bool:
    """Whether a block is set as a heading: larger than the text, or bold where the text is not."""
    text = block.text
    if not _can_be_heading(block) or text.startswith("^{") or text[:1].islower():
        return False
    if read_caption(text) or is_figure_caption(text) or is_source_note(text):
        return False
    if _OPEN_END.search(text) and not (_NUMBER.match(text) and text.endswith(".")):
        return False
    if 2 * sum(c.isalpha() for c in text) < len(text):
        return False
    if block.size >= _LARGER * measures.size:
        return len(text.split()) <= 30
    if block.size < 0.95 * measures.size:
        return False
    words = len(text.split())
    if block.italic and not measures.italic:
        return words <= _ITALIC_WORDS and len(block.block.lines) == 1 and text[:1].isupper()
    return block.bold and not measures.bold and words <= 20


def _bookmark(block: PlacedBlock, outline: tuple[OutlineItem, ...]) -> int:
    """Return the depth of the bookmark that points to a block and has its words, or 0."""
    if not outline or not _can_be_heading(block):
        return 0
    page, flat = block.pieces[0].page, _flat(_NUMBER.sub("", block.text))
    for item in outline:
        if item.page == page and len(flat) >= 3 and _flat(_NUMBER.sub("", item.title)) == flat:
            return item.level
    return 0


def _style(block: PlacedBlock) -> _Style:
    return block.size, block.bold


def _style_levels(headings: list[PlacedBlock], measures: Measures) -> dict[_Style, int]:
    """Return the depth that each style stands for: that of its numbered headings, else its rank."""
    depths: dict[_Style, Counter[int]] = {}
    for block in headings:
        depths.setdefault(_style(block), Counter())
        number = regex.match(r"^\d{1,2}(?:\.\d{1,2}){0,4}(?=\.?\s)", block.text)
        if number:
            depths[_style(block)][number[0].count(".") + 1] += 1
        elif _is_main(block.text):
            depths[_style(block)][1] += 1
    ranked = sorted(depths, reverse=True)
    numbered = {style: counts.most_common(1)[0][0] for style, counts in depths.items() if counts}
    levels: dict[_Style, int] = {}
    for rank, style in enumerate(ranked, 1):
        above = [levels[other] for other in ranked[: rank - 1] if other in numbered]
        levels[style] = numbered.get(style) or min(
            6, max([*(a + 1 for a in above[-1:]), 1 if above else rank])
        )
    return levels


def _is_main(text: str) -> bool:
    """Whether a heading names a main part of a paper ("Introduction", "References")."""
    heading = HeadingReader().read(text, alone=False)
    return heading is not None and heading.number is None and heading.level == 1


def _flat(text: str) -> str:
    return regex.sub(r"[^\p{L}\p{N}]", "", text.casefold())
