"""What a measure is: something observed in each case, and one figure made from all observations."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cbm_qa.evaluate.evidence import Place
from cbm_qa.evaluate.questions import Question
from cbm_qa.model import Document

Json = dict[str, Any]
Observation = tuple[float, float]
"""What one case contributes: gained and possible for a share, value and 1 for a percentile, confidence
and 1 (wrong) or 2 (right) where confidence is judged. The second is 0 for a case not concerned."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the answer that was given to it.

    Attributes:
        question: What was asked and expected.
        answer: The answer as the JSON of the contract; without content where the question failed.
        documents: The documents that citations point into, by key.
        latency_ms: Wall-clock time of the answer in milliseconds.
        error: Why there is no answer, or "".
        evidence: The places of each expected quote and cell.
        ranking: Ids and scores of the passages found, best first; None where nothing can be ranked.
        relevant: Ids of the passages that hold the evidence.
    """

    question: Question
    answer: Json
    documents: Mapping[str, Document] = field(default_factory=dict)
    latency_ms: float = 0.0
    error: str = ""
    evidence: tuple[tuple[Place, ...], ...] = ()
    ranking: tuple[tuple[str, float], ...] | None = None
    relevant: tuple[str, ...] = ()

    @property
    def abstained(self) -> bool:
        """Whether the assistant said that the documents do not answer."""
        return bool(self.answer.get("abstained", False))

    @property
    def text(self) -> str:
        """The answer, or the reason for abstaining."""
        return str(self.answer.get("answer", ""))

    @property
    def citations(self) -> list[Json]:
        """The evidence of the answer; empty for an abstention."""
        return list(self.answer.get("citations", []))

    @property
    def cells(self) -> list[Json]:
        """The table cells of the answer; empty for an abstention."""
        return list(self.answer.get("cells", []))


class Measure(ABC):
    """A value that prints as its name; equal measures are interchangeable.

    `unit` is "" for a share in [0, 1].
    """

    __slots__ = ()
    unit: ClassVar[str] = ""
    lower_is_better: ClassVar[bool] = False

    def __str__(self) -> str:
        return type(self).__name__

    @abstractmethod
    def observe(self, case: Case) -> Observation | None:
        """Return what the case contributes, or None where the measure is not concerned."""

    @abstractmethod
    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the figure of each set of observations.

        Args:
            observed: (..., n, 2), n > 0, one row a case. A share also takes (0, 0) for a case that
                is not concerned.

        Returns:
            Shape (...); not a number where it is undefined.
        """


class Share(Measure):
    """Sum of what was gained over sum of what was possible; a mean where each case has 1 possible."""

    __slots__ = ()

    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return gained / possible, not a number where nothing was possible."""
        gained, possible = observed[..., 0].sum(axis=-1), observed[..., 1].sum(axis=-1)
        undefined = np.full(np.shape(possible), np.nan)
        return np.asarray(np.divide(gained, possible, out=undefined, where=possible > 0))


class Percentile(Measure):
    """A percentile of one value a case, by linear interpolation (numpy's default)."""

    __slots__ = ()

    @property
    @abstractmethod
    def rank(self) -> float:
        """Which percentile, in [0, 100]."""

    def summarise(self, observed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the percentile of the first column; every row must be concerned."""
        return np.asarray(np.percentile(observed[..., 0], self.rank, axis=-1))
