"""Tables, figures and sections that the text points to, and those it never does."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement
from cbm_qa.model import Document, Span

_NAME = "cross-reference"
_KINDS = {"table": r"tables?|tabs?\.", "figure": r"fig(?:ure)?s?\.?", "section": r"sections?|sect?s?\.|§"}
_NUMBER = {
    "table": r"\d{1,2}(?:[.-]\d{1,3})?|[IVX]{1,4}\b",
    "figure": r"\d{1,2}(?:[.-]\d{1,3})?",
    "section": r"\d{1,2}(?:\.\d{1,2}){0,3}",
}
_MORE = r"(?:[a-z]\b)?(?:\s?\([a-z]\))?(?:(?:\s?(?:,|and|&|or|to|–|-)\s?)+(?:{0})(?:[a-z]\b)?)*"
_FOREIGN = regex.compile(
    r"^\W*(?:[a-z]\W*)?(?:of|in|from)\s+(?:the\s+)?(?:\[|\p{Lu}\p{Ll}+|ref|original|their|supplement|"
    r"appendix|SI\b)"
)
_PROSE_ONLY = regex.compile(
    r"\b(?:supplement\w*|appendix|extended data|online|their|article|charter|act|law|treaty)\b\W*$", regex.I
)


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A place in running text that names a table, figure or section."""

    kind: str
    number: str
    statement: Statement


def _pointers(paper: Paper) -> Iterator[_Pointer]:
    for statement in paper.statements:
        for kind, names in _KINDS.items():
            number = _NUMBER[kind]
            pattern = rf"(?<![\p{{L}}\d])(?:{names})\s?((?:{number}){_MORE.format(number)})(?![\d%]|\.\d)"
            for match in regex.finditer(pattern, statement.text, regex.I):
                after, before = statement.text[match.end() :], statement.text[: match.start()]
                if _FOREIGN.match(after) or _PROSE_ONLY.search(before) or _is_lower(kind, match[0]):
                    continue
                for found in _expand(match[0], match[1], number):
                    yield _Pointer(kind, found, statement)


def _is_lower(kind: str, text: str) -> bool:
    """Return whether "section 5" is written as a common noun: of a law, of another text."""
    return kind == "section" and text[0] == "s" and "." not in text


def _expand(whole: str, text: str, number: str) -> list[str]:
    """Return the numbers of "Tables 1, 2 and 4" or "Figs. 1–3"; "Figure 7-26" is one of a chapter."""
    if regex.match(r"\p{L}+s\b", whole):
        text = regex.sub(r"(\d)-(\d)", r"\1–\2", text)
    found = regex.findall(number, text)
    if len(found) == 2 and regex.search(r"\d\s?(?:–|-|to)\s?\d", text) and all(f.isdigit() for f in found):
        first, last = map(int, found)
        if first < last <= first + 12:
            return [str(n) for n in range(first, last + 1)]
    return found


def _cross_references(paper: Paper) -> Iterator[Finding]:
    pointers = list(_pointers(paper))
    for kind in _KINDS:
        there = _labels(paper.document, kind)
        named = [p for p in pointers if p.kind == kind]
        yield from _missing(paper, kind, there, named)
        if kind != "section":
            yield from _unmentioned(paper, kind, there, {p.number for p in named})
            yield from _gaps(paper, kind, there)


def _labels(document: Document, kind: str) -> dict[str, Span]:
    """Return what there is of a kind: number to place."""
    if kind == "section":
        return {s.number.rstrip("."): s.span for s in document.sections if s.number}
    found: dict[str, Span] = {}
    pattern = regex.compile(rf"(?:{_KINDS[kind]})\s?({_NUMBER[kind]})(?![\d.]\d)", regex.I)
    spans = [t.span for t in document.tables if t.label] if kind == "table" else []
    for span in [*spans, *(n.span for n in document.notes)]:
        match = pattern.match(document.text, span.start)
        if match:
            found.setdefault(match[1], _first_line(document, span))
    return found


def _first_line(document: Document, span: Span) -> Span:
    end = document.text.find("\n", span.start, span.end)
    return Span(span.start, end) if end > span.start else span


def _missing(paper: Paper, kind: str, there: dict[str, Span], named: list[_Pointer]) -> Iterator[Finding]:
    """Yield pointers to what does not exist; silent where nothing of the kind was read at all."""
    told: set[str] = set()
    for pointer in named:
        number = pointer.number
        if number in there or number in told or not there or _stands_alone(paper, kind, number):
            continue
        if kind == "section" and (any(n.startswith(f"{number}.") for n in there) or not _numbered(there)):
            continue
        told.add(number)
        listed = ", ".join(sorted(there, key=_in_order))
        yield paper.finding(
            _NAME,
            Severity.HIGH if kind == "table" else Severity.MEDIUM,
            0.85,
            f"the text points to {kind} {number}, which is not there",
            pointer.statement.span,
            reason=f"the document has {kind} {listed}",
        )


def _numbered(there: dict[str, Span]) -> bool:
    return len(there) >= 3


def _stands_alone(paper: Paper, kind: str, number: str) -> bool:
    """Return whether a line begins with the label: it is there, though not read as one."""
    pattern = rf"^\W*(?:{_KINDS[kind]})\s?{regex.escape(number)}(?![\d.]\d)\s*[.:|–—\n-]"
    if kind == "section":
        pattern = rf"^{regex.escape(number)}\.?\s+\p{{Lu}}"
    return bool(regex.search(pattern, paper.document.text, regex.M | regex.I))


def _unmentioned(paper: Paper, kind: str, there: dict[str, Span], named: set[str]) -> Iterator[Finding]:
    if len(there) > 2 and not named:
        return  # another way of pointing, which is not read
    for number, span in there.items():
        label = rf"(?:{_KINDS[kind]})\s?(?:\d+\s?(?:,|and|&|–|-)\s?)*{number}(?!\d)"
        elsewhere = [
            m
            for m in regex.finditer(label, paper.document.text, regex.I)
            if not span.start <= m.start() < span.end
        ]
        if number not in named and not elsewhere:
            yield paper.finding(
                _NAME,
                Severity.LOW,
                0.85,
                f"the text never refers to {kind} {number}",
                span,
                reason="no sentence names it",
            )


def _gaps(paper: Paper, kind: str, there: dict[str, Span]) -> Iterator[Finding]:
    numbers = sorted(int(n) for n in there if n.isdigit())
    for number in range(1, max(numbers, default=0)):
        if number not in numbers and not _stands_alone(paper, kind, str(number)) and len(numbers) > 1:
            after = there[str(min(n for n in numbers if n > number))]
            named = any(p.kind == kind and p.number == str(number) for p in _pointers(paper))
            if not named:
                yield paper.finding(
                    _NAME,
                    Severity.MEDIUM,
                    0.75,
                    f"there is no {kind} {number}, but a {kind} {number + 1}",
                    after,
                    reason=f"the numbers run {', '.join(map(str, numbers))}",
                )


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(int(n) if n.isdigit() else 0 for n in regex.split(r"[.-]", number))


CROSS_REFERENCES = Check(
    _NAME,
    "Tables, figures and sections referred to",
    "What the text points to is there; what is there is pointed to.",
    _cross_references,
)
