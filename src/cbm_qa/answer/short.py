"""The words within a sentence that answer: the figure or the date that a question asks for."""

from collections.abc import Sequence

import regex

from cbm_qa.answer.fit import counted_stems, own_text, unit_asked
from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.words import find_words, similarity
from cbm_qa.model import Document, Span

_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen)s?"
_NUMBER_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\p{L}+)?|half|"
    r"(?:one|two|three) (?:third|quarter|fifth|tenth)s?|a (?:third|quarter|fifth|tenth))"
)
_UNIT = (
    r"(?:%|per\s?cent\b|percent(?:age points?)?\b|°\s?[CF]\b|(?:US )?dollars?\b|euros?\b|yuan\b|USD\b|EUR\b|"
    r"pounds?\b|(?:square |cubic )?(?:milli|centi|kilo)?met(?:re|er)s?\b|"
    r"(?:mm|cm|km|kg|mg|ml|ha|MW|GW|kWh|g|m|t)\b|tonnes?\b|tons?\b|hectares?\b|acres?\b|miles?\b|feet\b|"
    r"seconds?\b|minutes?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b|decades?\b)"
)
_DIGITS = r"(?<![\w.,])\d+(?:[,\u00a0\u202f ]\d{3}(?!\d))*(?:\.\d+)?"
_FIGURE = regex.compile(
    rf"(?:(?:US)?[$€£¥]\s?|\b(?:USD|EUR)\s)?(?:{_DIGITS}|\b{_NUMBER_WORD}\b)"
    rf"(?:\s?[–-]\s?\d+(?:\.\d+)?)?(?:[\s-]{_SCALE}\b)*(?:[\s-]?{_UNIT})?",
    regex.I,
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[0-9]|20)\d{2}"
_CENTURY = r"(?:\d{1,2}(?:st|nd|rd|th)|\p{Ll}+(?:th|nd|st|rd)) century"
_DATE = regex.compile(
    rf"\d{{1,2}}\s+{_MONTH}(?:\s+{_YEAR})?|{_MONTH}\s+\d{{1,2}}\b(?:,\s+{_YEAR})?|{_MONTH}(?:\s+{_YEAR})?|"
    rf"(?:the\s+)?(?:early |late |mid-?)?{_CENTURY}|\b{_YEAR}s?\b"
)
_FAR = 1000
_NEAR = 4  # words between a figure and what it counts


def short_answer(question: Question, document: Document, span: Span) -> Span | None:
    """Return where in a sentence the figure or the date stands that is asked for.

    None where the question asks for neither, or where several stand there and none is plainly nearest to
    the question's words.
    """
    text = own_text(document, span)
    asked = {w.stem for w in question.words}
    match question.expected:
        case Expected.QUANTITY:
            found = [m.span() for m in _FIGURE.finditer(text) if not _is_asked(m[0], asked)]
            found = _fitting(question, text, found)
        case Expected.TIME:
            found = [m.span() for m in _DATE.finditer(text) if not _is_asked(m[0], asked)]
        case _:
            return None
    best = _nearest(question, text, found)
    return Span(span.start + best[0], span.start + best[1]) if best else None


def _is_asked(text: str, asked: set[str]) -> bool:
    """Whether the question itself names it."""
    return all(w.stem in asked for w in find_words(text))


def _fitting(question: Question, text: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the figures with the unit asked for, or before the things that are counted; years are no figures.

    Where several numbers stand in the sentence and none before what is counted, none is kept.
    """
    unit = unit_asked(question)
    if unit:
        return [(a, b) for a, b in found if unit.search(text[max(0, a - 2) : b + 2])]
    figures = [(a, b) for a, b in found if not regex.fullmatch(_YEAR, text[a:b])]
    counted = counted_stems(question)
    if not counted or len(found) < 2:
        return figures

    def is_counted(one: tuple[int, int]) -> bool:
        # "2019 boats" may be a number of boats; in "2019, when boats" it is a year.
        following = find_words(text[one[1] :])[: _NEAR if one in figures else 1]
        return any(similarity(w.stem, c) for w in following for c in counted)

    return [one for one in found if is_counted(one)]


def _nearest(question: Question, text: str, found: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the one nearest to the question's words in the sentence; None where two are about as near."""
    if len(found) < 2:
        return found[0] if found else None
    words = find_words(text)
    places = [n for n, w in enumerate(words) if any(similarity(w.stem, q.stem) for q in question.content)]

    def distance(one: tuple[int, int]) -> float:
        at = next((n for n, w in enumerate(words) if w.end > one[0]), 0)
        near = sorted(abs(n - at) for n in places)[:3]
        return sum(near) / len(near) if near else _FAR

    ranked = sorted(found, key=distance)
    return ranked[0] if distance(ranked[0]) < 0.5 * distance(ranked[1]) else None
