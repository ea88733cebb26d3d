"""What the program says to people, in their language: one catalogue, standard library only.

Each language is a flat JSON file beside this module. A message that counts something has one entry for
each plural form of its language: "ui.documents.one", "ui.documents.few", "ui.documents.many".
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

DEFAULT = "en"
LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский", "kk": "Қазақша", "zh": "中文"}
"""The languages of the catalogue, each by its own name."""


def message(key: str, language: str = DEFAULT, **values: object) -> str:
    """Return a message in a language, in English where that language lacks it.

    Args:
        key: Its name in the catalogue; of a message that counts, without the plural form.
        language: Two letters; any other language reads English.
        values: What stands in the braces of the message; `n` also chooses the plural form.

    Raises:
        KeyError: No language has the message.

    >>> message("answer.row", "en", table="Table 1", row="2023")
    'Table 1, row 2023'
    """
    for code in (language, DEFAULT):
        found = catalogue(code)
        name = key if key in found else f"{key}.{_plural(values.get('n'), code)}"
        if name in found:
            return found[name].format(**values) if values else found[name]
    raise KeyError(key)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return all messages of a language by name; none for a language that is not there."""
    if language not in LANGUAGES:
        return {}
    text = (files("cbm_qa.messages") / f"{language}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def best_language(accepted: str) -> str:
    """Return the language of the catalogue that suits an Accept-Language header (or a tag) best.

    >>> best_language("kk-KZ,ru;q=0.8,en;q=0.5")
    'kk'
    >>> best_language("fr")
    'en'
    """
    offers = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        code = tag.split("-")[0].lower()
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if code in LANGUAGES and weight > 0:
            offers.append((-weight, place, code))
    return min(offers)[2] if offers else DEFAULT


def _plural(count: object, language: str) -> str:
    """Return the plural form of a whole number as CLDR names it."""
    if not isinstance(count, int) or language in ("kk", "zh"):
        return "other"
    if language != "ru":
        return "one" if count == 1 else "other"
    last, last_two = count % 10, count % 100
    if last == 1 and last_two != 11:
        return "one"
    return "few" if 2 <= last <= 4 and not 12 <= last_two <= 14 else "many"
