"""The fields of a reference: authors, year, title, journal, volume, pages, ..., read from its printed text.

Two readers share the work. Rules read what a style makes certain: names before a year in brackets, a title in
italics or quotation marks, the signs of Russian and Chinese lists. The model of `tagger` reads the rest.
"""

from dataclasses import dataclass
from itertools import groupby

import regex

from cbm_qa.ingest.names import leading_names, split_authors
from cbm_qa.ingest.tagger import tag
from cbm_qa.model import ReferenceType

_YEAR = r"(?:1[5-9]|20)\d{2}[a-z]?(?!\d)|n\.\s?d\.|in press|forthcoming|б\.\s?г\."
YEAR_IN_BRACKETS = regex.compile(rf"\(({_YEAR})(?:,[^()]*)?\)", regex.I)
_ANY_YEAR = regex.compile(r"(?<![\d/.–-])((?:1[5-9]|20)\d{2}[a-z]?)(?![\d/]|[–-]\d)")
_LOOKED_UP = regex.compile(
    r"[(\[]?\b(?:accessed|retrieved|last visited|viewed|дата обращения|访问日期)\b[^()\[\]]*[)\]]?", regex.I
)
_YEAR_AFTER_AUTHORS = regex.compile(rf"[.,]\s*({_YEAR})[.,;:]", regex.I)
_NOT_IN_NAMES = regex.compile(r"[\d“”«»\"]")
_DOI = regex.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)", regex.I)
URL = regex.compile(r"(?:https?://|www\.)[^\s<>\"]+", regex.I)
ENTRY_START_CHARS = 300
_FULL_STOP = regex.compile(
    r"(?<!\b\p{Lu})(?<!\bvol)(?<!\bno)(?<!\bed)(?<!\beds)(?<!\bpp)[.?!]+[\"”’»]?\s+(?=[\p{Lu}\p{Lo}\d\"“«(–—-])"
)
_QUOTED = regex.compile(r"[“\"«]([^”\"»]{5,})[”\"»][.,]?\s*|[‘']([^‘]{5,}?)[.,]?[’'](?:[.,]\s*|$)")
_TYPE_MARK = regex.compile(
    r"\s*\[(?:J|M|C|D|R|N|S|P|EB|DB|OL|Z)(?:/OL)?\]\.?\s*"
)  # Chinese standard GB/T 7714
_CONTAINER_END = regex.compile(
    r",?\s*(?:vol\.?\s*)?\d(?!\d*(?:st|nd|rd|th)\b)|\s*\(|,\s*(?:vol|no|pp?|art)\b"
    r"|(?<!\b(?:proc|conf|symp|int|trans|tech|rep|ann|rev|lett|univ|j|am|soc|sci|res))\.\s"
    r"|\s[–—-]{1,2}\s|\bdoi\b|https?:",
    regex.I,
)
_NOT_SPACED = regex.compile(r"[\p{Cyrillic}\p{Han}\p{Hiragana}\p{Katakana}]")
_LONG_TITLE = 12  # characters of a title that lie before a year which does not close the authors
_PARTS = {"journal", "container", "title", "author", "volume", "pages", "publisher", "date"}
_VOLUME = regex.compile(
    r"(?:\b(?:vol(?:ume)?|bd|t(?:ome)?|jg)\b\.?\s*)?(?<!\p{L})([A-Z]?\d+[A-Z]?|[IVXLC]+(?!\p{L}))", regex.I
)
_ISSUE = regex.compile(
    r"\(\s*([^()]{1,12}?)\s*\)|\b(?:no|nr|issue|number|n[º°])\b?\.?\s*(\d+[\w/–-]*)|\d\s*[/:,.-]\s*(\d+)",
    regex.I,
)
_PAGES = regex.compile(r"[\p{L}]?\d+(?:\s*[–—‐-]+\s*[\p{L}]?\d+)?")
_GLUED = regex.compile(r"(?<=\d;)(?=\d)|(?<=[\d)]:)(?=\p{L}?\d)")  # "2019;13(1):175-81"
_IN_A_BOOK = regex.compile(r"\bIn:\s")
_PLACE_AND_PUBLISHER = regex.compile(r"\p{Lu}[\p{L}\s,.-]{1,40}:\s(?=\p{Lu})")
_THESIS = regex.compile(r"\b(?:thesis|dissertation|diss\.|диссертац\p{L}+)", regex.I)
_MEETING = regex.compile(
    r"\b(?:proc(?:eedings)?\b(?! of the (?:royal|national academy))|conference|symposium|workshop|congress|"
    r"int\. conf|материалы)",
    regex.I,
)
_REPORT = regex.compile(r"\b(?:report|working paper|white paper|technical note|policy brief)\b", regex.I)


