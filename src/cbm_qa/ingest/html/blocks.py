"""An HTML tree to blocks: headings, paragraphs, list items, tables, captions, in the order of the page."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import regex
from lxml.html import HtmlElement

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.grid import SpannedCell, lay_out
from cbm_qa.ingest.headings import is_references_title
from cbm_qa.ingest.html.marks import BREAK, CLOSE, OPEN, escape, finish_cell, finish_lines

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math q s samp small "
    "span strike strong sub sup time tt u var wbr br img".split()
)
_DROPPED = frozenset(
    "script style noscript template button input select textarea option svg canvas iframe object embed "
    "audio video map nav head title meta link annotation annotation-xml".split()
)
_EMPHASIS = frozenset({"i", "em"})
_CITED = regex.compile(r"(?:ref|bib|cit|cr|(?<![\p{L}])b|(?<![\p{L}])r)[\p{L}]*[-_.:]*\d", regex.I)
_NUMBERED = regex.compile(r"^\s*(?:\[\d+\]|\d+[.)])\s")
_HEADINGS = ("h1", "h2", "h3", "h4")
_MAX_HEADER_WORDS = 8
_MAX_ENTRY_WORDS = 12
_DIGITS = regex.compile(r"\d{1,4}")


def read_tree(root: HtmlElement, *, own_host: str = "") -> list[Block]:
    """Return the blocks of a tree that holds main text only.

    Args:
        root: The element to read; it is not changed.
        own_host: Links to this host are read as their words alone; of others the address is kept.
    """
    reader = _TreeReader(own_host)
    reader.read_children(root)
    reader.flush()
    return reader.blocks


class _TreeReader:
    """Walks the tree; inline text gathers until a block begins or ends."""

    def __init__(self, own_host: str) -> None:
        self.blocks: list[Block] = []
        self._own_host = own_host
        self._gathered: list[str] = []
        self._kind = BlockKind.TEXT
        self._in_references = False

    def flush(self) -> None:
        """Make a block of the text gathered so far; two breaks in a row part paragraphs."""
        text = "".join(self._gathered)
        self._gathered = []
        for part in regex.split(rf"(?:{BREAK}\s*){{2,}}", text):
            lines = finish_lines(part)
            if lines:
                self.blocks.append(Block(self._kind, lines, is_whole=True))

    def read_children(self, element: HtmlElement) -> None:
        self._add(element.text)
        for child in element:
            self._read(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._gathered.append(escape(text))

    def _read(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            return
        if tag in _INLINE and not _holds_blocks(element):
            self._gathered.append(self._inline(element))
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._heading(element, int(tag[1]))
        elif tag in ("ul", "ol"):
            self._list(element)
        elif tag == "table":
            self._table(element)
        elif tag == "pre":
            self._preformatted(element)
        elif tag == "figcaption" or element.get("class") == "caption":
            self._apart(element, BlockKind.CAPTION)
        elif tag == "dd":
            self._apart(element, BlockKind.ITEM)
        else:
            self._apart(element, self._kind)

    def _apart(self, element: HtmlElement, kind: BlockKind) -> None:
        self.flush()
        before, self._kind = self._kind, kind
        self.read_children(element)
        self.flush()
        self._kind = before

    def _heading(self, element: HtmlElement, level: int) -> None:
        self.flush()
        text = finish_cell(self._text(element)).replace("*", "")
        if text:
            self.blocks.append(Block(BlockKind.HEADING, (text,), level=level))
            self._in_references = is_references_title(text)

    def _list(self, element: HtmlElement) -> None:
        self.flush()
        before = self._kind
        for number, item in enumerate((e for e in element if e.tag == "li"), 1):
            self._kind = BlockKind.ITEM
            at = len(self.blocks)
            self.read_children(item)
            self.flush()
            if self._in_references and element.tag == "ol" and len(self.blocks) > at:
                self.blocks[at] = _with_number(self.blocks[at], number)
        self._kind = before

    def _preformatted(self, element: HtmlElement) -> None:
        self.flush()
        lines = (escape(line).strip() for line in element.text_content().split("\n"))
        kept = tuple(line for line in lines if line)
        if kept:
            self.blocks.append(Block(BlockKind.TEXT, kept))

    # Tables

    def _table(self, element: HtmlElement) -> None:
        self.flush()
        rows = list(_rows_of(element))
        caption = element.find("caption")
        if _is_layout(rows):
            for _, cells in rows:
                for cell in cells:
                    self._apart(cell, self._kind)
            return
        heads = sum(1 for in_head, cells in rows if in_head and len(cells) > 0)
        spanned = [[self._cell(cell) for cell in cells] for _, cells in rows]
        words = finish_cell(self._text(caption)) if caption is not None else ""
        while (
            len(spanned) > 1 and len(spanned[0]) == 1 and spanned[0][0].columns > 1 and not (words and heads)
        ):
            # A first row of one wide cell is the caption that the format has no other place for; above facts
            # that are named in the first column it is their header, the first fact is none.
            if len(spanned) > 2 and _is_facts(spanned[1:]):
                break
            words = " ".join(filter(None, (words, spanned.pop(0)[0].text)))
            heads = max(0, heads - 1)
        laid_out = lay_out(spanned, heads)
        if len(laid_out) > 1:
            self.blocks.append(Block(BlockKind.TABLE, rows=laid_out, caption=words, is_whole=True))
            return
        texts = [words, *(" ".join(filter(None, row)) for row in laid_out)]
        self.blocks += [Block(BlockKind.TEXT, (text,)) for text in texts if text]

    def _cell(self, element: HtmlElement) -> SpannedCell:
        pictures = (picture.get("alt") or "" for picture in element.iter("img"))
        return SpannedCell(
            finish_cell(self._text(element)) or finish_cell(escape(" ".join(pictures))),
            _span(element, "colspan"),
            _span(element, "rowspan"),
            element.tag == "th",
        )

    # Inside a line

    def _text(self, element: HtmlElement) -> str:
        """Return all text of an element as of one line; blocks in it are parted by a space."""
        pieces = [escape(element.text or "")]
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _DROPPED:
                if child.tag in _INLINE:
                    pieces.append(self._inline(child))
                elif child.tag in ("ul", "ol"):
                    items = (finish_cell(self._text(item)) for item in child.iterchildren("li"))
                    pieces.append(f"{BREAK}{'; '.join(filter(None, items))}{BREAK}")
                else:
                    pieces.append(f"{BREAK}{self._text(child)}{BREAK}")
            pieces.append(escape(child.tail or ""))
        return "".join(pieces)

    def _inline(self, element: HtmlElement) -> str:
        tag = element.tag
        if tag in ("br", "wbr", "img"):
            return BREAK if tag == "br" else ""
        if tag == "math" and element.get("alttext"):
            return escape(element.get("alttext", ""))
        text = self._text(element)
        if tag == "sup":
            return _raised(element, text)
        if tag == "a":
            return self._linked(element, text)
        return f"{OPEN}{text}{CLOSE}" if tag in _EMPHASIS else text

    def _linked(self, element: HtmlElement, text: str) -> str:
        address = (element.get("href") or "").strip()
        host = urlsplit(address).hostname if regex.match(r"https?://[^\s()]+$", address) else None
        shown = finish_cell(text)
        if not host or not shown or host == self._own_host or shown in address or address in shown:
            return text
        return f"{text} ({escape(address)})"


def _is_facts(rows: list[list[SpannedCell]]) -> bool:
    """Whether the first rows are of a name and a value each."""
    named = (len(row) == 2 and (row[0].is_header or row[0].text.endswith(":")) for row in rows[:2])
    return all(named) and not any(row[-1].is_header for row in rows[:2])


def _raised(element: HtmlElement, text: str) -> str:
    """Raised text is an exponent or a footnote sign; a raised link to the list is a mention, "[12]"."""
    shown = finish_cell(text)
    if not shown or shown.startswith(("[", "^")):
        return text
    links = list(element.iter("a"))
    parent = element.getparent()
    if parent is not None and parent.tag == "a":
        links.append(parent)
    targets = [(link.get("href") or "").partition("#")[2] for link in links]
    if any(map(_CITED.search, targets)) and _DIGITS.match(shown):
        return f"[{shown}]"
    return f"^{{{shown}}}"


def _with_number(block: Block, number: int) -> Block:
    first = block.lines[0]
    lines = block.lines if _NUMBERED.match(first) else (f"[{number}] {first}", *block.lines[1:])
    return replace(block, lines=lines)


def _holds_blocks(element: HtmlElement) -> bool:
    """Whether an inline element wraps blocks, as a link around a card does."""
    return any(isinstance(e.tag, str) and e.tag not in _INLINE | _DROPPED for e in element.iterdescendants())


def _rows_of(table: HtmlElement) -> Iterator[tuple[bool, list[HtmlElement]]]:
    """Yield the rows of a table, not those of tables inside it, and whether each stands in its head."""
    for part in table:
        for row in [part] if part.tag == "tr" else part.iterchildren("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if cells:
                yield part.tag == "thead", cells


def _is_layout(rows: list[tuple[bool, list[HtmlElement]]]) -> bool:
    """Whether a table only arranges the page: one column of text, or headings and tables in its cells."""
    cells = [cell for _, cells in rows for cell in cells]
    if max((len(cells) for _, cells in rows), default=0) < 2:
        short = all(len(cell.text_content().split()) <= _MAX_ENTRY_WORDS for cell in cells)
        return not (short or any(cell.tag == "th" for cell in cells))
    titled = sum(_holds(cell, *_HEADINGS) for cell in cells)
    inner = titled + sum(_holds(cell, "table") and not _holds(cell, *_HEADINGS) for cell in cells)
    return 3 * inner >= len(cells) and (titled > 0 or not _has_header(rows))


def _has_header(rows: list[tuple[bool, list[HtmlElement]]]) -> bool:
    """Whether a table begins with a row of short words, one for each column of the rows below."""
    (_, head), *rest = rows
    words = [cell.text_content().split() for cell in head]
    return (
        all(0 < len(cell) <= _MAX_HEADER_WORDS for cell in words)
        and not any(_holds(cell, "table") for cell in head)
        and bool(rest)
        and all(len(cells) == len(head) for _, cells in rest)
    )


def _holds(element: HtmlElement, *tags: str) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _span(cell: HtmlElement, name: str) -> int:
    found = _DIGITS.match((cell.get(name) or "").strip())
    return max(1, int(found[0])) if found else 1
