"""The XML tree of a JATS file, its namespaces taken off, and what every part of the reader asks of it."""

from collections.abc import Iterator
from html.entities import name2codepoint
from pathlib import Path
from xml.etree.ElementTree import Element

from cbm_qa.errors import ReadError
from cbm_qa.ingest.decode import MAX_BYTES

_HREF = "{http://www.w3.org/1999/xlink}href"


def parse_article(path: Path) -> Element:
    """Return the article element of a JATS file.

    Raises:
        ReadError: The file cannot be opened, is too large, no XML, defines entities, or holds no article.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError, parse

    parser = DefusedXMLParser(forbid_entities=True, forbid_external=True)
    parser.entity.update({name: chr(code) for name, code in name2codepoint.items()})
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path.name}: it is over the limit of {MAX_BYTES // 2**20} MB an article")
        root = parse(path, parser=parser).getroot()
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read: {error.strerror}") from error
    except DefusedXmlException as error:
        raise ReadError(f"{path.name}: it defines entities, which no article needs") from error
    except (ParseError, LookupError, ValueError) as error:
        raise ReadError(f"{path.name}: it is no whole XML: {error}", hint="download it again") from error
    article = next(descendants(root, "article"), None)
    if article is None:
        root_tag = tag_of(root) if root is not None else ""
        raise ReadError(
            f"{path.name}: this XML is no article in JATS: its root is <{root_tag}>",
            hint="save the document as HTML, Word or text",
        )
    return article


def tag_of(element: Element) -> str:
    """Return the tag without its namespace; "" of comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, *tags: str) -> Iterator[Element]:
    """Yield the children that have one of the tags."""
    for child in element if element is not None else ():
        if tag_of(child) in tags:
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element down a path of tags, or None."""
    for tag in path:
        element = next(children(element, tag), None)
    return element


def descendants(element: Element | None, *tags: str) -> Iterator[Element]:
    """Yield the elements below that have one of the tags, in order."""
    for found in element.iter() if element is not None else ():
        if tag_of(found) in tags:
            yield found


def address_of(element: Element) -> str:
    """Return the address that a link points to, or ""."""
    return (element.get(_HREF) or "").strip()
