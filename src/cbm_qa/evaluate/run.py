"""Asking a whole question set, one question after another, and keeping what came back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cbm_qa.errors import CbmQaError, QuestionSetError
from cbm_qa.evaluate.measures import MEASURES, Case, Measure, Observation
from cbm_qa.evaluate.provenance import Provenance, describe
from cbm_qa.evaluate.questions import Question, question_from_json, question_to_json
from cbm_qa.model import Answer, Document
from cbm_qa.model.codec import answer_to_json

_FORMAT = 1
_NO_ANSWER: dict[str, Any] = {"answer": "", "abstained": False, "citations": [], "cells": []}


class Answering(Protocol):
    """What can be evaluated: the assistant, or a stand-in for it."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that its citations point into, by key."""

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        """Answer one question."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run.

    Attributes:
        question: What was asked and expected.
        answer: The answer's JSON; without content where the question failed.
        observed: By the name of each measure that was concerned.
        latency_ms: Wall-clock time of the answer in milliseconds.
        error: Why there is no answer, or "".
    """

    question: Question
    answer: dict[str, Any]
    observed: dict[str, Observation]
    latency_ms: float
    error: str = ""

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


def evaluate_set(
    assistant: Answering,
    questions: Sequence[Question],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Ask every question and observe every measure.

    The first question is asked once more beforehand, unmeasured, so that no time includes loading.
    An error of cbm-qa (an empty question, say) is kept in the row as a failed question; any other
    exception is a defect and passes through.

    Args:
        assistant: What answers.
        questions: At least one.
        progress: Called with (done, total) before the first and after each question.

    Raises:
        QuestionSetError: There is no question, or one names a document that the assistant lacks.
    """
    _check_documents(assistant, questions)
    provenance = describe(assistant)
    _ask(assistant, questions[0])
    rows: list[Row] = []
    for question in questions:
        if progress:
            progress(len(rows), len(questions))
        rows.append(_row(_ask(assistant, question)))
    if progress:
        progress(len(rows), len(questions))
    return Run(provenance, tuple(rows))


def save_run(run: Run, path: Path) -> None:
    """Write a run as JSON lines, what made it first; folders are made, an older file is replaced."""
    lines = [{"format": _FORMAT, "run": asdict(run.provenance)}]
    for row in run.rows:
        lines.append(
            {
                "question": question_to_json(row.question),
                "answer": row.answer,
                "observed": row.observed,
                "latency_ms": round(row.latency_ms, 3),
                "error": row.error,
            }
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def load_run(path: Path) -> Run:
    """Read a run that `save_run` wrote.

    Raises:
        QuestionSetError: The file cannot be read or is no saved run.
    """
    try:
        header, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        if header["format"] != _FORMAT:
            raise ValueError(f"format {header['format']} is not {_FORMAT}")
        return Run(Provenance(**header["run"]), tuple(_row_from_json(row) for row in rows))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(
            f"{path} is not a saved run: {error}", hint="save one with: cbm-qa eval SET --save FILE"
        ) from error


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


def _elapsed_ms(start: float) -> float:
    return (perf_counter() - start) * 1000


def _row(case: Case) -> Row:
    observed = {str(measure): measure.observe(case) for measure in MEASURES}
    concerned = {name: pair for name, pair in observed.items() if pair is not None}
    return Row(case.question, case.answer, concerned, case.latency_ms, case.error)


def _row_from_json(data: dict[str, Any]) -> Row:
    return Row(
        question=question_from_json(data["question"]),
        answer=data["answer"],
        observed={
            name: (float(gained), float(possible)) for name, (gained, possible) in data["observed"].items()
        },
        latency_ms=float(data["latency_ms"]),
        error=data["error"],
    )
