"""What a table cell says, for sorting and calculating: a number, a date, or nothing."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import regex

from cbm_qa.ingest.quantities import read_quantity

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[0-9]|20)\d{2}"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_THEN_YEAR = rf"(?:,?\s+(?P<y>{_YEAR}))?\b"
_DATES = (
    regex.compile(rf"\b(?P<y>{_YEAR})-(?P<n>\d{{1,2}})-(?P<d>\d{{1,2}})\b"),
    regex.compile(rf"\b(?P<m>{_MONTH})\b\.?\s+{_DAY}{_THEN_YEAR}", regex.I),
    regex.compile(rf"\b{_DAY}\s+(?P<m>{_MONTH})\b\.?{_THEN_YEAR}", regex.I),
    regex.compile(rf"\b(?P<m>{_MONTH})\b\.?,?\s+(?P<y>{_YEAR})\b", regex.I),
    regex.compile(rf"(?<![\d.,])(?P<y>{_YEAR})(?![\d,]|\.\d)"),
)  # fmt: skip
_LEADING = regex.compile(r"^[^\p{L}\d+−–-]{0,3}([+−–-]?\s?\d[\d,]*(?:\.\d+)?)(?:st|nd|rd|th)?(?![\d:/])")
_CLOCK = regex.compile(r"^\+?\s?(?:(\d+):)?(\d{1,3}):(\d{2}(?:\.\d+)?)\b")
_SCALES = {"thousand": 3, "million": 6, "mln": 6, "mn": 6, "billion": 9, "bn": 9, "bln": 9, "trillion": 12}
_SCALE = regex.compile(rf"\b({'|'.join(_SCALES)})\b", regex.I)
_YEAR_ONLY = regex.compile(rf"(?:FY\s?|fiscal\s(?:year\s)?)?({_YEAR})", regex.I)
_YEAR_SPAN = regex.compile(rf"\b({_YEAR})\s*[-–—/]\s*({_YEAR}|\d{{2}}|present|current)?\b", regex.I)
_LARGEST = 60  # digits; a longer run is no figure

Day = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """A cell as a value.

    Attributes:
        number: The number it is or begins with, as printed.
        size: The number in single units, for comparing "1.5 million" with "900,000".
        day: (year, month, day), 0 for what is not told.
        years: First and last year of a stretch of years ("1998–2005").
        unit: Of the number, where the cell names one.
        missing: It says that there is no value.
    """

    number: Decimal | None = None
    size: Decimal | None = None
    day: Day | None = None
    years: tuple[int, int] | None = None
    unit: str | None = None
    missing: bool = False

    @property
    def is_year(self) -> bool:
        """Whether it is a year and no other figure."""
        return self.day is not None and self.day[1:] == (0, 0) and self.number == self.day[0]


@lru_cache(maxsize=65536)
def read_value(text: str) -> Value:
    """Read a cell."""
    quantity = read_quantity(text)
    if quantity.missing:
        return Value(missing=True)
    number = quantity.value if quantity.value is not None else _leading_number(text)
    scale = _SCALE.search(quantity.unit or text) if number is not None else None
    size = number.scaleb(_SCALES[scale[1].casefold()]) if number is not None and scale else number
    return Value(number, size, _day(text), _years(text), quantity.unit)


def _leading_number(text: str) -> Decimal | None:
    """Return the number a cell begins with: 3 of "3rd", 95.5 of "1:35.5" in seconds."""
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        return Decimal(seconds) + 60 * int(minutes) + 3600 * int(hours or 0)
    found = _LEADING.match(text)
    if not found or len(found[1]) > _LARGEST:
        return None
    try:
        return Decimal(regex.sub(r"[,\s+]", "", found[1]).replace("−", "-").replace("–", "-"))
    except InvalidOperation:
        return None


def _day(text: str) -> Day | None:
    for pattern in _DATES:
        if found := pattern.search(text):
            parts = found.groupdict()
            month = _MONTHS.get((parts.get("m") or "").casefold(), 0) or int(parts.get("n") or 0)
            return int(parts.get("y") or 0), month, int(parts.get("d") or 0)
    return None


def _years(text: str) -> tuple[int, int] | None:
    found = _YEAR_SPAN.search(text)
    if not found or not (found[2] or "").isdigit():
        return None
    first, last = found[1], found[2]
    return int(first), int(last if len(last) == 4 else first[:2] + last)
