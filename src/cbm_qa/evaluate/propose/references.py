"""Questions about cited works, and about works that are not cited."""

import re
from collections.abc import Iterator

from cbm_qa.evaluate.propose.draft import draft
from cbm_qa.evaluate.propose.prose import sentence_spans
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Document, Reference

_BRACKETS = re.compile(r"\s*\([^()]*\)")
_DIGITS = re.compile(r"\d{4}")


def source_questions(document: Document) -> Iterator[Question]:
    """Ask what work stands behind a sentence that names exactly one."""
    entries = {reference.key: reference for reference in document.references}
    for span in sentence_spans(document):
        keys = document.references_in(span)
        statement = _BRACKETS.sub("", span.of(document.text)).strip(" .")
        if len(keys) != 1 or keys[0] not in entries or not 30 <= len(statement) <= 200:
            continue
        name = short_name(entries[keys[0]])
        if name and name.split()[0] not in statement:
            asked = f"Which work is cited for this: {statement}?"
            yield draft(document, "source", asked, place=span, references=(name,))


def author_questions(document: Document) -> Iterator[Question]:
    """Ask who wrote a work of the reference list."""
    for reference in document.references:
        name = short_name(reference)
        if name and len(reference.title.split()) > 2:
            asked = f"Who wrote “{reference.title}”?"
            author = reference.authors[0].partition(",")[0]
            yield draft(
                document, "source", asked, place=reference.span, answers=(author,), references=(name,)
            )


def absent_work_questions(document: Document) -> Iterator[Question]:
    """Ask about a work of a known author in a year from which none is listed."""
    listed = {short_name(reference).casefold() for reference in document.references}
    for reference in document.references:
        name = short_name(reference)
        other = _DIGITS.sub(lambda found: str(int(found[0]) + 1), name)
        if name and other.casefold() not in listed:
            yield draft(document, "unanswerable", f"What does {other} say?", place=None)


def short_name(reference: Reference) -> str:
    """Return how a question names a work ("Smith 2020"), or "" where author or year is missing."""
    if not reference.authors or not reference.year or not _DIGITS.match(reference.year):
        return ""
    return f"{reference.authors[0].partition(',')[0]} {reference.year}"
