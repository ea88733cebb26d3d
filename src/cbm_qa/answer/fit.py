"""Whether a sentence holds what a question asks for: a figure, a year, a place, a list."""

import regex

from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.words import find_words, stems
from cbm_qa.model import Document, Span

_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")
_SPAN_OF_YEARS = regex.compile(r"\b((?:1[5-9]|20)\d{2})\s*(?:[-–—]|to|and|until)\s*((?:1[5-9]|20)\d{2})\b")
_POINTER = regex.compile(
    r"\b(?:tables?|fig(?:ure|\.)s?|sections?|chapters?|таблиц\p{L}*)\s+\d+(?:\.\d+)*", regex.I
)
_NAME = regex.compile(r"(?<!^)(?<![.!?]\s)\b\p{Lu}[\p{L}’'-]+")


def fits_type(question: Question, document: Document, span: Span) -> bool:
    """Whether the sentence holds the type of thing asked for, beyond what the question itself names."""
    asked = {w.stem for w in question.words}
    match question.expected:
        case Expected.QUANTITY:
            return bool(own_numbers(document, span) - asked)
        case Expected.TIME:
            return any(len(n) == 4 for n in own_numbers(document, span) - asked)
        case Expected.PLACE:
            names = _NAME.findall(_own_words(document, span))
            return any(stems(name) - asked for name in names)
        case Expected.PERSON:
            return any(span.overlaps(m.span) for m in document.mentions)
        case Expected.LIST:
            text = span.of(document.text)
            return text.count(",") + text.count(";") >= 2
        case _:
            return False


def is_of_another_year(question: Question, document: Document, span: Span) -> bool:
    """Whether the question is about a year and the sentence about another one."""
    told = {n for n in own_numbers(document, span) if _YEAR.fullmatch(n)}
    within = [range(int(a), int(b) + 1) for a, b in _SPAN_OF_YEARS.findall(_own_words(document, span))]
    told |= named_years(question, document, span)
    covered = [y for y in question.years if y in told or any(int(y) in years for years in within)]
    return bool(question.years and told) and not covered


def named_years(question: Question, document: Document, span: Span) -> set[str]:
    """Return the years of cited works that the question itself names: "Smith (2020)"."""
    return {
        year
        for m in document.mentions
        if span.overlaps(m.span) and stems(m.text) & question.names
        for year in question.years
        if year in m.text
    }


def own_numbers(document: Document, span: Span) -> set[str]:
    """Return the stems of the numbers that the sentence itself gives: not of citations, not "Table 1"."""
    return {w.stem for w in find_words(_own_words(document, span)) if w.stem[:1].isdigit()}


def _own_words(document: Document, span: Span) -> str:
    """Return the sentence without the works it cites and without pointers to tables and sections."""
    text = span.of(document.text)
    for mention in document.mentions:
        if span.overlaps(mention.span):
            start, end = mention.span.start - span.start, mention.span.end - span.start
            text = text[: max(0, start)] + " " * (min(end, len(text)) - max(0, start)) + text[end:]
    return _POINTER.sub(" ", text)
