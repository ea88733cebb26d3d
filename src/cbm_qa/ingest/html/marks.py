r"""Text of a mark-up language to lines as the other readers give them: emphasis as \*, raised text as ^{}."""

import regex

from cbm_qa.ingest.decode import normalise

OPEN, CLOSE, BREAK = "\ue000", "\ue001", "\ue002"
"""Private characters that stand for the begin and end of emphasis and for a forced line break."""

_OWN = regex.compile("[\ue000-\ue002]")
_SPECIAL = regex.compile(r"\\(?=[\\`*_{}\[\]()#+.!$%&<>~|-])|(?<=\S)\*|\*(?=\*)")
_EMPHASISED = regex.compile(
    rf"(?<![\w*\\]){OPEN}(?=\S)([^{OPEN}{CLOSE}{BREAK}*]{{3,}})(?<=\S){CLOSE}(?![\w*])"
)
_SPACES = regex.compile(r"\s+")


def escape(text: str) -> str:
    """Return a text whose own stars and backslashes are not taken for marks."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], _OWN.sub("", normalise(text)))


def finish_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a block that was put together with the marks of this module."""
    marked = _EMPHASISED.sub(r"*\1*", text).replace(OPEN, "").replace(CLOSE, "")
    lines = (_SPACES.sub(" ", line).strip() for line in marked.split(BREAK))
    return tuple(line for line in lines if line)


def finish_cell(text: str) -> str:
    """Return the one line of a table cell."""
    return " ".join(finish_lines(text))
