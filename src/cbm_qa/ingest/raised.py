"""Raised numbers that mean entries of the reference list, set in brackets, as other styles print them."""

from collections.abc import Sequence
from dataclasses import replace

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.headings import HeadingReader
from cbm_qa.ingest.inline import NO_EXPONENT, clean_inline

_ENTRY = regex.compile(r"^\s*(?:\[(\d{1,4})\]|\((\d{1,3})\)|(\d{1,3})[.)]?)\s+(?=\S)")
_TOUCHING = regex.compile(r"\}\s*\^\{")
_NUMBERS = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
_RAISED = regex.compile(rf"(?<=\S ?)(?<![\p{{Sm}}(]){NO_EXPONENT}\^\{{\s*({_NUMBERS})\s*[,;]?\s*\}}")
_BRACKETED = regex.compile(rf"\[{_NUMBERS}\]")
_MIN_ENTRIES = 5
_MIN_CITED = 0.4  # of the entries
_MIN_KNOWN = 0.9  # of the numbers
_FULL_WORDS = 25


def find_raised_style(blocks: Sequence[Block]) -> int | None:
    """Return the block from which on raised numbers name entries; None where the document does not do so.

    It does where most entries of its numbered list are named by raised numbers, hardly any other number is
    raised, and numbers in brackets are rarer.
    """
    start = _body_start(blocks)
    lines = [line for block in blocks[start:] for line in block.lines]
    found = [n for line in lines for m in _RAISED.finditer(_joined(line)) for n in _numbers(m[1])]
    if not found:
        return None
    entries = _count_entries(blocks)
    known = [n for n in found if 1 <= n <= entries]
    in_brackets = sum(len(_BRACKETED.findall(line)) for line in lines)
    is_style = (
        entries >= _MIN_ENTRIES
        and len(set(known)) >= _MIN_CITED * entries
        and len(known) >= _MIN_KNOWN * len(found)
        and in_brackets < len(found)
    )
    return start if is_style else None


def set_in_brackets(line: str) -> str:
    """Return a line with its raised numbers in brackets: "as shown.^{3,4}" becomes "as shown.[3,4]".

    >>> set_in_brackets("as shown.^{3,} ^{4} within 5 km^{2}")
    'as shown.[3,4] within 5 km^{2}'
    """
    return regex.sub(r"(?<=[.,;:]) (?=\[\d)", "", _RAISED.sub(lambda m: f"[{m[1]}]", _joined(line)))


def with_mentions(blocks: list[Block]) -> list[Block]:
    """Return the blocks with raised mentions in brackets, where that is the document's style."""
    start = find_raised_style(blocks)
    if start is None:
        return blocks
    return [
        *blocks[:start],
        *(replace(b, lines=tuple(map(set_in_brackets, b.lines))) for b in blocks[start:]),
    ]


def _joined(line: str) -> str:
    return _TOUCHING.sub("", line)


def _numbers(text: str) -> list[int]:
    """Return the numbers that a mention names, ranges in full."""
    numbers: list[int] = []
    for part in regex.split(r"[,;]", text):
        ends = [int(n) for n in regex.findall(r"\d+", part)]
        numbers += range(ends[0], ends[-1] + 1) if ends and ends[-1] - ends[0] < 100 else ends
    return numbers


def _body_start(blocks: Sequence[Block]) -> int:
    """Return the first block after the authors, whose raised numbers point at their affiliations."""
    for index, block in enumerate(blocks):
        text = clean_inline(block.text)
        if len(text.split()) >= _FULL_WORDS and block.kind is BlockKind.TEXT and text.endswith("."):
            return index
        if index and (block.kind is BlockKind.HEADING or HeadingReader().read(text, alone=False)):
            return index
    return len(blocks)


def _count_entries(blocks: Sequence[Block]) -> int:
    """Return how many entries are numbered in sequence after the heading of the reference list."""
    expected, inside = 1, False
    for block in blocks:
        if not inside:
            heading = (
                HeadingReader().read(clean_inline(block.text), alone=False) if len(block.text) < 80 else None
            )
            inside = heading is not None and heading.is_references
            continue
        for line in block.lines:
            found = _ENTRY.match(line)
            expected += found is not None and int(next(filter(None, found.groups()))) == expected
    return expected - 1
