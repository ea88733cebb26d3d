"""Pages read with PDFium: characters, ruled lines, labels, outline."""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import regex

from cbm_qa.errors import ReadError
from cbm_qa.ingest.pdf.characters import build_lines, spell
from cbm_qa.ingest.pdf.layout import Box, Char, FileLayout, Frame, OutlineItem, PageLayout, Rule

MAX_PAGES = 5_000
_MAX_CHARS = 60_000  # a printed page has under 10,000; more is a bomb or a map
_MAX_PATHS = 20_000
_MAX_SEGMENTS = 4_000
_BULLET = 0x2022
_THIN = 2.5
_SHORT = 6.0
_BOLD = regex.compile(
    r"bold|black|heavy|semibold|demi|CMBX|\bSFBX|-Bd|[.]B\b|LinLibertineTB|NimbusRomNo9L-Medi", regex.I
)
_ITALIC = regex.compile(r"italic|oblique|slanted|CMTI|\bSFTI|NimbusRomNo9L-\w*Ital", regex.I)


def read_layout(path: Path, password: str | None, report: Callable[[int, int], None]) -> FileLayout:
    """Read every page of a file.

    Args:
        path: The file.
        password: For an encrypted one; an empty one is tried by itself.
        report: Told the pages done and their number.

    Raises:
        ReadError: It needs a password, is no PDF, is too badly damaged, or has no or too many pages.
    """
    document = _open(path, password)
    try:
        count = len(document)
        if count == 0:
            raise ReadError(f"{path.name}: the PDF has no pages", hint="get a complete copy of the file")
        if count > MAX_PAGES:
            raise ReadError(
                f"{path.name}: {count} pages are over the limit of {MAX_PAGES:,}",
                hint="split it into one file a document",
            )
        layout = FileLayout(_title(document), _outline(document))
        for index in range(count):
            layout.pages.append(_read_page(document, index))
            report(index + 1, count)
        return layout
    finally:
        document.close()


def _open(path: Path, password: str | None) -> Any:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        return pypdfium2.PdfDocument(path, password=password)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium.FPDF_ERR_PASSWORD:
            raise ReadError(
                f"{path.name}: the PDF is locked with a password",
                hint="open it with its password, save or print a copy without one, and use that",
            ) from error
        if code == pdfium.FPDF_ERR_SECURITY:
            raise ReadError(
                f"{path.name}: the PDF is encrypted in a way that cannot be read",
                hint="save a copy without protection and use that",
            ) from error
        raise ReadError(
            f"{path.name}: not a PDF, or damaged beyond reading",
            hint="get the file again; a download may have broken off",
        ) from error


def _title(document: Any) -> str:
    try:
        return str(document.get_metadata_value("Title")).strip()
    except (RuntimeError, UnicodeError):
        return ""


def _outline(document: Any) -> tuple[OutlineItem, ...]:
    import pypdfium2

    items: list[OutlineItem] = []
    try:
        for mark in document.get_toc(max_depth=6):
            target = mark.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                items.append(OutlineItem(mark.get_title().strip(), mark.level + 1, page))
            if len(items) >= 2000:
                break
    except (pypdfium2.PdfiumError, RuntimeError, UnicodeError, ValueError):
        pass  # a broken outline only costs its help with headings
    return tuple(items)


def _read_page(document: Any, index: int) -> PageLayout:
    import pypdfium2

    label = document.get_page_label(index) or ""
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return PageLayout(index, label, Frame(0, 0), ())
    try:
        return _PageReader(page).read(index, label)
    except pypdfium2.PdfiumError:
        return PageLayout(index, label, Frame(*page.get_size()), ())
    finally:
        page.close()


