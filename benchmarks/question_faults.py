"""Whether a question set fits its document: evidence stands there verbatim, answers stand in the evidence."""

from collections.abc import Iterator, Sequence

from cbm_qa.evaluate.evidence import find_evidence, section_name
from cbm_qa.evaluate.matching import contains
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Document

COMPUTED = ("calculation",)
"""Kinds whose answer need not be printed in the document."""


def find_faults(questions: Sequence[Question], document: Document) -> Iterator[str]:
    """Yield a line for each way in which a question does not fit the document."""
    for question in questions:
        for fault in (*_place_faults(question, document), *_answer_faults(question, document)):
            yield f"{question.id}: {fault}"


def _place_faults(question: Question, document: Document) -> Iterator[str]:
    names = {section_name(name) for section in document.sections for name in (section.name, section.title)}
    for section in question.sections:
        if section_name(section) not in names:
            yield f"there is no section {section!r}"
    wanted = len(question.quotes) + len(question.cells)
    found = len(find_evidence(question, {document.key: document}))
    if found < wanted:
        yield f"{wanted - found} of {wanted} quotes and cells do not stand in the document"


def _answer_faults(question: Question, document: Document) -> Iterator[str]:
    if not question.answerable:
        if question.answers or question.sections or question.quotes or question.cells:
            yield "it has no answer, yet one is expected"
        return
    if question.kind in COMPUTED:
        return
    text = "\n".join(_section_texts(question, document)) or document.text
    groups = (question.answers, *question.all_of)
    for group in groups:
        if not any(contains(text, answer) for answer in group):
            yield f"none of {list(group)} stands in its sections"


def _section_texts(question: Question, document: Document) -> Iterator[str]:
    wanted = {section_name(name) for name in question.sections}
    for section in document.sections:
        if {section_name(section.name), section_name(section.title)} & wanted:
            yield document.text[section.span.start : section.span.end]
