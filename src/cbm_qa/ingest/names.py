"""Names of people and organisations, compared as readers compare them."""

import unicodedata

import regex

_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
MINOR_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "de",
        "des",
        "du",
        "et",
        "for",
        "from",
        "in",
        "la",
        "le",
        "of",
        "on",
        "the",
        "to",
        "und",
        "von",
        "&",
        "и",
    ]
)
_INITIALS = r"(?:\p{Lu}\p{Ll}{0,2}\.(?:\s?-?\s?\p{Lu}\p{Ll}{0,2}\.)*)"
_PARTICLE = "(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten)"
_SURNAME = rf"(?:{_PARTICLE}\s+)*" r"\p{Lu}[\p{L}\p{M}’'ʻ`-]+(?:\s\p{Lu}[\p{L}\p{M}’'-]+)?"
_INVERTED = regex.compile(rf"({_SURNAME}),\s*({_INITIALS}|\p{{Lu}}{{1,3}}(?![\p{{L}}]))")
_TRAILING = regex.compile(rf"({_SURNAME})\s+({_INITIALS}|\p{{Lu}}(?:-?\p{{Lu}}){{0,2}}(?![\p{{L}}]))")
_LEADING = regex.compile(rf"({_INITIALS})\s*({_SURNAME})")
_HAN_NAME = r"(?<!\p{Han})\p{Han}{2,4}(?!\p{Han})"
_ONE_NAME = rf"(?:{_INVERTED.pattern}|{_TRAILING.pattern}|{_LEADING.pattern}|{_HAN_NAME})"
_NAMES = regex.compile(
    rf"{_ONE_NAME}(?:[,;，、]?\s*(?:(?:and|&|и)\s+)?{_ONE_NAME})*"
    r"(?:[,;，]?\s*(?:et al|и др|等)\.?)?(?:\s*\((?i:eds?|ред)\.?\))?"
)
_FAMILY_FIRST = regex.compile(  # "Smith, John Paul"; "Pérez de la Cruz, M. A."
    rf"\p{{Lu}}[\p{{L}}’'-]+, (?:\p{{Lu}}[\p{{L}}’'.-]*|\p{{Lo}}+)(?:\s\p{{Lu}}[\p{{L}}’'.-]*){{0,2}}"
    rf"|(?:{_PARTICLE}\s+|\p{{Lu}}[\p{{L}}’'-]+\s+){{0,4}}\p{{Lu}}[\p{{L}}’'-]+, "
    r"\p{Lu}\.?(?:[\s-]*\p{Lu}\.?){0,3}"
)
_EDITOR_SIGN = regex.compile(r"\s*\((?:eds?|hrsg|ред)\.?\)|,\s*eds?\.?$", regex.I)
_ABBREVIATION = regex.compile(r"\(([\p{Lu}][\p{L}\p{N}&/-]{1,14})\)")


def fold(name: str) -> str:
    """Return the letters and digits of a name in lower case without accents: "Şahin" is "sahin"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if c.isalnum())


def initials(name: str) -> str:
    """Return the first letters of a name's words: "World Health Organization" is "who"."""
    words = regex.findall(r"[\p{L}\p{N}’'-]+", name)
    return fold("".join(word[0] for word in words if word.casefold() not in MINOR_WORDS))


def abbreviation_in(name: str) -> str | None:
    """Return the abbreviation a name gives in brackets: "Centre for Trade (CFT)" gives "CFT"."""
    found = _ABBREVIATION.findall(name)
    return next((a for a in found if sum(c.isupper() for c in a) >= 2), None)


def without_brackets(name: str) -> str:
    """Return the name without bracketed parts and spare punctuation."""
    return regex.sub(r"\s+", " ", regex.sub(r"\([^()]*\)", " ", name)).strip(" .,;:")


def split_authors(text: str) -> tuple[str, ...]:
    """Split the author part of a reference into names, "Surname, I." as printed; an organisation is one.

    Handles "Smith, J., Doe, A.", "Smith J, Doe A", "J. Smith and A. Doe", and "and", "&", "et al.".
    """
    text = _EDITOR_SIGN.sub("", text.strip())
    text = text.strip(" .,;:") + ("." if text.strip().endswith(".") else "")
    if regex.fullmatch(rf"{_HAN_NAME}(?:[,，、;\s]+{_HAN_NAME})*[,，]?\s*等?\.?", text):
        return tuple(regex.findall(_HAN_NAME, text))
    for pattern in (_INVERTED, _TRAILING, _LEADING):
        people = _people(pattern, text)
        if people:
            return people
    pairs = regex.fullmatch(
        r"(\p{Lu}[\p{L}’'-]+), (\p{Lu}[\p{L}’'-]+(?:\s\p{Lu}\.?)?)((?:,? (?:and|&) .+)?)", text
    )
    if pairs and len(pairs[2].split()) <= 2:
        rest = regex.sub(r"^,? (?:and|&) ", "", pairs[3])
        return (f"{pairs[1]}, {pairs[2]}", *([rest.strip(" .")] if rest else []))
    return (text.strip(" ,;:."),) if text.strip(" ,;:.") else ()


def leading_names(text: str) -> int:
    """Return where the run of personal names ends that a text begins with; 0 where it begins otherwise."""
    found = _NAMES.match(text)
    return found.end() if found else 0


def _people(pattern: "regex.Pattern[str]", text: str) -> tuple[str, ...]:
    """Return all names where the pattern explains (nearly) the whole text, else none."""
    found = list(pattern.finditer(text))
    rest = regex.sub(r"(?i)\bet al\.?|\band\b|&|\bи\b|[\s,;.…]", "", pattern.sub("", text))
    # One odd name in the list ("Vasa L." among "Smith, J.") must not spoil it.
    if not found or len(rest) > 0.25 * len(text):
        return ()
    if not rest:
        return tuple(m[0].strip(" ,") for m in found)
    names: list[tuple[int, str]] = [(m.start(), m[0].strip(" ,")) for m in found]
    end = 0
    for m in [*found, None]:
        gap = text[end : m.start() if m else len(text)]
        odd = regex.sub(r"(?i)\bet al\.?|\band\b|&", "", gap).strip(" ,;.")
        if odd:
            names.append((end, odd))
        end = m.end() if m else end
    return tuple(name for _, name in sorted(names))


def surname(author: str) -> str:
    """Return the folded family name of one author as printed, or the folded name of an organisation."""
    author = author.strip()
    if "," in author and is_person(author):
        return fold(author.split(",")[0])
    found = _LEADING.fullmatch(author)
    if found:
        return fold(found[2])
    found = _TRAILING.fullmatch(author)
    if found:
        return fold(found[1])
    return fold(without_brackets(author))


def is_person(author: str) -> bool:
    """Return whether a printed author is a person: initials, or "Surname, Given"."""
    plain = author.strip()
    if regex.fullmatch(_HAN_NAME, plain):
        return True
    if _LEADING.fullmatch(plain) or _TRAILING.fullmatch(plain) or _INVERTED.fullmatch(plain):
        return True
    return bool(_FAMILY_FIRST.fullmatch(plain))
