"""Pages that are pictures of text, read by Tesseract where it is installed (pip install "cbm-qa[ocr]")."""

import logging
import os
import shutil
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from cbm_qa.ingest.pdf.layout import Box, Frame, Line, PageLayout, Word, around

logger = logging.getLogger(__name__)

_DPI = 300
_MAX_PIXELS = 30_000_000
_SECONDS = 90  # a page
_SURE = 30.0  # of 100: what Tesseract doubts more than this is not taken for a word
_LETTERS = 0.75  # height of the type as a share of the height of a line's box


def can_ocr() -> bool:
    """Return whether both the program and its Python package are there."""
    if shutil.which("tesseract") is None:
        return False
    try:
        import pytesseract  # noqa: F401
    except ImportError:
        return False
    return True


def read_pictures(path: Path, pages: list[PageLayout]) -> list[PageLayout]:
    """Return the pages with the lines that Tesseract reads on them; a page it cannot read stays as it is.

    The languages are those of CBM_QA_OCR_LANGUAGES, as Tesseract calls them ("eng+rus"); English by default.
    """
    import pypdfium2

    languages = os.environ.get("CBM_QA_OCR_LANGUAGES") or "eng"
    document = pypdfium2.PdfDocument(path)
    try:
        return [_read(document, page, languages) for page in pages]
    finally:
        document.close()


def _read(document: Any, page: PageLayout, languages: str) -> PageLayout:  # noqa: ANN401  # a handle of a C library
    import pytesseract

    drawn = document[page.index]
    wide, high = drawn.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(1.0, wide * high)) ** 0.5)
    picture = drawn.render(scale=scale, grayscale=True).to_pil()
    try:
        found = pytesseract.image_to_data(
            picture, lang=languages, timeout=_SECONDS, output_type=pytesseract.Output.DICT
        )
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        logger.warning("page %d: Tesseract cannot read it: %s", page.index + 1, error)
        return page
    return replace(page, frame=Frame(wide, high), lines=_lines(found, 1 / scale), rules=(), unmapped=0.0)


def _lines(found: dict[str, list[Any]], scale: float) -> tuple[Line, ...]:
    """Return the words that Tesseract is sure of, in their lines; its pixels become points."""
    rows: dict[tuple[int, ...], list[Word]] = defaultdict(list)
    for n, text in enumerate(found["text"]):
        if not str(text).strip() or float(found["conf"][n]) < _SURE:
            continue
        x, y, wide, high = (scale * float(found[name][n]) for name in ("left", "top", "width", "height"))
        place = tuple(int(found[name][n]) for name in ("block_num", "par_num", "line_num"))
        rows[place].append(Word(str(text).strip(), Box(x, y, x + wide, y + high)))
    lines = []
    for words in rows.values():
        words.sort(key=lambda word: word.box.x0)
        box = around([word.box for word in words])
        size = max(4.0, median(word.box.y1 - word.box.y0 for word in words) / _LETTERS)
        lines.append(Line(tuple(words), box, median(word.box.y1 for word in words), round(size), False))
    return tuple(lines)
