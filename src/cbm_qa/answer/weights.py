"""How much each word tells: rare words of the corpus weigh more."""

import math
from collections import Counter
from collections.abc import Iterable

from cbm_qa.answer.words import stems
from cbm_qa.model import Passage


class Weights:
    """Inverse document frequencies over the passages of an index (Robertson and Spärck Jones 1976)."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Count in how many passages each stem stands."""
        self._frequency: Counter[str] = Counter()
        self._count = 0
        for passage in passages:
            self._frequency.update(stems(passage.embedded))
            self._count += 1

    def of(self, stem: str) -> float:
        """Return the weight of a stem, at least 0; a stem that stands nowhere weighs most."""
        return math.log(1 + (self._count + 1) / (self._frequency[stem] + 0.5))

    def is_known(self, stem: str) -> bool:
        """Return whether the stem stands anywhere in the corpus."""
        return stem in self._frequency
