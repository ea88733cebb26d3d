"""What a paper prints of its own publication: journal, addresses, DOI, dates, interests declared."""

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.words import find_words
from cbm_qa.model import AnswerKind, Claim, Document, Span

_WORK = r"(?:paper|article|study|work|publication|document|manuscript|research|report)"
_EMAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DOI = regex.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")
# (what asks for it, the line that prints it, what of the line is the bare answer)
_LINES = tuple(
    (regex.compile(asked, regex.I), regex.compile(printed, regex.I), value)
    for asked, printed, value in (
        (
            r"\be-?mails?\b|\bcontact(?:ed)?\b.*\b(?:author|address)|\breach the (?:author|correspond)",
            r"@",
            _EMAIL,
        ),
        (
            rf"\bdoi\b.*\b{_WORK}\b|\b{_WORK}(?:['’]s)? doi\b|^\W*doi\W*$",
            r"\b10\.\d{4,9}/",
            _DOI,
        ),
        (
            rf"\b(?:which|what) (?:journal|magazine|periodical|proceedings|conference)\b.*\b{_WORK}\b|"
            rf"\bwhere (?:was|is|did) (?:this|the) {_WORK}\b.*\b(?:published|appear\p{{L}}*)",
            r"\bjournal\b|\bproceedings\b|\btransactions\b|\bvol(?:ume|\.)\s*\d+|\b\d{4}[,;]\s*\d+\s*\(\d+\)",
            None,
        ),
        (
            rf"\bwhen (?:was|is|did) (?:this|the) {_WORK}\b.*\b(?:publish|accept|receiv|submit|appear)"
            rf"|\b(?:publication|acceptance|submission) (?:date|year)\b|\b(?:date|year) of publication\b|"
            rf"\b(?:what|which) year was (?:this|the) {_WORK} published",
            r"\b(?:received|accepted|published|submitted|revised|copyright|©)\b.*\b(?:19|20)\d{2}\b",
            None,
        ),
    )
)
_INTERESTS = regex.compile(
    r"\b(?:conflicts? of interests?|competing interests?|declarations? of interests?)\b", regex.I
)
_MAX_SENTENCES = 3


def imprint(paper: Document, text: str) -> Candidate | None:
    """Return the line of the front matter that a question asks for; None where none is asked for or there."""
    if _INTERESTS.search(text):
        return _interests(paper)
    for asked, printed, value in _LINES:
        if not asked.search(text):
            continue
        lines = [span for span in _front_lines(paper) if printed.search(span.of(paper.text))]
        if value is _EMAIL:
            lines = _of_the_person(paper, lines, text)
        if not lines:
            return None
        citation = cite(paper, lines[0], 1)
        found = tuple(dict.fromkeys(value.findall(citation.quote))) if value else (citation.quote,)
        return Candidate(AnswerKind.PASSAGE, 0.92, (Claim(citation.quote, (1,)),), (citation,), found)
    return None


def _front_lines(paper: Document) -> list[Span]:
    """Return the lines before the running text, then the notes anywhere."""
    first = next((p.span.start for p in paper.paragraphs if p.section is not None), len(paper.text))
    early = [n.span for n in paper.notes if n.span.start < first]
    early += [p.span for p in paper.paragraphs if p.span.start < first]
    return [*sorted(early), *(n.span for n in paper.notes if n.span.start >= first)]


def _of_the_person(paper: Document, lines: list[Span], text: str) -> list[Span]:
    """Return the lines with an address of the author a question names; all where it names none."""
    asked = {w.text.casefold() for w in find_words(text)}
    names = [
        a.split()[-1].casefold() for a in paper.authors if a.split() and a.split()[-1].casefold() in asked
    ]
    if not names:
        return lines
    return [span for span in lines if any(name in span.of(paper.text).casefold() for name in names)]


def _interests(paper: Document) -> Candidate | None:
    """Quote what is declared: in the section named for it, else in the sentences that speak of it."""
    sentences = [(p, s.span) for p in paper.paragraphs for s in p.sentences]
    told = [
        s for p, s in sentences if any(_INTERESTS.search(title) for title in paper.heading_path(p.section))
    ]
    told = told or [s for _, s in sentences if _INTERESTS.search(s.of(paper.text))]
    told = told or [n.span for n in paper.notes if _INTERESTS.search(n.span.of(paper.text))]
    if not told:
        return None
    citations = tuple(cite(paper, span, marker) for marker, span in enumerate(told[:_MAX_SENTENCES], 1))
    claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
    return Candidate(AnswerKind.PASSAGE, 0.9, claims, citations)
