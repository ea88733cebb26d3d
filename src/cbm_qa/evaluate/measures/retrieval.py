"""Measures of the ranking of passages, computed by ir_measures."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import Any

from cbm_qa.evaluate.measures.base import Case, Observation, Share


class _RankingMeasure(Share):
    """Mean over the questions whose evidence stands in a passage of the index."""

    __slots__ = ()

    @property
    @abstractmethod
    def _name(self) -> str:
        """What ir_measures calls it."""

    def observe(self, case: Case) -> Observation | None:
        """Return (value, 1) for an answerable question with relevant passages; 0 if none was ranked."""
        if case.ranking is None or not case.question.answerable or not case.relevant:
            return None
        return _measure(self._name, dict(case.ranking), case.relevant), 1.0


@dataclass(frozen=True, slots=True)
class NDCG(_RankingMeasure):
    """Normalised discounted cumulative gain of the first passages.

    Sum of 1 / log2(rank + 1) over the relevant passages among the first `cutoff`, over the same sum
    when all relevant ones stand first. Relevant is a passage that holds an expected quote or cell.
    Questions that are unanswerable or name no evidence are not concerned; an empty ranking and a
    failed question count 0.

    References:
        Järvelin and Kekäläinen (TOIS 2002); computed by ir_measures (MacAvaney et al., ECIR 2022).

    Two relevant passages at the ranks 1 and 3: (1 + 1/2) / (1 + 1/log2(3)) = 0.9197.

    >>> from cbm_qa.evaluate.questions import Question
    >>> ranking = (("a", 3.0), ("b", 2.0), ("c", 1.0))
    >>> case = Case(Question("q1", "Why?", True), {}, ranking=ranking, relevant=("a", "c"))
    >>> value, _ = NDCG(10).observe(case)
    >>> print(NDCG(10), round(value, 4))
    nDCG@10 0.9197
    """

    cutoff: int

    def __str__(self) -> str:
        return self._name

    @property
    def _name(self) -> str:
        return f"nDCG@{self.cutoff}"


@dataclass(frozen=True, slots=True)
class Recall(_RankingMeasure):
    """Share of the relevant passages that stand among the first; concerned and counted as `NDCG`.

    References:
        Manning, Raghavan and Schütze (2008), Introduction to Information Retrieval, chapter 8.

    >>> from cbm_qa.evaluate.questions import Question
    >>> ranking = (("a", 3.0), ("b", 2.0), ("c", 1.0))
    >>> case = Case(Question("q1", "Why?", True), {}, ranking=ranking, relevant=("a", "z"))
    >>> print(Recall(5), Recall(5).observe(case))
    Recall@5 (0.5, 1.0)
    """

    cutoff: int

    def __str__(self) -> str:
        return f"Recall@{self.cutoff}"

    @property
    def _name(self) -> str:
        return f"R@{self.cutoff}"


def _measure(name: str, ranking: dict[str, float], relevant: tuple[str, ...]) -> float:
    if not ranking:
        return 0.0
    evaluator = _parsed(name)
    qrels = {"q": dict.fromkeys(relevant, 1)}
    (found,) = evaluator.iter_calc(qrels, {"q": ranking})
    return float(found.value)


@cache
def _parsed(name: str) -> Any:  # noqa: ANN401  # ir_measures has no types
    from ir_measures import parse_measure

    return parse_measure(name)
