"""What is printed beside the text on every page: running heads in the margin, line numbers, stamps."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import regex

from cbm_qa.ingest.pdf.layout import Line, PageLayout

_LONG_WORDS = 5
_MIN_LONG = 10
_MAX_CHARS = 60
_GAP = 4.0
_MIN_PAGES = 3


class Margins:
    """What recurs beside the text, but for its numbers, learnt from all pages of a file."""

    def __init__(self, pages: Iterable[PageLayout]) -> None:
        self._counts = Counter(shape for page in pages for shape in {_shape(line) for line in _beside(page)})

    def without(self, page: PageLayout) -> PageLayout:
        """Take the lines beside the text off a page that recur on others."""
        beside = _beside(page)
        if not beside:
            return page
        has_numbers = sum(_shape(line) == "0" for line in beside) >= _MIN_LONG
        kept = (line for line in page.lines if not _recurs(line, beside, self._counts, has_numbers))
        return replace(page, lines=tuple(kept))


def _recurs(line: Line, beside: list[Line], counts: Counter[str], has_numbers: bool) -> bool:
    shape = _shape(line)
    return (counts[shape] >= _MIN_PAGES or (has_numbers and shape == "0")) and line in beside


def _beside(page: PageLayout) -> list[Line]:
    """Return the short lines that lie left or right of all running text."""
    long = [line for line in page.lines if len(line.words) >= _LONG_WORDS]
    if len(long) < _MIN_LONG:
        return []
    lefts, rights = sorted(line.box.x0 for line in long), sorted(line.box.x1 for line in long)
    left, right = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
    return [
        line
        for line in page.lines
        if len(line.text) <= _MAX_CHARS and (line.box.x1 < left - _GAP or line.box.x0 > right + _GAP)
    ]


def _shape(line: Line) -> str:
    return regex.sub(r"\d+", "0", line.text.casefold())
