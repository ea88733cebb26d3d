"""Abbreviations: never spelled out, spelled out twice, or in two ways."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import regex

from cbm_qa.answer.definition import Definition, find_definitions
from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, times
from cbm_qa.ingest.names import MINOR_WORDS, fold
from cbm_qa.model import Span

_SHORT = regex.compile(r"(?<![\p{L}\d/&.-])\p{Lu}{3,6}(?:s)?(?![\p{L}\d&/]|\.\p{L}|-\d)")
_ROMAN = regex.compile(r"[IVXLCDM]+")
_KNOWN_FROM = 3.3  # words per billion, as a power of ten, from which a general reader knows it
_OTHER_WAYS = (
    r"(?:{0}s?\s*[(（,:=–-]\s*(?:\p{{L}}+[\s-]){{1,}}"
    r"|{0}s?\s+(?:stands for|is|are|is short for|means|denotes|refers to))"
)
_ALIKE = 80.0


def _abbreviations(paper: Paper) -> Iterator[Finding]:
    found = _definitions(paper)
    yield from _several(paper, found)
    yield from _misfits(paper, found)
    yield from _undefined(paper, found)
    yield from _unused(paper, found)


def _definitions(paper: Paper) -> dict[str, list[Definition]]:
    """Return where the running text spells each abbreviation out; mentions of works are left out."""
    found: dict[str, list[Definition]] = defaultdict(list)
    text = paper.document.text
    for statement in paper.statements:
        for d in find_definitions(statement.text):
            span = Span(d.span.start + statement.span.start, d.span.end + statement.span.start)
            if any(m.span.overlaps(span) for m in statement.mentions):
                continue
            is_name = regex.match(r"\s*,?\s*(?:19|20)\d\d", text[span.end : span.end + 8])
            if is_name or not _spells_out(d.short, d.long):
                continue
            found[d.short].append(Definition(d.short, d.long, span))
    return found


def _spells_out(short: str, long: str) -> bool:
    """Return whether a long form is one: its words begin with the letters, no clause is in between."""
    words = [w for w in regex.findall(r"[\p{L}\d’']+", long) if w.casefold() not in MINOR_WORDS]
    letters = sum(c.isupper() for c in short)
    return not regex.search(r"[,;:()]", long) and len(words) <= letters + 2


def _several(paper: Paper, found: dict[str, list[Definition]]) -> Iterator[Finding]:
    for short, places in found.items():
        if short.endswith("s") and short[:-1] in found:
            continue
        first = places[0]
        others = [p for p in places[1:] if not _same(first.long, p.long)]
        if others:
            yield paper.finding(
                "abbreviation-differs",
                Severity.MEDIUM,
                0.85,
                f"{short} stands for “{first.long}” and for “{others[0].long}”",
                *(_sentence(paper, p.span) for p in (first, others[0])),
                reason="two readings of one abbreviation",
            )
        body = [p for p in places if not _in_abstract(paper, p.span) and _same(first.long, p.long)]
        if len(body) > 1:
            yield paper.finding(
                "abbreviation-repeated",
                Severity.LOW,
                0.9,
                f"{short} is spelled out {times(len(body))}",
                *(_sentence(paper, p.span) for p in body[:3]),
                reason="once is enough after the abstract",
            )


def _misfits(paper: Paper, found: dict[str, list[Definition]]) -> Iterator[Finding]:
    """Yield long forms in capitals whose initials differ from the abbreviation in just one letter."""
    for short, places in found.items():
        for place in places[:1]:
            words = [w for w in regex.findall(r"\p{L}+", place.long) if w.casefold() not in MINOR_WORDS]
            initials = "".join(w[0] for w in words)
            if not initials.isupper() or len(initials) != len(short) or len(short) < 4 or not short.isupper():
                continue
            wrong = [n for n, (a, b) in enumerate(zip(initials, short, strict=True)) if a != b]
            if len(wrong) == 1 and short[wrong[0]] not in words[wrong[0]].upper():
                yield paper.finding(
                    "abbreviation-differs",
                    Severity.MEDIUM,
                    0.8,
                    f"{short} does not stand for “{place.long}”",
                    _sentence(paper, place.span),
                    reason=f"the words begin with {', '.join(initials)}: “{words[wrong[0]]}” does not fit",
                )


def _same(a: str, b: str) -> bool:
    from rapidfuzz import fuzz

    first, second = fold(a), fold(b)
    return first.endswith(second) or second.endswith(first) or fuzz.ratio(first, second) >= _ALIKE


def _in_abstract(paper: Paper, span: Span) -> bool:
    section = paper.document.section_at(span.start)
    title = paper.document.section_title(section).casefold()
    return section is None or any(word in title for word in ("abstract", "summary", "highlights"))


def _sentence(paper: Paper, span: Span) -> Span:
    statement = paper.statement_at(span.start)
    return statement.span if statement else span


def _undefined(paper: Paper, found: dict[str, list[Definition]]) -> Iterator[Finding]:
    uses: dict[str, list[Span]] = defaultdict(list)
    for statement in paper.statements:
        if statement.text.isupper():
            continue
        for match in _SHORT.finditer(statement.text):
            span = Span(statement.span.start + match.start(), statement.span.start + match.end())
            if not any(m.span.overlaps(span) for m in statement.mentions):
                uses[match[0].rstrip("s")].append(span)
    for short, spans in uses.items():
        defined = found.get(short) or found.get(f"{short}s")
        if defined:
            yield from _too_early(paper, short, spans, defined)
        elif len(spans) > 1 and not (_is_known(short) or _explained(paper, short, spans)):
            yield paper.finding(
                "abbreviation-undefined",
                Severity.LOW,
                0.75,
                f"{short} is never spelled out ({len(spans)} uses)",
                *(_sentence(paper, s) for s in spans[:2]),
                reason="no “long form (SHORT)” anywhere in the document",
            )


def _unused(paper: Paper, found: dict[str, list[Definition]]) -> Iterator[Finding]:
    """Yield abbreviations that are introduced and never used: not in the text, a table or a caption."""
    text = paper.document.text
    for short, places in found.items():
        one = regex.escape(short.removesuffix("s"))
        uses = len(regex.findall(rf"(?<![\p{{L}}\d]){one}(?!\p{{Ll}}{{2}}|\d)", text))
        if uses <= len(places) and len(places) == 1:
            yield paper.finding(
                "abbreviation-unused",
                Severity.LOW,
                0.85,
                f"{short} is introduced, but never used",
                _sentence(paper, places[0].span),
                reason=f"after “{places[0].long} ({short})” it does not occur again",
            )


def _too_early(
    paper: Paper, short: str, spans: Sequence[Span], defined: Sequence[Definition]
) -> Iterator[Finding]:
    body = [s for s in spans if not _in_abstract(paper, s)]
    places = [d.span for d in defined if not _in_abstract(paper, d.span)]
    known_before = any(_in_abstract(paper, d.span) for d in defined)
    known_before = known_before or (bool(body) and _explained_at(paper, short, body[0]))
    if body and places and not known_before and body[0].end < places[0].start and not _is_known(short):
        same = _sentence(paper, body[0]) == _sentence(paper, places[0])
        if not same:
            yield paper.finding(
                "abbreviation-undefined",
                Severity.LOW,
                0.85,
                f"{short} is used before it is spelled out",
                _sentence(paper, body[0]),
                _sentence(paper, places[0]),
                reason="the long form comes only later",
            )


def _in_words(paper: Paper, short: str, spans: Sequence[Span]) -> bool:
    """Return whether a sentence with the abbreviation has its words in order, brackets or not."""
    for span in spans:
        statement = paper.statement_at(span.start)
        words = regex.findall(r"\p{L}{2,}", statement.text if statement else "")
        initials = "".join(w[0].casefold() for w in words if w.casefold() not in MINOR_WORDS)
        if short.casefold() in initials:
            return True
    return False


def _explained_at(paper: Paper, short: str, span: Span) -> bool:
    """Return whether a use is followed by its long form: "SHORT (long form)", "SHORT, the long form"."""
    after = paper.document.text[span.end : span.end + 60]
    return bool(
        regex.match(rf"s?\s?[(（,:–-]\s?(?:or |an? |the )?\p{{L}}*{short[0]}\p{{L}}+", after, regex.I)
    )


def _is_known(short: str) -> bool:
    from wordfreq import zipf_frequency

    return bool(_ROMAN.fullmatch(short)) or zipf_frequency(short.casefold(), "en") >= _KNOWN_FROM


def _explained(paper: Paper, short: str, spans: Sequence[Span]) -> bool:
    """Return whether it is spelled out in another form: "SHORT (long form)", "a long form (SHORT)"."""
    text = paper.document.text
    if _in_words(paper, short, spans):
        return True
    if regex.search(_OTHER_WAYS.format(regex.escape(short)), text, regex.I):
        return True
    return bool(regex.search(rf"[(（\[“\"]\s?{regex.escape(short)}s?\s?[)）\]”\",;]", text))


DIFFERS = Check(
    "abbreviation-differs",
    "Abbreviations with two meanings",
    "Every “long form (SHORT)” of one abbreviation should spell out the same.",
    lambda paper: (f for f in _abbreviations(paper) if f.check == "abbreviation-differs"),
)
REPEATED = Check(
    "abbreviation-repeated",
    "Abbreviations spelled out again",
    "After the abstract, an abbreviation is spelled out once.",
    lambda paper: (f for f in _abbreviations(paper) if f.check == "abbreviation-repeated"),
)
UNUSED = Check(
    "abbreviation-unused",
    "Abbreviations never used",
    "An abbreviation that is introduced is used later.",
    lambda paper: (f for f in _abbreviations(paper) if f.check == "abbreviation-unused"),
)
UNDEFINED = Check(
    "abbreviation-undefined",
    "Abbreviations not spelled out",
    "Abbreviations that no general reader knows are spelled out where they first come.",
    lambda paper: (f for f in _abbreviations(paper) if f.check == "abbreviation-undefined"),
)
