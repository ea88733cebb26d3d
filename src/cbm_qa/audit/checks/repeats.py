"""Sentences that come twice: credited to different works, or word for word."""

from collections.abc import Iterator
from itertools import combinations

import regex

from cbm_qa.answer.words import content_words, find_words
from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare, shown, times

_ALIKE = 0.86  # cosine from which two sentences say the same
_WORDS_ALIKE = 82.0  # percent, without the works named
_DIRECTION = regex.compile(
    r"\b(?:increas|decreas|rise|rose|fall|fell|higher|lower|more|less|positive|negative|not|no)\w*", regex.I
)
_REPEATED = 95.0
_MIN_WORDS = 7
_MIN_CREDITED = 5


def _credited(paper: Paper) -> Iterator[Finding]:
    """Yield pairs of near-identical sentences that cite works of which none is the same."""
    cited = [s for s in paper.statements if s.references and _long_enough(s, _MIN_CREDITED)]
    for a, b in combinations(cited, 2):
        if set(a.references) & set(b.references):
            continue
        words, cosine = (
            _words_alike(a, b),
            paper.nearness((paper.document.key, a.span), (paper.document.key, b.span)),
        )
        if words < _WORDS_ALIKE and (words < 72 or (cosine or 0) < _ALIKE):
            continue
        if _numbers(a) != _numbers(b) or _directions(a) != _directions(b):
            continue  # two figures, two sources: no contradiction of credit
        works = [paper.references[key] for key in (*a.references[:2], *b.references[:2])]
        close = f", nearness of meaning {cosine:.2f}" if cosine is not None else ""
        yield paper.finding(
            "credited-twice",
            Severity.MEDIUM,
            0.9 if words >= 90 else 0.75,
            f"nearly one statement, credited to {shown(paper.references[a.references[0]])} "
            f"and to {shown(paper.references[b.references[0]])}",
            a.span,
            b.span,
            *(w.span for w in works),
            reason=f"{words:.0f} % of the words agree{close}",
        )


def _repeated(paper: Paper) -> Iterator[Finding]:
    """Yield sentences that stand twice, word for word or nearly."""
    long = [s for s in paper.statements if _long_enough(s)]
    groups: dict[int, list[Statement]] = {}
    told: set[int] = set()
    for a, b in combinations(long, 2):
        seen = b.span.start in told or a.span.start in told
        if seen or abs(len(a.text) - len(b.text)) > 0.1 * len(a.text):
            continue
        both_cite = a.references and b.references and not set(a.references) & set(b.references)
        if both_cite or _numbers(a) != _numbers(b) or _words_alike(a, b) < _REPEATED:
            continue
        groups.setdefault(a.span.start, [a]).append(b)
        told.add(b.span.start)
    for group in groups.values():
        exact = len({_key(s) for s in group}) == 1
        yield paper.finding(
            "repeated-sentence",
            Severity.LOW,
            0.95 if exact else 0.8,
            f"a sentence stands {times(len(group))}",
            *(s.span for s in group[:4]),
            reason="the same words" if exact else "almost the same words",
        )


def _long_enough(statement: Statement, words: int = _MIN_WORDS) -> bool:
    return len(content_words(find_words(bare(statement)))) >= words


def _words_alike(a: Statement, b: Statement) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(_key(a), _key(b), score_cutoff=60))


def _key(statement: Statement) -> str:
    return " ".join(w.text.casefold() for w in find_words(bare(statement)))


def _directions(statement: Statement) -> list[str]:
    return sorted(m[0].casefold() for m in _DIRECTION.finditer(statement.text))


def _numbers(statement: Statement) -> list[str]:
    return sorted(w.text for w in find_words(bare(statement)) if w.text[0].isdigit())


CREDITED = Check(
    "credited-twice",
    "One statement, different works",
    "Near-identical sentences should rest on the same works.",
    _credited,
)
REPEATED = Check(
    "repeated-sentence", "Repeated sentences", "Sentences that stand twice in the text.", _repeated
)