class _PageReader:
    """Reads one page, in the coordinates of the page as displayed."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self.pdfium = pdfium
        self.page = page
        self.rotation = page.get_rotation() // 90
        self.width, self.height = page.get_size()
        self.left, self.bottom, self.right, self.top = page.get_bbox()

    def read(self, index: int, label: str) -> PageLayout:
        """Return the page's lines and rules."""
        drawn, unmapped = self._chars()
        turn = Counter(direction for _, direction in drawn).most_common(1)[0][0] if drawn else 0
        frame = Frame(self.width, self.height, turn)
        chars = (_turned(char, frame) for char, direction in drawn if direction == turn)
        rules, has_image = self._rules(frame)
        return PageLayout(
            index,
            label,
            frame,
            build_lines(chars),
            tuple(rules),
            unmapped / max(1, unmapped + len(drawn)),
            has_image,
        )

    def _displayed(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Return a rectangle of the page's own coordinates (upwards, unrotated) as it is displayed."""
        match self.rotation:
            case 1:
                box = (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
            case 2:
                box = (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
            case 3:
                box = (self.top - y1, self.right - x1, self.top - y0, self.right - x0)
            case _:
                box = (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        return Box(*box)

    def _chars(self) -> tuple[list[tuple[Char, int]], int]:
        """Return the characters with the quarter turns of each, and how many have no known letter."""
        pdfium, text = self.pdfium, self.page.get_textpage()
        box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        styles: dict[int, tuple[float, bool, bool, int]] = {}
        drawn: list[tuple[Char, int]] = []
        unmapped, space, high = 0, False, 0
        for index in range(min(text.count_chars(), _MAX_CHARS)):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if 0xD800 <= code < 0xE000:  # half of a character beyond the basic plane
                if code < 0xDC00 or not high:
                    high = code if code < 0xDC00 else 0
                    continue
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            if code in (32, 9, 10, 13, 0xA0) or 0x2000 <= code <= 0x200A or code == 0x3000:
                space = True
                continue
            if (
                code == 0
                or code == 0xFFFD
                or 0xE000 <= code < 0xF900
                or pdfium.FPDFText_HasUnicodeMapError(text, index) == 1
            ):
                unmapped += 1
                if code < 32 or code == 0xFFFD:
                    continue
            if code < 32 and code != 2:
                continue
            if 0x7F <= code < 0xA0:  # no letter in any file: a box or tick of a font of symbols
                code = _BULLET
            handle = pdfium.FPDFText_GetTextObject(text, index)
            address = ctypes.addressof(handle.contents) if handle else 0
            style = styles.get(address)
            if style is None:
                style = styles[address] = self._style(text, index, handle)
            size, bold, italic, turn = style
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            place = self._displayed(
                min(box.left, box.right),
                min(box.bottom, box.top),
                max(box.left, box.right),
                max(box.bottom, box.top),
            )
            origin = self._displayed(x.value, y.value, x.value, y.value)
            line = (origin.y0, origin.x0, origin.y0, origin.x0)[turn]
            drawn.append((Char(spell(chr(code)), *place, line, size, bold, space, italic), turn))
            space = False
        text.close()
        return drawn, unmapped

    def _style(self, text: Any, index: int, handle: Any) -> tuple[float, bool, bool, int]:
        """Return size, weight, slant and quarter turns (on the displayed page) of a text object."""
        pdfium, matrix = self.pdfium, self.pdfium.FS_MATRIX()
        size = pdfium.FPDFText_GetFontSize(text, index)
        turn = 0
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1
            if abs(matrix.b) > abs(matrix.a):
                turn = 3 if matrix.b > 0 else 1
            elif matrix.a < 0:
                turn = 2
        weight = pdfium.FPDFText_GetFontWeight(text, index)
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        length = pdfium.FPDFText_GetFontInfo(text, index, name, 128, flags)
        font = name.raw[: max(0, min(length - 1, 127))].decode("utf-8", "replace") if length else ""
        bold = bool(_BOLD.search(font)) or weight >= 600 or bool(flags.value & 1 << 18)
        italic = bool(_ITALIC.search(font)) or bool(flags.value & 1 << 6)
        return max(1.0, size), bold, italic, (turn + self.rotation) % 4

    def _rules(self, frame: Frame) -> tuple[list[Rule], bool]:
        pdfium = self.pdfium
        rules: list[Rule] = []
        has_image = False
        for number, item in enumerate(self.page.get_objects(max_depth=3)):
            if number > _MAX_PATHS:
                break
            if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                has_image = True
            elif item.type == pdfium.FPDF_PAGEOBJ_PATH:
                for box in self._strokes(item):
                    rules += _edges(frame.to_reading(box))
        return rules[:_MAX_PATHS], has_image

    def _strokes(self, item: Any) -> Iterator[Box]:
        """Yield the straight strokes and rectangles of a path."""
        pdfium = self.pdfium
        bounds = item.get_bounds()
        if bounds[2] - bounds[0] < _THIN or bounds[3] - bounds[1] < _THIN:
            yield self._displayed(*bounds)
            return
        count = min(pdfium.FPDFPath_CountSegments(item), _MAX_SEGMENTS)
        matrix, points = item.get_matrix(), list[tuple[float, float]]()
        x, y = ctypes.c_float(), ctypes.c_float()
        start = (0.0, 0.0)
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
                return
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                points, start = [point], point
                continue
            yield from self._stroke(points[-1] if points else point, point)
            points.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from self._stroke(point, start)

    def _stroke(self, a: tuple[float, float], b: tuple[float, float]) -> Iterator[Box]:
        box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        if box[2] - box[0] < _THIN or box[3] - box[1] < _THIN:
            yield self._displayed(*box)


def _edges(box: Box) -> list[Rule]:
    """Return a thin box as a rule; what is short in both directions is none."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    (x, y) = box.centre
    if width >= _SHORT and width >= height:
        return [Rule(box.x0, y, box.x1, y)]
    if height >= _SHORT:
        return [Rule(x, box.y0, x, box.y1)]
    return []


def _turned(char: Char, frame: Frame) -> Char:
    if frame.turn == 0:
        return char
    place = frame.to_reading(Box(char.x0, char.y0, char.x1, char.y1))
    spot = frame.to_reading(Box(char.baseline, char.baseline, char.baseline, char.baseline))
    return char._replace(x0=place.x0, y0=place.y0, x1=place.x1, y1=place.y1, baseline=spot.y0)
