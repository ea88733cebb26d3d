"""Measures of time."""

from dataclasses import dataclass

from cbm_qa.evaluate.measures.base import Case, Observation, Percentile


@dataclass(frozen=True, slots=True)
class Latency(Percentile):
    """A percentile of the wall-clock time of one answer in milliseconds, asked one after another.

    Every question counts, abstentions too; failed ones are not concerned.

    >>> from cbm_qa.evaluate.questions import Question
    >>> print(Latency(95), Latency(95).observe(Case(Question("q1", "Why?", True), {}, latency_ms=12.5)))
    Latency@p95 (12.5, 1.0)
    """

    percent: float
    unit = "ms"
    lower_is_better = True

    def __str__(self) -> str:
        return f"Latency@p{self.percent:g}"

    @property
    def rank(self) -> float:
        """Which percentile."""
        return self.percent

    def observe(self, case: Case) -> Observation | None:
        """Return (milliseconds, 1) unless the question failed."""
        return None if case.error else (case.latency_ms, 1.0)
