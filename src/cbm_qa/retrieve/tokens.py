"""Text to the terms that BM25 counts."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import regex

_CJK = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}"
_TERM = regex.compile(
    # a run of CJK | a number with its decimals | a word, with the words hyphens tie to it
    rf"(?P<cjk>[{_CJK}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)(?![\p{L}\p{N}])"
    rf"|(?P<word>[[\p{{L}}\p{{N}}]--[{_CJK}]][[\p{{L}}\p{{M}}\p{{N}}]--[{_CJK}]]*"
    rf"(?:['’\-‐‑][[\p{{L}}\p{{M}}\p{{N}}]--[{_CJK}]]+)*)",
    regex.V1,
)
_HYPHEN = regex.compile(r"[-‐‑]")
_POSSESSIVE = regex.compile(r"['’]s$")
_THOUSANDS = regex.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")

# Words that questions are made of and that say nothing of their subject. BM25 weighs words by how rare
# they are, so that without this "what" and "how", rare in papers, would outweigh the subject.
_STOP_WORDS_TEXT = """
a an the and or but if of in on at by to for from with as is are was were be been being am do does did
has have had will would shall should can could may might must it its this that these those there
they them their he she his her i me my we us our you your who whom whose which what when where why how
than then so not no into about much many
и в во на с со по к ко о об от до из за у для что как кто где когда почему сколько какой какая какое
какие каков какова был была было были есть это этот эта эти же ли бы не или а но
"""
_STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())


def find_terms(text: str) -> list[str]:
    """Return the terms of a text in order.

    Case and compatibility forms are folded; words are stemmed (Snowball: Russian for Cyrillic, else
    English) and lose a possessive 's; a hyphenated word counts whole and by its parts; a number is kept
    whole with its decimals ("18.7") and without thousands commas; Chinese, Japanese and Korean runs
    give pairs of characters; function words are left out.
    """
    return list(_terms(unicodedata.normalize("NFKC", text).casefold()))


def _terms(text: str) -> Iterator[str]:
    for match in _TERM.finditer(text):
        if run := match["cjk"]:
            yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
        elif number := match["number"]:
            # What remains of the commas marks decimals, as in "18,7".
            yield _THOUSANDS.sub("", number).replace(",", ".")
        else:
            yield from _word_terms(match["word"])


@lru_cache(maxsize=65536)
def _word_terms(word: str) -> tuple[str, ...]:
    parts = [_POSSESSIVE.sub("", part) for part in _HYPHEN.split(word)]
    stems = [_stem(part) for part in parts if part not in _STOP_WORDS]
    if len(parts) == 1:
        return tuple(stems)
    return ("-".join(_stem(part) for part in parts), *stems)


def _stem(word: str) -> str:
    return str(_stemmer("russian" if _CYRILLIC.match(word) else "english").stemWord(word))


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Any:  # noqa: ANN401  # PyStemmer has no types
    from Stemmer import Stemmer

    return Stemmer(language)
