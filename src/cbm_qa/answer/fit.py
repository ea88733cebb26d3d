"""Whether a sentence holds what a question asks for: a figure of the right kind, a year, a reason, a list."""

from functools import lru_cache

import regex

from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.words import find_words, similarity, stems
from cbm_qa.model import Document, Span

_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")
_SPAN_OF_YEARS = regex.compile(r"\b((?:1[5-9]|20)\d{2})\s*(?:[-–—]|to|and|until)\s*((?:1[5-9]|20)\d{2})\b")
_POINTER = regex.compile(
    r"\b(?:tables?|fig(?:ure|\.)s?|sections?|chapters?|equations?|eqs?\.|таблиц\p{L}*)\s+\d+(?:\.\d+)*|"
    r"\[\d+(?:\s*[,–-]\s*\d+)*\]|(?<![=<>≤≥±(]\s)(?<=^|\s)\(?\d{1,2}\)(?=\s*\p{L})",
    regex.I,
)
_NAME = regex.compile(r"(?<!^)(?<![.!?]\s)\b\p{Lu}[\p{L}’'-]+")
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER_WORD = regex.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    rf"seventeen|eighteen|nineteen|(?:{_TENS})(?:-\p{{L}}+)?|hundreds?|thousands?|millions?|half|halves|"
    r"thirds?|quarters?|fifths?|tenths?|dozens?|twice|thrice|doubled?|tripled?|none)\b",
    regex.I,
)
_DURATION = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur\p{L}+)\b|\bsince\b"
_LENGTH = r"(?:millimet|centimet|kilomet|met)(?:re|er)s?\b|\b(?:mm|cm|km|m|ft|feet|foot|inch\p{L}*|miles?)\b"
_MONEY = (
    r"(?:usd|us\$|eur|euros?|dollars?|pounds?|yuan|roubles?|rubles?|tenge|yen|rupees?|crowns?|francs?)\b|"
    r"[$€£¥]"
)
# What a figure must come with, by how it is asked for; the first that fits counts.
_UNITS = tuple(
    (regex.compile(asked, regex.I), regex.compile(rf"(?<!\p{{L}})(?:{unit})", regex.I))
    for asked, unit in (
        (r"\bhow long\b", rf"{_DURATION}|\b{_LENGTH}"),
        (r"\bhow (?:far|high|tall|deep|wide)\b", _LENGTH),
        (r"\bhow old\b|\b(?:what|which) age\b|\bof what age\b", r"\byears?\b|-year-old|\baged?\b"),
        (
            r"\b(?:percent\p{L}*|per cent|share|proportion|portion|fraction)\b",
            r"%|per\s?cent\p{L}*|\bhalf\b|\bthirds?\b|\bquarters?\b|\bfifths?\b|\btenths?\b",
        ),
        (r"\be-?mail\b", "@"),
        (r"\b(?:money|cost|price|budget|paid|pay|spen[dt]|earn\p{L}*|invest\p{L}*|fund\p{L}*)\b", _MONEY),
    )
)
# What an address of some kind looks like.
_FORMS = tuple(
    (regex.compile(asked, regex.I), regex.compile(form, regex.I))
    for asked, form in (
        (r"\be-?mail\b", r"@"),
        (r"\b(?:tele)?phone number\b|\bfax number\b", r"\+?\d[\d\s()/-]{6,}"),
        (
            r"\b(?:url|website|web (?:site|address|page))\b",
            r"https?:|www\.|\p{L}\.(?:org|com|net|edu|gov|int)\b",
        ),
        (r"\borcid\b", r"\d{4}-\d{4}-\d{4}"),
    )
)
_MONTH = regex.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"\b(?:century|decade|19\d0s|20\d0s)\b"
)
_REASON = regex.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result|result(?:s|ed|ing)? (?:of|from)|reasons?|"
    r"caus(?:e[sd]?|ing)|therefore|thus|hence|so that|in order to|to (?:avoid|ensure|allow|reduce|prevent|"
    r"improve|increase|assess|understand|make)|attribut\p{L}+|explain\p{L}*|led to|leads to|driven by|"
    r"stem(?:s|med)? from|owed to|aim(?:s|ed)? (?:to|at))\b|\bfor (?:two|three|several) reasons\b",
    regex.I,
)
_COPULA = (
    r"(?:(?:is|are|was|were)\s+(?:an?|the|any|one of|defined|understood|considered|known)|refers? to|means?|"
    r"denotes?|describes?|stands? for|comprises?|encompasses?)"
)
_LIST = regex.compile(r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?)\b|\(\p{N}+\)|\([a-d]\)", regex.I)


