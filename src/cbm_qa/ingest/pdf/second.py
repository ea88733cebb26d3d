"""Where PDFium misreads letters, those of another reader: pypdf, in the places that PDFium found.

PDFium takes the ligatures of Arabic apart in the wrong order and drops a letter that is drawn close to the
same one. pypdf does neither, but does not know where a line stands.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cbm_qa.ingest.pdf.characters import is_right_to_left, join_line
from cbm_qa.ingest.pdf.layout import Box, FileLayout, Line, PageLayout, Word

logger = logging.getLogger(__name__)

_ALIKE = 60.0  # of 100: the same printed line in two readings
_SHORT = 3
_BESIDE = 2.0  # sizes of the text between two pieces of one line


def mend_letters(layout: FileLayout, path: Path) -> None:
    """Replace the letters of lines that are read from the right by those that pypdf reads.

    Args:
        layout: Its pages are replaced.
        path: The file.
    """
    doubtful = [n for n, page in enumerate(layout.pages) if any(map(_is_doubtful, page.lines))]
    if not doubtful:
        return
    read = _page_reader(path)
    for number in doubtful:
        layout.pages[number] = _mended(layout.pages[number], read(layout.pages[number].index))


def _is_doubtful(line: Line) -> bool:
    return is_right_to_left(line.text)


def _page_reader(path: Path) -> Callable[[int], list[str]]:
    """Return what gives the lines of a page as pypdf reads them; none where it cannot."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every fault that it passes over
    try:
        reader = pypdf.PdfReader(path)
    except Exception as error:  # a second opinion may be missing, whatever the reason
        logger.info("%s: pypdf cannot open it: %s", path.name, error)
        return lambda index: []

    def lines(index: int) -> list[str]:
        try:
            text = reader.pages[index].extract_text()
        except Exception as error:
            logger.info("%s: pypdf cannot read page %d: %s", path.name, index + 1, error)
            return []
        return [flat for line in text.splitlines() if (flat := " ".join(line.split()))]

    return lines


def _mended(page: PageLayout, others: list[str]) -> PageLayout:
    from rapidfuzz import fuzz, process

    left = dict(enumerate(others))
    lines = []
    for line in _rejoined(page.lines, others):
        if _is_doubtful(line) and len(line.text) > _SHORT and left:
            best = process.extractOne(line.text, left, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if best is not None:
                line = _with_text(line, best[0])
                del left[best[2]]
        lines.append(line)
    return replace(page, lines=tuple(lines))


def _rejoined(lines: tuple[Line, ...], others: list[str]) -> list[Line]:
    """Join pieces on one baseline, parted by a wide space, where the other reader has them as one line."""
    joined: list[Line] = []
    for line in lines:
        at = next((n for n, other in enumerate(joined) if _is_beside(other, line)), None)
        whole = join_line([joined[at], line]) if at is not None else line
        if at is not None and _likeness(whole, others) > max(
            _likeness(p, others) for p in (joined[at], line)
        ):
            joined[at] = whole
        else:
            joined.append(line)
    return joined


def _is_beside(line: Line, other: Line) -> bool:
    gap = max(other.box.x0 - line.box.x1, line.box.x0 - other.box.x1)
    near = abs(line.baseline - other.baseline) < 0.2 * line.size and 0 <= gap <= _BESIDE * line.size
    return near and _is_doubtful(line) and _is_doubtful(other)


def _likeness(line: Line, others: list[str]) -> float:
    from rapidfuzz import fuzz, process

    best = process.extractOne(line.text, others, scorer=fuzz.ratio)
    return best[1] if best is not None else 0.0


def _with_text(line: Line, text: str) -> Line:
    """Return the line with other words: each where the old one stood, or shares from the right."""
    words = text.split()
    if len(words) == len(line.words):
        boxes = [word.box for word in line.words]
    else:
        boxes, share = [], (line.box.x1 - line.box.x0) / len(text)
        end = line.box.x1
        for word in words:
            start = end - share * len(word)
            boxes.append(Box(start, line.box.y0, end, line.box.y1))
            end = start - share
    return replace(line, words=tuple(map(Word, words, boxes)))
