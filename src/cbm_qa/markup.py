"""HTML that is escaped by construction: only `element` makes markup, and every plain text is escaped."""

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


_VOID = frozenset({"base", "meta", "br", "line", "circle", "rect", "path"})
_ATTRIBUTES = {"class_": "class", "for_": "for", "text_anchor": "text-anchor", "aria_label": "aria-label"}


def element(name: str, /, *children: str, **attributes: str | float) -> Markup:
    """Return one element.

    Args:
        name: Of the element.
        children: Its content in order; a plain string is escaped, `Markup` is not.
        attributes: Their values, escaped; `class_` stands for class.

    >>> print(element("a", "1 < 2", href='?q="x"'))
    <a href="?q=&quot;x&quot;">1 &lt; 2</a>
    """
    given = "".join(
        f' {_ATTRIBUTES.get(key, key.replace("_", "-"))}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value != ""
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>" if name in ("base", "meta", "br") else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{join(children)}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Return parts one after another, the plain ones escaped."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def table(header: Iterable[str], rows: Iterable[Iterable[str]], *, class_: str = "") -> Markup:
    """Return a table that scrolls sideways on a narrow screen; the first column names the rows."""
    head = element("thead", element("tr", *(element("th", cell, scope="col") for cell in header)))
    body = []
    for row in rows:
        first, *others = row
        body.append(
            element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in others))
        )
    whole = element("table", head, element("tbody", *body), class_=class_)
    return element("div", whole, class_="scroll", tabindex="0")


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
