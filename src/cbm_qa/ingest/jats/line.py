"""The text of one paragraph of a JATS file, and where in it works of the reference list are named."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import regex

from cbm_qa.ingest.decode import normalise
from cbm_qa.ingest.elements import Link
from cbm_qa.ingest.jats.xml import address_of, children, tag_of

_DROPPED = frozenset(
    "table-wrap fig fig-group table-wrap-group boxed-text list def-list disp-quote graphic inline-graphic "
    "media object-id processing-meta tex-math supplementary-material index-term fn alt-text long-desc".split()
)
_SIGNS = frozenset({"fn", "table-fn", "aff", "corresp", "author-notes"})
_ORDINAL = regex.compile(r"(?:st|nd|rd|th|er|re|e|ème|o|a|º|ª)\.?", regex.I)
_RANGE = regex.compile(r"\s*[\])]?\s*[–—-]\s*[\[(]?\s*")
_DIGITS = regex.compile(r"\d{1,4}")
_MAX_RANGE = 50


@dataclass(slots=True)
class Line:
    """Gathers text with single spaces, so that every place in it is known as it is written."""

    pieces: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    length: int = 0
    _space: bool = False

    @property
    def text(self) -> str:
        """What was gathered."""
        return "".join(self.pieces)

    def add(self, text: str | None) -> None:
        """Add text; white space becomes one space, and none where the line begins or ends."""
        if not text:
            return
        normal = normalise(text)
        self._space = self._space or normal[:1].isspace()
        words = " ".join(normal.split())
        if words:
            self._write(words)
            self._space = normal[-1:].isspace()

    def part(self) -> None:
        """Part what follows from what was added before."""
        self._space = True

    def add_element(self, element: Element) -> None:
        """Add all text of an element; blocks inside it are left out, as they stand apart."""
        self.add(element.text)
        for inner in element:
            self.add_inner(inner)
            self.add(inner.tail)

    def add_inner(self, element: Element) -> None:
        """Add one element that stands inside a line, as its tag says."""
        tag = tag_of(element)
        if tag in _DROPPED or not tag:
            return
        if tag == "xref":
            self._add_reference(element, raised=False)
        elif tag == "sup":
            self._add_raised(element)
        elif tag in ("ext-link", "uri", "email"):
            self._add_address(element)
        elif tag in ("break", "p", "title", "label"):
            self.part()
            self.add_element(element)
            self.part()
        elif tag == "alternatives":
            self.add_inner(_best_alternative(element))
        elif tag in ("name", "string-name") and child_tags(element) >= {"surname", "given-names"}:
            self._add_name(element)
        else:
            self.add_element(element)

    def _add_reference(self, element: Element, *, raised: bool) -> None:
        kind = element.get("ref-type")
        if kind in _SIGNS:
            return
        if kind != "bibr":
            self.add_element(element)
            return
        shown = "".join(element.itertext()).strip()
        raised = (raised or any(tag_of(e) == "sup" for e in element)) and bool(_DIGITS.match(shown))
        start = self.length + (1 if self._space and self.length else 0)
        self.add(f"[{shown}]" if raised else shown)
        targets = tuple((element.get("rid") or "").split())
        if self.length > start and targets:
            self.links.append(Link(start, self.length, targets))

    def _add_raised(self, element: Element) -> None:
        """Raised text is mentions ("[12]"), a footnote sign (left out), an ordinal's letters, an exponent."""
        marks = list(children(element, "xref"))
        if marks:
            self.add(element.text if (element.text or "").strip() not in ("", "(", "[") else "")
            for mark in marks:
                self._add_reference(mark, raised=True)
                self.add((mark.tail or "").strip("()[]"))
            return
        raised = Line()
        raised.add_element(element)
        before = self.pieces[-1][-1:] if self.pieces and not self._space else ""
        if not before and raised.text:
            self.add(raised.text)  # the sign that a note begins with
            self.part()
        elif before.isdigit() and _ORDINAL.fullmatch(raised.text):
            self.add(raised.text)
        elif raised.text[:1].isalnum() or raised.text.startswith(("+", "-", "−", "–")):
            self.add(f"^{raised.text}")

    def _add_address(self, element: Element) -> None:
        shown = Line()
        shown.add_element(element)
        address = address_of(element)
        self.add(shown.text)
        plain = regex.sub(r"^https?://(?:www\.)?|/$", "", address)
        if address.startswith("http") and plain not in shown.text and shown.text not in address:
            self.part()
            self.add(f"({address})")

    def _add_name(self, element: Element) -> None:
        texts = [text.strip() for inner in element for text in (inner.tail or "",)]
        if any(texts[:-1]) or (element.text or "").strip():
            self.add_element(element)  # it is punctuated
            return
        for number, inner in enumerate(element):
            if number:
                self.part()
            self.add_element(inner)

    def _write(self, words: str) -> None:
        if self._space and self.length:
            words = f" {words}"
        self._space = False
        self.pieces.append(words)
        self.length += len(words)


def read_line(element: Element) -> Line:
    """Return the line of an element's own text."""
    line = Line()
    line.add_element(element)
    return line


def with_ranges(line: Line, order: tuple[str, ...]) -> tuple[Link, ...]:
    """Return the links of a line, and of "[3-5]" those to the entries between the two that are tagged.

    Args:
        line: The line.
        order: Ids of the reference list, in its order.
    """
    links = list(line.links)
    places = {name: number for number, name in enumerate(order)}
    for first, last in zip(line.links, line.links[1:], strict=False):
        if not _RANGE.fullmatch(line.text[first.end : last.start]):
            continue
        start, end = places.get(first.targets[-1], -1), places.get(last.targets[0], -1)
        if 0 <= start < end <= start + _MAX_RANGE:
            links += [Link(first.start, last.end, (name,)) for name in order[start + 1 : end]]
    return tuple(sorted(links, key=lambda link: (link.start, link.end)))


def child_tags(element: Element) -> set[str]:
    """Return the tags of an element's children."""
    return {tag_of(inner) for inner in element}


def _best_alternative(element: Element) -> Element:
    """Return the form of an alternative that reads as text: MathML before TeX before a picture."""
    found = [*children(element, "math"), *children(element, "textual-form"), *element]
    return found[0] if found else element
