"""Title, authors and affiliations: the lines at the head of a paper that are not running text."""

from itertools import pairwise

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.inline import clean_inline

_INSTITUTION = regex.compile(
    r"\b(?:universit\p{L}*|institut\p{L}*|departments?|faculty|school of|college|academy|"
    r"laborator\p{L}*|centre for|center for|centre of"
    r"|center of|hospital|ministry|councils?|bureau|(?:policy|research) unit|gmbh|inc\.|ltd|"
    r"corporation|agency|"
    r"кафедра|университет\p{L}*|институт\p{L}*|академия|факультет)\b"
    r"|大学|研究所|@|orcid|corresponding author|e-?mail",
    regex.I,
)
_SENTENCE = regex.compile(r"[.!?]\s+\p{Lu}\p{Ll}+\s+\p{Ll}+\s+\p{Ll}+")
_SIGNS = regex.compile(
    r"\^\{[^{}]*\}|(?<=\p{L})[\d*†‡§¶]+(?:,[\d*†‡§¶]+)*|[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰]+|"
    r"(?<=\p{L}\s)\(?\d(?:,\s?\d)*\)?(?=,|;|\s|$)"
)
_SIGN = regex.compile(r"\d+|\*+|†+|‡+|§+|¶+|(?<![\p{L}\d])\p{Ll}(?!\p{L})")
_LOWERED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_ROLE = regex.compile(r"\s*\((?:corresponding|first|lead|presenting) authors?\)", regex.I)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
        "e",
        "y",
    ]
)
_NAME_WORD = regex.compile(r"^(?:\p{Lu}[\p{L}\p{M}’'ʻ.-]*|\p{Lu}\.(?:-?\p{Lu}\.)*)$")
_TITLES = regex.compile(r"\b(?:Dr|Prof|Mr|Mrs|Ms|PhD|MD|MSc|BSc|FRS)\b\.?", regex.I)
_KEYWORDS = regex.compile(
    r"^(?:key\s?-?words?(?: and phrases)?|index terms|ключевые слова|түйін(?:ді)? сөздер|关键词)\s*[:.：—–-]",
    regex.I,
)
_DATED = regex.compile(
    r"(?:published|accepted|received|©|copyright|\(c\)|date|issued|"
    r"vol(?:ume)?\b)[^\n]{0,60}?\b((?:19|20)\d{2})\b",
    regex.I,
)
_HAN_NAMES = regex.compile(r"\p{Han}{2,4}(?:\s*[,，、;；\s]\s*\p{Han}{2,4})+")
_ENDS_IN_INITIAL = regex.compile(r"(?<!\p{L})\p{Lu}\.\s*$")
_LEAD_IN = regex.compile(r"^(?:by|authors?|автор\p{L}*)\s*:?\s+", regex.I)
_BETWEEN_NAMES = regex.compile(r"\s*[,;·|]\s*(?:and\s+)?|\s+(?:and|&|и|және)\s+")
_LABEL = regex.compile(
    r"(?:УДК|UDC|UDK|ББК|МРНТИ|ГРНТИ|ҒТАМР|ӘОЖ|DOI|ISSN|JEL)\b"
    r"|(?:(?:original|research|review|short|full|regular) )+(?:article|paper|communication)s?$"
    r"|(?:article|оригинальная статья|обзор|论文)$",
    regex.I,
)
_MAX_LABEL_CHARS = 120
_MAX_TITLE_CHARS = 300
_MAX_AFFILIATION_CHARS = 500


def split_head(block: Block) -> list[Block]:
    """Split a block whose lines are title, authors and affiliations: below an author line each is its own."""
    lines = block.lines
    if block.kind is not BlockKind.TEXT or len(lines) < 2:
        return [block]
    names = _torn_authors(lines)
    if names is None:
        first = next((n for n, line in enumerate(lines) if read_authors(clean_inline(line))), None)
        if first is None:
            return [block]
        names = first, first + 1
    above = [Block(BlockKind.TEXT, lines[: names[0]])] if names[0] else []
    authors = Block(BlockKind.TEXT, (" ".join(map(str.strip, lines[names[0] : names[1]])),))
    return [*above, authors, *(Block(BlockKind.TEXT, (line,)) for line in lines[names[1] :])]


