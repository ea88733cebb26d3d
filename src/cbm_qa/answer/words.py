"""Words of questions and evidence, brought to stems so that they can be matched."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import regex

from cbm_qa.answer.synonyms import groups_by_word

_WORD = regex.compile(r"\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}\p{N}]*(?:[’'](?!s\b)\p{L}+)?", regex.V1)
_FUNCTION_WORDS = frozenset(
    (
        "a an the and or but if of in on at by to for from with without as is are was were be"
        " been being am do does did done"
        " has have had having will would shall should can could may might must it its this that"
        " these those there here"
        " they them their he she his her him i me my we us our you your who whom whose which what"
        " when where why how"
        " than then so such not no nor into about over under between during per also only just very"
        " please tell give show say says said according name list s t paper study article document"
        " documents text authors author"
        " summarise summarize summary overview briefly short brief explain describe mean meaning"
        " state stated mention mentioned claim claims claimed statement think thought cite cites"
        " cited reference references source sources section called title titled caption name named"
        " appear appears question answer much many any some all each every other another"
        " и в во на с со по к ко о об от до из за у для что как кто где когда почему сколько какой"
        " какая какое какие был была было были"
        " есть это этот эта эти же ли бы не и или а но"
        " және мен бен пен үшін туралы қандай қанша не кім қай қашан неге болды бар бұл"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as printed, its stem, and where it stands."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def is_function(self) -> bool:
        """Whether it only holds the sentence together."""
        return self.text.casefold() in _FUNCTION_WORDS


def find_words(text: str) -> tuple[Word, ...]:
    """Return the words and numbers of a text in order; possessive endings are left out."""
    return tuple(Word(m[0], stem(m[0]), m.start(), m.end()) for m in _WORD.finditer(text))


def content_words(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return the words that carry meaning, in order."""
    return tuple(word for word in words if not word.is_function)


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(word.stem for word in content_words(find_words(text)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one word (Snowball; English, or Russian for Cyrillic).

    Numbers lose their thousands commas.
    """
    folded = word.casefold()
    if folded[0].isdigit():
        return regex.sub(r",(?=\d{3})", "", folded)
    language = "russian" if regex.match(r"\p{Cyrillic}", folded) else "english"
    return str(_stemmer(language).stemWord(folded))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Any:  # noqa: ANN401  # PyStemmer has no types
    from Stemmer import Stemmer

    return Stemmer(language)


_NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=1)
def _meanings() -> dict[str, frozenset[int]]:
    """Return for each stem the groups of synonyms it is in."""
    found: dict[str, frozenset[int]] = {}
    for word, groups in groups_by_word().items():
        found[stem(word)] = found.get(stem(word), _NONE) | groups
    return found


def similarity(a: str, b: str) -> float:
    """Return how alike two stems are: 1 if equal, 0.75 where one is made from the other or its like, else 0.

    "norw" and "norweg", "china" and "chines" share a long beginning; numbers must be equal.
    """
    if a == b:
        return 1.0
    if a[:1].isdigit() or b[:1].isdigit():
        return 0.0
    same = _meanings()
    if same.get(a, _NONE) & same.get(b, _NONE):
        return 0.75
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    shorter = min(len(a), len(b))
    return 0.75 if shared >= 4 and shared >= shorter - 1 and max(len(a), len(b)) - shared <= 5 else 0.0
