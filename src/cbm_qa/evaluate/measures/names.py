"""Whether a short name such as "Smith 2020" names an entry of a reference list."""

import re
import unicodedata

from cbm_qa.model import Reference

_YEAR = re.compile(r"(1[5-9]|20)\d\d[a-z]?$")
_INITIALS = re.compile(r"\b(?:\w\.[\s-]?)+")


def names_reference(name: str, key: str, entry: Reference | None = None) -> bool:
    """Return whether `name` ("Smith 2020", "Smith and Lee, 2020a") names the reference.

    The years must agree where the name gives one; without a suffix it names any of that year. The
    name must share its first words with the key, the first author or organisation, or the
    abbreviation, up to the end of the shorter one.

    Args:
        name: Surname or organisation, then the year.
        key: Of the reference ("smith2020").
        entry: The reference itself, where it is known.

    >>> names_reference("Smith and Lee, 2020", "smith2020a"), names_reference("Smith 2020b", "smith2020a")
    (True, False)
    """
    words, year = _split_year(_words(name))
    key_words, key_year = _split_year(_words(key))
    if not words or not _same_year(year, (entry.year or "") if entry else key_year):
        return False
    stem = "".join(key_words)
    if any("".join(words[:n]) == stem for n in range(1, len(words) + 1)):
        return True
    return entry is not None and any(_share_start(words, form) for form in _forms(entry))


def _forms(entry: Reference) -> list[list[str]]:
    first = entry.authors[0] if entry.authors else entry.title
    surname, _, _ = first.partition(",")
    return [
        form for form in map(_words, (surname, _INITIALS.sub("", surname), entry.abbreviation or "")) if form
    ]


def _share_start(left: list[str], right: list[str]) -> bool:
    length = min(len(left), len(right))
    return left[:length] == right[:length]


def _same_year(wanted: str, printed: str) -> bool:
    return wanted == printed or wanted == printed.rstrip("abcdefghijklmnopqrstuvwxyz") or not wanted


def _split_year(words: list[str]) -> tuple[list[str], str]:
    """Split a year off the end of the last word: "smith2020a" is smith, 2020a."""
    year = _YEAR.search(words[-1]) if words else None
    if year is None:
        return words, ""
    name = words[-1][: year.start()]
    return [*words[:-1], *([name] if name else [])], year[0]


def _words(text: str) -> list[str]:
    """Return the words in lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
