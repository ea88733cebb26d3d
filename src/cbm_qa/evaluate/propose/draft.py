"""One proposed question: its id and split follow from its text, so that they never change."""

import hashlib

from cbm_qa.evaluate.questions import SPLITS, Question
from cbm_qa.model import Document, Span


def draft(
    document: Document,
    kind: str,
    text: str,
    *,
    place: Span | None,
    answers: tuple[str, ...] = (),
    **more: object,
) -> Question:
    """Return a proposal.

    Args:
        document: Which it is about.
        kind: As in question sets; "unanswerable" makes it so.
        text: The question.
        place: The evidence, which gives section and quote; None for an unanswerable question.
        answers: Acceptable answers.
        more: Other fields of the question; they go before what the place gives.
    """
    digest = hashlib.sha256(f"{document.key} {text}".encode()).hexdigest()
    fields: dict[str, object] = {}
    if place is not None:
        section = document.section_at(place.start)
        if section is not None:
            fields["sections"] = (document.section_name(section),)
        fields["quotes"] = (place.of(document.text),)
    return Question(
        id=f"{kind}-{digest[:8]}",
        question=text,
        answerable=kind != "unanswerable",
        kind=kind,
        answers=answers,
        split=SPLITS[int(digest[-1], 16) % 2],
        document=document.key,
        **(fields | more),  # type: ignore[arg-type]
    )