def fits_type(question: Question, document: Document, span: Span) -> bool:
    """Whether the sentence holds the type of thing asked for, beyond what the question itself names."""
    own = own_text(document, span)
    asked = {w.stem for w in question.words}
    match question.expected:
        case Expected.QUANTITY:
            earlier = document.sentence_before(span.start)
            before = earlier.of(document.text) if earlier else ""
            return _has_figure(question, own, asked) and _counts(question, own, before)
        case Expected.TIME:
            years = {w.stem for w in find_words(own) if len(w.stem) == 4 and w.stem.isdigit()} - asked
            return bool(years or _MONTH.search(own))
        case Expected.PLACE:
            return any(stems(name) - asked for name in _NAME.findall(own))
        case Expected.PERSON:
            is_named = any(stems(name) - asked for name in _NAME.findall(own))
            return is_named or any(span.overlaps(m.span) for m in document.mentions)
        case Expected.REASON:
            return _REASON.search(own) is not None
        case Expected.MEANING:
            return _defines(question, own)
        case Expected.LIST:
            return own.count(",") + own.count(";") >= 2 or len(_LIST.findall(own)) >= 2
        case _:
            return False


_COUNTED = regex.compile(
    r"\bhow many\s+(?:of the\s+)?((?:[\p{L}-]+\s+){0,2}?[\p{L}-]+)(?=\s+\p{L}|\s*\?|$)", regex.I
)
_ANYONE = stems("people persons individuals participants respondents times items")


def _counts(question: Question, own: str, before: str) -> bool:
    """Whether a sentence, or the one before, names what "how many ..." counts."""
    counted = counted_stems(question)
    if not counted or counted & _ANYONE:
        return True
    present = [w.stem for w in find_words(f"{before} {own}")]
    return any(similarity(c, p) for c in counted for p in present)


def counted_stems(question: Question) -> frozenset[str]:
    """Return the stems of what "how many ..." counts; none for other questions."""
    asked = _COUNTED.search(question.text)
    return stems(asked[1]) if asked else frozenset()


def unit_asked(question: Question) -> "regex.Pattern[str] | None":
    """Return what a figure must come with, by how it is asked for; None where any will do."""
    return next((unit for pattern, unit in _UNITS if pattern.search(question.text)), None)


def _has_figure(question: Question, own: str, asked: set[str]) -> bool:
    """Whether a sentence gives a figure that the question does not, with the kind of unit it asks for."""
    digits = {w.stem for w in find_words(own) if w.stem[:1].isdigit()} - asked
    in_words = any(m[0].casefold() not in question.text.casefold() for m in _NUMBER_WORD.finditer(own))
    if not digits and not in_words:
        return False
    unit = unit_asked(question)
    return unit is None or unit.search(own) is not None


def lacks_form(question: Question, document: Document, span: Span) -> bool:
    """Whether the question asks for something of a known form (an e-mail address) that the sentence lacks."""
    form = next((form for asked, form in _FORMS if asked.search(question.text)), None)
    return form is not None and not form.search(span.of(document.text))


def _defines(question: Question, own: str) -> bool:
    """Whether a sentence says what the thing asked about is: "X is ...", "X, in which ...", "known as X"."""
    terms = [w for w in question.content if w.stem not in _MEANING_FRAME]
    if not terms:
        return False
    term = r"[\s-]+(?:\p{L}+[\s-]+)?".join(regex.escape(w.text) for w in terms[:4])
    if _definition_pattern(term).search(own):
        return True
    head = regex.escape(terms[-1].text)
    return (
        regex.search(rf"\b{head}s?\s+(?:is|are|was|were)\s+(?:\p{{L}}+\s+)?defined\b", own, regex.I)
        is not None
    )


_MEANING_FRAME = stems("meant mean meaning define defined definition definitions term concept understood")


@lru_cache(maxsize=512)
def _definition_pattern(term: str) -> "regex.Pattern[str]":
    return regex.compile(
        rf"\b{term}s?\b(?:\s*\([^)]*\))?(?:\s+{_COPULA}\b|,\s+(?:in which|which|a|an|that is|i\.e\.)\b|"
        rf"\s*[:–—]\s)|"
        rf"\b(?:known as|called|termed|referred to as|defined as|definition of)\s+(?:an? |the )?{term}",
        regex.I,
    )


def is_of_another_year(question: Question, document: Document, span: Span) -> bool:
    """Whether the question is about a year and the sentence about another one."""
    told = {n for n in own_numbers(document, span) if _YEAR.fullmatch(n)}
    within = [range(int(a), int(b) + 1) for a, b in _SPAN_OF_YEARS.findall(own_text(document, span))]
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
    return {w.stem for w in find_words(own_text(document, span)) if w.stem[:1].isdigit()}


def own_text(document: Document, span: Span) -> str:
    """Return the sentence with blanks for the works it cites and for pointers to tables and sections."""
    text = span.of(document.text)
    for mention in document.mentions:
        if span.overlaps(mention.span):
            start, end = mention.span.start - span.start, mention.span.end - span.start
            text = text[: max(0, start)] + " " * (min(end, len(text)) - max(0, start)) + text[end:]
    return _POINTER.sub(lambda m: " " * len(m[0]), text)
