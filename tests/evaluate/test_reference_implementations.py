"""Each figure equals what another implementation gives, on random input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import f1_score, ndcg_score, precision_recall_curve, precision_score, recall_score

from cbm_qa.evaluate.measures import (
    AURC,
    ECE,
    NDCG,
    AbstainF1,
    AbstainPrecision,
    AbstainRecall,
    Case,
    Coverage,
    Latency,
    Recall,
    TokenF1,
)
from cbm_qa.evaluate.questions import Question

# Few distinct confidences, so that ties occur; none on the edge of a bin, where conventions differ.
CONFIDENCES = st.sampled_from([0.03, 0.27, 0.44, 0.58, 0.71, 0.83, 0.96])
OUTCOMES = st.lists(st.tuples(CONFIDENCES, st.booleans()), min_size=1, max_size=60)
TRUTHS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40)


def observed(outcomes: list[tuple[float, bool]]) -> np.ndarray:
    return np.array([[confidence, 2.0 if right else 1.0] for confidence, right in outcomes])


def columns(outcomes: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in outcomes]), np.array([r for _, r in outcomes])


@given(st.lists(st.booleans(), min_size=2, max_size=30), st.integers(1, 12))
def test_ndcg_is_that_of_scikit_learn(relevant: list[bool], cutoff: int) -> None:
    ranking = tuple((f"p{n}", 1.0 / (n + 1)) for n in range(len(relevant)))
    wanted = tuple(key for (key, _), hit in zip(ranking, relevant, strict=True) if hit)
    case = Case(Question("q", "Why?", True), {}, ranking=ranking, relevant=wanted)
    if not wanted:
        assert NDCG(cutoff).observe(case) is None
        return
    expected = ndcg_score([relevant], [[score for _, score in ranking]], k=cutoff)
    assert NDCG(cutoff).observe(case) == (pytest.approx(expected), 1.0)


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 12))
def test_recall_is_the_share_among_the_first(relevant: list[bool], cutoff: int) -> None:
    ranking = tuple((f"p{n}", 1.0 / (n + 1)) for n in range(len(relevant)))
    wanted = (*(f"p{n}" for n, hit in enumerate(relevant) if hit), "never found")
    case = Case(Question("q", "Why?", True), {}, ranking=ranking, relevant=wanted)
    assert Recall(cutoff).observe(case) == (pytest.approx(sum(relevant[:cutoff]) / len(wanted)), 1.0)


@given(OUTCOMES)
def test_coverage_is_read_off_the_precision_curve_of_scikit_learn(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = columns(outcomes)
    if not right.any():
        assert Coverage(0.8).summarise(observed(outcomes)) == 0.0
        return
    precision, _, thresholds = precision_recall_curve(right, confidence)
    shares = [
        (confidence >= t).mean() for p, t in zip(precision, thresholds, strict=False) if p >= 0.8 - 1e-9
    ]
    assert Coverage(0.8).summarise(observed(outcomes)) == pytest.approx(max(shares, default=0.0))


@given(OUTCOMES)
def test_aurc_is_the_mean_risk_at_every_confidence(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = columns(outcomes)
    risks = [1 - right[confidence >= threshold].mean() for threshold in confidence]
    assert AURC().summarise(observed(outcomes)) == pytest.approx(np.mean(risks))


@given(OUTCOMES)
def test_ece_is_made_of_the_calibration_curve_of_scikit_learn(outcomes: list[tuple[float, bool]]) -> None:
    confidence, right = columns(outcomes)
    share_right, mean_confidence = calibration_curve(right, confidence, n_bins=10, strategy="uniform")
    sizes = np.histogram(confidence, bins=10, range=(0, 1))[0]
    expected = (sizes[sizes > 0] * np.abs(share_right - mean_confidence)).sum() / len(confidence)
    assert ECE().summarise(observed(outcomes)) == pytest.approx(expected)


@given(TRUTHS)
def test_abstention_measures_are_those_of_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    cases = [
        Case(Question(str(n), "Why?", not unanswerable), {"abstained": abstained})
        for n, (unanswerable, abstained) in enumerate(pairs)
    ]
    truth, given_ = [u for u, _ in pairs], [a for _, a in pairs]
    for measure, reference in (
        (AbstainPrecision(), precision_score),
        (AbstainRecall(), recall_score),
        (AbstainF1(), f1_score),
    ):
        rows = np.array([measure.observe(case) or (0.0, 0.0) for case in cases])
        figure = float(measure.summarise(rows))
        expected = reference(truth, given_, zero_division=np.nan)
        assert figure == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_token_f1_is_two_pr_over_p_plus_r(left: list[str], right: list[str]) -> None:
    words = {"a": "apple", "b": "pear", "c": "plum"}
    given_, wanted = [words[x] for x in left], [words[x] for x in right]
    question = Question("q", "Why?", True, answers=(" ".join(wanted),))
    common = sum(min(given_.count(w), wanted.count(w)) for w in set(wanted))
    precision, recall = (common / len(given_) if given_ else 0.0), common / len(wanted)
    expected = 2 * precision * recall / (precision + recall) if common else 0.0
    value, _ = TokenF1().observe(Case(question, {"answer": " ".join(given_)})) or (None, None)
    assert value == pytest.approx(expected)


@settings(max_examples=30)
@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=30), st.sampled_from([50, 95, 99]))
def test_a_latency_percentile_lies_between_the_observations_around_it(times: list[float], rank: int) -> None:
    figure = float(Latency(rank).summarise(np.array([[t, 1.0] for t in times])))
    assert sum(t <= figure + 1e-9 for t in times) / len(times) >= rank / 100 - 1 / len(times)
    assert min(times) <= figure <= max(times)


@given(st.lists(OUTCOMES.filter(lambda o: len(o) >= 5).map(lambda o: o[:5]), min_size=2, max_size=4))
def test_resamples_are_summarised_together_as_one_by_one(samples: list[list[tuple[float, bool]]]) -> None:
    stacked = np.array([observed(sample) for sample in samples])
    for measure in (Coverage(0.9), AURC(), ECE()):
        one_by_one = [float(measure.summarise(sample)) for sample in stacked]
        assert measure.summarise(stacked) == pytest.approx(one_by_one)
