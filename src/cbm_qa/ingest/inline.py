"""Marks inside a line: emphasis, links, escapes and footnote signs, taken out of the running text."""

import regex

_STARS = regex.compile(r"(?<!\\)(?<!\*)\*{1,3}(?!\*)")
_MAX_EMPHASIS_CHARS = 600
_LINK = regex.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_ESCAPE = regex.compile(r"\\([\\`*_{}\[\]()#+.!$%&<>~|-])")
_SIGNS = r"[\d*†‡§¶#a-z](?:[\d*†‡§¶#,\s–-])*"
NO_EXPONENT = r"(?<!\d)(?<!(?<!\p{L})(?:\p{L}|[kcdmnµμ]m|ft|mi|yd|ha))"
"""What stands before a raised sign that is no exponent: no figure, symbol of one letter or unit of length."""

_RAISED = regex.compile(rf"{NO_EXPONENT}\^\{{\s*(?:{_SIGNS})?\s*\}}")
_EXPONENT = regex.compile(r"\^\{([^{}]*)\}")
_SUPERSCRIPT = regex.compile(r"(?<=\p{L}{4}|[.,;:!?)\]”’\"])[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?![\p{L}\d])")
_FOOTNOTE_CALL = regex.compile(r"\[\^[^\[\]\s]{1,60}\](?!:)")
_SPACES = regex.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")

LEADING_MARK = regex.compile(
    r"^\s*(?:\^\{\s*([^{}]*)\s*\}|([*†‡§¶]{1,6})(?=\s*\p{L})|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)|\[\^([^\[\]\s]{1,60})\]:)\s*"
)
"""A footnote or affiliation sign at the start of a line; the sign is in one of its groups."""


_OPENS_EMPHASIS = regex.compile(r"^(\*{1,3})(?=[^\s*])[^*]{0,200}[^\s*]\1(?![\p{L}\d*])")


def clean_inline(line: str) -> str:
    """Return the line as a reader sees it: without markup and footnote signs, spaces collapsed."""
    line = _FOOTNOTE_CALL.sub("", _RAISED.sub("", line))
    line = _EXPONENT.sub(r"^\1", line)
    line = _LINK.sub(r"\1", _SUPERSCRIPT.sub("", line))
    line = _without_emphasis(line)
    line = _ESCAPE.sub(r"\1", line)
    return _SPACES.sub(" ", line).strip()


def _without_emphasis(line: str) -> str:
    """Drop pairs of stars: the first opens a word, the second, of as many, closes one."""
    opened: dict[int, int] = {}
    dropped: list[tuple[int, int]] = []
    for stars in _STARS.finditer(line):
        start, end = stars.span()
        before, after = line[start - 1 : start] or " ", line[end : end + 1] or " "
        first = opened.get(end - start)
        is_near = first is not None and start - first <= _MAX_EMPHASIS_CHARS
        if first is not None and is_near and not before.isspace() and not _is_word(after):
            dropped += [(first, first + end - start), (start, end)]
            opened = {length: at for length, at in opened.items() if at < first}
        elif not is_near and not after.isspace() and not _is_word(before):
            opened[end - start] = start
    pieces, position = [], 0
    for start, end in sorted(dropped):
        pieces.append(line[position:start])
        position = end
    return "".join([*pieces, line[position:]])


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def split_mark(line: str) -> tuple[str, str]:
    """Split a leading footnote sign from its line: ("**", "Department of ..."), or ("", line)."""
    found = LEADING_MARK.match(line)
    if not found or _OPENS_EMPHASIS.match(line):
        return "", line
    return next((g for g in found.groups() if g), ""), line[found.end() :]
