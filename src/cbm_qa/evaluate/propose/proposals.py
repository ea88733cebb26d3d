"""All proposals for a corpus, a few of each sort."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from cbm_qa.evaluate.propose.prose import date_questions, definition_questions, list_questions
from cbm_qa.evaluate.propose.references import absent_work_questions, author_questions, source_questions
from cbm_qa.evaluate.propose.tables import cell_questions, difference_questions, missing_year_questions
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Document, DocumentKind

_SORTS: tuple[Callable[[Document], Iterator[Question]], ...] = (
    cell_questions,
    difference_questions,
    missing_year_questions,
    definition_questions,
    date_questions,
    list_questions,
    source_questions,
    author_questions,
    absent_work_questions,
)
MOST_OF_A_SORT = 12


def propose_questions(documents: Iterable[Document], *, most: int = MOST_OF_A_SORT) -> tuple[Question, ...]:
    """Return proposals for a person to accept, correct or reject; the same documents give the same.

    Notes about sources are left out: a question set is about what documents say themselves.

    Args:
        documents: Of the index.
        most: Most proposals of one sort for one document, spread over all it could make.
    """
    asked = [document for document in documents if document.kind is not DocumentKind.SOURCE_NOTE]
    found = chain.from_iterable(_spread(list(sort(document)), most) for document in asked for sort in _SORTS)
    return tuple({question.id: question for question in found}.values())


def _spread(questions: list[Question], most: int) -> list[Question]:
    """Return at most so many, evenly spread from the first to the last."""
    distinct = list({question.question: question for question in questions}.values())
    if len(distinct) <= most:
        return distinct
    return [distinct[n * len(distinct) // most] for n in range(most)]
