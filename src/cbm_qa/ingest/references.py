"""The reference list: whole entries from torn lines, and their main fields."""

from collections import Counter
from dataclasses import dataclass, replace

import regex

from cbm_qa.ingest.inline import clean_inline
from cbm_qa.ingest.names import (
    MINOR_WORDS,
    abbreviation_in,
    fold,
    is_person,
    split_authors,
    surname,
    without_brackets,
)
from cbm_qa.ingest.repair import Vocabulary, end_of, start_of
from cbm_qa.model import Reference, Span

_NUMBER = regex.compile(r"^\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)])\s+(?=\S)")
_YEAR = r"(?:1[5-9]|20)\d{2}[a-z]?(?!\d)|n\.\s?d\.|in press|forthcoming|б\.\s?г\."
_YEAR_IN_BRACKETS = regex.compile(rf"\(({_YEAR})(?:,[^()]*)?\)", regex.I)
_ANY_YEAR = regex.compile(r"(?<![\d/.-])((?:1[5-9]|20)\d{2}[a-z]?)(?![\d/])")
_YEAR_AFTER_AUTHORS = regex.compile(rf"[.,]\s*({_YEAR})[.,;:]", regex.I)
_DOI = regex.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)", regex.I)
_URL = regex.compile(r"(?:https?://|www\.)[^\s<>\"]+", regex.I)
_ENTRY_START_CHARS = 300
_FULL_STOP = regex.compile(
    r"(?<!\b\p{Lu})(?<!\bvol)(?<!\bno)(?<!\bed)(?<!\beds)(?<!\bpp)[.?!]+[\"”’»]?\s+(?=[\p{Lu}\d\"“«(–—-])"
)
_CONTAINER_END = regex.compile(
    r",?\s*(?:vol\.?\s*)?\d|\s*\(|,\s*(?:vol|no|pp?|art)\b|\.\s|\s[–—-]{1,2}\s|\bdoi\b|https?:", regex.I
)
_KEY_WORDS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry before it stands in the text: cleaned text, printed number, and its italic part."""

    text: str
    number: int | None
    italic: str


def join_entries(lines: list[str], vocabulary: Vocabulary) -> list[Entry]:
    """Make the entries of a reference list whole.

    Args:
        lines: The list's lines or paragraphs in order, bullets removed, blank lines left out.
        vocabulary: For words that a break cut.

    Returns:
        Whole entries in order. A line continues the entry before it when it cannot begin one: it
        starts in lower case or with an address, lacks the sign (number, authors with a year) that
        most lines of this list begin with, or the entry before it is not yet complete.
    """
    numbered = sum(bool(_NUMBER.match(line)) for line in lines) > 0.5 * len(lines)
    dated = sum(_has_year_near_start(line) for line in lines)
    style_dated = not numbered and dated >= 0.3 * len(lines)
    joined: list[list[str]] = []
    expected = 1
    for line in lines:
        number = _number_of(line) if numbered else None
        starts = (
            number == expected if numbered else _can_start(line, joined[-1] if joined else [], style_dated)
        )
        if numbered and not starts and number is not None and expected < number <= expected + 2:
            starts = True
        if starts or not joined:
            joined.append([line.strip()])
            expected = (number or expected) + 1
        else:
            vocabulary.extend(joined[-1], line)
    return [_entry("".join(pieces), numbered) for pieces in joined]


def build_references(entries: list[Entry], spans: list[Span]) -> tuple[Reference, ...]:
    """Parse the main fields of whole entries that stand at `spans`; keys are made unique in order."""
    parsed = [_parse(entry, span) for entry, span in zip(entries, spans, strict=True)]
    counts = Counter(r.key for r in parsed)
    seen: Counter[str] = Counter()
    references = []
    for reference in parsed:
        if counts[reference.key] > 1:
            seen[reference.key] += 1
            suffix = f"-{seen[reference.key]}"
            reference = replace(reference, key=reference.key + suffix)
        references.append(reference)
    return tuple(references)


def _number_of(line: str) -> int | None:
    found = _NUMBER.match(line)
    return int(found[1] or found[2]) if found else None


def _has_year_near_start(line: str) -> bool:
    return _year_after_authors(line) is not None


def _year_after_authors(line: str) -> "regex.Match[str] | None":
    """Find the year that closes the author part: in brackets, or between full stops after names only."""
    start = line[:_ENTRY_START_CHARS]
    bracketed = _YEAR_IN_BRACKETS.search(start)
    if bracketed:
        return bracketed
    plain = _YEAR_AFTER_AUTHORS.search(start)
    return plain if plain and not _FULL_STOP.search(start[: plain.start() + 1]) else None


def _can_start(line: str, before: list[str], style_dated: bool) -> bool:
    start = line.lstrip("*_“\"'«[(<").strip()
    if not start[:1].isalpha() or (
        start[:1].islower() and not regex.match(r"(?:van|von|de|di|del|la|le|al|el)\s\p{Lu}", start)
    ):
        return regex.match(r"[—–_-]{2,}", line.strip()) is not None  # a dash for "the same author"
    if _URL.match(start) or regex.match(r"doi\b", start, regex.I):
        return False
    if not before:
        return True
    complete = _is_complete(before, style_dated)
    if style_dated:
        return _has_year_near_start(line) and (complete or _authors_then_year(line))
    return complete


def _is_complete(entry: list[str], style_dated: bool) -> bool:
    """Whether an entry could end here: it has a year where the style asks for one, and an end."""
    if style_dated and not _has_year_near_start(start_of(entry)):
        return False
    end = end_of(entry).rstrip()
    return end.endswith((".", ">", ")", "]", "/")) or bool(_URL.search(end.split()[-1]))


def _authors_then_year(line: str) -> bool:
    found = _YEAR_IN_BRACKETS.search(line[:_ENTRY_START_CHARS])
    return found is not None and any(is_person(a) for a in split_authors(line[: found.start()]))


def _entry(text: str, numbered: bool) -> Entry:
    number = _number_of(text) if numbered else None
    if number is not None:
        text = _NUMBER.sub("", text, count=1)
    italic = regex.search(r"(?<!\*)\*([^*]{3,})\*(?!\*)", text)
    return Entry(clean_inline(text), number, clean_inline(italic[1]).rstrip(".,") if italic else "")


def _parse(entry: Entry, span: Span) -> Reference:
    text = entry.text
    url = _URL.search(text)
    doi = _DOI.search(text)
    year_at = _year_after_authors(text)
    if year_at:
        head, year, tail = text[: year_at.start()], year_at[1], text[year_at.end() :]
    else:
        without_url = _URL.sub(" ", _DOI.sub(" ", text))
        years = _ANY_YEAR.findall(without_url)
        year = years[-1] if years else None
        head, tail = _split_first_sentence(text)
    authors = split_authors(head)
    title, container = _title_and_container(tail, entry.italic)
    return Reference(
        key=_key(authors, year),
        authors=authors,
        year=regex.sub(r"\s", "", year) if year else None,
        title=title,
        container=container,
        doi=_trim(doi[1]) if doi else None,
        url=_trim(url[0]) if url else None,
        abbreviation=abbreviation_in(head),
        number=entry.number,
        raw=text,
        span=span,
    )


def _split_first_sentence(text: str) -> tuple[str, str]:
    """Split an entry without a bracketed year after its authors: at the first full stop of a sentence."""
    found = _FULL_STOP.search(text)
    return (text[: found.start() + 1], text[found.end() :]) if found else (text, "")


def _title_and_container(tail: str, italic: str) -> tuple[str, str]:
    tail = tail.lstrip(" .,:;")
    body = regex.split(r"\s+[–—-]{1,2}\s+(?=https?:|doi)|\bdoi:|https?://", tail, maxsplit=1, flags=regex.I)[
        0
    ].strip()
    quoted = regex.match(r"[“\"«]([^”\"»]{5,})[”\"»][.,]?\s*", body)
    if quoted:
        title, rest = quoted[1], body[quoted.end() :]
    elif italic and body.startswith(italic):
        title, rest = italic, body[len(italic) :]
    elif italic and italic in body:
        title, rest = body[: body.index(italic)], body[body.index(italic) :]
    else:
        title, rest = _split_first_sentence(body)
    rest = regex.sub(r"^(?:in:|in\s(?=\p{Lu}))\s*", "", rest.strip(" .,"), flags=regex.I)
    if italic and rest.startswith(italic):
        return _end_title(title), italic
    end = _CONTAINER_END.search(rest)
    return _end_title(title), rest[: end.start() if end else None].strip(" .,;:–—-")


def _end_title(title: str) -> str:
    return regex.sub(r"[\s.,–—-]+(?:In:)?$", "", title.strip())


def _key(authors: tuple[str, ...], year: str | None) -> str:
    """Return "smith2020a": family name, or an organisation's abbreviation or first words, and the year."""
    if not authors:
        name = "anonymous"
    elif is_person(authors[0]):
        name = surname(authors[0])
    else:
        abbreviation = abbreviation_in(authors[0])
        words = without_brackets(authors[0]).split()[:_KEY_WORDS]
        while len(words) > 1 and words[-1].casefold() in MINOR_WORDS:
            words.pop()
        name = fold(abbreviation or "".join(words))
    return (name or "anonymous") + fold(year or "")


def _trim(address: str) -> str:
    """Drop the punctuation that ends the entry, and a bracket that the address did not open."""
    address = address.rstrip(".,;:>*_\"'")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:")
    return address
