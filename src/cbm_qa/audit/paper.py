"""A document as a referee reads it: its sentences, its sources, and how near two texts are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.words import stems
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.model import Document, Mention, Paragraph, Reference, Span

_BACK_MATTER = regex.compile(
    r"references|bibliography|works cited|literature|sources|citations|notes|further reading|see also|"
    r"external "
    r"links|acknowledge?ments?|funding|(?:conflicts?|declarations?)\b.*|author contributions?|"
    r"supplementary.*|supporting information|data availability.*|appendix.*",
    regex.I,
)
Vectors = Callable[[str, Span], Any]
"""Returns the unit vector of a sentence or entry of a document, None where there is none."""


def no_vectors(document: str, span: Span) -> None:
    """Stand in where no index is at hand."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of running text.

    Attributes:
        span: Where it stands.
        text: As printed.
        section: Index of its section, None before the first heading.
        paragraph: That it stands in.
        mentions: Of works, in it.
    """

    span: Span
    text: str
    section: int | None
    paragraph: Paragraph
    mentions: tuple[Mention, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of the works it cites, once each."""
        return tuple(dict.fromkeys(key for m in self.mentions for key in m.references))


@dataclass(frozen=True)
class Paper:
    """What the checks see of one document.

    Attributes:
        document: That is audited.
        sources: What is at hand of the works it cites, by the key of the entry.
        vectors: Of sentences and entries.
    """

    document: Document
    sources: Mapping[str, Document] = field(default_factory=dict)
    vectors: Vectors = no_vectors

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The sentences of the running text, back matter left out."""
        return tuple(self._statements())

    @cached_property
    def references(self) -> Mapping[str, Reference]:
        """The entries by key."""
        return {reference.key: reference for reference in self.document.references}

    @cached_property
    def prose(self) -> str:
        """The running text alone, a line a paragraph."""
        return "\n".join(p.span.of(self.document.text) for p in self.document.paragraphs)

    def finding(
        self,
        check: str,
        severity: Severity,
        confidence: float,
        message: str,
        *spans: Span,
        reason: str = "",
        elsewhere: tuple[tuple[Document, Span], ...] = (),
    ) -> Finding:
        """Return a finding that quotes `spans` of the document, and spans of other documents."""
        places = [(self.document, span) for span in spans] + list(elsewhere)
        quotes = tuple(cite(document, span, n) for n, (document, span) in enumerate(places, 1))
        return Finding(check, severity, confidence, message, reason, quotes)

    def statement_at(self, offset: int) -> Statement | None:
        """Return the sentence that holds an offset."""
        return next((s for s in self.statements if s.span.start <= offset < s.span.end), None)

    def nearness(self, a: tuple[str, Span], b: tuple[str, Span]) -> float | None:
        """Return the cosine of two pieces of documents (key and span), None where not known."""
        first, second = self.vectors(*a), self.vectors(*b)
        return None if first is None or second is None else float(first @ second)

    def _statements(self) -> Iterator[Statement]:
        mentions = self.document.mentions
        for paragraph in self.document.paragraphs:
            if self._is_back_matter(paragraph.section):
                continue
            inside = [m for m in mentions if paragraph.span.contains(m.span)]
            for sentence in paragraph.sentences:
                own = tuple(m for m in inside if sentence.span.contains(m.span))
                text = sentence.span.of(self.document.text)
                yield Statement(sentence.span, text, paragraph.section, paragraph, own)

    def _is_back_matter(self, section: int | None) -> bool:
        while section is not None:
            if _BACK_MATTER.fullmatch(self.document.sections[section].title.strip(" .:")):
                return True
            section = self.document.sections[section].parent
        return False


def bare(statement: Statement) -> str:
    """Return a sentence without the works it names and the brackets around them."""
    text, end = statement.text, statement.span.start
    for mention in reversed(statement.mentions):
        start, stop = mention.span.start - end, mention.span.end - end
        text = text[:start] + " " + text[stop:]
    text = regex.sub(r"[(\[][\s,;.&]*(?:and|see|e\.g\.)?[\s,;.]*[)\]]", " ", text)
    return " ".join(text.split())


def shown(reference: Reference) -> str:
    """Return how a reader names an entry: "Smith et al. (2020)", "[12]"."""
    if not reference.authors:
        return f"[{reference.number}]" if reference.number else f"“{reference.raw[:60].strip()}”"
    first = reference.authors[0].split(",")[0] if "," in reference.authors[0] else reference.authors[0]
    more = " et al." if len(reference.authors) > 2 else ""
    if len(reference.authors) == 2:
        more = f" and {reference.authors[1].split(',')[0]}"
    number = f"[{reference.number}] " if reference.number else ""
    return f"{number}{first}{more} ({reference.year or 'n.d.'})"


def times(count: int) -> str:
    """Return "twice", "3 times"."""
    return "twice" if count == 2 else f"{count} times"


def overlap(a: str, b: str) -> float:
    """Return the share of the smaller set of stems that both texts have."""
    first, second = stems(a), stems(b)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def clip(text: str, length: int = 80) -> str:
    """Return a text on one line, cut at a word where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