def join_authors(blocks: list[Block]) -> list[Block]:
    """Join two blocks that are a list of names only together: a line break with some space tore one name."""
    for index, (block, after) in enumerate(pairwise(blocks)):
        if block.kind is not BlockKind.TEXT or after.kind is not BlockKind.TEXT:
            continue
        if _torn_authors((block.text, after.text)):
            whole = Block(BlockKind.TEXT, (*block.lines, *after.lines))
            return [*blocks[:index], whole, *blocks[index + 2 :]]
    return blocks


def _torn_authors(lines: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where names stand that run over several lines, of which one alone is no list of names.

    The first line must be broken off: a list of whole names is not continued by a heading below it.
    """
    for start in range(len(lines) - 1):
        if not _is_broken_off(lines[start], lines[start + 1]):
            continue
        for end in range(len(lines), start + 1, -1):
            alone = all(read_authors(clean_inline(line)) for line in lines[start:end])
            if not alone and len(read_authors(clean_inline(" ".join(lines[start:end])))) > 1:
                return start, end
    return None


def _is_broken_off(line: str, after: str) -> bool:
    joins = regex.search(r"(?:,|;|&|\band)\s*$", line) or regex.match(r"\s*(?:and\b|&|,)", after)
    return bool(joins) or not read_authors(clean_inline(line))


def is_label(line: str) -> bool:
    """Return whether a line is a classification code or the kind of article, printed above the title."""
    return len(line) <= _MAX_LABEL_CHARS and bool(_LABEL.match(line))


def is_dated(line: str) -> bool:
    """Return whether a line says when the document was published."""
    return len(line) <= _MAX_LABEL_CHARS and bool(_DATED.search(line)) and not _SENTENCE.search(line)


def read_authors(line: str) -> tuple[str, ...]:
    """Return the names on an author line without affiliation signs, or () where it is not one."""
    plain = _TITLES.sub("", _SIGNS.sub("", _ROLE.sub("", _LEAD_IN.sub("", line.strip()))))
    if len(plain) > 1500 or _INSTITUTION.search(plain) or any(c.isdigit() for c in plain):
        return ()
    if _HAN_NAMES.fullmatch(plain):
        return tuple(regex.findall(r"\p{Han}+", plain))
    parts = [n for n in _BETWEEN_NAMES.split(plain) if n.strip(" .,")]
    names = [n.strip(" ,") if _ENDS_IN_INITIAL.search(n) else n.strip(" .,") for n in parts]
    return tuple(names) if names and all(map(_is_name, names)) else ()


def author_signs(line: str, authors: tuple[str, ...]) -> str:
    """Return the affiliation signs behind each name of an author line, as "1,2; 1; *", or ""."""
    starts, at = [], 0
    for name in authors:
        at = max(line.find(name, at), at)
        starts.append(at)
        at += len(name)
    ends = [*starts[1:], len(line)]
    signs = [_signs_in(line[start:end]) for start, end in zip(starts, ends, strict=True)]
    return "; ".join(signs) if any(signs) else ""


def _signs_in(text: str) -> str:
    found = (_SIGN.findall(sign.translate(_LOWERED)) for sign in _SIGNS.findall(text))
    return ",".join(dict.fromkeys(sign for signs in found for sign in signs))


def is_title(line: str) -> bool:
    """Return whether the first line of a document can be its title."""
    return (
        3 <= len(line) <= _MAX_TITLE_CHARS
        and not line.rstrip().endswith((".", ";", ","))
        and any(c.isalpha() for c in line)
    )


def is_affiliation(line: str, marker: str) -> bool:
    """Return whether a line says where an author works; `marker` is the sign it begins with, or ""."""
    if len(line) > _MAX_AFFILIATION_CHARS or _SENTENCE.search(line):
        return False
    return bool(_INSTITUTION.search(line)) or (bool(marker) and len(line) < 200 and line.count(",") >= 1)


def is_keywords(line: str) -> bool:
    """Return whether a line lists the keywords."""
    return bool(_KEYWORDS.match(line)) and len(line) < 800


def find_year(lines: list[str]) -> int | None:
    """Return the year that the lines before the first heading give as the date of publication."""
    found = (_DATED.search(line) for line in lines)
    return next((int(match[1]) for match in found if match), None)


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 6:
        return False
    proper = [w for w in words if w.casefold() not in _PARTICLES]
    return len(proper) >= 2 and all(_NAME_WORD.match(w) for w in proper)
