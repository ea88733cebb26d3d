"""Measures of saying that the documents do not answer.

An abstention is the positive outcome, an unanswerable question the positive truth. A failed
question is no abstention.
"""

from dataclasses import dataclass

from cbm_qa.evaluate.measures.base import Case, Observation, Share


@dataclass(frozen=True, slots=True)
class AbstainPrecision(Share):
    """Share of abstentions that were right: unanswerable and abstained / abstained.

    Undefined where the assistant never abstains.

    >>> from cbm_qa.evaluate.questions import Question
    >>> AbstainPrecision().observe(Case(Question("q1", "Why?", answerable=True), {"abstained": True}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for an abstention."""
        return (float(not case.question.answerable), 1.0) if case.abstained else None


@dataclass(frozen=True, slots=True)
class AbstainRecall(Share):
    """Share of unanswerable questions on which the assistant abstained.

    Undefined where every question is answerable.

    >>> from cbm_qa.evaluate.questions import Question
    >>> AbstainRecall().observe(Case(Question("q1", "Why?", answerable=False), {"abstained": True}))
    (1.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for an unanswerable question."""
        return None if case.question.answerable else (float(case.abstained), 1.0)


@dataclass(frozen=True, slots=True)
class AbstainF1(Share):
    """Harmonic mean of AbstainPrecision and AbstainRecall.

    2 * right abstentions / (abstentions + unanswerable questions), so 0 when the assistant never
    abstains although it should; undefined where neither occurs.

    References:
        van Rijsbergen (1979), Information Retrieval, chapter 7.

    >>> from cbm_qa.evaluate.questions import Question
    >>> AbstainF1().observe(Case(Question("q1", "Why?", answerable=False), {"abstained": True}))
    (2.0, 2.0)
    >>> AbstainF1().observe(Case(Question("q1", "Why?", answerable=True), {"abstained": True}))
    (0.0, 1.0)
    """

    def observe(self, case: Case) -> Observation | None:
        """Return (2 for a right abstention, abstained + unanswerable)."""
        unanswerable = not case.question.answerable
        if not case.abstained and not unanswerable:
            return None
        return 2.0 * (case.abstained and unanswerable), float(case.abstained + unanswerable)


@dataclass(frozen=True, slots=True)
class FalseAbstention(Share):
    """Share of answerable questions on which the assistant abstained; lower is better.

    >>> from cbm_qa.evaluate.questions import Question
    >>> FalseAbstention().observe(Case(Question("q1", "Why?", answerable=True), {"abstained": True}))
    (1.0, 1.0)
    """

    lower_is_better = True

    def observe(self, case: Case) -> Observation | None:
        """Return (1 or 0, 1) for an answerable question."""
        return (float(case.abstained), 1.0) if case.question.answerable else None
