"""Asking a whole question set, one question after another, and keeping what came back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from cbm_qa.errors import CbmQaError, QuestionSetError
from cbm_qa.evaluate.evidence import find_evidence, relevant_passages
from cbm_qa.evaluate.measures import MEASURES, Case, Measure, Observation
from cbm_qa.evaluate.provenance import Provenance, describe
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Answer, Document, Passage, Ranking
from cbm_qa.model.codec import answer_to_json

_RANKED = 10  # as deep as the deepest measure of ranking looks
_NO_ANSWER: dict[str, Any] = {"answer": "", "abstained": False, "citations": [], "cells": []}


class Answering(Protocol):
    """What can be evaluated: the assistant, or a stand-in for it."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that its citations point into, by key."""

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        """Answer one question."""


@runtime_checkable
class Searching(Protocol):
    """What can be evaluated by its ranking too."""

    def search(self, question: str, *, top_k: int, document: str | None = None) -> Ranking:
        """Rank the passages nearest to a question."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run.

    Attributes:
        question: What was asked and expected.
        answer: The answer's JSON; without content where the question failed.
        observed: By the name of each measure that was concerned.
        latency_ms: Wall-clock time of the answer in milliseconds.
        error: Why there is no answer, or "".
        ranking: Ids and scores of the passages found, best first; None where nothing was ranked.
        relevant: Ids of the passages that hold the expected evidence.
    """

    question: Question
    answer: dict[str, Any]
    observed: dict[str, Observation]
    latency_ms: float
    error: str = ""
    ranking: tuple[tuple[str, float], ...] | None = None
    relevant: tuple[str, ...] = ()

    def fell_short(self, measure: Measure) -> bool:
        """Return whether the row gained less than was possible; False where not concerned."""
        gained, possible = self.observed.get(str(measure), (0.0, 0.0))
        return gained < possible


@dataclass(frozen=True, slots=True)
class Run:
    """A question set as one assistant answered it, in the order of the set."""

    provenance: Provenance
    rows: tuple[Row, ...]

    def observed(self, measure: Measure) -> NDArray[np.float64]:
        """Return (n, 2), one row a question; (0, 0) where the measure is not concerned."""
        name = str(measure)
        return np.array([row.observed.get(name, (0.0, 0.0)) for row in self.rows], dtype=float).reshape(-1, 2)

    def only(self, wanted: Callable[[Question], bool]) -> "Run":
        """Return the run over the questions that are wanted."""
        return Run(self.provenance, tuple(row for row in self.rows if wanted(row.question)))


class Journal(Protocol):
    """Where rows are kept as they come, so that a run can go on after an interruption."""

    def begin(self, provenance: Provenance) -> tuple[Provenance, Mapping[str, Row]]:
        """Return what made the rows kept so far, and these rows by the id of their question."""

    def keep(self, row: Row) -> None:
        """Keep one more row."""


def evaluate_set(
    assistant: Answering,
    questions: Sequence[Question],
    *,
    progress: Callable[[int, int], None] | None = None,
    journal: Journal | None = None,
) -> Run:
    """Ask every question and observe every measure.

    The first is asked once more beforehand, unmeasured, so that no time includes loading, and all
    one after another: in parallel they would lengthen each other's times. An error of cbm-qa (an
    empty question) is kept in the row; any other exception is a defect and passes through.

    Args:
        assistant: What answers.
        questions: At least one.
        progress: Called with (done, total) before the first and after each question.
        journal: Keeps each row at once and gives back those of an interrupted run.

    Raises:
        QuestionSetError: There is no question, or one names a document that the assistant lacks.
    """
    _check_documents(assistant, questions)
    provenance = describe(assistant)
    done: Mapping[str, Row] = {}
    if journal:
        provenance, done = journal.begin(provenance)
    passages: tuple[Passage, ...] = tuple(getattr(getattr(assistant, "index", None), "passages", ()))
    _ask(assistant, questions[0])
    report = progress or (lambda done, total: None)
    rows: list[Row] = []
    for question in questions:
        report(len(rows), len(questions))
        kept = done.get(question.id)
        if kept is not None and kept.question == question:
            rows.append(kept)
            continue
        rows.append(_row(_with_ranking(_ask(assistant, question), assistant, passages)))
        if journal:
            journal.keep(rows[-1])
    report(len(rows), len(questions))
    return Run(provenance, tuple(rows))


def _check_documents(assistant: Answering, questions: Sequence[Question]) -> None:
    if not questions:
        raise QuestionSetError("there is no question to ask", hint="widen the selection or fill the set")
    for question in questions:
        if question.document is not None and question.document not in assistant.documents:
            raise QuestionSetError(
                f"question {question.id!r}, document: there is no document {question.document!r}",
                hint=f"documents are: {', '.join(sorted(assistant.documents)) or 'none'}",
            )


def _ask(assistant: Answering, question: Question) -> Case:
    start = perf_counter()
    try:
        answer = assistant.ask(question.question, history=question.history, document=question.document)
    except CbmQaError as error:
        no_answer = {"question": question.question, **_NO_ANSWER}
        return Case(question, no_answer, assistant.documents, _elapsed_ms(start), error=str(error))
    elapsed_ms = _elapsed_ms(start)
    return Case(question, answer_to_json(answer), assistant.documents, elapsed_ms)


def _with_ranking(case: Case, assistant: Answering, passages: Sequence[Passage]) -> Case:
    """Add what the measures of evidence and ranking need; none of it counts as time of the answer."""
    question = case.question
    if not question.answerable:
        return case
    evidence = find_evidence(question, case.documents)
    if not isinstance(assistant, Searching) or case.error:
        return replace(case, evidence=evidence)
    asked = str(case.answer.get("understood") or question.question)
    ranking = assistant.search(asked, top_k=_RANKED, document=question.document)
    return replace(
        case,
        evidence=evidence,
        # Fused scores may tie; falling numbers keep the order whoever reads it.
        ranking=tuple((hit.passage.id, 1.0 / rank) for rank, hit in enumerate(ranking, 1)),
        relevant=relevant_passages(question, case.documents, passages),
    )


def _elapsed_ms(start: float) -> float:
    return (perf_counter() - start) * 1000


def _row(case: Case) -> Row:
    observed = {str(measure): measure.observe(case) for measure in MEASURES}
    concerned = {name: pair for name, pair in observed.items() if pair is not None}
    return Row(
        case.question, case.answer, concerned, case.latency_ms, case.error, case.ranking, case.relevant
    )
