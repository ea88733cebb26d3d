"""Which part of a web page is its main text: navigation, banners, menus and adverts left out."""

import regex
from lxml.html import HtmlElement

_FURNITURE_TAGS = (
    "nav",
    "footer",
    "aside",
    "form",
    "dialog",
    "menu",
    "script",
    "style",
    "noscript",
    "template",
)
_FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alert menu menubar toolbar tablist".split()
)
_FURNITURE_NAMES = regex.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navbox|navigation|menu|dropdown|portlet|redirectedfrom|breadcrumbs?|sidebar|toc|cookies?|consent|social|share|"
    r"sharing|related|recommended|newsletter|subscribe|advert(?:isement)?|ads?|promo|banner|popup|modal|"
    r"comments?|footer|masthead|pagination|pager|skip-?link|noprint|printfooter|catlinks|jump-link|"
    r"editsection|cite-backlink|metadata|sistersitebox|hatnote|tooltip|screen-reader-text|sr-only|"
    r"visually-?hidden)(?=$|[\s_-])",
    regex.I,
)
_HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.I)
_BLOCKS = ("p", "li", "td", "th", "dd", "dt", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6")
_KEY_CHARS = 40
_MIN_CHARS = 200
_HELD_SHARE = 0.9
_MIN_FURNITURE_SHARE = 0.5  # what holds more of the page's text than this is no furniture


def find_main_text(page: str, body: HtmlElement) -> HtmlElement:
    """Return the smallest element that holds the main text, with what is no text taken out of it.

    trafilatura says which paragraphs are main text. It leaves out what its rules doubt (tables,
    reference lists, which are full of links), so what is read is the element that holds them.

    Args:
        page: The page's source.
        body: Its tree, from which furniture is removed.
    """
    remove_furniture(body)
    marked = [
        main for main in body.iter("main", "article") if _length(main) > _MIN_FURNITURE_SHARE * _length(body)
    ]
    if marked:
        return marked[-1]
    keys = _main_paragraphs(page)
    weights = {element: _weight(element, keys) for element in body.iter(*_BLOCKS)}
    total = sum(weights.values())
    if total < _MIN_CHARS:
        return body
    held: dict[HtmlElement, int] = {}
    for element, weight in weights.items():
        above: HtmlElement | None = element
        while weight and above is not None:
            held[above] = held.get(above, 0) + weight
            above = above.getparent()
    main = body
    while True:
        inner = next((child for child in main if held.get(child, 0) >= _HELD_SHARE * total), None)
        if inner is None or inner.tag in _BLOCKS or inner.tag in ("ul", "ol", "table", "tbody", "tr"):
            return main
        main = inner


def remove_furniture(body: HtmlElement) -> None:
    """Take navigation, forms, hidden and decorative parts out of a page."""
    whole = max(1, _length(body))
    for element in list(body.iter()):
        if element is body or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or (
            _is_furniture(element) and _length(element) < _MIN_FURNITURE_SHARE * whole
        ):
            element.drop_tree()


def _is_furniture(element: HtmlElement) -> bool:
    if element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if element.tag == "header":
        return next(element.iter("h1"), None) is None
    if element.tag in ("h1", "h2", "h3", "body", "main", "article"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_FURNITURE_NAMES.search(names))


def _main_paragraphs(page: str) -> frozenset[str]:
    """Return the beginnings of the paragraphs that trafilatura takes for main text."""
    from trafilatura import bare_extraction

    found = bare_extraction(page, favor_recall=True, include_comments=False, include_tables=True)
    text = found.text if found is not None and not isinstance(found, dict) else ""
    return frozenset(filter(None, (_key(line) for line in (text or "").split("\n"))))


def _weight(element: HtmlElement, keys: frozenset[str]) -> int:
    text = element.text_content()
    return len(text) if _key(text) in keys else 0


def _key(text: str) -> str:
    return "".join(c for c in text if c.isalnum())[:_KEY_CHARS]


def _length(element: HtmlElement) -> int:
    return len("".join(element.text_content().split()))
