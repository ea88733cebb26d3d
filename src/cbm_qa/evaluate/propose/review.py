"""A person looks at each proposal: accept, correct, reject."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cbm_qa.errors import UsageError
from cbm_qa.evaluate.questions import Question, read_questions, write_questions

Prompt = Callable[[str, str], str]
"""Asks for a line of input: what is asked, and the answer to an empty line."""

CHOICES = "[a]ccept, [c]orrect, [r]eject, [q]uit"


@dataclass(frozen=True, slots=True)
class Review:
    """What came of a review: how many proposals were taken, refused, and are left."""

    accepted: int
    rejected: int
    left: int


def review_proposals(
    proposals: Sequence[Question], path: Path, prompt: Prompt, show: Callable[[str], None]
) -> Review:
    """Go through proposals; every decision is on disk before the next question.

    Started again for the same file it goes on: proposals in it, and those that were rejected
    (`NAME.rejected`, one id a line), are not shown again.

    Args:
        proposals: In the order in which they are shown.
        path: The question set that grows; other questions in it stay.
        prompt: Asks the person.
        show: Prints a line.

    Raises:
        QuestionSetError: The file is there and is no question set.
        UsageError: It cannot be written.
    """
    kept = {question.id: question for question in read_questions(path)} if path.exists() else {}
    refused_path = path.with_name(path.name + ".rejected")
    refused = refused_path.read_text(encoding="utf-8").split() if refused_path.exists() else []
    waiting = [q for q in proposals if q.id not in kept and q.id not in refused]
    taken = dropped = 0
    for number, question in enumerate(waiting, 1):
        _show(question, f"{number} of {len(waiting)}", show)
        choice = prompt(CHOICES, "a").strip().casefold()[:1]
        if choice == "q":
            break
        try:
            if choice == "r":
                refused.append(question.id)
                refused_path.write_text("".join(f"{key}\n" for key in refused), encoding="utf-8")
                dropped += 1
                continue
            kept[question.id] = _corrected(question, prompt) if choice == "c" else question
            write_questions(path, kept.values())
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}", hint="give another file") from error
        taken += 1
    return Review(taken, dropped, len(waiting) - taken - dropped)


def describe(question: Question) -> list[tuple[str, str]]:
    """Return what a person needs to judge a proposal, line by line."""
    groups = [*([question.answers] if question.answers else []), *question.all_of]
    expected = "; ".join(" | ".join(group) for group in groups)
    lines = [("kind", question.kind), ("question", question.question)]
    if not question.answerable:
        return [*lines, ("expected", "the documents do not say")]
    lines += [("expected", expected)] if expected else []
    lines += [("works", ", ".join(question.references))] if question.references else []
    lines += [("cell", f"{cell.table}, {cell.row}, {cell.column}") for cell in question.cells]
    lines += [("section", ", ".join(question.sections))] if question.sections else []
    return lines + [("evidence", " ".join(quote.split())) for quote in question.quotes]


def _show(question: Question, heading: str, show: Callable[[str], None]) -> None:
    show(heading)
    for label, text in describe(question):
        show(f"{label:>9}  {text}")


def _corrected(question: Question, prompt: Prompt) -> Question:
    text = prompt("question", question.question).strip() or question.question
    changed = replace(question, question=text)
    if not question.answerable:
        return changed
    if question.all_of:
        given = prompt("expected, groups by ;", "; ".join(" | ".join(g) for g in question.all_of))
        return replace(changed, all_of=tuple(filter(None, map(_items, given.split(";")))))
    return replace(changed, answers=_items(prompt("expected", " | ".join(question.answers))))


def _items(given: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in given.split("|") if item.strip())
