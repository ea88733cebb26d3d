"""Plain text to blocks: groups of lines, tables by tabs or pipes, list items, page furniture removed."""

from collections.abc import Iterator
from itertools import groupby

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.furniture import without_furniture

_BULLET = regex.compile(r"^\s*(?:[-–•▪◦‣·]|\*(?!\*))\s+(?=\S)")
_PIPE_RULE = regex.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_HEADING_MARK = regex.compile(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_UNDERLINE = regex.compile(r"^\s{0,3}([=-])\1{2,}\s*$")
_RULE = regex.compile(r"^(?:\s*[*_=~#·•–—-]){3,}\s*$")
_MAX_TITLE_CHARS = 150
_MIN_BARS = 3
_LONG_LINE = 160  # printed lines are shorter; a longer one is a whole paragraph
_TERMINAL = tuple(".!?…:;”\"'’)]")


def read_plaintext(text: str) -> list[Block]:
    """Return the blocks of a plain text file, in order, without page numbers and running heads."""
    groups = [list(_mark_headings(group)) for group in without_furniture(text)]
    groups = [group for group in groups if group]
    wrapped = _is_wrapped(groups)
    blocks: list[Block] = []
    for group in groups:
        for kind, pairs in groupby(zip(_line_kinds(group), group, strict=True), lambda pair: pair[0]):
            blocks += _to_blocks(kind, [line for _, line in pairs], wrapped)
    return blocks


def _mark_headings(group: list[str]) -> Iterator[str]:
    """Yield the lines without rules ("* * *", "-----"); a title that a rule underlines is marked with "#"."""
    for line, following in zip(group, [*group[1:], ""], strict=True):
        underline = _UNDERLINE.match(following)
        if (
            underline
            and len(line) <= _MAX_TITLE_CHARS
            and _line_kind(line) is BlockKind.TEXT
            and not _RULE.match(line)
        ):
            yield f"{'#' if underline[1] == '=' else '##'} {line.strip()}"
        elif not _RULE.match(line):
            yield line


def split_row(line: str) -> tuple[str, ...]:
    """Return the cells of a table line, by tabs or else by pipes."""
    if "\t" in line:
        return tuple(cell.strip() for cell in line.strip("\n").split("\t"))
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _line_kinds(group: list[str]) -> list[BlockKind]:
    """Tell what each line of a group is; a line without tabs inside a table is a row of one cell."""
    kinds = [
        BlockKind.TABLE if is_piped else _line_kind(line)
        for line, is_piped in zip(group, _is_piped(group), strict=True)
    ]
    rows = [i for i, kind in enumerate(kinds) if kind is BlockKind.TABLE]
    if len(rows) == 1 and len(split_row(group[rows[0]])) < 3:
        kinds[rows[0]] = BlockKind.TEXT  # "1.<tab>Introduction" is no table
    elif rows and len(rows) >= 0.5 * (rows[-1] - rows[0] + 1):
        kinds[rows[0] : rows[-1] + 1] = [BlockKind.TABLE] * (rows[-1] - rows[0] + 1)
    return kinds


def _line_kind(line: str) -> BlockKind:
    if "\t" in line.strip() or (line.strip().startswith("|") and line.count("|") > 1):
        return BlockKind.TABLE
    if _HEADING_MARK.match(line):
        return BlockKind.HEADING
    return BlockKind.TEXT


def _is_piped(group: list[str]) -> list[bool]:
    """Tell which lines are rows with bars between cells: several next to each other with as many bars."""
    bars = [line.count(" | ") for line in group]
    runs = [(count, len(list(run))) for count, run in groupby(bars)]
    return [count > 0 and count * length >= _MIN_BARS for count, length in runs for _ in range(length)]


def _to_blocks(kind: BlockKind, lines: list[str], wrapped: bool) -> list[Block]:
    if kind is BlockKind.TABLE:
        rows = tuple(split_row(line) for line in lines if not _PIPE_RULE.match(line))
        return [Block(BlockKind.TABLE, rows=rows)]
    if kind is BlockKind.HEADING:
        found = [match for line in lines if (match := _HEADING_MARK.match(line))]
        return [Block(BlockKind.HEADING, (m[2],), level=len(m[1])) for m in found]
    return _text_blocks(lines, wrapped)


def _text_blocks(lines: list[str], wrapped: bool) -> list[Block]:
    """Split a group of lines into items and paragraphs; a wrapped line continues the one before."""
    width = max(len(line) for line in lines)
    blocks: list[Block] = []
    current: list[str] = []
    kind = BlockKind.TEXT
    for line in lines:
        bullet = _BULLET.match(line)
        if current and (bullet or _ends_block(current[-1], line, wrapped, width)):
            blocks.append(Block(kind, tuple(current)))
            current, kind = [], BlockKind.TEXT
        if bullet:
            kind = BlockKind.ITEM
        current.append(line[bullet.end() :] if bullet else line)
    blocks.append(Block(kind, tuple(current)))
    return blocks


def _ends_block(line: str, following: str, wrapped: bool, width: int) -> bool:
    if not wrapped or len(line) > _LONG_LINE:
        return True
    short = len(line.rstrip()) < 0.8 * width
    return short and line.rstrip().endswith(_TERMINAL) and not following.lstrip()[:1].islower()


def _is_wrapped(groups: list[list[str]]) -> bool:
    """Whether the file breaks its lines at a page's width: few lines are longer than one."""
    lines = [line for group in groups for line in group if "\t" not in line]
    long = sum(len(line) > _LONG_LINE for line in lines)
    return long < 0.1 * max(1, len(lines))
