"""The reference list of a JATS file: its entries as printed, with the fields that its tags name."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import regex

from cbm_qa.ingest.fields import Fields
from cbm_qa.ingest.jats.line import Line, child_tags, read_line
from cbm_qa.ingest.jats.xml import address_of, child, children, descendants, tag_of
from cbm_qa.ingest.references import Entry
from cbm_qa.model import ReferenceType

_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
_NUMBER = regex.compile(r"\s*[\[(]?(\d{1,4})[\])]?\.?\s*")
_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}\s?[a-z]?(?![\p{L}\d])")
_DOI = regex.compile(r"10\.\d{4,9}/\S+")
_TYPES = {
    "journal": ReferenceType.ARTICLE,
    "book": ReferenceType.BOOK,
    "chapter": ReferenceType.CHAPTER,
    "confproc": ReferenceType.PAPER,
    "conf-proc": ReferenceType.PAPER,
    "thesis": ReferenceType.THESIS,
    "report": ReferenceType.REPORT,
    "web": ReferenceType.WEBPAGE,
    "webpage": ReferenceType.WEBPAGE,
}
_PUNCTUATION = regex.compile(r"[.,;:]")


def read_entries(reference_list: Element) -> Iterator[tuple[str, Entry]]:
    """Yield the id and the entry of every work in a list, nested lists included."""
    for ref in descendants(reference_list, "ref"):
        citations = [c for tag in children(ref, "citation-alternatives") for c in children(tag, *_CITATIONS)][
            :1
        ]
        citations += list(children(ref, *_CITATIONS))
        text = " ".join(filter(None, map(_printed, citations))) if citations else read_line(ref).text
        if not text:
            continue
        label = child(ref, "label")
        number = _NUMBER.fullmatch("".join(label.itertext())) if label is not None else None
        fields = _fields(citations[0]) if citations else None
        yield ref.get("id") or "", Entry(text, int(number[1]) if number else None, "", fields)


def _printed(citation: Element) -> str:
    """Return an entry as printed; one that is only tagged is written in the order that readers know."""
    if tag_of(citation) == "mixed-citation" or _PUNCTUATION.search("".join(e.tail or "" for e in citation)):
        line = Line()
        line.add(citation.text)
        for inner in citation:
            if tag_of(inner) == "pub-id":
                line.part()
                line.add(_identified(inner))
            elif tag_of(inner) == "etal":
                line.part()
                line.add("et al" if (inner.tail or "").startswith(".") else "et al. ")
            else:
                before = line.text[-1:]
                if before.isalnum() and tag_of(inner) in ("name", "string-name", "article-title", "source"):
                    line.part()
                line.add_inner(inner)
            line.add(inner.tail)
        return line.text
    fields = _fields(citation)
    return read_line(citation).text if fields is None else _composed(citation, fields)


def _identified(pub_id: Element) -> str:
    text = "".join(pub_id.itertext()).strip()
    kind = (pub_id.get("pub-id-type") or "").casefold()
    if kind == "doi":
        return f"doi:{text}" if not text.casefold().startswith(("doi", "http")) else text
    return f"{kind.upper()} {text}" if kind in ("pmid", "pmcid", "isbn") else text


def _composed(citation: Element, fields: Fields) -> str:
    volume, issue, first, last = (_text(citation, tag) for tag in ("volume", "issue", "fpage", "lpage"))
    place = f"{volume}({issue})" if volume and issue else volume
    pages = (
        f"{first}–{last}" if first and last and first != last else first or _text(citation, "elocation-id")
    )
    publisher = ": ".join(filter(None, (_text(citation, "publisher-loc"), _text(citation, "publisher-name"))))
    printed = [
        ", ".join(fields.authors) + (f" ({fields.year})" if fields.year else ""),
        fields.title,
        fields.container,
        ":".join(filter(None, (place, pages))),
        publisher,
        _text(citation, "comment"),
        f"doi:{fields.doi}" if fields.doi else fields.url or "",
    ]
    return ". ".join(part.strip(" .") for part in printed if part.strip(" .")) + "."


def _fields(citation: Element) -> Fields | None:
    """Return what the tags of an entry name, or None of an entry that tags neither title nor source."""
    tags = {tag_of(e) for e in citation.iter()}
    if not tags & {"article-title", "chapter-title", "data-title", "part-title", "source"}:
        return None
    authors = list(_authors(citation))
    year = _YEAR.search(_text(citation, "year"))
    source = _text(citation, "source")
    title = next(
        (
            t
            for tag in ("article-title", "chapter-title", "data-title", "part-title")
            if (t := _text(citation, tag))
        ),
        "",
    )
    doi = next(
        (
            found[0]
            for e in descendants(citation, "pub-id", "ext-link")
            if (found := _DOI.search("".join(e.itertext())))
        ),
        None,
    )
    links = [address_of(e) or "".join(e.itertext()) for e in descendants(citation, "ext-link", "uri")]
    return Fields(
        family=authors[0][0] if authors else "",
        authors=tuple(", ".join(filter(None, name)) for name in authors),
        year="".join(year[0].split()) if year else None,
        title=(title or source).strip(" .,"),
        container=source.strip(" .,") if title else "",
        doi=doi.rstrip(".") if doi else None,
        url=next((link for link in links if link.startswith("http")), None),
        volume=_text(citation, "volume"),
        issue=_text(citation, "issue"),
        pages=_pages(citation),
        publisher=_text(citation, "publisher-name"),
        type=_TYPES.get(
            citation.get("publication-type") or citation.get("citation-type") or "", ReferenceType.DOCUMENT
        ),
    )


def _pages(citation: Element) -> str:
    first, last = _text(citation, "fpage"), _text(citation, "lpage")
    if first and last and first != last:
        return f"{first}-{last}"
    return first or _text(citation, "elocation-id")


def _authors(citation: Element) -> Iterator[tuple[str, str]]:
    """Yield family and given names of the authors, or of the editors where there are none.

    An organisation, and a name that is not taken apart, has an empty family name.
    """
    groups = list(children(citation, "person-group"))
    authors = [g for g in groups if g.get("person-group-type", "author") == "author"] or groups
    for holder in authors or [citation]:
        for element in children(holder, "name", "string-name", "collab", "institution"):
            if child_tags(element) >= {"surname", "given-names"}:
                yield _text(element, "surname"), _text(element, "given-names")
            elif name := read_line(element).text.strip(" .,"):
                yield "", name


def _text(element: Element, tag: str) -> str:
    found = next(descendants(element, tag), None)
    return read_line(found).text if found is not None else ""
