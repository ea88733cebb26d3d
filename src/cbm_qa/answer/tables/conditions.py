"""What a question says of figures: above 20, below another series, rising."""

from dataclasses import dataclass
from decimal import Decimal

import regex

from cbm_qa.answer.tables.operation import plain

_SCALES = {"thousand": 3, "million": 6, "mln": 6, "billion": 9, "bn": 9, "trillion": 12}
_SCALE = regex.compile(rf"\b({'|'.join(_SCALES)})s?\b", regex.I)
_CURRENCIES = {
    "usd": "USD", "us$": "USD", "$": "USD", "dollar": "USD", "dollars": "USD", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "€": "EUR", "gbp": "GBP", "£": "GBP", "pounds": "GBP", "yuan": "CNY", "cny": "CNY",
    "rmb": "CNY", "tenge": "KZT", "kzt": "KZT", "yen": "JPY", "jpy": "JPY", "rub": "RUB", "rubles": "RUB",
}  # fmt: skip
_CURRENCY = regex.compile(
    r"(?<!\p{L})(?:" + "|".join(regex.escape(c) for c in _CURRENCIES) + r")(?!\p{L})", regex.I
)
_AT_LEAST = r"reach(?:es|ed)?|at least|hit|no less than|not less than|no fewer than"
_AT_MOST = r"at most|no more than|not more than"
_OF_YEARS = r"exceed(?:s|ed|ing)?|surpass(?:es|ed)?|above|(?:more|greater|higher|larger|bigger) than"
_ABOVE = rf"{_OF_YEARS}|over|pass(?:es|ed)?|top(?:s|ped)?|cross(?:es|ed)?|beyond|outpac(?:es?|ed)"
_BELOW = r"below|under|(?:less|lower|smaller|fewer) than"
_WORD = rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<above>{_ABOVE})|(?P<below>{_BELOW}))"
_FIGURE = (
    r"(?:US)?[$€£]?\s?(?P<n>[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?![\d.]*\d)"
    rf"(?P<percent>\s?%|\s+per\s?cent\b)?(?:\s+(?P<scale>{'|'.join(_SCALES)})s?\b)?"
)
_LIMIT = regex.compile(rf"\b{_WORD}\s+(?:the\s+)?(?:(?:value|level|mark|threshold) of\s+)?{_FIGURE}", regex.I)
_OTHER = regex.compile(rf"\b{_WORD}\s+(?=(?:the\s+|those\s+|that\s+)?[\p{{L}}])", regex.I)
_RISES = regex.compile(
    r"\b(?:gr(?:ow(?:s|th|ing|n)?|ew)|increas(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|(?:go|goes|went"
    r"|gone) up)\b",
    regex.I,
)
_FALLS = regex.compile(
    r"\b(?:f[ae]ll(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|"
    r"shr[aiu]nk(?:s|ing)?|(?:go|goes|went|gone) down)\b",
    regex.I,
)
_LEADS_TO = regex.compile(
    r"(?:f[ae]ll(?:en|s)?|drop(?:ped|s)?|r[io]se(?:n)?|climb(?:ed)?|gr[eo]w|go|went|gone)\s+$", regex.I
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one figure, alone or beside another.

    Attributes:
        direction: 1 for above or a rise, -1 for below or a fall.
        or_equal: Whether equality passes.
        limit: The number to compare with; None where it is another figure.
        scale: Power of ten of a scale word after the number, or None where none is said.
        is_percent: Whether the number is a percentage.
        other: The words that name the other series; "" where it is the figure before.
    """

    direction: int
    or_equal: bool = False
    limit: Decimal | None = None
    scale: int | None = None
    is_percent: bool = False
    other: str = ""

    @property
    def is_move(self) -> bool:
        """Whether each figure is compared with the one before."""
        return self.limit is None and not self.other

    @property
    def sign(self) -> str:
        """The sign of the comparison."""
        return (">" if self.direction > 0 else "<") + ("=" if self.or_equal else "")

    @property
    def words(self) -> str:
        """The comparison in words, between a subject and a figure."""
        if self.or_equal:
            return "at least" if self.direction > 0 else "at most"
        return "above" if self.direction > 0 else "below"

    def holds(self, value: Decimal, other: Decimal) -> bool:
        """Whether a figure passes beside another."""
        return (value - other) * self.direction > 0 or (self.or_equal and value == other)


def read_condition(text: str) -> tuple[Condition, str] | None:
    """Return the condition in a question and the question without it; the other series stays in `other`."""
    found = _LIMIT.search(text)
    if found and not _is_year(found):
        limit = Decimal(found["n"].replace(",", "").replace("−", "-"))
        scale = _SCALES[found["scale"].casefold()] if found["scale"] else None
        direction = -1 if found["most"] or found["below"] else 1
        or_equal = bool(found["least"] or found["most"])
        lead = _LEADS_TO.search(text[: found.start()])
        before = text[: lead.start() if lead else found.start()]
        condition = Condition(direction, or_equal, limit, scale, bool(found["percent"]))
        return condition, f"{before} {text[found.end() :]}"
    found = _OTHER.search(text)
    if found:
        direction = -1 if found["most"] or found["below"] else 1
        or_equal = bool(found["least"] or found["most"])
        return Condition(direction, or_equal, other=text[found.end() :]), text[: found.start()]
    return read_move(text)


def read_move(text: str) -> tuple[Condition, str] | None:
    """Return the rise or fall that a question names, and the question without it; None for both or none."""
    rises, falls = _RISES.search(text), _FALLS.search(text)
    found = rises or falls
    if found is None or (rises and falls):
        return None
    return Condition(1 if rises else -1), f"{text[: found.start()]} {text[found.end() :]}"


def limit_in(condition: Condition, unit: str | None, text: str) -> Decimal | None:
    """Return the limit in the unit of a series; None where the two do not go together."""
    if condition.limit is None:
        return None
    unit = unit or ""
    if condition.is_percent != unit.startswith(("%", "per cent", "percent")) and (
        condition.is_percent or condition.scale
    ):
        return None
    asked, own = _currencies(text), _currencies(unit)
    if asked and asked != own:
        return None
    if condition.scale is None:
        return condition.limit
    if not unit:
        return None  # the table may be in millions without saying so
    found = _SCALE.search(unit)
    return plain(condition.limit.scaleb(condition.scale - (_SCALES[found[1].casefold()] if found else 0)))


def _currencies(text: str) -> set[str]:
    return {_CURRENCIES[found.casefold()] for found in _CURRENCY.findall(text)}


def _is_year(found: regex.Match[str]) -> bool:
    """Whether "over 2020" rather names a year: only plain words of comparison have such a number as limit."""
    if not regex.fullmatch(r"(?:1[5-9]|20)\d{2}", found["n"]) or found["percent"] or found["scale"]:
        return False
    word = found["above"] or found["below"] or found["least"] or found["most"] or ""
    return not regex.fullmatch(rf"{_OF_YEARS}|below|\p{{L}}+ than|at \p{{L}}+", word, regex.I)
