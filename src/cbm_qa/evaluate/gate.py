"""Whether a run falls below its baseline by more than chance does."""

from dataclasses import dataclass

import numpy as np

from cbm_qa.evaluate.baseline import JUDGED, PROMISES, Baseline
from cbm_qa.evaluate.intervals import Difference, difference
from cbm_qa.evaluate.measures import Measure
from cbm_qa.evaluate.run import Run

_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """One measure against the baseline; `failed` where it fell beyond noise."""

    measure: str
    difference: Difference
    promise: bool
    failed: bool


def judge(run: Run, baseline: Baseline) -> tuple[Verdict, ...]:
    """Compare a run of the baseline's questions with it, measure by measure."""
    return tuple(_verdict(measure, run, baseline) for measure in (*PROMISES, *JUDGED))


def _verdict(measure: Measure, run: Run, baseline: Baseline) -> Verdict:
    name, promise = str(measure), measure in PROMISES
    before = [baseline.observed[row.question.id].get(name, (0.0, 0.0)) for row in run.rows]
    found = difference(measure, np.array(before, dtype=float).reshape(-1, 2), run.observed(measure))
    lost = found.before is not None and found.after is None
    if found.before is None or found.after is None:
        return Verdict(name, found, promise, lost)
    fall = found.after - found.before if measure.lower_is_better else found.before - found.after
    beyond = promise or (found.p is not None and found.p < _CHANCE)
    return Verdict(name, found, promise, fall > 1e-9 and beyond)
