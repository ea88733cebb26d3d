"""A JATS file to parts: its tags carry the structure that other formats only show."""

from pathlib import Path
from xml.etree.ElementTree import Element

from cbm_qa.errors import ReadError
from cbm_qa.ingest.elements import Part, Parts
from cbm_qa.ingest.jats.body import BodyReader
from cbm_qa.ingest.jats.front import read_front
from cbm_qa.ingest.jats.line import read_line
from cbm_qa.ingest.jats.xml import child, children, descendants, parse_article, tag_of
from cbm_qa.model import NoteKind

_SHORT_ABSTRACTS = frozenset({"graphical", "toc", "teaser", "web-summary"})
_PARTS_OF_BACK = ("ack", "app-group", "app", "sec", "fn-group", "glossary", "notes")


def read_jats(path: Path) -> Parts:
    """Return the parts of an article in JATS (NLM, PubMed Central) XML.

    Raises:
        ReadError: The file cannot be opened, is too large, no XML, defines entities, or holds no article.
    """
    article = parse_article(path)
    parts = Parts()
    try:
        read_front(article, parts)
        parts.body += _read_text(article)
    except RecursionError as error:
        raise ReadError(f"{path.name}: its elements are nested too deeply to be read") from error
    if not parts.body and all(note.kind is not NoteKind.TITLE for note in parts.front):
        raise ReadError(f"{path.name}: no text was found in it")
    return parts


def _read_text(article: Element) -> list[Part]:
    reader = BodyReader(article)
    meta = child(article, "front", "article-meta")
    for abstract in children(meta, "abstract", "trans-abstract"):
        if abstract.get("abstract-type") not in _SHORT_ABSTRACTS:
            reader.read_abstract(abstract)
    for body in children(article, "body"):
        reader.read(body, 1)
    back = child(article, "back")
    for element in back if back is not None else ():
        if tag_of(element) in _PARTS_OF_BACK:
            reader.read(element, 1)
    for floats in children(article, "floats-group"):
        reader.read(floats, 1)
    _read_statements(reader, meta)
    reader.read_references()
    return reader.parts


def _read_statements(reader: BodyReader, meta: Element | None) -> None:
    """Add funding, interests and data statements that publishers print as sections but tag in the front."""
    funding = [read_line(e).text for e in descendants(child(meta, "funding-group"), "funding-statement")]
    reader.add_section("Funding", " ".join(funding))
    for note in descendants(child(meta, "author-notes"), "fn"):
        if note.get("fn-type") in ("conflict", "COI-statement"):
            reader.add_section(
                "Competing interests", " ".join(read_line(p).text for p in descendants(note, "p"))
            )
    for custom in descendants(meta, "custom-meta"):
        name, value = child(custom, "meta-name"), child(custom, "meta-value")
        if name is not None and value is not None and read_line(name).text.casefold() == "data availability":
            reader.add_section("Data availability", read_line(value).text)
