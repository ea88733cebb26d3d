"""Misspelt words of a question, read as the words of the documents they were meant to be."""

from collections.abc import Sequence
from functools import cached_property

import regex

_WORD = regex.compile(r"\p{Latin}[\p{Latin}-]*\p{Latin}")
_MIN_CHARS = 5
_LONG = 8  # two slips are forgiven from here on
_COMMON = 2.6  # words of this Zipf frequency and above are meant as they stand; 3 is one in a million


class Speller:
    """Corrects towards one vocabulary; what is a word of the language or of the documents is left alone."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Use the words of the documents."""
        self._vocabulary = vocabulary

    def correct(self, question: str) -> str | None:
        """Return the question with misspelt words corrected, or None where there is nothing to correct."""
        corrected = _WORD.sub(lambda m: self._word(m[0]), question)
        return corrected if corrected != question else None

    def _word(self, word: str) -> str:
        folded = word.casefold()
        if len(word) < _MIN_CHARS or folded in self._known or _is_common(folded):
            return word
        from rapidfuzz.distance import OSA

        most = 2 if len(word) >= _LONG else 1
        near = [
            (distance, -self._known[known], known)
            for known in self._known
            if abs(len(known) - len(folded)) <= most
            and known[0] == folded[0]
            and (distance := OSA.distance(known, folded, score_cutoff=most)) <= most
        ]
        if not near:
            return word
        distance, _, best = min(near)
        if sum(d == distance for d, _, known in near if known[:5] != best[:5]) > 0:
            return word  # two different words are as near
        spelling = self._spellings[best]
        return spelling if word.islower() or spelling[:1].isupper() else spelling.capitalize()

    @cached_property
    def _known(self) -> dict[str, int]:
        """Words with how common each is in the documents, from 0 (the least) up."""
        return {w.casefold(): -rank for rank, w in enumerate(self._vocabulary)}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {w.casefold(): w for w in reversed(self._vocabulary)}


def _is_common(word: str) -> bool:
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, "en")) >= _COMMON
