"""Questions about running text: definitions, dates, enumerations."""

import re
from collections.abc import Iterator

from cbm_qa.answer.definition import find_definitions
from cbm_qa.evaluate.propose.draft import draft
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Document, Span

_YEAR = r"(?:1[89]|20)\d\d"
_OPENS_WITH_YEAR = re.compile(rf"^(?:In|Since|By)\s+({_YEAR}),?\s+(.{{25,160}}?)[.;]?$", re.DOTALL)
_ENDS_WITH_YEAR = re.compile(rf"^(.{{25,160}}?)\s+(?:in|since)\s+({_YEAR})[.;]?$", re.DOTALL)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_LIST = re.compile(
    r"(?P<head>[a-z][\w-]*(?:\s[\w-]+){0,3}),?\s(?:such as|including|namely)\s"
    r"(?P<items>[^.;:()]+?,\s[^.;:()]+?(?:,)?\sand\s[^.;:(),]+)"
)
_LEAD = frozenset(
    {
        "and",
        "or",
        "of",
        "in",
        "the",
        "a",
        "an",
        "to",
        "with",
        "on",
        "for",
        "by",
        "as",
        "many",
        "several",
        "various",
        "some",
        "other",
    }
)
_LONGEST_ITEM = 8  # words: more is a clause, not an item


def definition_questions(document: Document) -> Iterator[Question]:
    """Ask what each abbreviation that the text itself defines stands for."""
    seen = set()
    for found in find_definitions(document.text):
        if found.short not in seen:
            seen.add(found.short)
            asked = f"What does {found.short} stand for?"
            yield draft(document, "definition", asked, place=found.span, answers=(found.long,))


def date_questions(document: Document) -> Iterator[Question]:
    """Ask for the year in sentences that begin or end with one."""
    for span in sentence_spans(document):
        sentence = _BRACKETS.sub("", span.of(document.text)).strip()
        opens, ends = _OPENS_WITH_YEAR.match(sentence), _ENDS_WITH_YEAR.match(sentence)
        if opens:
            year, event = opens[1], opens[2]
        elif ends:
            event, year = ends[1], ends[2]
        else:
            continue
        if not re.search(_YEAR, event):
            yield draft(document, "fact", f"In or since which year: {event}?", place=span, answers=(year,))


def list_questions(document: Document) -> Iterator[Question]:
    """Ask for the members of enumerations: "fish such as perch, pike and trout"."""
    for span in sentence_spans(document):
        match = _LIST.search(_BRACKETS.sub("", span.of(document.text)))
        if not match:
            continue
        head = match["head"].split()
        while head and head[0].casefold() in _LEAD:
            head.pop(0)
        items = [item.strip() for item in re.split(r",\s+and\s+|,\s+|\s+and\s+", match["items"])]
        if not head or len(items) < 2 or any(len(item.split()) > _LONGEST_ITEM for item in items):
            continue
        asked = f"Which {' '.join(head)} are named?"
        yield draft(document, "list", asked, place=span, all_of=tuple((item,) for item in items if item))


def sentence_spans(document: Document) -> Iterator[Span]:
    """Return where every sentence of running text stands."""
    for paragraph in document.paragraphs:
        for sentence in paragraph.sentences:
            yield sentence.span
