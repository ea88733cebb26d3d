"""Questions about cited works: their particulars, what the paper cites them for, which one backs a claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from cbm_qa.answer.bibliography import formatted, list_works
from cbm_qa.answer.cite import cite, cite_entry
from cbm_qa.answer.evidence import Candidate, Evidence, ScoredSentence
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.answer.question import Expected, Question
from cbm_qa.answer.speaker import short_name
from cbm_qa.answer.verdict import Finding, Gather, Verdict, judge, without_mentions
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import find_words, stems
from cbm_qa.answer.works import find_works
from cbm_qa.model import AnswerKind, Claim, Document, DocumentKind, Reference, Span

_MAX_QUOTES = 3
_MAX_WORKS = 3
_NEAR = 3  # the claim must be made by one of so many best sentences
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


_ASKS_VERDICT = regex.compile(
    r"\b(?:does|do|did) (?:it|they|he|she|that|the (?:source|work|reference|study|article)s?)\b.*"
    r"\b(?:say|state|support|back|confirm|bear|mention)\b"
    r"|^(?:does|do|did|is|are|has)\b.*\b(?:really|actually|indeed|support(?:ed)?|bear|borne|back(?:ed)?|"
    r"confirm(?:ed)?|say|state)\b|\bverdict\b|\bhold(?:s)? up\b|\b(?:check|verify) (?:the|this|whether)\b",
    regex.I,
)
_OF_NOTE = "[{}] quotes a note about a cited work, not the work's own words."


@dataclass(frozen=True)
class SourceTexts:
    """The sources that the corpus holds: by the key of their entry, with a way to look into each."""

    documents: Mapping[str, Document]
    gather: Gather
    weights: Weights

    def of(self, work: Reference) -> Document | None:
        """Return what is here of a work."""
        return self.documents.get(work.key)


class SourceAnswerer:
    """Answers "What is the DOI of ...?", "What is Smith (2020) cited for?" and "Who argues that ...?"."""

    def __init__(self, passages: PassageAnswerer, texts: SourceTexts | None = None) -> None:
        """Rank sentences as `passages` does; look into the sources themselves in `texts`."""
        self._passages = passages
        self._texts = texts

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return entries, a field of one, the citing sentences, or what backs a claim; else None."""
        question = evidence.question
        for document in evidence.documents.values():
            works = find_works(document, question)
            if 0 < len(works) <= _MAX_WORKS:
                return (
                    formatted(document, works, question)
                    or self._judged(document, works, question)
                    or _field(document, works, question)
                    or _citing(document, works, question)
                )
            listed = list_works(document, question)
            if listed is not None:
                return listed
        return self._backing(evidence) if _ASKS_WHICH_WORK.search(question.text) else None

    def _judged(self, document: Document, works: list[Reference], question: Question) -> Candidate | None:
        """Return the citing sentence nearest to what is asked, and whether its source bears it out."""
        if not _ASKS_VERDICT.search(question.text):
            return None
        asked = {w.stem: 3 if w.stem[:1].isdigit() else 1 for w in question.content}
        sentences = _sentences_naming(document, works)
        if not sentences:
            return None
        best = max(sentences, key=lambda s: _shared(asked, without_mentions(document, s)))
        named = [w for w in works if w.key in document.references_in(best)]
        return self._with_verdicts(document, best, named or works, 0.88)

    def _with_verdicts(
        self, document: Document, sentence: Span, works: Sequence[Reference], confidence: float
    ) -> Candidate:
        """Return a sentence, the works it cites, and what each of them has to say to it."""
        texts = self._texts
        citations = [cite(document, sentence, 1)]
        claims = [Claim(citations[0].quote, (1,))]
        notices = []
        for work in works[:_MAX_WORKS]:
            citations.append(cite_entry(document, work, len(citations) + 1, _titled(work)))
            claims.append(Claim(_titled(work), (len(citations),)))
            source = texts.of(work) if texts else None
            statement = without_mentions(document, sentence)
            finding = (
                judge(statement, source, texts.gather, texts.weights)
                if texts
                else Finding(Verdict.UNAVAILABLE)
            )
            markers = (len(citations),)
            if source is not None and finding.passage is not None:
                citations.append(cite(source, finding.passage, len(citations) + 1))
                markers = (len(citations),)
                if source.kind is DocumentKind.SOURCE_NOTE:
                    notices.append(_OF_NOTE.format(len(citations)))
            claims.append(Claim(_verdict_words(work, finding), markers))
        return Candidate(
            *(AnswerKind.SOURCE, confidence, tuple(claims), tuple(citations)),
            values=tuple(map(short_name, works[:_MAX_WORKS])),
            notices=tuple(notices),
        )

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
            if _ASKS_VERDICT.search(question.text):
                return self._with_verdicts(document, best.sentence.span, works, confidence)
            spans = [best.sentence.span, *(w.span for w in works[:_MAX_WORKS])]
            citations = tuple(cite(document, span, marker) for marker, span in enumerate(spans, 1))
            claims = (
                Claim(citations[0].quote, (1,)),
                *(Claim(_titled(work), (marker,)) for marker, work in enumerate(works[:_MAX_WORKS], 2)),
            )
            return Candidate(AnswerKind.SOURCE, confidence, claims, citations, tuple(map(short_name, works)))
        return None


def _is_entry(evidence: Evidence, sentence: ScoredSentence) -> bool:
    references = evidence.documents[sentence.document].references
    return any(r.span.overlaps(sentence.span) for r in references)


def _sections(question: Question) -> frozenset[str]:
    """Return numbers that only name a section: "in section 3.2"."""
    return frozenset(regex.findall(r"\bsections? (\d+(?:\.\d+)*)", question.text, regex.I))


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
        told = f"{short_name(work)}, {label}: {field(work)}."
        citations.append(cite_entry(document, work, marker, told))
        claims.append(Claim(told, (marker,)))
    values = tuple(field(work) or "" for work in works)
    return Candidate(AnswerKind.SOURCE, 0.9, tuple(claims), tuple(citations), values)


def _citing(document: Document, works: list[Reference], question: Question) -> Candidate | None:
    """Return the sentences that mention the works."""
    if not _CITED_FOR.search(question.text):
        return None
    sentences = _sentences_naming(document, works)
    if not sentences:
        return None
    citations = tuple(cite(document, span, marker) for marker, span in enumerate(sentences[:_MAX_QUOTES], 1))
    claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
    more = len(sentences) - len(citations)
    notices = (f"{more} more sentences cite it.",) if more > 0 else ()
    return Candidate(AnswerKind.SOURCE, 0.88, claims, citations, notices=notices)


def _verdict_words(work: Reference, finding: Finding) -> str:
    near = "; nearest to it" if finding.verdict is Verdict.NOT_FOUND and finding.passage else ""
    return f"{short_name(work)}: {finding.verdict}{near}."


def _shared(asked: Mapping[str, int], text: str) -> int:
    """Return how much of what is asked stands in a text; a figure tells more than a word."""
    present = {w.stem for w in find_words(text)}
    return sum(weight for stem, weight in asked.items() if stem in present)


def _sentences_naming(document: Document, works: Sequence[Reference]) -> list[Span]:
    """Return the sentences that mention any of the works, a misspelt mention too."""
    keys = {work.key for work in works}
    spans = [m.span for m in document.mentions if keys.intersection((*m.references, *m.near))]
    return [
        s.span for p in document.paragraphs for s in p.sentences if any(s.span.overlaps(m) for m in spans)
    ]


def _titled(work: Reference) -> str:
    title = f", “{work.title}”" if work.title and work.authors else ""
    return f"Source: {short_name(work)}{title}."
