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
    leading_names,
    split_authors,
    surname,
    without_brackets,
)
from cbm_qa.ingest.repair import Vocabulary, end_of, start_of
from cbm_qa.model import Reference, Span

_NUMBER = regex.compile(r"^\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)]|\((\d{1,3})\))\s+(?=\S)")
_YEAR = r"(?:1[5-9]|20)\d{2}[a-z]?(?!\d)|n\.\s?d\.|in press|forthcoming|б\.\s?г\."
_YEAR_IN_BRACKETS = regex.compile(rf"\(({_YEAR})(?:,[^()]*)?\)", regex.I)
_ANY_YEAR = regex.compile(r"(?<![\d/.–-])((?:1[5-9]|20)\d{2}[a-z]?)(?![\d/]|[–-]\d)")
_LOOKED_UP = regex.compile(
    r"[(\[]?\b(?:accessed|retrieved|last visited|viewed|дата обращения|访问日期)\b[^()\[\]]*[)\]]?", regex.I
)
_YEAR_AFTER_AUTHORS = regex.compile(rf"[.,]\s*({_YEAR})[.,;:]", regex.I)
_NOT_IN_NAMES = regex.compile(r"[\d“”«»\"]")
_DOI = regex.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)", regex.I)
_PARTICLES = regex.compile(r"(?:(?:van|von|der|den|de|di|del|della|da|dos|du|la|le|al|el|ter|ten)\s)+\p{Lu}")
_URL = regex.compile(r"(?:https?://|www\.)[^\s<>\"]+", regex.I)
_SAME_AUTHOR = regex.compile(r"[—–_-]{2,}\.?")
_ENTRY_START_CHARS = 300
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
_KEY_WORDS = 5
_MAX_LINES_OF_ENTRY = 8


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of an entry where the file's own tags name them; see `Reference`.

    `family` is the family name of the first author, "" where that is an organisation.
    """

    family: str
    authors: tuple[str, ...]
    year: str | None
    title: str
    container: str
    doi: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry before it stands in the text: cleaned text, printed number, and its italic part.

    `fields` and `id` are those of the file's own tags, where it has them.
    """

    text: str
    number: int | None
    italic: str
    fields: Fields | None = None
    id: str = ""


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
    numbered = is_numbered_list(lines)
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


def is_numbered_list(lines: list[str]) -> bool:
    """Return whether lines, some of them wrapped, are entries numbered from 1 in sequence."""
    expected = 1
    for line in lines:
        expected += _number_of(line) == expected
    return expected > 1 + len(lines) / _MAX_LINES_OF_ENTRY and _number_of(lines[0]) == 1


def build_references(entries: list[Entry], spans: list[Span]) -> tuple[Reference, ...]:
    """Parse the main fields of whole entries that stand at `spans`; keys are made unique in order."""
    parsed = [_parse(entry, span) for entry, span in zip(entries, spans, strict=True)]
    counts = Counter(r.key for r in parsed)
    seen: Counter[str] = Counter()
    references: list[Reference] = []
    for reference in parsed:
        if references and _SAME_AUTHOR.fullmatch("".join(reference.authors)):
            authors = references[-1].authors
            reference = replace(reference, authors=authors, key=_key(authors, reference.year))
        if counts[reference.key] > 1:
            seen[reference.key] += 1
            suffix = f"-{seen[reference.key]}"
            reference = replace(reference, key=reference.key + suffix)
        references.append(reference)
    return tuple(references)


def _number_of(line: str) -> int | None:
    found = _NUMBER.match(line)
    return int(found[1] or found[2] or found[3]) if found else None


def _has_year_near_start(line: str) -> bool:
    return _year_after_authors(line) is not None


def _year_after_authors(line: str) -> "regex.Match[str] | None":
    """Find the year that closes the author part: in brackets, or between full stops after names only."""
    start = line[:_ENTRY_START_CHARS]
    bracketed = _YEAR_IN_BRACKETS.search(start)
    if bracketed:
        return bracketed
    plain = _YEAR_AFTER_AUTHORS.search(start)
    authors = start[: plain.start() + 1] if plain else ""
    return plain if plain and not (_FULL_STOP.search(authors) or _NOT_IN_NAMES.search(authors)) else None


def _can_start(line: str, before: list[str], style_dated: bool) -> bool:
    start = line.lstrip("*_“\"'«[(<").strip()
    if not start[:1].isalpha() or (start[:1].islower() and not _PARTICLES.match(start)):
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
    if entry.fields is not None:
        return _tagged(entry, entry.fields, span)
    text = entry.text
    url = _URL.search(text)
    doi = _DOI.search(text)
    year_at = _year_after_authors(text)
    if year_at:
        head, year, tail = text[: year_at.start()], year_at[1], text[year_at.end() :]
    else:
        plain = _URL.sub(" ", _DOI.sub(" ", text))
        years = _ANY_YEAR.findall(_LOOKED_UP.sub(" ", plain)) or _ANY_YEAR.findall(plain)
        year = years[-1] if years else None
        head, tail = _split_authors_off(text)
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


def _tagged(entry: Entry, fields: Fields, span: Span) -> Reference:
    """Return the reference that the file's tags spell out."""
    return Reference(
        key=fold(fields.family + (fields.year or "")) if fields.family else _key(fields.authors, fields.year),
        authors=fields.authors,
        year=fields.year,
        title=fields.title,
        container=fields.container,
        doi=fields.doi,
        url=fields.url,
        abbreviation=abbreviation_in(fields.authors[0]) if fields.authors else None,
        number=entry.number,
        raw=entry.text,
        span=span,
    )


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
