"""The reference list: whole entries from torn lines, and their main fields."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from cbm_qa.ingest.fields import (
    ENTRY_START_CHARS,
    URL,
    YEAR_IN_BRACKETS,
    Fields,
    read_fields,
    year_after_authors,
)
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

_NUMBER = regex.compile(r"^\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)]|\((\d{1,3})\))\s+(?=\S)")
_PARTICLES = regex.compile(r"(?:(?:van|von|der|den|de|di|del|della|da|dos|du|la|le|al|el|ter|ten)\s)+\p{Lu}")
_SAME_AUTHOR = regex.compile(r"[—–_-]{2,}\.?")
_KEY_WORDS = 5
_MAX_LINES_OF_ENTRY = 8


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


def join_entries(lines: list[str], vocabulary: Vocabulary, ends: Sequence[bool] = ()) -> list[Entry]:
    """Make the entries of a reference list whole.

    Args:
        lines: The list's lines or paragraphs in order, bullets removed, blank lines left out.
        vocabulary: For words that a break cut.
        ends: Which lines end an entry for sure, as the file's form shows; empty where it shows nothing.

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
    for index, line in enumerate(lines):
        number = _number_of(line) if numbered else None
        parted = index > 0 and index <= len(ends) and ends[index - 1]
        before = joined[-1] if joined and not parted else []
        starts = number == expected if numbered else _can_start(line, before, style_dated)
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
    return year_after_authors(line) is not None


def _can_start(line: str, before: list[str], style_dated: bool) -> bool:
    start = line.lstrip("*_“\"'«[(<").strip()
    if not start[:1].isalpha() or (start[:1].islower() and not _PARTICLES.match(start)):
        return regex.match(r"[—–_-]{2,}", line.strip()) is not None  # a dash for "the same author"
    if URL.match(start) or regex.match(r"doi\b", start, regex.I):
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
    return end.endswith((".", ">", ")", "]", "/")) or bool(URL.search(end.split()[-1]))


def _authors_then_year(line: str) -> bool:
    found = YEAR_IN_BRACKETS.search(line[:ENTRY_START_CHARS])
    return found is not None and any(is_person(a) for a in split_authors(line[: found.start()]))


def _entry(text: str, numbered: bool) -> Entry:
    number = _number_of(text) if numbered else None
    if number is not None:
        text = _NUMBER.sub("", text, count=1)
    italic = regex.search(r"(?<!\*)\*([^*]{3,})\*(?!\*)", text)
    return Entry(clean_inline(text), number, clean_inline(italic[1]).rstrip(".,") if italic else "")


def _parse(entry: Entry, span: Span) -> Reference:
    fields = entry.fields or read_fields(entry.text, entry.italic)
    family = fold(fields.family + (fields.year or "")) if fields.family else ""
    return Reference(
        key=family or _key(fields.authors, fields.year),
        authors=fields.authors,
        year=fields.year,
        title=fields.title,
        container=fields.container,
        doi=fields.doi,
        url=fields.url,
        abbreviation=abbreviation_in(fields.head or " ".join(fields.authors[:1])),
        number=entry.number,
        raw=entry.text,
        span=span,
        volume=fields.volume,
        issue=fields.issue,
        pages=fields.pages,
        publisher=fields.publisher,
        type=fields.type,
    )


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
