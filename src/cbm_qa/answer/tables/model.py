"""How probable each program is: a small learnt model, fitted by `training/tables.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbm_qa.answer.tables.asked import Asked
from cbm_qa.answer.tables.features import INDEX, Describer
from cbm_qa.answer.tables.programs import Program
from cbm_qa.answer.tables.typed import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
else:
    Array = Any

WEIGHTS = Path(__file__).with_name("weights.npz")
_KEPT = 5
_CALIBRATED = (
    "covered",
    "uncovered_known",
    "uncovered_limits",
    "uncovered_numbers",
    "uncovered_triggers",
    "exact",
    "header_recall",
    "one_item",
    "in_question",
    "missing",
)
KINDS = ("all", "match", "limit", "and", "or", "not", "same", "top")


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer that programs agree on.

    Attributes:
        program: The most probable of them.
        share: Probability among all programs, before calibration.
        probability: That the answer is right.
    """

    program: Program
    share: float
    probability: float


def grams(asked: Asked) -> list[str]:
    """Return the words and pairs of neighbours of a question, numbers as "#"."""
    words = ["#" if word[:1].isdigit() else word for word in asked.words]
    return ["<", *words, *(f"{a} {b}" for a, b in pairwise(["<", *words, ">"]))]


def links(asked: Asked, column: Column) -> list[str]:
    """Return each word of a question with each word of a header, and with the type of the column."""
    kind = "date" if column.is_date else "number" if column.is_number else "text"
    headers = dict.fromkeys([*column.tokens, f":{kind}"])
    words = dict.fromkeys(
        [*asked.stems, *(f"{a}_{b}" for a, b in pairwise(asked.stems) if a in ("how", "what", "which"))]
    )
    return [f"{word}|{header}" for word in words for header in headers]


class Model:
    """Scores programs: learnt weights of features, of words with operations, of words with headers."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._w = weights
        self._templates = {str(name): n for n, name in enumerate(weights["templates"])}
        self._grams = {str(name): n for n, name in enumerate(weights["grams"])}
        self._links = {str(name): n for n, name in enumerate(weights["links"])}

    def encode(self, asked: Asked, programs: Sequence[Program]) -> dict[str, Any]:
        """Return what the model sees of programs: features, numbers of templates and kinds, column scores."""
        import numpy as np

        describers: dict[int, Describer] = {}
        vectors = []
        for program in programs:
            view = program.view
            describer = describers.get(id(view)) or describers.setdefault(id(view), Describer(view, asked))
            vectors.append(describer.describe(program))
        return {
            "dense": np.array(vectors, dtype=np.float32),
            "template": np.array([self._templates.get(p.template, 0) for p in programs]),
            "kind": np.array([KINDS.index(p.base.kind) for p in programs]),
        }

    def scores(self, asked: Asked, programs: Sequence[Program], seen: dict[str, Any]) -> Array:
        """Return the score of each program; the softmax of them is the probability."""
        import numpy as np

        w = self._w
        x = np.concatenate([seen["dense"], w["template_vectors"][seen["template"]]], axis=1)
        hidden = np.maximum(x @ w["hidden"] + w["hidden_bias"], 0.0)
        total = hidden @ w["out"] + seen["dense"] @ w["linear"]
        known = [self._grams[g] for g in grams(asked) if g in self._grams]
        total += (w["template_grams"][:, known].astype(np.float32).sum(axis=1) + w["template_bias"])[
            seen["template"]
        ]
        total += w["kind_grams"][:, known].astype(np.float32).sum(axis=1)[seen["kind"]]
        return np.asarray(total + self._column_scores(asked, programs), dtype=np.float32)

    def _column_scores(self, asked: Asked, programs: Sequence[Program]) -> Array:
        import numpy as np

        cache: dict[tuple[int, int | None, str], float] = {}
        scores = np.zeros(len(programs), dtype=np.float32)
        for n, program in enumerate(programs):
            for table, column in (("link_taken", program.column), ("link_sorted", program.sorted_by)):
                key = (id(program.view), column, table)
                if column is not None and key not in cache:
                    known = [
                        self._links[x] for x in links(asked, program.view.columns[column]) if x in self._links
                    ]
                    cache[key] = float(self._w[table][known].astype(np.float32).sum())
                scores[n] += cache.get(key, 0.0)
        return scores

    def readings(self, asked: Asked, programs: Sequence[Program]) -> list[Reading]:
        """Return the answers, the most probable first; programs of the same answer add up."""
        import numpy as np

        if not programs:
            return []
        seen = self.encode(asked, programs)
        scores = self.scores(asked, programs, seen)
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        best: dict[tuple[str, ...], int] = {}
        sums: dict[tuple[str, ...], float] = {}
        for n, program in enumerate(programs):
            key = tuple(sorted(item.casefold() for item in program.items))
            sums[key] = sums.get(key, 0.0) + float(shares[n])
            if key not in best or shares[n] > shares[best[key]]:
                best[key] = n
        order = sorted(sums, key=lambda key: -sums[key])
        tops = [sums[key] for key in order[:2]] + [0.0]
        first = best[order[0]]
        x = calibration_features(tops[0], tops[0] - tops[1], float(scores[first]), seen["dense"][first])
        right = self._calibrated(x, programs[first])
        rest = (1 - right) / max(1e-9, 1 - tops[0])  # the others share what is left, as they share now
        return [
            Reading(programs[best[key]], sums[key], sums[key] * rest if rank else right)
            for rank, key in enumerate(order[:_KEPT])
        ]

    def _calibrated(self, features: Sequence[float], program: Program) -> float:
        import numpy as np

        x = np.array(features)
        template = self._templates.get(program.template, 0)
        z = float(x @ self._w["calibration"] + self._w["calibration_bias"][template])
        return float(1 / (1 + np.exp(-z)))


def calibration_features(share: float, margin: float, score: float, dense: Sequence[float]) -> list[float]:
    """Return what the calibration sees of the first reading: how far ahead it is, what it leaves unsaid."""
    import math

    bounded = min(max(share, 1e-4), 1 - 1e-4)
    seen = [float(dense[INDEX[name]]) for name in _CALIBRATED]
    return [math.log(bounded / (1 - bounded)), margin, score / 10, 1.0, *seen]


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the packaged model."""
    import numpy as np

    with np.load(WEIGHTS) as stored:
        return Model({name: stored[name] for name in stored.files})