@dataclass(frozen=True, slots=True)
class Fields:
    """What an entry says of a work; see `Reference`.

    `family` is the family name of the first author where tags name it, else ""; `head` the words that the
    authors were read from.
    """

    family: str
    authors: tuple[str, ...]
    year: str | None
    title: str
    container: str
    doi: str | None
    url: str | None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    type: ReferenceType = ReferenceType.DOCUMENT
    head: str = ""


def read_fields(text: str, italic: str = "") -> Fields:
    """Read the fields of one whole entry.

    Args:
        text: The entry without its number and marks.
        italic: The part of it that was set in italics, or "".
    """
    url, doi = URL.search(text), _DOI.search(text)
    head, year, tail = _split(text)
    title, container = _title_and_container(tail, italic)
    parts = {} if _NOT_SPACED.search(text) else _tagged(text)
    is_late = _is_late(head, text, parts)
    marked = italic or _TYPE_MARK.search(text) or " // " in text or _QUOTED.match(tail.lstrip(" .,:;"))
    if parts and (is_late or not marked):
        title = _end_title(parts.get("title", "")) or title
        container = _clean_container(parts.get("journal") or parts.get("container", ""))
    if is_late or (parts.get("author") and not YEAR_IN_BRACKETS.search(text[: len(head) + 8])):
        head = parts["author"]
    volume, issue = _volume_and_issue(parts.get("volume", ""))
    pages = _PAGES.search(parts.get("pages", ""))
    publisher = parts.get("publisher", "").strip(" .,:;()")
    placed = _PLACE_AND_PUBLISHER.match(container) if italic and title == italic else None
    if placed:
        container, publisher = "", container[placed.end() :]
    if publisher.strip(" .–—-") in container or (url and publisher in title):
        publisher = ""
    return Fields(
        family="",
        authors=split_authors(head),
        year=regex.sub(r"\s", "", year) if year else None,
        title=title,
        container=container,
        doi=_trim(doi[1]) if doi else None,
        url=_trim(url[0]) if url else None,
        volume=volume,
        issue=issue,
        pages=regex.sub(r"\s*[–—‐-]+\s*", "-", pages[0]) if pages else "",
        publisher=publisher,
        type=_type(text, parts, container, bool(volume or issue), publisher, bool(url and not doi)),
        head=head,
    )


def _is_late(head: str, text: str, parts: dict[str, str]) -> bool:
    """Return whether a bracketed year closes more than authors: "Marsh, A., Floods, Nature 7 (1995)"."""
    author, title = parts.get("author", ""), parts.get("title", "")
    starts = text.find(title[:40]) if title else -1
    return bool(author) and text.startswith(author) and len(author) <= starts < len(head) - _LONG_TITLE


def _split(text: str) -> tuple[str, str | None, str]:
    """Split an entry into its authors, its year, and what follows."""
    year_at = year_after_authors(text)
    if year_at:
        return text[: year_at.start()], year_at[1], text[year_at.end() :]
    plain = URL.sub(" ", _DOI.sub(" ", text))
    years = _ANY_YEAR.findall(_LOOKED_UP.sub(" ", plain)) or _ANY_YEAR.findall(plain)
    head, tail = _split_authors_off(text)
    return head, years[-1] if years else None, tail


def _tagged(text: str) -> dict[str, str]:
    """Return the first run of words of each label; a title that is interrupted is cut short there."""
    words = [part for word in text.split() for part in (_GLUED.split(word) if word[:1].isdigit() else [word])]
    parts: dict[str, str] = {}
    for label, run in groupby(zip(tag(words), words, strict=True), key=lambda pair: pair[0]):
        if label in _PARTS:
            parts.setdefault(label, " ".join(word for _, word in run))
    return parts


def _volume_and_issue(text: str) -> tuple[str, str]:
    """Return "13" and "1" of "13(1),", "Vol. 13, No. 1" or "13/1"."""
    issue = _ISSUE.search(text)
    volume = _VOLUME.search(text[: issue.start() + (issue[3] is not None)] if issue else text)
    return (volume[1] if volume else ""), next((g for g in issue.groups() if g), "") if issue else ""


