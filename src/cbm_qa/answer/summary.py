"""Summaries of a section or of the whole: its own most telling sentences, verbatim and in order."""

from collections import Counter

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.weights import Weights
from cbm_qa.answer.words import content_words, find_words, stems
from cbm_qa.model import AnswerKind, Claim, Document, DocumentKind, Span

_MAX_SENTENCES = 4
_CONFIDENCE = 0.8
_FIRST, _RESULT = 1.3, 1.8
_TELLS_RESULT = regex.compile(
    r"\b(?:we|results?|findings?|analys[ie]s|study|survey|experiments?|data|it was|paper|article)\b.{0,40}?"
    r"\b(?:f(?:ind|ound)|show(?:s|ed|n)?|reveal(?:s|ed)?|conclud(?:e[sd]?)|demonstrat(?:e[sd]?)|"
    r"suggest(?:s|ed)?|indicat(?:e[sd]?)|confirm(?:s|ed)?|established|determined)\b|"
    r"\b(?:significant(?:ly)?|in conclusion|overall|main (?:finding|result|driver|factor))\b",
    regex.I,
)
_WORK = r"(?:paper|article|study|work|text|document|manuscript|research|authors?)"
_ASKS_SUMMARY = regex.compile(
    r"\b(?:summar\p{L}+|sum up|overview|outline|gist|in (?:short|brief|a nutshell)|tl;?dr|"
    r"key (?:points|takeaways)|"
    r"takeaways?)\b|"
    rf"\bwhat (?:is|was) (?:this|the) {_WORK} about\b|"
    rf"\b(?:main|key|central|principal|overall|chief|major) (?:\p{{L}}+ )?"
    r"(?:findings?|conclusions?|results?|arguments?|messages?|contributions?|ideas?|points?|thesis)\b|"
    rf"\bwhat (?:do|does|did|are) (?:this|the) {_WORK}(?:['’]s?)? (?:conclude|find|argue|show|recommend|"
    r"propose|suggest|recommendations?)\W*$|\brecommendations?\b.{0,40}\b(?:paper|study|authors?|article)\b",
    regex.I,
)
_ABSTRACT = regex.compile(r"\b(?:abstract|summary|аннотация|резюме|түйін|摘要)\b", regex.I)
_CONCLUSION = regex.compile(r"\bconclu\p{L}+|\bsummary and\b|\bвывод|\bзаключен|\bқорытынды|结论", regex.I)
_ASKS_CONCLUSION = regex.compile(
    r"\b(?:conclu\p{L}+|findings?|takeaways?|results?|recommend\p{L}*|propos\p{L}+)\b", regex.I
)
_ASKS_ADVICE = regex.compile(r"\b(?:recommend|propos|advi[cs]e|suggest)\p{L}*\b", regex.I)
_ADVICE = regex.compile(
    r"\b(?:recommend\p{L}*|should|ought to|need(?:s)? to|(?:it is|is) (?:necessary|important|advisable)|"
    r"further research|future (?:research|studies|work)|propos\p{L}+)\b",
    regex.I,
)
_FRAME = stems(
    "summarise summarize summary overview outline gist short brief main key central "
    "principal overall chief major "
    "finding conclusion result argument message contribution idea point thesis paper "
    "article study work document "
    "section part chapter findings conclusions whole entire content contents sentence "
    "sentences words few what about recommend recommendation recommendations propose suggest policy make"
)


class SummaryAnswerer:
    """Answers "Summarise section 2" and "What are the main findings?"."""

    def __init__(self, weights: Weights) -> None:
        """Use the word weights of one index."""
        self._weights = weights

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the telling sentences of the section asked about, or of the paper's abstract or conclusions.

        Returns:
            None where the question asks for no summary, or for one of a topic rather than of a part.
        """
        text = evidence.question.text
        papers = [d for d in evidence.documents.values() if d.kind is DocumentKind.PAPER] or list(
            evidence.documents.values()
        )
        if len(papers) != 1 or not _ASKS_SUMMARY.search(text):
            return None
        paper = papers[0]
        section = _section_named(paper, text)
        if section is None:
            topic = {w.stem for w in evidence.question.content} - _FRAME - stems(paper.title)
            if topic:
                return None
            section = _whole(paper, text)
        if section is None:
            return None
        advice = self._advice(paper, section) if _ASKS_ADVICE.search(text) else []
        chosen = advice or self._central(paper, section)
        if not chosen:
            return None
        citations = tuple(cite(paper, span, marker) for marker, span in enumerate(chosen, 1))
        claims = tuple(Claim(c.quote, (c.marker,)) for c in citations)
        return Candidate(AnswerKind.PASSAGE, _CONFIDENCE, claims, citations)

    def _advice(self, paper: Document, section: int) -> list[Span]:
        """Return the sentences of a section that advise, in order."""
        within = paper.sections[section].span
        spans = [s.span for p in paper.paragraphs if within.contains(p.span) for s in p.sentences]
        return [s for s in spans if _ADVICE.search(s.of(paper.text))][:_MAX_SENTENCES]

    def _central(self, paper: Document, section: int) -> list[Span]:
        """Return the sentences nearest to all others of the section by weighted words, in order.

        Degree centrality over sentence similarities (Erkan and Radev 2004, "LexRank"), with the
        section's first sentence and those that tell a result preferred.
        """
        within = paper.sections[section].span
        spans = [s.span for p in paper.paragraphs if within.contains(p.span) for s in p.sentences]
        if len(spans) <= _MAX_SENTENCES:
            return spans
        words = [Counter(w.stem for w in content_words(find_words(s.of(paper.text)))) for s in spans]
        scores = [sum(self._shared(a, b) for b in words if b is not a) for a in words]
        scores[0] *= _FIRST
        scores = [
            score * (_RESULT if _TELLS_RESULT.search(span.of(paper.text)) else 1.0)
            for score, span in zip(scores, spans, strict=True)
        ]
        best = sorted(range(len(spans)), key=lambda i: (-scores[i], i))[:_MAX_SENTENCES]
        return [spans[i] for i in sorted(best)]

    def _shared(self, one: Counter[str], other: Counter[str]) -> float:
        """Cosine of two sentences by weighted stems, in [0, 1]."""
        weight = {stem: self._weights.of(stem) for stem in {*one, *other}}
        norms = [sum(weight[s] ** 2 for s in bag) ** 0.5 for bag in (one, other)]
        if not all(norms):
            return 0.0
        return float(sum(weight[s] ** 2 for s in one.keys() & other.keys()) / (norms[0] * norms[1]))


def _section_named(paper: Document, text: str) -> int | None:
    """Return the section that a question names by number ("section 2.1") or by the words of its heading."""
    numbered = regex.search(r"\b(?:section|chapter|part|раздел\p{L}*)\s+(\d+(?:\.\d+)*)", text, regex.I)
    asked = stems(text)
    for index, section in enumerate(paper.sections):
        if numbered and section.number == numbered[1]:
            return index
    headed = [
        (len(own), -index)
        for index, section in enumerate(paper.sections)
        if (own := stems(section.title)) and own <= asked and not _CONCLUSION.search(section.title)
    ]
    return -max(headed)[1] if headed and not numbered else None


def _whole(paper: Document, text: str) -> int | None:
    """Return the section that speaks for the whole: conclusions where asked for, else the abstract."""
    wanted = (_CONCLUSION, _ABSTRACT) if _ASKS_CONCLUSION.search(text) else (_ABSTRACT, _CONCLUSION)
    for pattern in wanted:
        for index, section in enumerate(paper.sections):
            if pattern.search(section.title):
                return index
    return 0 if paper.sections else None
