"""Works named in running text: "(Smith, 2020; Lee et al., 2021)", "A. Smith (2020)", "[3-5]"."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from cbm_qa.ingest.resolve import Resolver
from cbm_qa.model import Span

_YEAR = r"(?:1[5-9]|20)\d{2}[a-z]?(?![\d\p{L}])|n\.\s?d\.|in press|forthcoming"
_SUFFIX = r"[a-z](?!\p{L}|\.|\s*\d)"  # the "p" of "2013, p. 14" is no suffix of a year
_YEARS = regex.compile(
    rf"(?<![\d\p{{L}}.,/-])(?:{_YEAR})(?:\s*(?:,|and|&|/)\s*(?:{_YEAR}|{_SUFFIX}))*", regex.I
)
_ONE = regex.compile(rf"{_YEAR}|(?<!\p{{L}}){_SUFFIX}", regex.I)
_ONLY_YEARS = regex.compile(
    rf"^\s*({_YEARS.pattern})\s*(?:[,:]\s*(?:pp?\.?|ch\.|с\.)?\s*[\d–-]+)?\s*$", regex.I
)
_PAGES = regex.compile(r"^\s*[,:]\s*(?:pp?\.?|с\.|para\.?|ch\.?|sec(?:tion)?\.?)\s*[\d–, -]+", regex.I)
_PREFIX = regex.compile(
    r"^(?:\s|[,;:&–—-]|\b(?:see(?: also)?|also|and|cf\.?|e\.g\.|i\.e\.|eg|ie|in|as in|as "
    r"cited in|cited in|according to|for example"
    r"|for instance|compare|adapted from|based on|from|after|by|source|sources|и|см\.)(?![\p{L}]))+",
    regex.I,
)
_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NOT_A_NAME = regex.compile(
    rf"^(?:(?:{_MONTHS})\b\.?(?:\s\d+)?|table|figure|fig|section|chapter|vol|no|article|law|"
    rf"act|version|since|until|before|after|early|late|mid)\b\.?\s*\d*$",
    regex.I,
)
_INITIALS = r"(?:\p{Lu}\p{Ll}?\.(?:\s?-?\p{Lu}\p{Ll}?\.)*\s*)"
_SURNAME = (
    r"(?:(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|"
    r"ten)\s+)*\p{Lu}[\p{L}\p{M}’'ʻ-]+"
)
_PERSON = rf"{_INITIALS}?{_SURNAME}(?:\s+{_SURNAME})?"
_PEOPLE = regex.compile(
    rf"(?<![\p{{L}}.])({_PERSON}(?:\s*,\s*{_PERSON})*(?:\s*,?\s*(?:and|&|"
    rf"и)\s+{_PERSON})?(?:,?\s+et\s+al\.?|\s+and\s+(?:colleagues|others)|\s+и "
    rf"др\.)?)(?:[’']s?)?\s*$"
)
_MARKED_PERSON = regex.compile(
    rf"{_INITIALS}{_SURNAME}|\bet\s+al\b|\s(?:and|&)\s+{_SURNAME}|and\s+(?:colleagues|others)$"
)
_ORGANISATION = regex.compile(
    r"((?:\p{Lu}[\p{L}\p{M}\p{N}’'&.-]*|\([\p{Lu}\d&-]+\))(?:\s+(?:of|for|the|and|&|on|in|"
    r"de|\p{Lu}[\p{L}\p{M}\p{N}’'&.-]*|\([\p{Lu}\d&-]+\)))*(?:\s?(?:\.\.\.|"
    r"…))?)(?:[’']s?)?\s*$"
)
_NUMBERS = regex.compile(
    r"\[(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)(?:\s*,\s*(?:с|стр|pp?|S|ch|sec|Fig|Table)\.?\s*[\d.–-]+)?\]"
)
_MAX_UNKNOWN_RANGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before it knows its section: one work named once, at `span` of the whole text."""

    span: Span
    references: tuple[str, ...]
    unresolved: str | None
    near: tuple[str, ...] = ()


