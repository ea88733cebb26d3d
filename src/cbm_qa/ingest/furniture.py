"""Page furniture of a plain text file: page numbers, and lines that head or foot every page."""

from collections import Counter, defaultdict
from itertools import groupby, islice

import regex

_PAGE_NUMBER = regex.compile(
    r"^\s*(?:[-–—]\s*)?(?:page\s+|с\.\s*|стр\.\s*)?\d{1,4}(?:\s*(?:of|/|из)\s*\d{1,4})?(?:\s*[-–—])?\s*$",
    regex.I,
)
_PRINTS_NUMBER = regex.compile(r"^\s*\d{1,4}\s+[^\d\s]|[^\d\s.,:]\s+\d{1,4}\s*$")
_IS_CONTENT = regex.compile(
    r"\s*(?:(?:source|note|table|figure|fig|chapter|article|section|appendix|источник|таблица|рис)s?\b|[-–•*|#])",
    regex.I,
)
_DIGITS = regex.compile(r"\d+")
_CUT = regex.compile(r"[\p{L},–-]\s*$")
_WORDS = regex.compile(r"\p{L}{3}|\p{Han}{2}")
_PAGE_BREAK = "\f"
_MIN_TIMES = 3
_MAX_CHARS = 100
_MIN_LETTERS = 12  # of a head that is known by the page number in it


def without_furniture(text: str) -> list[list[str]]:
    """Return the lines of a text in groups, as blank lines part them, without page furniture.

    A page number stands alone or at the edge of a group. So does a running head; it recurs, but for
    the number in it, and a page ends there: it meets a page break or a page number, prints one itself,
    or stands inside a sentence. A heading that recurs ("Methods" of each study) does none of these.
    """
    lines = text.replace(_PAGE_BREAK, f"\n\n{_PAGE_BREAK}\n\n").split("\n")
    groups = [list(group) for printed, group in groupby(lines, _is_printed) if printed]
    heads = _running_heads(groups)
    kept = (_without_edges(group, heads) for group in groups if group != [_PAGE_BREAK])
    return [group for group in kept if group]


def _is_printed(line: str) -> bool:
    return bool(line.strip()) or line == _PAGE_BREAK


def _running_heads(groups: list[list[str]]) -> frozenset[str]:
    """Return the shapes of the running heads."""
    lines = [line for group in groups for line in group]
    recurring = _recurring(groups)
    signs: defaultdict[str, int] = defaultdict(int)
    position = 0
    for group in groups:
        for index in {position, position + len(group) - 1}:
            shape = _shape(lines[index])
            if shape in recurring and _is_at_page_end(lines, index, recurring):
                signs[shape] += 1
        position += len(group)
    return frozenset(shape for shape, count in signs.items() if 3 * count >= recurring[shape])


def _recurring(groups: list[list[str]]) -> dict[str, int]:
    """Return how often each short line that could be a running head comes at the edge of a group."""
    edges = [edge for group in groups for edge in (group if len(group) == 1 else (group[0], group[-1]))]
    counts = Counter(
        _shape(line)
        for line in edges
        if len(line.strip()) <= _MAX_CHARS
        and "\t" not in line
        and _WORDS.search(line)
        and not _IS_CONTENT.match(line)
    )
    return {shape: n for shape, n in counts.items() if n >= _MIN_TIMES}


def _is_at_page_end(lines: list[str], index: int, recurring: dict[str, int]) -> bool:
    line = lines[index]
    if _PRINTS_NUMBER.search(line) and sum(c.isalpha() for c in line) >= _MIN_LETTERS:
        return True
    before = _neighbour(lines, range(index - 1, -1, -1), recurring)
    after = _neighbour(lines, range(index + 1, len(lines)), recurring)
    if any(near == _PAGE_BREAK or _PAGE_NUMBER.match(near) for near in (before, after)):
        return True
    return _CUT.search(before[-9:]) is not None and after.lstrip()[:1].islower()


def _neighbour(lines: list[str], indexes: range, recurring: dict[str, int]) -> str:
    """Return the next line that is no possible running head itself, of the next few."""
    near = (lines[i] for i in islice(indexes, _MIN_TIMES))
    return next((line for line in near if _shape(line) not in recurring), "")


def _shape(line: str) -> str:
    return _DIGITS.sub("0", line.strip().casefold())


def _without_edges(group: list[str], heads: frozenset[str]) -> list[str]:
    start, end = 0, len(group)
    while start < end and _is_furniture(group[start], heads):
        start += 1
    while end > start and _is_furniture(group[end - 1], heads):
        end -= 1
    return group[start:end]


def _is_furniture(line: str, heads: frozenset[str]) -> bool:
    return bool(_PAGE_NUMBER.match(line)) or _shape(line) in heads
