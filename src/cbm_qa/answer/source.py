"""Questions about a cited work: its particulars, and what the paper cites it for."""

from collections.abc import Callable

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import Question
from cbm_qa.answer.words import find_words
from cbm_qa.model import AnswerKind, Claim, Document, Reference

_MAX_QUOTES = 3
_MAX_WORKS = 3
_ORGANISATION_MIN_CHARS = 5
_CITED_FOR = regex.compile(
    r"\b(?:cit(?:e[ds]?|ing|ation)|rel(?:y|ies|ied) on|rests? on|based on|back(?:s|ed)?|"
    r"support(?:s|ed)?|attribut\p{L}*|referr?\p{L}*|credited"
    r"|(?:what|which) (?:\p{L}+ )?(?:do|does|did)\b.*\b(?:say|argue|note|find|show|claim|"
    r"state|conclude|emphasi[sz]e|stress|demonstrate|confirm|indicate|report|analy[sz]e|"
    r"study|examine))\b",
    regex.I,
)
_FIELDS: tuple[tuple[str, str, Callable[[Reference], str | None]], ...] = (
    ("DOI", r"\bdoi\b|digital object identifier", lambda r: r.doi),
    ("address", r"\burl\b|\blinks?\b|web\s?(?:site|page|address)|\bonline\b|\baddress\b", lambda r: r.url),
    (
        "published in",
        r"\bjournal\b|\bwhere\b.*\b(?:published|appear\p{L}*)|\b(?:published|"
        r"appear\p{L}*)\b.*\b(?:in which|where)\b|\bmagazine\b|\bnewspaper\b|\bpublisher\b|"
        r"\bwhich outlet\b",
        lambda r: r.container,
    ),
    (
        "title",
        r"\btitled?\b|\bcalled\b|\bentitled\b|\bname of the (?:paper|article|book|study|work)",
        lambda r: r.title,
    ),
    (
        "year",
        r"\b(?:what|which) year\b|\bwhen\b.*\bpublished\b|\byear of\b|\bpublication year\b",
        lambda r: r.year,
    ),
    (
        "authors",
        r"\bwho (?:wrote|authored|are the authors|is the author)\b|\bco-?authors?\b|\bauthors? of\b",
        lambda r: ", ".join(r.authors),
    ),
)
_COMPILED = tuple((label, regex.compile(pattern, regex.I), field) for label, pattern, field in _FIELDS)


class SourceAnswerer:
    """Answers "What is the DOI of ...?" and "What is Smith (2020) cited for?"."""

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the entry's field or the citing sentences; None where no listed work is named."""
        question = evidence.question
        for document in evidence.documents.values():
            works = find_works(document, question)
            if 0 < len(works) <= _MAX_WORKS:
                return _field(document, works, question) or _citing(document, works, question)
        return None


def find_works(document: Document, question: Question) -> list[Reference]:
    """Return the entries a question names: by first author or organisation, and year if it gives one.

    A family name counts only where the question writes it as a name and it is no everyday word of the
    document; "Smith and Lee" needs both.
    """
    asked = [w.text.casefold() for w in question.words]
    folded = " ".join(asked)
    named = [r for r in document.references if _is_named(r, asked, folded)]
    dated = [r for r in named if any((r.year or "").startswith(year) for year in question.years)]
    return dated if question.years else named


def _is_named(reference: Reference, asked: list[str], folded: str) -> bool:
    if not reference.authors:
        return False
    first = reference.authors[0]
    if (
        reference.abbreviation
        and reference.abbreviation.casefold() in asked
        and reference.year
        and reference.year[:4] in asked
    ):
        return True
    if "," in first:
        family = [w.text.casefold() for w in find_words(first.split(",")[0])]
        return bool(family) and " ".join(family) in folded and family[0] in asked and len(family[0]) > 2
    words = [w.text.casefold() for w in find_words(regex.sub(r"\([^)]*\)", "", first))]
    name = " ".join(words)
    if len(name) < _ORGANISATION_MIN_CHARS:
        return False
    dated = bool(reference.year) and (reference.year or "")[:4] in asked
    return name in folded and (len(words) > 1 or dated)


def _field(document: Document, works: list[Reference], question: Question) -> Candidate | None:
    found = next(
        ((label, field) for label, pattern, field in _COMPILED if pattern.search(question.text)), None
    )
    if found is None:
        return None
    label, field = found
    works = [work for work in works if field(work)]
    if not works or (_CITED_FOR.search(question.text) and label == "year"):
        return None
    claims, citations = [], []
    for marker, work in enumerate(works, 1):
        citations.append(cite(document, work.span, marker))
        claims.append(Claim(f"{_short(work)}, {label}: {field(work)}.", (marker,)))
    values = tuple(field(work) or "" for work in works)
    return Candidate(AnswerKind.SOURCE, 0.9, tuple(claims), tuple(citations), values)


def _citing(document: Document, works: list[Reference], question: Question) -> Candidate | None:
    """Return the sentences that mention the works."""
    if not _CITED_FOR.search(question.text):
        return None
    keys = {work.key for work in works}
    spans = [m.span for m in document.mentions if keys.intersection(m.references)]
    sentences = [
        s.span for p in document.paragraphs for s in p.sentences if any(s.span.overlaps(m) for m in spans)
    ]
    if not sentences:
        return None
    citations = tuple(cite(document, span, marker) for marker, span in enumerate(sentences[:_MAX_QUOTES], 1))
    claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
    more = len(sentences) - len(citations)
    notices = (f"{more} more sentences cite it.",) if more > 0 else ()
    return Candidate(AnswerKind.SOURCE, 0.88, claims, citations, notices=notices)


def _short(work: Reference) -> str:
    names = work.authors[0] if work.authors else work.title
    return f"{names}{' et al.' if len(work.authors) > 2 else ''} ({work.year or 'n.d.'})"