def find_mentions(text: str, start: int, resolver: Resolver) -> list[Found]:
    """Find every work named in one paragraph or table note.

    Args:
        text: The paragraph.
        start: Where it begins in the document.
        resolver: Knows the document's references.

    Returns:
        One item a work and naming, by position; "(Smith, 2020a, b)" gives two with the same span.
        What looks like a mention but fits no entry is returned unresolved, with the reason; a name
        that only might be one ("the Treaty (2017)") is returned only if it resolves.
    """
    found: list[Found] = []
    for opening, closing in _brackets(text):
        inner = text[opening + 1 : closing]
        if _ONLY_YEARS.match(inner):
            found += _narrative(text, opening, closing, start, resolver)
        else:
            found += _parenthetical(inner, start + opening + 1, resolver)
    if resolver.is_numbered:
        found += _numeric(text, start, resolver)
    return sorted(found, key=lambda m: m.span)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the outermost pairs of round or square brackets; unpaired ones are passed over."""
    stack: list[int] = []
    for index, char in enumerate(text):
        if char in "([":
            stack.append(index)
        elif char in ")]" and stack:
            opening = stack.pop()
            if not stack:
                yield opening, index


def _parenthetical(inner: str, start: int, resolver: Resolver) -> Iterator[Found]:
    """Yield the mentions of one bracket: parts between semicolons, each names then years."""
    part_start = 0
    for part in inner.split(";"):
        position = 0
        for years in _YEARS.finditer(part):
            raw = part[position : years.start()]
            prefix = _PREFIX.match(raw)
            lead = prefix.end() if prefix else 0
            name = raw[lead:].rstrip(" ,:(")
            has_comma = raw.rstrip().endswith((",", "(")) or "et al" in raw
            begin = part_start + position + lead
            position = years.end()
            pages = _PAGES.match(part[position:])
            position += pages.end() if pages else 0
            if _is_name(name):
                span = Span(start + begin, start + part_start + years.end())
                yield from _resolve_all(name, years[0], span, resolver, certain=has_comma)
        part_start += len(part) + 1


def _narrative(text: str, opening: int, closing: int, start: int, resolver: Resolver) -> Iterator[Found]:
    """Yield the mentions of a bracket that holds only years, for the name before it."""
    years = _ONLY_YEARS.match(text[opening + 1 : closing])
    before = text[:opening]
    organisation = _ORGANISATION.search(before[-200:])
    people = _PEOPLE.search(before[-300:])
    candidates: list[str] = []
    if people:
        names = regex.split(r"(?<=,)\s+(?=\p{Lu})", people[1])
        candidates += [" ".join(names[i:]) for i in range(len(names))]
    if organisation:
        words = organisation[1].split(" ")
        candidates += [" ".join(words[i:]) for i in range(len(words)) if words[i][:1].isupper()]
    years_text = years[1] if years else ""
    first_year = _ONE.search(years_text)
    name = next((c for c in candidates if first_year and resolver.resolve(c, first_year[0]).keys), None)
    if name is None:
        marked = people[1] if people and _MARKED_PERSON.search(people[1]) else None
        near = next((c for c in candidates if first_year and resolver.is_near_miss(c, first_year[0])), None)
        name = marked or near
    if name is not None:
        at = before.rindex(name)
        yield from _resolve_all(
            name, years_text, Span(start + at, start + closing + 1), resolver, certain=True
        )


def _resolve_all(name: str, years: str, span: Span, resolver: Resolver, *, certain: bool) -> Iterator[Found]:
    last = ""
    for one in _ONE.findall(years):
        year = last[:4] + one if len(one) == 1 else one
        last = year
        result = resolver.resolve(name, year)
        if result.keys or certain:
            yield Found(span, result.keys, result.reason, result.near)


def _is_name(name: str) -> bool:
    if not name or len(name) > 150 or not regex.search(r"\p{L}{2}", name):
        return False
    first = name.lstrip("“\"'(")[:1]
    particle = regex.match(r"(?:van|von|de|der|di|al|el|la|le)\s\p{Lu}", name)
    return (
        (first.isupper() or particle is not None) and not _NOT_A_NAME.match(name) and len(name.split()) <= 16
    )


def _numeric(text: str, start: int, resolver: Resolver) -> Iterator[Found]:
    for match in _NUMBERS.finditer(text):
        span = Span(start + match.start(), start + match.end())
        for part in regex.split(r"[,;]", match[1]):
            first, *_, last = [int(n) for n in regex.findall(r"\d+", part)] * 2
            if not resolver.has_number(last) and last - first > _MAX_UNKNOWN_RANGE:
                last = first  # an interval ("[0-100]") rather than a range of entries
            for number in range(first, last + 1):
                result = resolver.resolve_number(number)
                yield Found(span, result.keys, result.reason)
