"""A saved web page to blocks: its title, authors and date, then its main text."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import regex
from lxml.html import HtmlElement

from cbm_qa.errors import ReadError
from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.decode import normalise, read_text
from cbm_qa.ingest.html.blocks import read_tree
from cbm_qa.ingest.html.maintext import find_main_text
from cbm_qa.ingest.html.marks import escape

_CHARSET = regex.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", regex.I)
_DECLARATION = regex.compile(r"^\s*<\?xml[^>]*\?>")
_TITLE_NAMES = ("citation_title", "dc.title", "og:title")
_AUTHOR_NAMES = ("citation_author", "dc.creator", "author")
_DATE_NAMES = ("citation_publication_date", "citation_date", "dc.date", "article:published_time", "date")
_SITE = regex.compile(r"\s+[|–—·-]\s+[^|–—·]{1,60}$")
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SNIFFED_BYTES = 4096


def read_html(path: Path) -> list[Block]:
    """Return the blocks of a saved web page, its navigation left out.

    Raises:
        ReadError: The file cannot be opened, is empty, too large, or is not text.
    """
    page = _DECLARATION.sub("", read_text(path, encoding=_declared_encoding(path)))
    root = parse_html(page)
    if root is None:
        raise ReadError(f"{path.name}: there is no HTML in it")
    head = list(_front(root))
    body = root.find("body")
    main = find_main_text(page, body if body is not None else root)
    return _join_front(head, read_tree(main, own_host=_host(root)))


def parse_html(page: str) -> HtmlElement | None:
    """Return the tree of a page, of a broken one as browsers would mend it; None for one without elements."""
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except ParserError:
        return None


def _declared_encoding(path: Path) -> str | None:
    """Return the encoding that the page names in its head, where Python knows it."""
    try:
        with path.open("rb") as file:
            found = _CHARSET.search(file.read(_SNIFFED_BYTES))
        return codecs.lookup(found[1].decode("ascii", "replace")).name if found else None
    except (LookupError, OSError):
        return None


def _front(root: HtmlElement) -> Iterator[Block]:
    """Yield title, authors and date as the page's head states them."""
    title = next(_meta(root, *_TITLE_NAMES), "") or _SITE.sub("", root.findtext("head/title") or "")
    first = next((h.text_content() for h in root.iter("h1")), "")
    title = _flat(first if _flat(first) and not next(_meta(root, _TITLE_NAMES[0]), "") else title)
    if title:
        yield Block(BlockKind.HEADING, (escape(title),), level=1)
    authors = [_in_reading_order(name) for name in _meta(root, *_AUTHOR_NAMES)]
    if authors:
        yield Block(BlockKind.TEXT, (escape(", ".join(dict.fromkeys(authors))),))
    year = next((found[0] for date in _meta(root, *_DATE_NAMES) if (found := _YEAR.search(date))), None)
    if year:
        yield Block(BlockKind.TEXT, (f"Published {year}",))


def _meta(root: HtmlElement, *names: str) -> Iterator[str]:
    """Yield the values of the first of these meta names that the page has."""
    for name in names:
        values = [
            _flat(meta.get("content") or "")
            for meta in root.iter("meta")
            if name in ((meta.get("name") or "").casefold(), (meta.get("property") or "").casefold())
        ]
        if any(values):
            yield from filter(None, values)
            return


def _in_reading_order(name: str) -> str:
    """Turn "Lovelace, Ada" round, as the names of an author line stand."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _join_front(head: list[Block], blocks: list[Block]) -> list[Block]:
    """Put title, authors and date before the text, without the same title again."""
    if not head or head[0].kind is not BlockKind.HEADING:
        return head + blocks
    title = _letters(head[0].text)
    at = next(
        (i for i, b in enumerate(blocks[:20]) if b.kind is BlockKind.HEADING and _letters(b.text) == title),
        None,
    )
    rest = blocks if at is None else blocks[:at] + blocks[at + 1 :]
    return head + rest


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _flat(text: str) -> str:
    return " ".join(normalise(text).split())


def _host(root: HtmlElement) -> str:
    """Return the host the page was saved from, or ""."""
    links = [
        link.get("href") for link in root.iter("link") if (link.get("rel") or "").casefold() == "canonical"
    ]
    addresses = [*links, *_meta(root, "og:url"), *(base.get("href") for base in root.iter("base"))]
    try:
        return next((host for a in addresses if a and (host := urlsplit(a).hostname)), "")
    except ValueError:
        return ""
