"""Dates that cannot be: a claim later than its source, a source later than the study."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare, shown
from cbm_qa.model import Reference

_YEAR = regex.compile(r"(?<![\d.,/–-])(?:19|20)\d\d(?![\d%]|[.,]\d)")
_FUTURE = regex.compile(
    r"\b(?:will|would|expect\w*|forecast\w*|project(?:ed|ions?|s)|plan\w*|targets?|targeted|aim\w*|"
    r"by (?:19|20)\d\d|"
    r"until|scheduled|goals?|agenda|strateg\w*|vision|scenario\w*|predict\w*|estimat\w*|intend\w*|horizon|"
    r"should|could|may|might|propos\w*|up to|programme|program|roadmap|through|onwards?|next|upcoming|future|"
    r"potential\w*|if|towards?|prospect\w*|to be)\b",
    regex.I,
)
_WHEN = regex.compile(
    r"\b(?:stud(?:y|ies)|research|analysis|survey|search(?:es)?|review|data|interviews?|fieldwork|"
    r"experiments?)\b"
    r"[^.;]{0,60}?\b(?:was|were)\b[^.;]{0,30}?\b(?:conducted|carried out|performed|undertaken|collected|"
    r"gathered|completed|run|administered)\b",
    regex.I,
)
_SHOWN_MAX = 4


def _later_claims(paper: Paper) -> Iterator[Finding]:
    for statement in paper.statements:
        works = [paper.references[key] for key in statement.references]
        dated = [int(w.year[:4]) for w in works if w.year and w.year[:4].isdigit()]
        if not works or len(dated) < len(works):
            continue
        claim = _claim(statement)
        years = [int(y) for y in _YEAR.findall(claim)]
        late = [y for y in years if y > max(dated)]
        if late and max(late) <= (paper.document.year or 2100) and not _FUTURE.search(claim):
            yield _later(paper, statement, works, max(late))


def _claim(statement: Statement) -> str:
    """Return the words up to the last work: what follows may be the authors' own."""
    own = bare(statement)
    last = statement.mentions[-1].span.end - statement.span.start
    tail = statement.text[last:]
    clean = own[: len(own) - len(tail)] if len(tail) > 60 else own
    return clean or own


def _later(paper: Paper, statement: Statement, works: list[Reference], year: int) -> Finding:
    names = ", ".join(map(shown, works[:3]))
    online = any(w.url and not w.doi for w in works)
    return paper.finding(
        "claim-after-source",
        Severity.MEDIUM,
        0.65 if online else 0.8,
        f"a statement about {year} rests on {names}",
        statement.span,
        *(w.span for w in works[:3]),
        reason="a work cannot report what happened after it appeared"
        + ("; a web page may have been updated since" if online else ""),
    )


def _after_the_study(paper: Paper) -> Iterator[Finding]:
    for statement in paper.statements:
        if statement.mentions or not _WHEN.search(statement.text):
            continue
        years = [int(y) for y in _YEAR.findall(statement.text)]
        if not years or not regex.search(
            r"\b(?:between|from|during|in|until|to)\b[^.]*(?:19|20)\d\d", statement.text
        ):
            continue
        end = max(years)
        cited = {key for s in paper.statements for key in s.references}
        late = [
            e
            for e in paper.document.references
            if e.key in cited and e.year and e.year[:4].isdigit() and int(e.year[:4]) > end
        ]
        if late and _is_about_sources(statement):
            yield _study(paper, statement, late, end)
            return


def _is_about_sources(statement: Statement) -> bool:
    """Return whether the period is that of the reading, not of a measurement alone."""
    return bool(
        regex.search(
            r"\b(?:stud(?:y|ies)|research|review|search|literature|analysis)\b", statement.text, regex.I
        )
    )


def _study(paper: Paper, statement: Statement, late: list[Reference], end: int) -> Finding:
    names = ", ".join(map(shown, late[:_SHOWN_MAX])) + (" and more" if len(late) > _SHOWN_MAX else "")
    reviewing = regex.search(r"\b(?:review|search|literature)", statement.text, regex.I)
    return paper.finding(
        "source-after-study",
        Severity.MEDIUM if reviewing else Severity.LOW,
        0.8 if reviewing else 0.7,
        f"{len(late)} cited works are later than the stated end of the study, {end}: {names}",
        statement.span,
        *(e.span for e in late[:_SHOWN_MAX]),
        reason=f"the study is said to have ended in {end}; these works appeared after it",
    )


LATER_CLAIM = Check(
    "claim-after-source",
    "Statements later than their source",
    "The years in a sentence are compared with the years of the works it cites.",
    _later_claims,
)
LATER_SOURCE = Check(
    "source-after-study",
    "Sources later than the study",
    "The stated time of the study is compared with the years of the works cited.",
    _after_the_study,
)
