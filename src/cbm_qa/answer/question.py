"""What a question asks for, read from its words alone."""

from dataclasses import dataclass
from enum import StrEnum

import regex

from cbm_qa.answer.operation import Operation, read_operation
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
    r"\b(?:when|(?:what|which) (?:year|date|month|day|period|century|decade)|since when|how long ago)\b",
    regex.I,
)
_ASKS_PLACE = regex.compile(
    r"\b(?:which|what) (?:city|country|town|place|region|state|province|village|capital|continent|island)\b",
    regex.I,
)
_ASKS_PERSON = regex.compile(
    r"\b(?:who|whom|whose|which (?:author|researcher|scholar|study|source|work)s?)\b", regex.I
)
_ASKS_LIST = regex.compile(
    r"\b(?:list|enumerate|name (?:all|the|some|three|two|four|five)|what are|which "
    r"(?:\p{L}+ ){0,3}\p{L}+s (?:are|were|does|do|did|have)|what (?:\p{L}+ "
    r"){0,2}\p{L}+s\b)",
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


def _expected(text: str) -> Expected:
    if _ASKS_TIME.search(text):
        return Expected.TIME
    if _ASKS_QUANTITY.search(text):
        return Expected.QUANTITY
    if _ASKS_PLACE.search(text):
        return Expected.PLACE
    if _ASKS_PERSON.search(text):
        return Expected.PERSON
    return Expected.LIST if _ASKS_LIST.search(text) else Expected.ANY
