"""A bibliography's entries, and the places in running text that name them."""

from dataclasses import dataclass
from enum import StrEnum

from cbm_qa.model.span import Span


class ReferenceType(StrEnum):
    """What kind of work an entry names, in the terms of CSL."""

    ARTICLE = "article-journal"
    BOOK = "book"
    CHAPTER = "chapter"
    PAPER = "paper-conference"
    REPORT = "report"
    THESIS = "thesis"
    WEBPAGE = "webpage"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list.

    Attributes:
        key: "omarova2025": first author or organisation, year and suffix; unique in the document.
        authors: As printed, one person or organisation an item, in order.
        year: With its suffix ("2025a"), or None.
        title: Without final punctuation, or "".
        container: Journal, book or site, or "".
        doi: Bare ("10.1000/xyz"), or None.
        url: As printed, or None.
        abbreviation: "CSIS", where the entry gives one for its organisation.
        number: The printed number in a numbered list, or None.
        raw: The whole entry as it stands in the text.
        span: Where it stands.
        volume: Without "Vol.", or "".
        issue: Without "No.", or "".
        pages: "175-181", an article number, or "".
        publisher: Or "".
        type: As far as the fields tell.
    """

    key: str
    authors: tuple[str, ...]
    year: str | None
    title: str
    container: str
    doi: str | None
    url: str | None
    abbreviation: str | None
    number: int | None
    raw: str
    span: Span
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    type: ReferenceType = ReferenceType.DOCUMENT


@dataclass(frozen=True, slots=True)
class Mention:
    """One work named once in running text: "Omarova, 2025", the "b" of "(2025a, b)".

    `references` holds the keys it resolves to; when empty, `unresolved` says why and names the
    nearest entries. `section` is an index into `Document.sections`, None before the first heading.
    `near` holds the key of the entry that a misspelt name seems to mean, where there is just one.
    """

    text: str
    section: int | None
    span: Span
    references: tuple[str, ...]
    unresolved: str | None = None
    near: tuple[str, ...] = ()
