"""From what is known of the best sentence to the probability that it answers."""

import math
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Features:
    """What the calibration sees; all in [0, 1] but `cosine` ([-1, 1]) and `margin`.

    Attributes:
        cosine: Similarity of question and best sentence.
        overlap: Weighted share of the question's words that stand in the sentence.
        context: The same for the sentence with the one before it.
        coverage: The same for its paragraph with headings.
        margin: Score above the best sentence of any other passage.
        fits_type: 1 if the sentence holds the type of thing asked for.
        aside: 1 for what is not running text: keywords, authors, a pointer to a figure.
        relevance: The reranker's opinion in [-1, 1].
        names_absent: Share of the names, years and numbers asked about that its paragraph lacks.
        names_far: The same for the sentence with the one before it and its headings.
        words_nowhere: Share of the content words that stand nowhere in the corpus.
    """

    cosine: float
    overlap: float
    context: float
    coverage: float
    margin: float
    fits_type: float
    aside: float
    relevance: float
    names_absent: float
    names_far: float
    words_nowhere: float


# Logistic regression; `benchmarks/calibrate.py` prints these, and on what they were fitted.
_INTERCEPT = -1.312
_COEFFICIENTS = (0.264, 0.707, 0.257, -0.130, 0.743, 0.130, -0.297, 1.076, -0.565, -0.960, 0.087)


def probability(features: Features) -> float:
    """Return the probability in [0, 1] that the best sentence answers the question."""
    z = _INTERCEPT + sum(c * x for c, x in zip(_COEFFICIENTS, astuple(features), strict=True))
    return 1 / (1 + math.exp(-z))
