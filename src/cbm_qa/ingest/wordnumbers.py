"""The numbers that Word sets before headings by itself: they stand nowhere in a file and are counted here."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import regex

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _STYLES, _NUMBERING = "word/document.xml", "word/styles.xml", "word/numbering.xml"
_MAX_DEPTH = 12
_ROMAN = tuple(zip((100, 90, 50, 40, 10, 9, 5, 4, 1), "c xc l xl x ix v iv i".split(), strict=True))
_PLACE = regex.compile(r"%(\d)")


class _Level(NamedTuple):
    """One depth of a numbered list: its first number, how it is written, and what is printed."""

    start: int
    form: str
    text: str
    style: str


class _Style(NamedTuple):
    name: str
    parent: str
    numbering: tuple[str, str]


def number_headings(path: Path) -> io.BytesIO | None:
    """Return a copy of a Word file with the numbers of its headings as text, or None where it has none."""
    from lxml.etree import XMLSyntaxError, tostring

    with zipfile.ZipFile(path) as archive:
        if not {_STYLES, _NUMBERING} <= set(archive.namelist()):
            return None
        try:
            document = _parse(archive.read(_DOCUMENT))
            counter = _Counter(_parse(archive.read(_STYLES)), _parse(archive.read(_NUMBERING)))
        except XMLSyntaxError:
            return None  # the converter says what is wrong with it
        if not counter.write(document):
            return None
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as fresh:
            for info in archive.infolist():
                if not info.filename.startswith("word/media/"):  # pictures are left out in any case
                    fresh.writestr(
                        info, tostring(document) if info.filename == _DOCUMENT else archive.read(info)
                    )
    copy.seek(0)
    return copy


def _parse(data: bytes) -> Any:  # noqa: ANN401  # lxml has no useful types
    from lxml.etree import XMLParser, fromstring

    return fromstring(data, XMLParser(resolve_entities=False, no_network=True))


class _Counter:
    """Counts numbered paragraphs as Word does, list by list."""

    def __init__(self, styles: Any, numbering: Any) -> None:  # noqa: ANN401
        self._styles = {_get(e, "styleId"): _read_style(e) for e in styles.iter(f"{_W}style")}
        lists = {_get(e, "abstractNumId"): _levels(e) for e in numbering.iter(f"{_W}abstractNum")}
        self._lists = {
            _get(e, "numId"): (name, lists[name])
            for e in numbering.iter(f"{_W}num")
            if (name := _value(e, "abstractNumId")) in lists
        }
        self._counts: dict[str, dict[int, int]] = {}

    def write(self, document: Any) -> bool:  # noqa: ANN401
        """Write the number of each heading before its words; return whether there was any."""
        written = False
        for paragraph in document.iter(f"{_W}p"):
            properties = paragraph.find(f"{_W}pPr")
            style = _value(properties, "pStyle")
            number = self._next(style, properties)
            if number and self._is_heading(style) and "".join(paragraph.itertext(f"{_W}t")).strip():
                run = paragraph.makeelement(f"{_W}r", {})
                text = run.makeelement(f"{_W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
                text.text = f"{number} "
                run.append(text)
                paragraph.insert(0 if properties is None else 1, run)
                written = True
        return written

    def _next(self, style: str, properties: Any) -> str:  # noqa: ANN401
        """Return the number of the next paragraph of a style, "" for one without."""
        of_style, own = self._of_style(style), _numbering(properties)
        number, depth = own[0] or of_style[0], own[1] or of_style[1]
        name, levels = self._lists.get(number, ("", {}))
        if not depth:
            linked = (level for level, found in levels.items() if found.style == style)
            depth = str(next(linked, 0))
        at = int(depth) if depth.isdigit() else 0
        if at not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        for level in range(at):
            counts.setdefault(level, levels[level].start if level in levels else 1)
        counts[at] = counts[at] + 1 if at in counts else levels[at].start
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        return _printed(levels, counts, at)

    def _of_style(self, style: str) -> tuple[str, str]:
        for above in self._line(style):
            if any(above.numbering):
                return above.numbering
        return "", ""

    def _is_heading(self, style: str) -> bool:
        return any(above.name.startswith("heading ") for above in self._line(style))

    def _line(self, style: str) -> Iterator[_Style]:
        """Give a style and those it is based on."""
        for _ in range(_MAX_DEPTH):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = found.parent


def _read_style(element: Any) -> _Style:  # noqa: ANN401
    name, parent = _value(element, "name").casefold(), _value(element, "basedOn")
    return _Style(name, parent, _numbering(element.find(f"{_W}pPr")))


def _numbering(properties: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return the list and the depth that the properties of a paragraph name."""
    found = properties.find(f"{_W}numPr") if properties is not None else None
    return (_value(found, "numId"), _value(found, "ilvl")) if found is not None else ("", "")


def _levels(element: Any) -> dict[int, _Level]:  # noqa: ANN401
    levels = {}
    for level in element.iter(f"{_W}lvl"):
        depth, start = _get(level, "ilvl"), _value(level, "start")
        if depth.isdigit():
            words = (_value(level, name) for name in ("numFmt", "lvlText", "pStyle"))
            levels[int(depth)] = _Level(int(start) if start.isdigit() else 1, *words)
    return levels


def _printed(levels: dict[int, _Level], counts: dict[int, int], at: int) -> str:
    if levels[at].form in ("bullet", "none"):
        return ""

    def one(place: "regex.Match[str]") -> str:
        level = int(place[1]) - 1
        return _written(counts.get(level, 1), levels[level].form if level in levels else "decimal")

    return _PLACE.sub(one, levels[at].text).strip()


def _written(number: int, form: str) -> str:
    """Return a number as a form of Word writes it; one that is not known here as digits."""
    if form in ("lowerLetter", "upperLetter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman") and 0 < number < 400:
        text, left = "", number
        for value, sign in _ROMAN:
            text, left = text + sign * (left // value), left % value
    else:
        return f"{number:02}" if form == "decimalZero" else str(number)
    return text.upper() if form.startswith("upper") else text


def _get(element: Any, name: str) -> str:  # noqa: ANN401
    return str(element.get(f"{_W}{name}", ""))


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    """Return the value of a child, or ""."""
    child = element.find(f"{_W}{name}") if element is not None else None
    return _get(child, "val") if child is not None else ""
