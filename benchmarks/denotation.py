"""Whether predicted values are the expected ones, by the rules of WikiTableQuestions' official evaluator.

Strings are compared without accents, case, outer quotes, footnote marks and a last bracket; numbers by value;
dates by their parts. Both sides must have equally many different values, each target met by a prediction.
"""

import math
import re
import unicodedata
from collections.abc import Iterable

Key = str | float | tuple[int, int, int]


def is_denotation(targets: Iterable[str], predicted: Iterable[str]) -> bool:
    """Return whether the predicted values are exactly the targets."""
    wanted, given = ({_value(v) for v in values} for values in (targets, predicted))
    return len(wanted) == len(given) and all(any(_match(w, g) for g in given) for w in wanted)


def normalise(text: str) -> str:
    """Return a string as it is compared."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
    text = re.sub(r"[‘’´`]", "'", text)
    text = re.sub(r"[“”]", '"', text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    while True:
        before = text
        text = re.sub(r"((?<!^)\[[^\]]*\]|\[\d+\]|[•♦†‡*#+])*$", "", text.strip())
        text = re.sub(r"(?<!^)( \([^)]*\))*$", "", text.strip())
        text = re.sub(r'^"([^"]*)"$', r"\1", text.strip())
        if text == before:
            break
    return re.sub(r"\s+", " ", text.removesuffix(".")).lower().strip()


def _value(text: str) -> tuple[str, Key]:
    plain = normalise(text)
    try:
        number = float(text)
        if math.isfinite(number):
            return plain, number
    except ValueError:
        pass
    found = re.fullmatch(r"(\d{4}|xx(?:xx)?)-(\d{1,2}|xx)-(\d{1,2}|xx)", text.lower())
    if found:
        year, month, day = (-1 if part.startswith("x") else int(part) for part in found.groups())
        return plain, (year, month, day)
    return plain, plain


def _match(target: tuple[str, Key], given: tuple[str, Key]) -> bool:
    if target[0] == given[0]:
        return True
    a, b = target[1], given[1]
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) < 1e-6
    return isinstance(a, tuple) and a == b
