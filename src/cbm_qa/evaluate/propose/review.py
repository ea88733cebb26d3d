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


class ReviewFile:
    """A question set that grows by decisions; each is on disk at once.

    Rejected proposals are kept beside it, in `NAME.rejected`, one id a line, so that none is shown twice.

    Raises:
        QuestionSetError: The file is there and is no question set.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._refused_path = path.with_name(path.name + ".rejected")
        self._kept = {question.id: question for question in read_questions(path)} if path.exists() else {}
        refused = self._refused_path
        self._refused = refused.read_text(encoding="utf-8").split() if refused.exists() else []

    @property
    def accepted(self) -> int:
        """How many questions the set has."""
        return len(self._kept)

    @property
    def rejected(self) -> int:
        """How many proposals were refused."""
        return len(self._refused)

    def waiting(self, proposals: Sequence[Question]) -> tuple[Question, ...]:
        """Return the proposals that nobody decided on, in their order."""
        return tuple(q for q in proposals if q.id not in self._kept and q.id not in self._refused)

    def accept(self, question: Question) -> None:
        """Add a question to the set.

        Raises:
            UsageError: The set cannot be written.
        """
        self._kept[question.id] = question
        try:
            write_questions(self.path, self._kept.values())
        except OSError as error:
            raise self._not_written(error) from error

    def reject(self, question: Question) -> None:
        """Never propose a question for this set again.

        Raises:
            UsageError: That cannot be written down.
        """
        self._refused.append(question.id)
        try:
            self._refused_path.write_text("".join(f"{key}\n" for key in self._refused), encoding="utf-8")
        except OSError as error:
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> UsageError:
        return UsageError(f"cannot write {self.path}: {error.strerror}", hint="give another file")


def review_proposals(
    proposals: Sequence[Question], path: Path, prompt: Prompt, show: Callable[[str], None]
) -> Review:
    """Go through proposals; started again for the same file it goes on where it was left.

    Args:
        proposals: In the order in which they are shown.
        path: The question set that grows; other questions in it stay.
        prompt: Asks the person.
        show: Prints a line.

    Raises:
        QuestionSetError: The file is there and is no question set.
        UsageError: It cannot be written.
    """
    review = ReviewFile(path)
    waiting = review.waiting(proposals)
    taken = dropped = 0
    for number, question in enumerate(waiting, 1):
        _show(question, f"{number} of {len(waiting)}", show)
        choice = prompt(CHOICES, "a").strip().casefold()[:1]
        if choice == "q":
            break
        if choice == "r":
            review.reject(question)
            dropped += 1
            continue
        review.accept(_corrected(question, prompt) if choice == "c" else question)
        taken += 1
    return Review(taken, dropped, len(waiting) - taken - dropped)


def expected_line(question: Question) -> str:
    """Return the expected answers as one line to correct: alternatives by "|", groups by ";"."""
    return "; ".join(" | ".join(group) for group in question.all_of or (question.answers,) if group)


def correct(question: Question, text: str, expected: str) -> Question:
    """Return a proposal as a person corrected it.

    Args:
        question: As proposed.
        text: The question's words; the proposed ones where there are none.
        expected: As `expected_line` writes it; of no concern where there is no answer.
    """
    changed = replace(question, question=text.strip() or question.question)
    if not question.answerable:
        return changed
    if question.all_of:
        return replace(changed, all_of=tuple(filter(None, map(_items, expected.split(";")))))
    return replace(changed, answers=_items(expected))


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
    text = prompt("question", question.question)
    if not question.answerable:
        return correct(question, text, "")
    label = "expected, groups by ;" if question.all_of else "expected"
    return correct(question, text, prompt(label, expected_line(question)))


def _items(given: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in given.split("|") if item.strip())
