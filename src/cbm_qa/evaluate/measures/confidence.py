"""Measures of how far the stated confidence can be relied on.

Every question whose outcome can be judged counts, an abstention too: it claims that the documents do
not answer, with the probability 1 - confidence, and is right on an unanswerable question. So silence
never raises a figure. A failed question counts as wrong with full confidence. An observation is the
confidence, and 1 where the outcome was wrong, 2 where it was right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cbm_qa.evaluate.measures.answers import AnswerAccuracy
from cbm_qa.evaluate.measures.base import Case, Measure, Observation

_RIGHT = 2.0
_NEVER = -1.0  # below every threshold


def is_right(case: Case) -> bool | None:
    """Return whether the outcome is right; None where the question does not say what is expected."""
    if not case.question.answerable:
        return case.abstained and not case.error
    judged = AnswerAccuracy().observe(case)
    return None if judged is None else judged[0] > 0


class _Outcomes(Measure):
    """A figure over outcomes with their confidence."""

    __slots__ = ()

    def observe(self, case: Case) -> Observation | None:
        """Return (confidence of the outcome, 1 if it was wrong and 2 if right)."""
        right = is_right(case)
        if right is None:
            return None
        if case.error:
            return 1.0, 1.0
        stated = float(case.answer.get("confidence", 0.0))
        return (1.0 - stated if case.abstained else stated), _RIGHT if right else 1.0


@dataclass(frozen=True, slots=True)
class Coverage(Measure):
    """Largest share of the questions that can be answered while answers stay this precise.

    Answers are kept from the most confident down; the figure is the share of all judged questions
    at the lowest confidence where `precision` of the kept answers are right (an answer to an
    unanswerable question is wrong), 0 where no confidence reaches it. An abstention is never
    covered, so unanswerable questions bound the figure from above.

    References:
        El-Yaniv and Wiener (JMLR 2010), On the Foundations of Noise-free Selective Classification.

    Four answers, the third most confident wrong: two can be kept without error, all four at 75 %.

    >>> observed = np.array([[0.9, 2], [0.8, 2], [0.7, 1], [0.6, 2]])
    >>> print(Coverage(0.95), Coverage(0.95).summarise(observed), Coverage(0.75).summarise(observed))
    Coverage@precision=0.95 0.5 1.0
    """

    precision: float

    def __str__(self) -> str:
        return f"Coverage@precision={self.precision:g}"

    def observe(self, case: Case) -> Observation | None:
        """Return (confidence, or -1 if no answer was given, 1 if wrong and 2 if right)."""
        right = is_right(case)
        if right is None:
            return None
        given = not case.abstained and not case.error
        stated = float(case.answer.get("confidence", 0.0)) if given else _NEVER
        return stated, _RIGHT if right else 1.0

    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share of questions kept at the best threshold."""
        confidence, right = _by_confidence(observed)
        kept = np.arange(1, confidence.shape[-1] + 1)
        enough = (np.cumsum(right, axis=-1) >= self.precision * kept - 1e-9) & (confidence >= 0)
        enough &= _group_ends(confidence)
        return np.asarray((enough * kept).max(axis=-1) / confidence.shape[-1])


@dataclass(frozen=True, slots=True)
class AURC(_Outcomes):
    """Area under the risk-coverage curve; lower is better.

    The mean, over the questions, of the share of wrong outcomes among those that are at least as
    confident. Perfect confidence puts every wrong outcome last.

    References:
        Geifman and El-Yaniv (NeurIPS 2017), Selective Classification for Deep Neural Networks.

    Right, wrong, right: the risks are 0, 1/2 and 1/3.

    >>> print(AURC(), AURC().summarise(np.array([[0.9, 2], [0.8, 1], [0.7, 2]])).round(4))
    AURC 0.2778
    """

    lower_is_better = True

    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean of the risks."""
        confidence, right = _by_confidence(observed)
        kept = np.arange(1, confidence.shape[-1] + 1)
        risk = 1 - np.cumsum(right, axis=-1) / kept
        # Equal confidences cannot be told apart: each takes the risk at the end of its group.
        ends = np.where(_group_ends(confidence), np.arange(confidence.shape[-1]), confidence.shape[-1] - 1)
        last = np.minimum.accumulate(ends[..., ::-1], axis=-1)[..., ::-1]
        return np.asarray(np.take_along_axis(risk, last, axis=-1).mean(axis=-1))


@dataclass(frozen=True, slots=True)
class ECE(_Outcomes):
    """Expected calibration error: how far confidence and frequency lie apart; lower is better.

    Sum over equal bins of [0, 1] of (outcomes in the bin / all) * |share right - mean confidence|.

    References:
        Naeini, Cooper and Hauskrecht (AAAI 2015); Guo et al. (ICML 2017).

    At 0.9 and 0.95 both are right (gap 0.075), at 0.35 it is wrong (gap 0.35): (2 * 0.075 + 0.35) / 3.

    >>> print(ECE(), ECE().summarise(np.array([[0.9, 2], [0.95, 2], [0.35, 1]])).round(4))
    ECE 0.1667
    """

    bins: int = 10
    lower_is_better = True

    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weighted mean of the gaps."""
        confidence, right = observed[..., 0], observed[..., 1] >= _RIGHT
        index = np.minimum((confidence * self.bins).astype(int), self.bins - 1)
        gaps = sum(
            np.abs(np.where(index == n, right - confidence, 0.0).sum(axis=-1)) for n in range(self.bins)
        )
        return np.asarray(gaps / confidence.shape[-1])


def _by_confidence(observed: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return confidences in falling order, and beside them 1.0 for right outcomes."""
    order = np.argsort(-observed[..., 0], axis=-1, kind="stable")
    confidence = np.take_along_axis(observed[..., 0], order, axis=-1)
    right = np.take_along_axis(observed[..., 1], order, axis=-1) >= _RIGHT
    return confidence, right.astype(float)


def _group_ends(confidence: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where the next confidence is another, or there is none."""
    ends = np.ones(confidence.shape, dtype=bool)
    ends[..., :-1] = confidence[..., :-1] != confidence[..., 1:]
    return ends