def _clean_container(text: str) -> str:
    text = regex.sub(r"^(?:in|appears in)\b:?\s*", "", text.strip(), flags=regex.I)
    return text.strip(' .,:;–—-()“”"«»')


def _type(
    text: str, parts: dict[str, str], container: str, has_volume: bool, publisher: str, is_web: bool
) -> ReferenceType:
    """Return what kind of work an entry names, as its fields tell."""
    found = ReferenceType.DOCUMENT
    if _THESIS.search(text):
        found = ReferenceType.THESIS
    elif container and _MEETING.search(container):
        found = ReferenceType.PAPER
    elif container and (has_volume or ("journal" in parts and not is_web)) and not _IN_A_BOOK.search(text):
        found = ReferenceType.ARTICLE
    elif container and not is_web:
        found = ReferenceType.CHAPTER
    elif is_web and (container or not publisher):
        found = ReferenceType.WEBPAGE
    elif _REPORT.search(text):
        found = ReferenceType.REPORT
    elif publisher:
        found = ReferenceType.BOOK
    return found


def year_after_authors(line: str) -> "regex.Match[str] | None":
    """Find the year that closes the author part: in brackets, or between full stops after names only."""
    start = line[:ENTRY_START_CHARS]
    bracketed = YEAR_IN_BRACKETS.search(start)
    if bracketed:
        return bracketed
    plain = _YEAR_AFTER_AUTHORS.search(start)
    authors = start[: plain.start() + 1] if plain else ""
    return plain if plain and not (_FULL_STOP.search(authors) or _NOT_IN_NAMES.search(authors)) else None


def _split_authors_off(text: str) -> tuple[str, str]:
    """Split an entry without a year after its authors: after names, before a quoted title, or else there."""
    end = leading_names(text)
    if end:
        return text[:end], text[end:].lstrip(" .,:;")
    quoted = regex.match(r"([^“«\"]{3,80}?),\s*(?=[“«\"])", text)
    if quoted:
        return quoted[1], text[quoted.end() :]
    return _split_first_sentence(text)


def _split_first_sentence(text: str) -> tuple[str, str]:
    """Split at the first full stop of a sentence."""
    found = _FULL_STOP.search(text)
    return (text[: found.start() + 1], text[found.end() :]) if found else (text, "")


def _title_and_container(tail: str, italic: str) -> tuple[str, str]:
    tail = tail.lstrip(" .,:;")
    body = regex.split(r"\s+[–—-]{1,2}\s+(?=https?:|doi)|\bdoi:|https?://", tail, maxsplit=1, flags=regex.I)[
        0
    ].strip()
    quoted = _QUOTED.match(body)
    marked = _TYPE_MARK.search(body)
    if quoted:
        title, rest = quoted[1] or quoted[2], body[quoted.end() :]
    elif marked:
        title, rest = body[: marked.start()], body[marked.end() :]
    elif " // " in body:
        title, _, rest = body.partition(" // ")
    elif italic and body.startswith(italic):
        title, rest = italic, body[len(italic) :]
    elif italic and italic in body:
        title, rest = body[: body.index(italic)], body[body.index(italic) :]
    else:
        title, rest = _split_first_sentence(body)
    rest = _within(rest)
    if italic and rest.startswith(italic):
        return _end_title(title), italic
    end = _CONTAINER_END.search(rest)
    return _end_title(title), rest[: end.start() if end else None].strip(" .,;:–—-")


def _within(rest: str) -> str:
    """Return what follows a title without "In", the editors of a book, and "Retrieved from"."""
    rest = rest.strip(" .,–—-")
    inside = regex.match(r"in(?::|\s(?=\p{Lu}))\s*", rest, regex.I)
    if inside:
        rest = rest[inside.end() :]
        editors = leading_names(rest)
        if editors and rest[:editors].endswith(")"):
            rest = rest[editors:].lstrip(" ,:")
    return regex.sub(r"^(?:retrieved|available|accessed)\b.*", "", rest, flags=regex.I)


def _end_title(title: str) -> str:
    return regex.sub(r"[\s.,–—-]+(?:In:)?$", "", title.strip())


def _trim(address: str) -> str:
    """Drop the punctuation that ends the entry, and a bracket that the address did not open."""
    address = address.rstrip(".,;:>*_\"'")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:")
    return address
