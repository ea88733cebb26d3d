"""SQuAD JSON, versions 1.1 and 2.0, and the predictions its scorers read.

References:
    Rajpurkar et al. (EMNLP 2016), SQuAD; Rajpurkar, Jia and Liang (ACL 2018), SQuAD 2.0.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate.formats.source import read_text
from cbm_qa.evaluate.questions import Question
from cbm_qa.evaluate.run import Run

_HINT = "docs/evaluation.md lists the formats"


@dataclass(frozen=True, slots=True)
class SquadParagraph:
    """One context of an article; `questions` are the ids of those that are asked of it."""

    title: str
    text: str
    questions: tuple[str, ...]


def read_squad(path: Path) -> tuple[tuple[SquadParagraph, ...], tuple[Question, ...]]:
    """Read the paragraphs and the questions of a file.

    A question that is marked impossible, or has no answer, is unanswerable from its own paragraph;
    other paragraphs may well answer it.

    Raises:
        QuestionSetError: The file has another form, or two questions have the same id.
    """
    paragraphs: list[SquadParagraph] = []
    questions: dict[str, Question] = {}
    try:
        for article in json.loads(read_text(path, "SQuAD"))["data"]:
            for paragraph in article["paragraphs"]:
                asked = [_question(item) for item in paragraph["qas"]]
                title = str(article.get("title", ""))
                ids = tuple(question.id for question in asked)
                paragraphs.append(SquadParagraph(title, paragraph["context"], ids))
                for question in asked:
                    if question.id in questions:
                        raise QuestionSetError(f"{path.name}: {question.id!r} stands twice", hint=_HINT)
                    questions[question.id] = question
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(f"{path.name} is not SQuAD JSON: {error!r}", hint=_HINT) from error
    return tuple(paragraphs), tuple(questions.values())


def write_squad(path: Path, paragraphs: Sequence[SquadParagraph], questions: Sequence[Question]) -> None:
    """Write version 2.0, in which unanswerable questions are marked impossible.

    Raises:
        QuestionSetError: An answer does not stand in its paragraph, where the format needs it.
    """
    by_id = {question.id: question for question in questions}
    articles: dict[str, list[dict[str, Any]]] = {}
    for paragraph in paragraphs:
        asked = [_item(by_id[key], paragraph) for key in paragraph.questions if key in by_id]
        articles.setdefault(paragraph.title, []).append({"context": paragraph.text, "qas": asked})
    data = [{"title": title, "paragraphs": contexts} for title, contexts in articles.items()]
    path.write_text(json.dumps({"version": "v2.0", "data": data}, ensure_ascii=False), encoding="utf-8")


def write_predictions(path: Path, run: Run) -> None:
    """Write what the official scorers read: the bare answer by question id, "" for an abstention."""
    path.write_text(
        json.dumps({row.question.id: _bare(row.answer) for row in run.rows}, ensure_ascii=False, indent=0),
        encoding="utf-8",
    )


def _question(item: dict[str, Any]) -> Question:
    answers = tuple(dict.fromkeys(answer["text"] for answer in item["answers"] if answer["text"].strip()))
    answerable = bool(answers) and not item.get("is_impossible", False)
    return Question(
        id=str(item["id"]),
        question=str(item["question"]).strip(),
        answerable=answerable,
        answers=answers if answerable else (),
    )


def _item(question: Question, paragraph: SquadParagraph) -> dict[str, Any]:
    answers = []
    for answer in question.answers:
        start = paragraph.text.find(answer)
        if start < 0:
            raise QuestionSetError(
                f"question {question.id!r}: the answer {answer!r} does not stand in its paragraph",
                hint="SQuAD needs every answer verbatim; use CSV or JSON lines instead",
            )
        answers.append({"text": answer, "answer_start": start})
    return {
        "id": question.id,
        "question": question.question,
        "answers": answers,
        "is_impossible": not question.answerable,
    }


def _bare(answer: dict[str, Any]) -> str:
    if answer.get("abstained", False):
        return ""
    values = answer.get("values") or [c["quote"] for c in answer.get("citations", [])]
    return " ".join(str(value) for value in values)
