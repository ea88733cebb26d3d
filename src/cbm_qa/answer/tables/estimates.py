"""Cells that print an estimate with what goes with it: an interval, an error, a percentage."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from cbm_qa.ingest.quantities import read_quantity

_N = r"[-–−+]?\s?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.·]\d+)?"
_END = r"\s*(?:[*†‡§]+|\^[a-z\d]+)?"
_BETWEEN = r"\s*(?:,|;|–|—|−|-|to)\s*"
_INTERVAL = regex.compile(
    rf"(?P<main>{_N})\s*%?\s*[(\[]\s*(?:\d\d\s?%\s*C\.?I\.?[:,]?\s*)?(?P<low>{_N})\s*%?{_BETWEEN}(?P<high>{_N})\s*%?\s*[)\]]{_END}",
    regex.I,
)
_ERROR = regex.compile(rf"(?P<main>{_N})\s*%?\s*(?:±|\+/[-−])\s*(?P<error>{_N})\s*%?{_END}")
_SHARE = regex.compile(rf"(?P<main>{_N})\s*[(\[]\s*(?P<share>{_N}\s?%)\s*[)\]]{_END}")
_SECOND = regex.compile(rf"(?P<main>{_N})\s*[(\[]\s*(?P<second>{_N})\s*[)\]]{_END}")
_MAX_CHARS = 60


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and what the cell says with it.

    Attributes:
        value: The figure the cell begins with.
        printed: The same as printed.
        rest: What stands beside it, in words: "interval 2.22 to 9.87".
    """

    value: Decimal
    printed: str
    rest: str


@lru_cache(maxsize=16384)
def read_estimate(text: str) -> Estimate | None:
    """Read "4.68 (2.22-9.87)", "12.3 ± 0.4", "45 (12.5%)" or "12.3 (0.4)"; None for any other cell."""
    text = text.strip()
    if len(text) > _MAX_CHARS:
        return None
    for form, words in (
        (_INTERVAL, "interval {low} to {high}"),
        (_ERROR, "± {error}"),
        (_SHARE, "share {share}"),
        (_SECOND, "in brackets {second}"),
    ):
        found = form.fullmatch(text)
        if found:
            parts = {name: part.strip() for name, part in found.groupdict().items()}
            value = read_quantity(parts["main"].replace("·", ".")).value
            return Estimate(value, parts["main"], words.format(**parts)) if value is not None else None
    return None


def figure_of(text: str) -> Decimal | None:
    """Return the figure that a cell with an estimate begins with."""
    estimate = read_estimate(text)
    return estimate.value if estimate else None
