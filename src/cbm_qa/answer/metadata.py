"""Facts about the document itself: title, authors, affiliations, keywords, funding, origin of its tables."""

from collections.abc import Sequence

import regex

from cbm_qa.answer.affiliation import affiliations_of
from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.imprint import imprint
from cbm_qa.answer.words import find_words
from cbm_qa.model import AnswerKind, Claim, Document, DocumentKind, Note, NoteKind, Span

_WORK = r"(?:paper|article|study|work|publication|text|document|manuscript|research|report)"
_TITLE = regex.compile(
    rf"\btitle (?:of|does)\b(?=.*\b{_WORK}\b)|\b{_WORK}(?:['’]s)? (?:title|called|named|entitled)|"
    rf"^(?:full )?title\W*$|what is (?:this|the) {_WORK} called|name of (?:this|the) {_WORK}",
    regex.I,
)
_AUTHORS = regex.compile(
    rf"\b(?:co-?)?authors?\b|\bwho (?:wrote|writes|authored|conducted|carried out|did|published|"
    rf"penned)\b.*\b{_WORK}\b|\bwritten by\b|\bby whom\b.*\b{_WORK}\b",
    regex.I,
)
_ASKS_WHO = regex.compile(
    rf"\b(?:who|by whom|whose)\b.*\b{_WORK}\b|\bwho (?:are|is|were|was) the (?:\p{{L}}+ )?(?:co-?)?authors?\b"
    r"|\b(?:list|name|give|state|mention) (?:me )?(?:all )?(?:of )?(?:the )?(?:\p{L}+ )?(?:co-?)?authors?\b"
    rf"|\b(?:what|which) (?:is|are) the (?:names? of the )?(?:\p{{L}}+ )?authors?\b|\bauthors? of "
    rf"(?:this|the) {_WORK}\b|^(?:co-?)?authors?\W*$",
    regex.I,
)
_NOT_A_NAME = regex.compile(
    r"\b(?:e-?mail|address|contact|orcid|phone|say|said|argue|cited?|reference)\b", regex.I
)
_KEYWORDS = regex.compile(r"\bkey\s?-?words?\b|\bindex terms\b", regex.I)
_AFFILIATION = regex.compile(
    r"\b(?:affiliat\p{L}*|based|works? (?:at|in|for)|employ\p{L}*|universit\p{L}*|"
    r"institut\p{L}*|department|institution|where (?:does|do|is)|home (?:department|"
    r"institution))\b",
    regex.I,
)
_FUNDING = regex.compile(
    rf"\b(?:who|what|which|whose)\b.{{0,40}}\b(?:fund(?:s|ed|ing)?|financ(?:ed|es)|sponsor(?:s|ed)?|paid for|"
    rf"support(?:s|ed)?)\b.{{0,30}}\b(?:{_WORK}|authors?|project)\b"
    rf"|\b{_WORK}\b.{{0,40}}\b(?:fund(?:s|ed|ing|er)|financed|sponsor\p{{L}}*|grants?|financial support)\b"
    rf"|\bfund(?:ing|ed|ers?)\b.{{0,40}}\b{_WORK}\b|^\W*(?:the )?fund(?:ing|ers?)(?: sources?| "
    rf"bod\p{{L}}+)?\W*$"
    r"|\bgrant (?:numbers?|no\b|nr\b|ids?\b|codes?|holder)|\backnowledge?ments?\b"
    r"|\b(?:do|did|whom) .*\bauthors thank\b",
    regex.I,
)
_FUNDING_HEADING = regex.compile(
    r"acknowledg|funding|financial support|grant|благодарност|финансирован", regex.I
)
_ACKNOWLEDGED = regex.compile(r"acknowledg|благодарност", regex.I)
_FUNDED = regex.compile(
    r"\b(?:fund(?:ed|ing)|financ(?:ed|ial support|ially supported)|grants?|sponsored|scholarship|"
    r"support(?:ed)? (?:by|from|through))\b",
    regex.I,
)
_SELF = regex.compile(rf"\b(?:this|the|our) (?:present )?{_WORK}\b|\bauthors\b|\bwe\b", regex.I)
_TABLE_ORIGIN = regex.compile(
    r"\b(?:sources?|whose data|compiled|come from|comes from|taken from|based on|based|origin|drawn from)\b",
    regex.I,
)
_TABLE_CAPTION = regex.compile(
    r"\b(?:caption|titled?|called|heading)\b|\b(?:about|shows?|presents?|contains?|covers?)\W*$", regex.I
)
_MAX_AFFILIATIONS = 6
_NOT_TIED = "These are the affiliations printed; the text read does not tell whose is which."
_UNFUNDED = "No sentence tells who paid for the work."
_ORDINALS = {"first": 0, "lead": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1}


