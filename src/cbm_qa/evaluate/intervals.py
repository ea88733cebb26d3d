"""How sure a figure is: bootstrap intervals, and a permutation test for two runs."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cbm_qa.evaluate.measures.base import Measure, Share

_RESAMPLES = 2000
_PERMUTATIONS = 10_000
_EXACT_UP_TO = 12  # differing questions: 2 ** 12 assignments are fewer than the random ones drawn otherwise
_SEED = 20250101  # any fixed number: the same run must always print the same interval
_TOLERANCE = 1e-12
_BATCH = 500  # bounds memory: 500 resamples of 1,000 questions are 8 MB

Observed = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of cases that it rests on; None if undefined."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and after, the interval of after - before, and how likely chance does as much.

    `p` is two-sided; None where either figure is undefined.
    """

    before: float | None
    after: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int


def estimate(measure: Measure, observed: Observed) -> Estimate:
    """Return the figure of all cases with its percentile bootstrap interval.

    Args:
        measure: How observations become a figure.
        observed: (n, 2), one row a case; (0, 0) where the measure is not concerned.

    References:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    concerned = observed[observed[:, 1] > 0]
    if not len(concerned):
        return Estimate(None, None, None, 0)
    picks = _resamples(len(concerned))
    figures = _in_batches(lambda rows: measure.summarise(concerned[rows]), picks)
    low, high = np.percentile(figures, [2.5, 97.5])
    return Estimate(float(measure.summarise(concerned)), float(low), float(high), len(concerned))


def difference(measure: Measure, before: Observed, after: Observed) -> Difference:
    """Compare two runs over the same cases.

    The interval resamples cases, keeping each pair together; p comes from swapping the two answers
    of a case at random, over every assignment where at most 12 cases differ. A case that concerns
    the measure in one run only counts in a share (as nothing gained, nothing possible in the
    other) and is left out of the other figures.

    Args:
        measure: How observations become a figure.
        before: (n, 2), row i of the same case as in `after`.
        after: (n, 2).

    References:
        Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses; Phipson and Smyth
        (2010) for counting the observed assignment among the random ones.
    """
    old_counts, new_counts = before[:, 1] > 0, after[:, 1] > 0
    keep = old_counts & new_counts if not isinstance(measure, Share) else old_counts | new_counts
    before, after = before[keep], after[keep]
    if not len(before):
        return Difference(None, None, None, None, None, 0)
    old, new = float(measure.summarise(before)), float(measure.summarise(after))
    if math.isnan(old) or math.isnan(new):
        return Difference(_known(old), _known(new), None, None, None, len(before))
    gaps = _in_batches(
        lambda rows: measure.summarise(after[rows]) - measure.summarise(before[rows]), _resamples(len(before))
    )
    low, high = np.nanpercentile(gaps, [2.5, 97.5])
    return Difference(old, new, float(low), float(high), _swap_test(measure, before, after), len(before))


def _swap_test(measure: Measure, before: Observed, after: Observed) -> float:
    differing = np.flatnonzero((before != after).any(axis=1))
    if not len(differing):
        return 1.0
    exact = len(differing) <= _EXACT_UP_TO
    if exact:
        swaps = np.array(list(product((False, True), repeat=len(differing))))
    else:
        swaps = np.random.default_rng(_SEED).random((_PERMUTATIONS, len(differing))) < 0.5

    def gap(chosen: NDArray[np.bool_]) -> Observed:
        swapped = np.zeros((len(chosen), len(before), 1), dtype=bool)
        swapped[:, differing, 0] = chosen
        old, new = np.where(swapped, after, before), np.where(swapped, before, after)
        return measure.summarise(new) - measure.summarise(old)

    seen = abs(float(measure.summarise(after) - measure.summarise(before)))
    # An assignment that leaves a figure undefined says nothing against chance: it counts as extreme.
    extreme = int((~(np.abs(_in_batches(gap, swaps)) < seen - _TOLERANCE)).sum())
    return extreme / len(swaps) if exact else (extreme + 1) / (len(swaps) + 1)


def _resamples(n: int) -> NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, n, (_RESAMPLES, n))


def _in_batches(figure: Callable[[NDArray[Any]], Observed], draws: NDArray[Any]) -> Observed:
    return np.concatenate([figure(draws[i : i + _BATCH]) for i in range(0, len(draws), _BATCH)])


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
