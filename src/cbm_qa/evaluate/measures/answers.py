"""Measures of the answer's text."""

import re
import string
from collections import Counter
from dataclasses import dataclass

from cbm_qa.evaluate.matching import contains
from cbm_qa.evaluate.measures.base import Case, Observation, Percentile, Share

_MARKER = re.compile(r"\s*\[\d+\]")
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


@dataclass(frozen=True, slots=True)
class AnswerAccuracy(Share):
    """Share of answerable questions whose answer holds what is expected.

    One of `answers` must stand in the answer's text, and one alternative of each group of `all_of`
    (`matching.contains` says when). Questions that are unanswerable or state neither are not
    concerned; an abstention or a failed question counts 0. A long answer may hold an expected
    word by chance: read it beside AnswerLength and SectionAccuracy.

    References:
        The "has answer" test of Chen et al. (ACL 2017).

    >>> from cbm_qa.evaluate.questions import Question
    >>> question = Question("q1", "How much was spent?", True, answers=("USD 18.7 billion",))
    >>> AnswerAccuracy().observe(Case(question, {"answer": "It was 18.70 billion USD [1]."}))
    (1.0, 1.0)
    >>> AnswerAccuracy().observe(Case(question, {"answer": "It was 18.75 billion USD [1]."}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for an answerable question that says what is expected."""
        question = case.question
        if not question.answerable or not (question.answers or question.all_of):
            return None
        groups = (*((question.answers,) if question.answers else ()), *question.all_of)
        right = not case.abstained and all(any(contains(case.text, a) for a in group) for group in groups)
        return float(right), 1.0


@dataclass(frozen=True, slots=True)
class TokenF1(Share):
    """Mean overlap of words with the nearest expected short answer.

    F1 = 2 * common / (given + expected), words counted with multiplicity after lower case and
    without punctuation, "a", "an" and "the"; the best of `answers` counts. What is given are the
    answer's `values`, or its text without markers where there are none. Only answerable questions
    with `answers` are concerned; an abstention or a failed question counts 0.

    References:
        Rajpurkar et al. (EMNLP 2016), SQuAD.

    >>> from cbm_qa.evaluate.questions import Question
    >>> question = Question("q1", "Who wrote it?", True, answers=("John Smith",))
    >>> TokenF1().observe(Case(question, {"answer": "The author is Smith [1].", "values": []}))
    (0.4, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (F1, 1) for an answerable question with `answers`."""
        if not case.question.answerable or not case.question.answers:
            return None
        if case.abstained:
            return 0.0, 1.0
        given = " ".join(case.answer.get("values") or [_MARKER.sub("", case.text)])
        return max(_f1(given, expected) for expected in case.question.answers), 1.0


@dataclass(frozen=True, slots=True)
class AnswerLength(Percentile):
    """Median number of words in an answer, markers left out; abstentions are not concerned.

    >>> from cbm_qa.evaluate.questions import Question
    >>> AnswerLength().observe(Case(Question("q1", "Why?", True), {"answer": "It rained all day [1]."}))
    (4.0, 1.0)
    """

    unit = "words"

    @property
    def rank(self) -> float:
        """The median."""
        return 50.0

    def observe(self, case: Case) -> Observation | None:
        """Return (words, 1) unless there is no answer."""
        if case.abstained or case.error:
            return None
        return float(len(_MARKER.sub("", case.text).split())), 1.0


def _f1(given: str, expected: str) -> float:
    left, right = _words(given), _words(expected)
    if not left or not right:
        return float(left == right)
    common = (Counter(left) & Counter(right)).total()
    return 2 * common / (len(left) + len(right))


def _words(text: str) -> list[str]:
    return _ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split()
