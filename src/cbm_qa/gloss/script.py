"""The language of a question, told by its script."""

from enum import StrEnum

import regex

_LETTER = regex.compile(r"\p{L}")
_HAN = regex.compile(r"\p{Han}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_KAZAKH = regex.compile(r"[әғқңөұүһі]", regex.I)


class Language(StrEnum):
    """Languages that a question is told apart by."""

    LATIN = "latin"  # English, and whatever else is written so
    RUSSIAN = "ru"
    KAZAKH = "kk"
    CHINESE = "zh"


def language_of(text: str) -> Language:
    """Return the language by the script of most letters; Kazakh is Cyrillic with letters Russian lacks."""
    letters = len(_LETTER.findall(text))
    if 2 * len(_HAN.findall(text)) > letters:
        return Language.CHINESE
    if 2 * len(_CYRILLIC.findall(text)) > letters:
        return Language.KAZAKH if _KAZAKH.search(text) else Language.RUSSIAN
    return Language.LATIN


def language_code(text: str) -> str:
    """Return the two letters of the language that people are answered in: "en" for any Latin script."""
    language = language_of(text)
    return "en" if language is Language.LATIN else language.value
