"""Questions about the list of references as a whole, and works in a citation format."""

from collections.abc import Sequence

import regex

from cbm_qa.answer.cite import cite, cite_entry
from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.question import Question
from cbm_qa.answer.speaker import short_name
from cbm_qa.model import AnswerKind, Calculation, Claim, Document, Reference, ReferenceType
from cbm_qa.sources.bibtex import write_bibtex
from cbm_qa.sources.csl import reference_csl

_WORKS = (
    r"(?:sources?|references?|(?:cited |listed )?works|citations?|publications?|entries|"
    r"(?:cited |listed )(?:articles?|papers?|studies|books?))"
)
_WHICH = regex.compile(
    rf"\b(?:which|what|list|name|show|give|how many)\b(?:\s+\p{{L}}+){{0,4}}?\s+{_WORKS}\b|^\W*{_WORKS}\b",
    regex.I,
)
_COUNT = regex.compile(
    rf"\bhow many (?:\p{{L}}+ ){{0,2}}{_WORKS}\b|\bnumber of (?:cited )?{_WORKS}\b",
    regex.I,
)
_FROM_YEAR = regex.compile(
    r"\b(?:from|of|in|published in|dated|appeared in|year)\s+(?:the year\s+)?((?:1[5-9]|20)\d{2})\b"
    r"(?!\s*(?:to|–|-|and)\s*\d)",
    regex.I,
)
_SINCE = regex.compile(
    r"\b(?:since|after|newer than|later than|before|older than|earlier than)\s+(\d{4})\b",
    regex.I,
)
_UNCITED = regex.compile(
    r"\b(?:never|not)\b[^.?]{0,30}\b(?:cited|mentioned|named|referred)\b|\buncited\b|\bunused\b",
    regex.I,
)
_TYPED = (
    (ReferenceType.WEBPAGE, r"web ?(?:pages?|sites?|sources?)|online sources?"),
    (ReferenceType.BOOK, r"books?"),
    (ReferenceType.CHAPTER, r"(?:book )?chapters?"),
    (ReferenceType.PAPER, r"conference papers?|proceedings"),
    (ReferenceType.THESIS, r"theses|thesis|dissertations?"),
    (ReferenceType.ARTICLE, r"journal articles?"),
)
_FORMATS = regex.compile(r"\b(bib\s?tex|ris|csl(?:[- ]json)?)\b", regex.I)
_MOST = 60


def list_works(document: Document, question: Question) -> Candidate | None:
    """Return the entries of a year or kind, those never cited, or their number; None for other questions."""
    text = question.text
    if not document.references or not (_WHICH.search(text) or _COUNT.search(text)):
        return None
    chosen = _chosen(document, text)
    if chosen is None or not chosen:
        return None
    if _COUNT.search(text):
        return _counted(document, chosen)
    shown = chosen[:_MOST]
    citations = tuple(
        cite_entry(document, work, marker, _named(work)) for marker, work in enumerate(shown, 1)
    )
    claims = tuple(Claim(_named(work), (marker,)) for marker, work in enumerate(shown, 1))
    more = len(chosen) - len(shown)
    notices = (f"{more} more are not shown.",) if more > 0 else ()
    return Candidate(AnswerKind.LIST, 0.92, claims, citations, tuple(map(short_name, shown)), notices=notices)


def _chosen(document: Document, text: str) -> list[Reference] | None:
    """Return the entries a question asks for, None where it names no way to choose."""
    works = list(document.references)
    asked = False
    year, since = _FROM_YEAR.search(text), _SINCE.search(text)
    if since:
        later = not regex.match(r"before|older|earlier", since[0], regex.I)
        inclusive = since[0].casefold().startswith("since")
        works = [w for w in works if _fits(w, int(since[1]), later=later, inclusive=inclusive)]
        asked = True
    elif year:
        works = [w for w in works if (w.year or "").startswith(year[1])]
        asked = True
    if _UNCITED.search(text):
        named = {key for m in document.mentions for key in (*m.references, *m.near)}
        works = [w for w in works if w.key not in named]
        asked = True
    for kind, pattern in _TYPED:
        if regex.search(rf"\b(?:{pattern})\b", text, regex.I):
            works = [w for w in works if w.type is kind]
            asked = True
    if not asked and _COUNT.search(text) and len(question_words(text)) <= 8:
        return works
    return works if asked else None


def question_words(text: str) -> list[str]:
    """Return the words of a question."""
    return regex.findall(r"\p{L}+", text)


def _fits(work: Reference, year: int, *, later: bool, inclusive: bool) -> bool:
    own = regex.match(r"\d{4}", work.year or "")
    if own is None:
        return False
    return int(own[0]) >= year + (not inclusive) if later else int(own[0]) < year


def _counted(document: Document, chosen: Sequence[Reference]) -> Candidate:
    first, last = chosen[0], chosen[-1]
    spans = [first.span, last.span] if len(chosen) > 1 else [first.span]
    citations = tuple(cite(document, span, marker) for marker, span in enumerate(spans, 1))
    count = len(chosen)
    words = f"{count} entr{'y' if count == 1 else 'ies'} of the reference list"
    calculation = Calculation("entries counted, the first and the last are cited", str(count), None)
    return Candidate(
        AnswerKind.SOURCE,
        0.92,
        (Claim(f"{words}.", tuple(c.marker for c in citations)),),
        citations,
        (str(count),),
        calculation=calculation,
    )


def formatted(document: Document, works: Sequence[Reference], question: Question) -> Candidate | None:
    """Return the works a question names as BibTeX, RIS or CSL-JSON, where it asks for that."""
    asked = _FORMATS.search(question.text)
    if asked is None:
        return None
    name = asked[1].casefold().replace(" ", "")
    items = [reference_csl(work) for work in works]
    texts = [_written([item], name) for item in items]
    citations = tuple(
        cite_entry(document, work, marker, text)
        for marker, (work, text) in enumerate(zip(works, texts, strict=True), 1)
    )
    claims = tuple(Claim(text, (marker,)) for marker, text in enumerate(texts, 1))
    return Candidate(AnswerKind.SOURCE, 0.93, claims, citations, tuple(texts))


def _written(items: Sequence[dict[str, object]], name: str) -> str:
    if name == "bibtex":
        return write_bibtex(items).strip()
    from cbm_qa.sources.exchange import write_works

    return write_works(items, "ris" if name == "ris" else "csl").strip()


def _named(work: Reference) -> str:
    title = f", “{work.title}”" if work.title and work.authors else ""
    return f"{short_name(work)}{title}."
