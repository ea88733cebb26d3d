"""A book (.epub) to blocks: its title, authors and year, then its chapters, each read as a web page is."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import regex

from cbm_qa.errors import ReadError
from cbm_qa.ingest.archive import check_archive
from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.html import parse_html, read_tree
from cbm_qa.ingest.html.marks import escape

_CONTAINER = "META-INF/container.xml"
_LOCKED = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/xml")
_DECLARATION = regex.compile(r"^\s*<\?xml[^>]*\?>")
_YEAR = regex.compile(r"\d{4}")
_DEEPEST = 6


def read_epub(path: Path) -> list[Block]:
    """Return the blocks of a book; its own table of contents and its pictures are left out.

    Raises:
        ReadError: The file cannot be opened, is damaged, locked, or would unpack to no good.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    check_archive(path, _CONTAINER, "EPUB", check_prologs=False)  # pages name the document type of XHTML
    try:
        with zipfile.ZipFile(path) as archive:
            package, folder = _package(archive)
            pages = _pages(package, folder)
            if _encrypted(archive) & set(pages):
                raise ReadError(f"{path.name}: the book is locked", hint="get a copy without copy protection")
            return [*_front(package), *_chapters(archive, pages)]
    except (DefusedXmlException, ParseError, KeyError, ValueError, EOFError, RuntimeError) as error:
        raise ReadError(
            f"{path.name}: it is damaged or no book: {error}", hint="get the file again"
        ) from error
    except zipfile.BadZipFile as error:
        raise ReadError(f"{path.name}: it is damaged: {error}", hint="get the file again") from error


def _package(archive: zipfile.ZipFile) -> tuple[Element, str]:
    """Return what the book says of itself and its parts, and the folder that its names start from."""
    from defusedxml.ElementTree import fromstring

    container = fromstring(archive.read(_CONTAINER))
    name = next((e.get("full-path", "") for e in container.iter() if _tag(e) == "rootfile"), "")
    return fromstring(archive.read(name)), posixpath.dirname(name)


def _front(package: Element) -> Iterator[Block]:
    said = {name: [" ".join((e.text or "").split()) for e in _each(package, name)] for name in _SAID}
    if any(said["title"]):
        yield Block(BlockKind.HEADING, (escape(said["title"][0]),), level=1)
    if any(said["creator"]):
        yield Block(BlockKind.TEXT, (escape(", ".join(filter(None, said["creator"]))),), is_whole=True)
    if said["date"] and (year := _YEAR.search(said["date"][0])):
        yield Block(BlockKind.TEXT, (f"Published {year[0]}",), is_whole=True)


_SAID = ("title", "creator", "date")


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    """Return the names of the parts that are encrypted: fonts often are, pages only in a locked book."""
    from defusedxml.ElementTree import fromstring

    if _LOCKED not in archive.namelist():
        return set()
    listed = fromstring(archive.read(_LOCKED)).iter()
    return {unquote(e.get("URI", "")) for e in listed if _tag(e) == "CipherReference"}


def _pages(package: Element, folder: str) -> list[str]:
    """Return the names of the pages in reading order."""
    items = {item.get("id"): item for item in _each(package, "item")}
    names = []
    for entry in _each(package, "itemref"):
        item = items.get(entry.get("idref"))
        if (
            item is None
            or item.get("media-type") not in _PAGES
            or "nav" in item.get("properties", "").split()
        ):
            continue
        names.append(posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))))
    return names


def _chapters(archive: zipfile.ZipFile, pages: list[str]) -> Iterator[Block]:
    """Give the blocks of the pages, their headings below the title of the book."""
    for name in pages:
        root = parse_html(_DECLARATION.sub("", _decoded(archive.read(name))))
        body = root.find("body") if root is not None else None
        for block in read_tree(body) if body is not None else ():
            yield replace(block, level=min(_DEEPEST, block.level + 1)) if block.level else block


def _decoded(data: bytes) -> str:
    """Return the text of a page, which is UTF-8 or says by its first bytes that it is UTF-16."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _each(package: Element, name: str) -> list[Element]:
    return [element for element in package.iter() if _tag(element) == name]


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
