"""What readers think of answers: kept in one SQLite file on this machine, and made into a question set."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cbm_qa.errors import UsageError
from cbm_qa.evaluate.questions import CellTarget, Question
from cbm_qa.model import Answer, AnswerKind
from cbm_qa.takeaway import Exchange, exchange_from_json, exchange_to_json

FILE = "feedback.sqlite"
_MOST_CHARS = 400_000
_TABLE = """CREATE TABLE IF NOT EXISTS feedback (
    key TEXT PRIMARY KEY, at TEXT NOT NULL, verdict TEXT NOT NULL, history TEXT NOT NULL, record TEXT NOT NULL
)"""
_KINDS = {AnswerKind.PASSAGE: "fact"}


class Verdict(StrEnum):
    """What a reader may say of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    WRONG_CITATION = "wrong_citation"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One reader's verdict.

    Attributes:
        at: When, in ISO 8601.
        verdict: On the answer.
        history: The questions before, oldest first.
        exchange: The question with the answer that was judged.
    """

    at: str
    verdict: Verdict
    history: tuple[str, ...]
    exchange: Exchange


class FeedbackStore:
    """The verdicts in one folder; the latest on a question counts."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def add(self, exchange: Exchange, verdict: Verdict, history: Sequence[str] = ()) -> None:
        """Keep a verdict.

        Raises:
            UsageError: There is no answer to judge, it is too long, or the folder cannot be written.
        """
        if exchange.answer is None:
            raise UsageError("there is no answer to judge", hint="ask first")
        record = json.dumps(exchange_to_json(exchange), ensure_ascii=False)
        before = json.dumps(list(history), ensure_ascii=False)
        if len(record) + len(before) > _MOST_CHARS:
            raise UsageError("the answer is too long to be kept", hint="ask for one thing at a time")
        asked = json.dumps([exchange.question, exchange.document, list(history)])
        key = hashlib.sha256(asked.encode()).hexdigest()[:16]
        row = (key, datetime.now(UTC).isoformat(timespec="seconds"), verdict.value, before, record)
        with self._open() as database:
            database.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def all(self) -> tuple[Feedback, ...]:
        """Return the verdicts, oldest first.

        Raises:
            UsageError: The file cannot be read.
        """
        if not self._path.exists():
            return ()
        with self._open() as database:
            rows = database.execute(
                "SELECT at, verdict, history, record FROM feedback ORDER BY at"
            ).fetchall()
        return tuple(
            Feedback(at, Verdict(verdict), tuple(json.loads(before)), exchange_from_json(json.loads(record)))
            for at, verdict, before, record in rows
        )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=10)) as database, database:
                database.execute(_TABLE)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{self._path} cannot be used: {error}", hint="check the folder") from error


def feedback_questions(feedback: Sequence[Feedback]) -> tuple[Question, ...]:
    """Return what verdicts tell as questions for `cbm-qa eval`.

    An answer judged right is what is expected from now on; one with a wrong citation expects the answer,
    wherever it is cited. What is right in place of a wrong answer nobody said: it is left out.
    """
    found = []
    for number, given in enumerate(feedback, 1):
        answer = given.exchange.answer
        if answer is None or given.verdict is Verdict.WRONG:
            continue
        cited = given.verdict is Verdict.RIGHT
        if not cited and (answer.abstained or not answer.values):
            continue
        found.append(_question(f"feedback-{number:04d}", given, answer, cited=cited))
    return tuple(found)


def _question(name: str, given: Feedback, answer: Answer, *, cited: bool) -> Question:
    is_list = answer.kind is AnswerKind.LIST and len(answer.values) > 1
    return Question(
        id=name,
        question=given.exchange.question,
        answerable=not answer.abstained,
        kind="unanswerable" if answer.abstained else _KINDS.get(answer.kind, answer.kind.value),
        answers=() if is_list or answer.abstained else answer.values,
        all_of=tuple((value,) for value in answer.values) if is_list else (),
        sections=tuple(dict.fromkeys(c.section for c in answer.citations)) if cited else (),
        cells=tuple(CellTarget(c.table, c.row, c.column) for c in answer.cells) if cited else (),
        quotes=tuple(c.quote for c in answer.citations) if cited else (),
        history=given.history,
        document=given.exchange.document,
    )
