"""The cited works that a question names."""

import regex

from cbm_qa.answer.question import Question
from cbm_qa.answer.words import find_words
from cbm_qa.model import Document, Reference

_ORGANISATION_MIN_CHARS = 5


def find_works(document: Document, question: Question) -> list[Reference]:
    """Return the entries a question names: by first author or organisation, and year if it gives one.

    A family name counts only where the question writes it as a name and it is no everyday word of the
    document; "Smith and Lee" needs both.
    """
    asked = [w.text.casefold() for w in question.words]
    folded = " ".join(asked)
    named = [r for r in document.references if _is_named(r, asked, folded)]
    dated = [r for r in named if any((r.year or "").startswith(year) for year in question.years)]
    return dated if question.years else named


def _is_named(reference: Reference, asked: list[str], folded: str) -> bool:
    if not reference.authors:
        return False
    first = reference.authors[0]
    if (
        reference.abbreviation
        and reference.abbreviation.casefold() in asked
        and reference.year
        and reference.year[:4] in asked
    ):
        return True
    if "," in first:
        family = [w.text.casefold() for w in find_words(first.split(",")[0])]
        return bool(family) and " ".join(family) in folded and family[0] in asked and len(family[0]) > 2
    words = [w.text.casefold() for w in find_words(regex.sub(r"\([^)]*\)", "", first))]
    name = " ".join(words)
    if len(name) < _ORGANISATION_MIN_CHARS:
        return False
    dated = bool(reference.year) and (reference.year or "")[:4] in asked
    return name in folded and (len(words) > 1 or dated)
