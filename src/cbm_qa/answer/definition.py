"""What an abbreviation stands for, and how a name is abbreviated, where the text says so itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.words import stems
from cbm_qa.model import AnswerKind, Claim, Document, Span

_SHORT_FORM = regex.compile(r"\((\p{Lu}[\p{L}\p{N}&/-]{1,11})\)")
_ASKS_MEANING = regex.compile(
    r"\b(?:stands? for|short for|abbreviat\p{L}*|(?:what|which)\b[^?.!]{0,20}\b(?:acronym|initials)|"
    r"(?:acronym|initials) (?:of|for)|expand(?:ed|s)?|expansion|full (?:name|form|title)|letters|"
    r"spelled out)\b|"
    r"расшифров\p{L}*|аббревиатур\p{L}*|означает",
    regex.I,
)
_ASKS_DEFINITION = regex.compile(r"\b(?:meaning|means?|meant|definition|define[ds]?)\b", regex.I)
_FRAME = stems("meaning mean means meant definition define defined defines term abbreviation acronym")
_ASKS_WHAT_IS = regex.compile(
    r"(?i:^\s*what(?: is|'s| are)(?: the| an?)?)\s+\p{Lu}[\p{Lu}\d&/-]+\s*\??\s*$|"
    r"^\s*(?:\p{Lu}[\p{Lu}\d&/-]+)\s*(?:\?|:|$)"
)
_MAX_WORDS_BEFORE = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """A long form followed by its short form in brackets; `span` covers both."""

    short: str
    long: str
    span: Span


class DefinitionAnswerer:
    """Answers "What does CFT stand for?" and "How is ... abbreviated?"."""

    def __init__(self) -> None:
        """Start without any document read."""
        self._known: dict[str, tuple[Definition, ...]] = {}

    def propose(self, evidence: Evidence) -> Candidate | None:
        """Return the first place where the text defines what is asked about; None where it does not."""
        text = evidence.question.text
        asks_form = bool(_ASKS_MEANING.search(text) or _ASKS_WHAT_IS.search(text))
        if not asks_form and not _ASKS_DEFINITION.search(text):
            return None
        # "who" is no WHO; but where all is in small letters, "what does who mean" may be.
        is_cased = text != text.casefold()
        words = {w.text for w in evidence.question.words}
        folded = {word.casefold() for word in words}
        for document in evidence.documents.values():
            for definition in self._definitions(document):
                is_short_asked = (
                    definition.short in words or (not is_cased and definition.short.casefold() in folded)
                ) and definition.long.casefold() not in text.casefold()
                is_long_asked = definition.long.casefold() in text.casefold()
                # "How is TAS failure defined?" does not ask what TAS stands for.
                more = stems(text) - _FRAME - stems(f"{definition.short} {definition.long}")
                if (is_short_asked or is_long_asked) and (asks_form or not more):
                    return _candidate(
                        document, definition, definition.long if is_short_asked else definition.short
                    )
        return None

    def _definitions(self, document: Document) -> tuple[Definition, ...]:
        key = f"{document.key}:{document.origin.sha256}"
        if key not in self._known:
            self._known[key] = tuple(find_definitions(document.text))
        return self._known[key]


def find_definitions(text: str) -> Iterator[Definition]:
    """Find every "long form (LF)" in a text, in order.

    The long form is the shortest run of words before the bracket whose initials hold the letters of
    the short form in order; failing that, whose letters do, the first at the beginning of a word.

    References:
        Schwartz and Hearst (2003), A simple algorithm for identifying abbreviation definitions.
    """
    for match in _SHORT_FORM.finditer(text):
        short = match[1]
        if sum(c.isupper() for c in short) < 2:
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        before = text[line_start : match.start()].rstrip()
        words = list(regex.finditer(r"[^\s-]+", before))[
            -min(len(short) + 6, 3 * len(short), _MAX_WORDS_BEFORE) :
        ]
        if not words:
            continue
        start = _start_by_initials(short, words)
        if start is None:
            start = _long_form_start(short, before, words[0].start())
        if start is not None:
            long = before[start:].strip()
            yield Definition(short, long, Span(line_start + start, match.end()))


def _start_by_initials(short: str, words: Sequence["regex.Match[str]"]) -> int | None:
    """Match the letters of the short form to initials of words from the last; words may be passed over."""
    letters = [c.casefold() for c in short if c.isalnum()]
    for word in reversed(words):
        if word[0].lstrip("“\"'‘(")[:1].casefold() == letters[-1]:
            letters.pop()
            if not letters:
                return word.end() - len(word[0].lstrip("“\"'‘("))
    return None


def _long_form_start(short: str, text: str, limit: int) -> int | None:
    """Match the letters of the short form backwards; return where the long form begins, or None."""
    letters = [c.casefold() for c in short if c.isalnum()]
    position = len(text)
    for number, letter in enumerate(reversed(letters), 1):
        is_first = number == len(letters)
        position -= 1
        while position >= limit:
            begins_word = position == 0 or not text[position - 1].isalnum()
            if is_first and letter == "x" and regex.match(r"\be(?=x)", text[position - 1 :], regex.I):
                return position - 1  # "eXplainable"
            if text[position].casefold() == letter and (begins_word or not is_first):
                break
            position -= 1
        if position < limit:
            return None
    found = text[position:]
    return position if len(found.split()) > 1 and len(found) > len(short) else None


def _candidate(document: Document, definition: Definition, value: str) -> Candidate:
    citation = cite(document, definition.span, 1)
    return Candidate(
        kind=AnswerKind.DEFINITION,
        confidence=0.95,
        claims=(Claim(f"{definition.short}: {definition.long}", (1,)),),
        citations=(citation,),
        values=(value,),
    )