class MetadataAnswerer:
    """Answers questions about the document as a publication from its front matter."""

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return what the front matter prints; None for any other question, or where it prints nothing."""
        text = evidence.question.text
        papers = [d for d in evidence.documents.values() if d.kind is DocumentKind.PAPER] or list(
            evidence.documents.values()
        )
        if len(papers) != 1:
            return None
        paper = papers[0]
        about_table = _table(paper, text)
        if about_table is not None:
            return about_table
        if _FUNDING.search(text):
            return _funding(paper)
        printed = imprint(paper, text)
        if printed is not None:
            return printed
        author = _author_named(text, paper)
        if author is not None and _AFFILIATION.search(text):
            return _affiliation(paper, author)
        if _KEYWORDS.search(text):
            return _note(paper, NoteKind.KEYWORDS, regex.compile(r"^[^:.：—–-]*[:.：—–-]\s*"), split=True)
        if _TITLE.search(text) and not evidence.question.names:
            return _note(paper, NoteKind.TITLE)
        if (
            author is None
            and _ASKS_WHO.search(text)
            and _AUTHORS.search(text)
            and not _NOT_A_NAME.search(text)
        ):
            return _authors(paper, text)
        return None


def _author_named(text: str, paper: Document) -> int | None:
    """Return the index of the one author whose family name the question has, or whose place it gives."""
    asked = {w.text.casefold() for w in find_words(text)}
    named = [i for i, author in enumerate(paper.authors) if author.split()[-1].casefold() in asked]
    if len(named) == 1:
        return named[0]
    return None


def _affiliation(paper: Document, author: int) -> Candidate | None:
    """Return where one author works, or every affiliation where the paper does not tell whose is whose."""
    notes = affiliations_of(paper, author)
    if notes:
        told = "; ".join(note.span.of(paper.text).rstrip(" .;") for note in notes)
        return _candidate(paper, notes, f"{paper.authors[author]}: {told}")
    others = [n for n in paper.notes if n.kind is NoteKind.AFFILIATION]
    if not others or len(others) > _MAX_AFFILIATIONS:
        return None
    citations = tuple(cite(paper, note.span, marker) for marker, note in enumerate(others, 1))
    claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
    return Candidate(AnswerKind.LIST, 0.7, claims, citations, notices=(_NOT_TIED,))


def _authors(paper: Document, text: str) -> Candidate | None:
    notes = [n for n in paper.notes if n.kind is NoteKind.AUTHORS]
    if not notes or not paper.authors:
        return None
    asked = [w.text.casefold() for w in find_words(text)]
    place = next((_ORDINALS[word] for word in asked if word in _ORDINALS), None)
    if place is not None and place < len(paper.authors):
        return _candidate(paper, notes, paper.authors[place], values=(paper.authors[place],))
    told = notes[0].span.of(paper.text) if len(notes) == 1 else ", ".join(paper.authors)
    return _candidate(paper, notes, told, values=paper.authors)


def _note(
    paper: Document, kind: NoteKind, prefix: "regex.Pattern[str] | None" = None, *, split: bool = False
) -> Candidate | None:
    notes = [n for n in paper.notes if n.kind is kind]
    if not notes:
        return None
    text = notes[0].span.of(paper.text)
    plain = prefix.sub("", text) if prefix else text
    values = tuple(part.strip() for part in regex.split(r"[,;·]", plain)) if split else (plain,)
    return _candidate(paper, notes[:1], text, values=values)


def _funding(paper: Document) -> Candidate | Gap | None:
    """Quote who paid: in the section named for it, else where the text speaks of itself and of money.

    A text that speaks of money given nowhere has a gap there.
    """
    sentences = [(p, s.span) for p in paper.paragraphs for s in p.sentences]
    named = []
    for paragraph, span in sentences:
        headings = paper.heading_path(paragraph.section)
        if any(map(_FUNDING_HEADING.search, headings)):
            named.append((any(map(_ACKNOWLEDGED.search, headings)), span))
    in_order = [span for _, span in sorted(named, key=lambda pair: pair[0])]  # thanks come after funds
    told = [span for span in in_order if _FUNDED.search(span.of(paper.text))] or in_order
    if not told:
        told = [
            span
            for _, span in sentences
            if _FUNDED.search(span.of(paper.text)) and _SELF.search(span.of(paper.text))
        ]
    if told:
        return _quote(paper, told[:2])
    is_money_told = any(_FUNDED.search(span.of(paper.text)) for _, span in sentences)
    return None if is_money_told else Gap(_UNFUNDED)


def _table(paper: Document, text: str) -> Candidate | None:
    """Quote the source note or the caption of the one table that a question names by its label."""
    named = [
        t for t in paper.tables if t.label and regex.search(rf"\b{regex.escape(t.label)}\b", text, regex.I)
    ]
    if len(named) != 1:
        return None
    table = named[0]
    for pattern, wanted in ((_TABLE_ORIGIN, table.source_note), (_TABLE_CAPTION, table.caption)):
        start = paper.text.find(wanted, table.span.start, table.span.end) if wanted else -1
        if start >= 0 and pattern.search(text):
            return _quote(paper, [Span(start, start + len(wanted or ""))])
    return None


def _quote(paper: Document, spans: Sequence[Span]) -> Candidate:
    citations = tuple(cite(paper, span, marker) for marker, span in enumerate(spans, 1))
    claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
    return Candidate(AnswerKind.PASSAGE, 0.9, claims, citations)


def _candidate(paper: Document, notes: Sequence[Note], text: str, values: tuple[str, ...] = ()) -> Candidate:
    citations = tuple(cite(paper, note.span, marker) for marker, note in enumerate(notes, 1))
    return Candidate(
        kind=AnswerKind.LIST if len(values) > 1 else AnswerKind.PASSAGE,
        confidence=0.93,
        claims=(Claim(text, tuple(c.marker for c in citations)),),
        citations=citations,
        values=values,
    )
