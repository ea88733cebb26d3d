"""Questions about cited works: their particulars, what the paper cites them for, which one backs a claim."""

from collections.abc import Callable
from dataclasses import replace

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, ScoredSentence
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.words import find_words, stems
from cbm_qa.model import AnswerKind, Claim, Document, Reference

_MAX_QUOTES = 3
_MAX_WORKS = 3
_NEAR = 3  # the claim must be made by one of so many best sentences
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
        lambda r: r.container or r.publisher or None,
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


_ASKS_WHICH_WORK = regex.compile(
    r"\b(?:which|what|whose)\b(?:\s+\p{L}+){0,3}?\s+(?:sources?|references?|works?|"
    r"stud(?:y|ies)|citations?|authors?|"
    r"researchers?|scholars?|publications?|papers?|articles?|reports?)\b|"
    r"\bwho(?:se)?\s+(?:else\s+)?(?:argu|not(?:es|ed)|"
    r"claim|stud|show|examin|stress|emphasi|point|f(?:ind|ound)|investigat|analy|"
    r"highlight|underscor|underlin|"
    r"indicat|mention|wr(?:ite|ote)|sa(?:ys|id)|consider|propos|warn|suggest|describ|"
    r"demonstrat|explor|conclud|"
    r"believ|report|confirm|observ|discuss|recommend)\p{L}*|\bfrom (?:which|what) (?:\p{L}+ )?(?:source|work|"
    r"study)|\b(?:cited|named|given) (?:for|as (?:the )?source)\b|\b(?:source|reference|"
    r"citation) (?:for|of|behind)\b",
    regex.I,
)
# Words that only ask for a work; the rest of the question is the claim.
_FRAME = stems(
    "source sources reference references work works study studies citation citations "
    "author authors researcher "
    "scholar publication paper article report cite cites cited back backs backed support "
    "supports supported rest "
    "rests stand stands behind give gives given name named taken come comes mention "
    "mentions mentioned argue argues "
    "argued note notes noted claim claims claimed show shows showed find finds found say "
    "says said state states "
    "statement remark assertion sentence figure information data section document "
    "documents text used use whose who "
    "which link links studied investigate investigated analysed analyzed examined"
)


_ASKS_SOURCES = regex.compile(
    r"\b(?:according to|in|from|per) (?:the|its|their|any|that) (?:cited |original )?(?:sources?|notes?|"
    r"cited works?)\b(?! of\b)"
    r"|\b(?:do|does|did) (?:the|its|their|that) (?:cited |original )?(?:sources?|notes?|cited works?)"
    r" (?:itself |themselves )?\p{L}+"
    r"|\bsources? (?:itself|themselves)\b",
    regex.I,
)


def asks_sources(question: str) -> bool:
    """Return whether a question wants what the cited works say, rather than what the paper says."""
    return bool(_ASKS_SOURCES.search(question))


class SourceAnswerer:
    """Answers "What is the DOI of ...?", "What is Smith (2020) cited for?" and "Who argues that ...?"."""

    def __init__(self, passages: PassageAnswerer) -> None:
        """Rank sentences as `passages` does."""
        self._passages = passages

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the entry's field or the citing sentences; None where no listed work is named."""
        question = evidence.question
        for document in evidence.documents.values():
            works = find_works(document, question)
            if 0 < len(works) <= _MAX_WORKS:
                return _field(document, works, question) or _citing(document, works, question)
        return self._backing(evidence) if _ASKS_WHICH_WORK.search(question.text) else None

    def _backing(self, evidence: Evidence) -> Candidate | None:
        """Return the sentence that makes the claim and the works it cites, where it cites any."""
        question = evidence.question
        claim = tuple(
            w for w in question.content if w.stem not in _FRAME and w.text not in _sections(question)
        )
        if not claim:
            return None
        asked = replace(evidence, question=replace(question, content=claim, expected=Expected.PERSON))
        scored = self._passages.rank(asked)
        for best in [s for s in scored if not _is_entry(evidence, s.sentence)][:_NEAR]:
            document = evidence.documents[best.sentence.document]
            keys = document.references_in(best.sentence.span)
            if not keys:
                continue
            confidence = self._passages.confidence(best, scored, asked)
            works = [r for r in document.references if r.key in keys]
            spans = [best.sentence.span, *(w.span for w in works[:_MAX_WORKS])]
            citations = tuple(cite(document, span, marker) for marker, span in enumerate(spans, 1))
            claims = (
                Claim(citations[0].quote, (1,)),
                *(Claim(_titled(work), (marker,)) for marker, work in enumerate(works[:_MAX_WORKS], 2)),
            )
            return Candidate(AnswerKind.SOURCE, confidence, claims, citations, tuple(map(_short, works)))
        return None


def _is_entry(evidence: Evidence, sentence: ScoredSentence) -> bool:
    references = evidence.documents[sentence.document].references
    return any(r.span.overlaps(sentence.span) for r in references)


def _sections(question: Question) -> frozenset[str]:
    """Return numbers that only name a section: "in section 3.2"."""
    return frozenset(regex.findall(r"\bsections? (\d+(?:\.\d+)*)", question.text, regex.I))


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


def _titled(work: Reference) -> str:
    title = f", “{work.title}”" if work.title and work.authors else ""
    return f"Source: {_short(work)}{title}."


def _short(work: Reference) -> str:
    names = work.authors[0] if work.authors else work.title
    return f"{names}{' et al.' if len(work.authors) > 2 else ''} ({work.year or 'n.d.'})"
