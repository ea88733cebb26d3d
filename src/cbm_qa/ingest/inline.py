"""Marks inside a line: emphasis, links, escapes and footnote signs, taken out of the running text."""

import regex

_EMPHASIS = regex.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*\\])\1(?![\w*])")
_LINK = regex.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_ESCAPE = regex.compile(r"\\([\\`*_{}\[\]()#+.!$%&<>~|-])")
_SIGNS = r"[\d*†‡§¶#a-z](?:[\d*†‡§¶#,\s–-])*"
# An exponent follows a digit or a one-letter symbol; a footnote sign follows a word or punctuation.
_RAISED = regex.compile(rf"(?<!\d)(?<!(?<!\p{{L}})\p{{L}})\^\{{\s*(?:{_SIGNS})?\s*\}}")
_EXPONENT = regex.compile(r"\^\{([^{}]*)\}")
_SUPERSCRIPT = regex.compile(r"(?<=\p{L}{4}|[.,;:!?)\]”’\"])[¹²³⁴⁵⁶⁷⁸⁹⁰]+(?![\p{L}\d])")
_FOOTNOTE_CALL = regex.compile(r"\[\^[^\]\s]+\](?!:)")
_SPACES = regex.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")

LEADING_MARK = regex.compile(
    r"^\s*(?:\^\{\s*([^{}]*)\s*\}|([*†‡§¶]{1,6})(?=\s*\p{L})|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)|\[\^([^\]\s]+)\]:)\s*"
)
"""A footnote or affiliation sign at the start of a line; the sign is in one of its groups."""


def clean_inline(line: str) -> str:
    """Return the line as a reader sees it: without markup and footnote signs, spaces collapsed."""
    line = _FOOTNOTE_CALL.sub("", _RAISED.sub("", line))
    line = _EXPONENT.sub(r"^\1", line)
    line = _LINK.sub(r"\1", _SUPERSCRIPT.sub("", line))
    line = _EMPHASIS.sub(r"\2", line)
    line = _ESCAPE.sub(r"\1", line)
    return _SPACES.sub(" ", line).strip()


def split_mark(line: str) -> tuple[str, str]:
    """Split a leading footnote sign from its line: ("**", "Department of ..."), or ("", line)."""
    found = LEADING_MARK.match(line)
    if not found:
        return "", line
    return next((g for g in found.groups() if g), ""), line[found.end() :]
