import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbm_qa.evaluate.intervals import difference, estimate
from cbm_qa.evaluate.measures import AbstainF1, AnswerAccuracy, Latency

PAIRS = st.lists(st.sampled_from([(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 2.0)]), min_size=1, max_size=30)


def shares(*values: float) -> np.ndarray:
    return np.array([(value, 1.0) for value in values])


@settings(max_examples=25, deadline=None)
@given(PAIRS)
def test_the_interval_holds_the_figure_and_stays_in_range(pairs: list[tuple[float, float]]) -> None:
    found = estimate(AbstainF1(), np.array(pairs))
    if found.value is None:
        assert sum(possible for _, possible in pairs) == 0
    else:
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9
        assert found.high <= 1


def test_the_interval_of_a_mean_is_that_of_the_normal_approximation() -> None:
    found = estimate(AnswerAccuracy(), shares(*[1.0] * 70, *[0.0] * 30))
    half = 1.96 * (0.7 * 0.3 / 100) ** 0.5
    assert found.value == pytest.approx(0.7)
    assert found.low == pytest.approx(0.7 - half, abs=0.015)
    assert found.high == pytest.approx(0.7 + half, abs=0.015)


def test_the_same_run_prints_the_same_interval() -> None:
    observed = shares(1, 0, 1, 1, 0)
    assert estimate(AnswerAccuracy(), observed) == estimate(AnswerAccuracy(), observed)


def test_questions_that_are_not_concerned_change_nothing() -> None:
    some = shares(1, 0, 1)
    more = np.concatenate([some, np.zeros((5, 2))])
    assert estimate(AnswerAccuracy(), more) == estimate(AnswerAccuracy(), some)


def test_a_percentile_is_that_of_numpy() -> None:
    times = [3.0, 1.0, 10.0, 4.0]
    assert estimate(Latency(95), shares(*times)).value == np.percentile(times, 95)


def test_p_is_that_of_the_exact_sign_test_on_right_and_wrong() -> None:
    before, after = shares(0, 0, 0, 0, 0, 1, 1, 1), shares(1, 1, 1, 1, 1, 1, 1, 0)
    found = difference(AnswerAccuracy(), before, after)
    # 5 of 6 differing questions got better: (C(6,0) + C(6,1)) / 2^6 on each side.
    assert found.p == pytest.approx(2 * 7 / 64)
    assert (found.before, found.after, found.n) == (3 / 8, 7 / 8, 8)


def test_drawn_assignments_come_near_the_exact_test() -> None:
    before, after = shares(*[0] * 11, *[1] * 4), shares(*[1] * 11, *[0] * 4)
    # Two-sided sign test of 11 against 4: 2 * sum of C(15, 0..4) / 2^15.
    assert difference(AnswerAccuracy(), before, after).p == pytest.approx(2 * 1941 / 32768, abs=0.015)


def test_equal_runs_do_not_differ() -> None:
    found = difference(AnswerAccuracy(), shares(1, 0, 1), shares(1, 0, 1))
    assert (found.low, found.high, found.p) == (0.0, 0.0, 1.0)


def test_a_percentile_compares_the_questions_timed_in_both_runs() -> None:
    before, after = np.array([[5.0, 1.0], [0.0, 0.0]]), np.array([[7.0, 1.0], [99.0, 1.0]])
    found = difference(Latency(50), before, after)
    assert (found.before, found.after, found.n) == (5.0, 7.0, 1)


def test_a_measure_that_concerns_no_question_stays_undefined() -> None:
    nothing = np.zeros((3, 2))
    assert estimate(AnswerAccuracy(), nothing).value is None
    assert difference(AnswerAccuracy(), nothing, nothing).p is None
