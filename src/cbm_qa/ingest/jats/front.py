"""The front of a JATS file: title, authors, affiliations, journal and date, keywords."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cbm_qa.ingest.elements import NotePart, Parts
from cbm_qa.ingest.jats.line import Line, read_line
from cbm_qa.ingest.jats.xml import child, children, descendants
from cbm_qa.model import NoteKind

_DATE_KINDS = ("epub", "ppub", "collection", "pub")


def read_front(article: Element, parts: Parts) -> None:
    """Fill in what stands before the text."""
    meta = child(article, "front", "article-meta")
    titles = child(meta, "title-group")
    title = ": ".join(read_line(e).text for e in children(titles, "article-title", "subtitle"))
    if title:
        parts.title = title
        parts.front.append(NotePart(NoteKind.TITLE, "", title))
    parts.authors = tuple(_authors(meta))
    if parts.authors:
        parts.front.append(NotePart(NoteKind.AUTHORS, _signs(meta), ", ".join(parts.authors)))
    parts.front += _affiliations(meta)
    journal = _journal(article, meta)
    if journal:
        parts.front.append(NotePart(NoteKind.OTHER, "", journal))
    for group in children(meta, "kwd-group"):
        words = [read_line(word).text for word in descendants(group, "kwd")]
        if any(words):
            label = child(group, "title")
            name = read_line(label).text.rstrip(":. ") if label is not None else "Keywords"
            parts.front.append(NotePart(NoteKind.KEYWORDS, "", f"{name}: {'; '.join(filter(None, words))}"))


def published_year(article: Element) -> int | None:
    """Return the year of publication."""
    date = _date(child(article, "front", "article-meta"))
    year = "".join(date.itertext()).strip() if (date := child(date, "year")) is not None else ""
    return int(year) if year.isdigit() and len(year) == 4 else None


def _contributors(meta: Element | None) -> Iterator[Element]:
    for group in children(meta, "contrib-group"):
        for contributor in children(group, "contrib"):
            if contributor.get("contrib-type", "author") == "author":
                yield contributor


def _authors(meta: Element | None) -> Iterator[str]:
    for contributor in _contributors(meta):
        name = next(descendants(contributor, "name", "string-name"), None)
        family, given = child(name, "surname"), child(name, "given-names")
        if family is not None:
            whole = [read_line(part).text for part in (given, family) if part is not None]
            yield " ".join(filter(None, whole))
        elif (other := next(descendants(contributor, "string-name", "collab"), None)) is not None:
            line = Line()
            line.add(other.text)
            yield line.text or read_line(other).text


def _signs(meta: Element | None) -> str:
    """Return the signs of each author's affiliations, as "1,2; 1", or "" where none is tagged."""
    signs = {affiliation.get("id"): _sign(affiliation) for affiliation in _all_affiliations(meta)}
    each = [
        ",".join(
            signs.get(pointer.get("rid"), "")
            for pointer in descendants(contributor, "xref")
            if pointer.get("ref-type") == "aff"
        )
        for contributor in _contributors(meta)
    ]
    return "; ".join(each) if any(each) else ""


def _sign(affiliation: Element) -> str:
    label = child(affiliation, "label")
    return (read_line(label).text if label is not None else "") or affiliation.get("id", "")


def _all_affiliations(meta: Element | None) -> list[Element]:
    inside = (a for g in children(meta, "contrib-group") for a in descendants(g, "aff"))
    return [*children(meta, "aff"), *inside]


def _affiliations(meta: Element | None) -> Iterator[NotePart]:
    for affiliation in _all_affiliations(meta):
        label = child(affiliation, "label")
        line = Line()
        line.add(affiliation.text)
        for part in affiliation:
            if part is not label:
                line.add_inner(part)
            line.add(part.tail)
        text = line.text.strip(" ,;")
        if text:
            yield NotePart(NoteKind.AFFILIATION, _sign(affiliation), text)
    for contact in descendants(child(meta, "author-notes"), "corresp"):
        text = read_line(contact).text.lstrip("* ")
        if text:
            yield NotePart(NoteKind.AFFILIATION, "*", text)


def _journal(article: Element, meta: Element | None) -> str:
    """Return the line that says where and when the article appeared."""
    name = next((read_line(e).text for e in descendants(child(article, "front"), "journal-title")), "")
    numbers = [
        read_line(e).text for tag in ("volume", "issue", "elocation-id", "fpage") for e in children(meta, tag)
    ]
    doi = next((read_line(e).text for e in children(meta, "article-id") if e.get("pub-id-type") == "doi"), "")
    date = _date(meta)
    parts = {
        tag: read_line(e).text for tag in ("year", "month", "day") if (e := child(date, tag)) is not None
    }
    when = "-".join(f"{part:>02}" if part.isdigit() else part for part in parts.values())
    pieces = [
        ", ".join(filter(None, (name, *numbers))),
        f"published {when}" if when else "",
        f"doi:{doi}" if doi else "",
    ]
    return ". ".join(filter(None, pieces))


def _date(meta: Element | None) -> Element | None:
    dates = [date for date in children(meta, "pub-date") if child(date, "year") is not None]

    def rank(date: Element) -> int:
        kind = date.get("pub-type") or date.get("date-type") or ""
        return _DATE_KINDS.index(kind) if kind in _DATE_KINDS else len(_DATE_KINDS)

    return min(dates, key=rank, default=None)
