"""A question as words: which are matched in a table, which compare, which numbers it names."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

import regex

from cbm_qa.answer.tables.typed import tokens

_WORD = regex.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|s)?|[\p{L}\p{M}]+(?:['’]\p{L}+)?|[%$€£#&+]")
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12}  # fmt: skip
_ORDINALS = dict(
    zip("second third fourth fifth sixth seventh eighth ninth tenth".split(), range(2, 11), strict=True)
)
_FUNCTION = frozenset(
    "a an the and or of in on at by to for from with as is are was were be been do does did has have had it "
    "its this that these those there they their he his she her who whom whose which what when where why how "
    "than then so not no into about list table tell me name give show please many much".split()
)


class Relation(StrEnum):
    """How a cell compares with a number of the question."""

    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number in a question and what it is to a cell: "more than 5", "before 2004", "between 3 and 7".

    Attributes:
        start, end: Tokens that say so.
        is_said: Whether words name the relation; else it is assumed to be equality.
        scale: 1,000,000 for "5 million"; the table may print 5 or 5,000,000.
    """

    relation: Relation
    low: Decimal
    high: Decimal
    start: int
    end: int
    is_said: bool
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in tokens.

    Attributes:
        text: As asked, in lower case.
        words: Token by token as typed, in lower case.
        stems: The same, stemmed; comparable with `typed.tokens`.
        content: Positions of the words that carry meaning.
        limits: Numbers and what they limit.
    """

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]
    content: frozenset[int]
    limits: tuple[Limit, ...]

    def mask(self, start: int, end: int) -> int:
        """Return the positions from start to end as bits."""
        return ((1 << (end - start)) - 1) << start


_MORE = r"(?:more|greater|higher|larger|longer|bigger|better|taller|heavier|older|later|further|faster)"
_FEWER = r"(?:less|fewer|lower|smaller|shorter|worse|younger|earlier|slower)"
_N = r"(?P<n>\x01(\d+)\x02)"
_YEARS_N = rf"(?:the (?:year )?|year )?{_N}"
_FORMS = tuple(
    (relation, regex.compile(form))
    for relation, form in (
        (Relation.AT_LEAST, rf"(?:at least|no (?:less|fewer) than|minimum of|not less than|from) {_N}"),
        (
            Relation.AT_MOST,
            rf"(?:at most|no {_MORE} than|up to|maximum of|not {_MORE} than|through|until) {_N}",
        ),
        (Relation.AT_LEAST, rf"{_N} (?:[^\x01 ]+ )?(?:or|and) (?:{_MORE}|above|up|over|after)\b"),
        (Relation.AT_MOST, rf"{_N} (?:[^\x01 ]+ )?(?:or|and) (?:{_FEWER}|below|under|before)\b"),
        (
            Relation.GREATER,
            rf"(?:{_MORE} [^\x01]{{0,25}}than|over|above|after|exceed(?:s|ed|ing)?|surpass(?:es|ed)?|"
            rf"pass(?:es|ed)?|more) {_YEARS_N}",
        ),
        (Relation.AT_LEAST, rf"since {_YEARS_N}"),
        (
            Relation.LESS,
            rf"(?:{_FEWER} [^\x01]{{0,25}}than|under|below|before|prior to|less) {_YEARS_N}",
        ),
        (Relation.EQUAL, rf"(?:exactly|only|equal to|just) {_N}"),
    )
)
_RANGE = regex.compile(
    r"(?:(?:between|from)(?: the years?)? \x01(\d+)\x02 (?:and|to|through|until|till)|"
    r"\x01(\d+)\x02 (?:to|through|until|till|-|–|—)) ?(?:the end of )?\x01(\d+)\x02"
)
_DECADE = regex.compile(r"((?:1[5-9]|20)\d)0['’]?s")


@lru_cache(maxsize=1024)
def read_asked(text: str) -> Asked:
    """Read a question."""
    words = tuple(w.casefold() for w in _WORD.findall(text))
    stems = tuple((tokens(word) or (word,))[0] for word in words)
    content = frozenset(
        n for n, word in enumerate(words) if word not in _FUNCTION and regex.search(r"[\p{L}\d]", word)
    )
    return Asked(text.casefold(), words, stems, content, tuple(_limits(text, words)))


def number_of(word: str) -> Decimal | None:
    """Return the number a word of a question stands for."""
    if word in _NUMBER_WORDS:
        return Decimal(_NUMBER_WORDS[word])
    if not word[:1].isdigit():
        return None
    try:
        return Decimal(regex.sub(r"(?:st|nd|rd|th|s)$", "", word).replace(",", ""))
    except InvalidOperation:
        return None


def ordinal_of(word: str) -> int | None:
    """Return 3 for "third" and "3rd"; None for other words and for "first", which is a position by itself."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    found = regex.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", word)
    return int(found[1]) if found else None


def _limits(text: str, words: tuple[str, ...]) -> list[Limit]:
    marked = " ".join(f"\x01{n}\x02" if number_of(w) is not None else w for n, w in enumerate(words))
    values = {n: value for n, w in enumerate(words) if (value := number_of(w)) is not None}
    scales = {n: _scale_after(words, n) for n in values}
    limits = [
        Limit(Relation.BETWEEN, Decimal(f"{found[1]}0"), Decimal(f"{found[1]}9"), n, n + 1, True)
        for n, word in enumerate(words)
        if (found := _DECADE.fullmatch(word))
    ]
    taken = {limit.start for limit in limits}
    for found in _RANGE.finditer(marked):
        first, last = int(found[1] or found[2]), int(found[3])
        low, high = sorted((values[first], values[last]))
        limits.append(Limit(Relation.BETWEEN, low, high, max(0, first - 1), last + 1, True, scales[last]))
    for relation, form in _FORMS:
        for found in form.finditer(marked):
            n = int(found[2])
            if n not in taken:
                start = n - found[0][: found[0].find("\x01")].count(" ")
                end = n + 1 + found[0][found[0].find("\x02") :].count(" ")
                limits.append(Limit(relation, values[n], values[n], start, end, True, scales[n]))
                taken.add(n)
    limits += [
        Limit(Relation.EQUAL, value, value, n, n + 1, False, scales[n])
        for n, value in values.items()
        if n not in taken
    ]
    return limits


def _scale_after(words: tuple[str, ...], position: int) -> int:
    after = words[position + 1] if position + 1 < len(words) else ""
    return {"thousand": 10**3, "million": 10**6, "billion": 10**9}.get(after, 1)
