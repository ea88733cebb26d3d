"""What a question asks for, read from its words alone."""

from dataclasses import dataclass
from enum import StrEnum

import regex

from cbm_qa.answer.tables.operation import Operation, read_operation
from cbm_qa.answer.words import Word, content_words, find_words

_YEAR = regex.compile(r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d%])(?!\.\d)")
_NUMBER = regex.compile(r"(?<![\p{L}\d.])\d+(?:[.,]\d+)*")
_NAME = regex.compile(r"(?<!^)(?<![.?!]\s)\b(\p{Lu}[\p{L}\p{N}’'-]*\p{L})|\b(\p{Lu}[\p{Lu}\d&-]+)\b")
_ASKS_QUANTITY = regex.compile(
    r"\b(?:how (?:much|many|large|big|high|great|long|old|far|fast|often|deep|wide)|"
    r"(?:what|which) (?:number|share|percentage|percent|proportion"
    r"|amount|value|volume|size|rate|figure|level|sum|price|cost|fraction|quantity|age|"
    r"score)|what (?:was|were|is|are) the (?:\p{L}+ )?"
    r"(?:number|share|percentage|proportion|amount|value|volume|size|rate|figure|level|"
    r"sum|price|cost|total|fraction|age|score))\b",
    regex.I,
)
_ASKS_TIME = regex.compile(
    r"(?:^\W*|[,:;–-]\s*|\b(?:and|or|but|since|until|till|from|by|tell me|know|say)\s+)when\b|"
    r"\b(?:what|which) (?:year|date|month|day|period|century|decade)s?\b|\bhow long ago\b",
    regex.I,
)
_ASKS_PLACE = regex.compile(
    r"\bwhere\b(?! (?:as|by|the (?:data|figure)s? come))|"
    r"\b(?:which|what) (?:city|country|town|place|region|state|province|village|capital|continent|island)\b",
    regex.I,
)
_ASKS_PERSON = regex.compile(
    r"\b(?:who|whom|whose|which (?:author|researcher|scholar|study|source|work)s?)\b", regex.I
)
_ASKS_REASON = regex.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:is|was|are|were) the (?:main )?(?:reason|cause|purpose|rationale)s?\b|"
    r"\bfor what (?:reason|purpose)\b|\bwhat (?:caused|causes|led to|explains)\b",
    regex.I,
)
_ASKS_MEANING = regex.compile(
    r"\b(?:what (?:is|are|was|were) meant by|how (?:is|are|was|were|do\p{L}*) (?:.+ )?(?:defined?|"
    r"understood)|define[sd]?|definitions? of|what do\p{L}* .+ mean|meaning of)\b|"
    r"^\s*what(?: is|'s| are) (?:an? )?(?:[\p{Ll}-]+ ){0,2}[\p{Ll}-]+\s*\?*\s*$",
    regex.I,
)
_ASKS_LIST = regex.compile(
    r"\b(?:list|enumerate|name (?:all|the|some|three|two|four|five)|what are|"
    r"which (?:two|three|four|five|six)|"
    r"(?:which|what) (?:(?!is|was|does|has|are|were|do|did)\p{L}+ ){0,3}(?!is\b|was\b|does\b|has\b|this\b)"
    r"\p{L}{2,}[^\Ws]s\b(?! (?:is|was|has|does|when|if|the|an?|to|this|that)\b))",
    regex.I,
)
_BIBLIOGRAPHIC = regex.compile(
    r"\b(?:cit(?:e[ds]?|ing|ations?)|references?|bibliograph\p{L}*|sources?|doi|url|"
    r"journal|published|publication|publisher|volume|issue|pages"
    r"|article|book|report|study by|paper by|work by|works?|title)\b|источник\p{L}*|ссыл\p{L}*|журнал\p{L}*",
    regex.I,
)


class Expected(StrEnum):
    """The type of thing an answer must hold."""

    QUANTITY = "quantity"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    REASON = "reason"
    MEANING = "meaning"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was read from it.

    Attributes:
        text: As asked.
        words: Its words in order, function words included.
        content: The words that carry meaning, in order.
        years: Years named ("2023"), in order.
        numbers: Other numbers named, as printed.
        names: Stems of words written like names (capital within the sentence, acronyms).
        expected: What the answer must hold.
        operation: The arithmetic it asks for, or None.
        is_bibliographic: It asks about sources: what is cited where, or an entry's particulars.
    """

    text: str
    words: tuple[Word, ...]
    content: tuple[Word, ...]
    years: tuple[str, ...]
    numbers: tuple[str, ...]
    names: frozenset[str]
    expected: Expected
    operation: Operation | None
    is_bibliographic: bool


def read_question(text: str) -> Question:
    """Read a question's words, years, numbers, names and expected answer type."""
    words = find_words(text)
    years = tuple(dict.fromkeys(_YEAR.findall(text)))
    name_spans = [m.span() for m in _NAME.finditer(text)] if not text.isupper() else []
    return Question(
        text=text,
        words=words,
        content=content_words(words),
        years=years,
        numbers=tuple(n for n in _NUMBER.findall(text) if n not in years),
        names=frozenset(w.stem for w in words if any(a <= w.start and w.end <= b for a, b in name_spans)),
        expected=_expected(text),
        operation=read_operation(text),
        is_bibliographic=bool(_BIBLIOGRAPHIC.search(text)),
    )


_EXPECTATIONS = (
    (Expected.TIME, _ASKS_TIME),
    (Expected.QUANTITY, _ASKS_QUANTITY),
    (Expected.PLACE, _ASKS_PLACE),
    (Expected.PERSON, _ASKS_PERSON),
    (Expected.REASON, _ASKS_REASON),
    (Expected.MEANING, _ASKS_MEANING),
    (Expected.LIST, _ASKS_LIST),
)


def _expected(text: str) -> Expected:
    """Return what the first pattern that fits stands for: the more telling ones come first."""
    return next((expected for expected, pattern in _EXPECTATIONS if pattern.search(text)), Expected.ANY)
