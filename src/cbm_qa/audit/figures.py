"""Figures in running text: value, unit, the year they are given for, and how exact they are meant."""

from dataclasses import dataclass
from decimal import Decimal

import regex

_SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "mln": 6, "mn": 6, "m": 6, "billion": 9, "bln": 9, "bn": 9,
    "trillion": 12, "trln": 12, "tn": 12, "тыс": 3, "млн": 6, "млрд": 9, "трлн": 12,
}  # fmt: skip
_CURRENCIES = {
    "usd": "usd", "us$": "usd", "$": "usd", "us dollars": "usd", "u.s. dollars": "usd", "dollars": "usd",
    "eur": "eur", "€": "eur", "euros": "eur", "euro": "eur", "gbp": "gbp", "£": "gbp", "pounds": "gbp",
    "cny": "cny", "rmb": "cny", "yuan": "cny", "¥": "cny", "jpy": "jpy", "yen": "jpy", "rub": "rub",
    "rubles": "rub", "roubles": "rub", "kzt": "kzt", "tenge": "kzt", "inr": "inr", "rupees": "inr",
}  # fmt: skip
_SCALE = r"hundred|thousand|million|mln|mn|billion|bln|bn|trillion|trln|tn|тыс\.?|млн\.?|млрд\.?|трлн\.?"
_MONEY = (
    r"US\s?\$|U\.S\. dollars|US dollars|USD|EUR|GBP|CNY|RMB|JPY|RUB|KZT|INR|[$€£¥]|"
    r"dollars|euros?|pounds|yuan|yen|rubles|roubles|tenge|rupees"
)
_PHYSICAL = (
    r"km²|km2|m²|m³|km|mm|cm|kg|mg|tonnes?|tons|hectares|ha|MW|GW|kWh|MWh|GWh|TWh|°C|barrels|"
    r"years?|months?|weeks?|days?|hours?|minutes|seconds"
)
_FIGURE = regex.compile(
    rf"(?<![\p{{L}}\d.,/–-])(?P<before>(?:{_MONEY})\s?)?(?P<sign>[-−])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d/])"
    rf"(?:[\s-]?(?P<scale>{_SCALE})\b)?"
    rf"(?:\s?(?P<percent>%|per\s?cent\b|percent\b)(?P<points>\s+points?)?"
    rf"|\s?(?P<money>{_MONEY})(?!\p{{L}})|[\s-](?P<physical>{_PHYSICAL})(?!\p{{L}})"
    r"|\s(?P<noun>(?:(?!(?:and|or|to|of|in|by|from|per|the|a|an|for|with|on|at|is|was|were|are|as|than)\b)"
    r"\p{Ll}[\p{L}-]{2,}\s){0,2}\p{Ll}[\p{L}-]*s)\b)?",
)
_YEAR = regex.compile(r"(?<![\d.,/–-])(?:1[89]|20)\d\d(?![\d%–/-]|[.,]\d)")
_ROUGH = regex.compile(
    r"(?:about|around|approximately|approx\.|nearly|almost|roughly|some|circa|ca\.|c\.|"
    r"close to|estimated|~|≈)\s*$",
    regex.I,
)
_BOUND = regex.compile(
    r"(?:more than|over|above|at least|less than|under|below|at most|up to|exceed\w*|not more than|"
    r"fewer than|minimum(?: of)?|maximum(?: of)?|than|beyond|upwards of|[<>≥≤])\s*$",
    regex.I,
)
_ROLE = regex.compile(
    r"\b(by|from|to|another|additional|further|every|each|first|last|within)\s*(?:\p{L}+\s+)?$", regex.I
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit in a sentence.

    Attributes:
        value: With its scale word: 43.8 billion is 43800000000.
        unit: "usd", "%", "km", or the noun that is counted ("projects").
        start: Offset in the sentence.
        end: Offset in the sentence.
        step: One unit of the last printed digit.
        role: "level"; "by", "from" or "to" where such a word stands before.
        is_rough: "about", "nearly".
        is_bound: "more than", "up to".
        year: It is given for, None where the sentence leaves that open.
    """

    value: Decimal
    unit: str
    start: int
    end: int
    step: Decimal
    role: str
    is_rough: bool
    is_bound: bool
    year: int | None

    def agrees_with(self, value: Decimal, step: Decimal = Decimal(0)) -> bool:
        """Return whether another printed value can be the same quantity, rounded or about."""
        slack = max(self.step, step) * Decimal("0.51" if self.step != step else "0.001")
        if self.is_rough:
            slack = max(slack, abs(self.value) * Decimal("0.1"))
        if self.is_bound:
            slack = max(slack, abs(self.value) * Decimal("0.25"))
        return abs(self.value - value) <= slack


def find_figures(text: str) -> tuple[Figure, ...]:
    """Return the figures with units of a sentence, in order; years and bare numbers are left out."""
    found = [m for m in _FIGURE.finditer(text) if _unit(m)]
    return tuple(_figure(text, m, [(n.start(), n.end()) for n in found]) for m in found)


def years_in(text: str) -> tuple[int, ...]:
    """Return the years named in a text, in order."""
    return tuple(int(m[0]) for m in _YEAR.finditer(text))


def without_figures(text: str) -> str:
    """Return a text without its figures and years."""
    pieces, at = [], 0
    for figure in find_figures(text):
        noun = figure.unit if figure.unit.isalpha() and len(figure.unit) > 3 else ""
        pieces += [text[at : figure.start], noun]
        at = figure.end
    return _YEAR.sub(" ", " ".join([*pieces, text[at:]]))


def _unit(match: "regex.Match[str]") -> str:
    if match["percent"]:
        return "% points" if match["points"] else "%"
    money = match["before"] or match["money"]
    if money:
        return _CURRENCIES.get(money.strip().casefold().replace("us $", "us$"), money.strip().casefold())
    if match["physical"]:
        return str(match["physical"]).casefold().rstrip("s")
    is_year = bool(_YEAR.fullmatch(match["digits"])) and not match["scale"]
    return str(match["noun"]).split()[-1].casefold() if match["noun"] and not is_year else ""


def _figure(text: str, match: "regex.Match[str]", spans: list[tuple[int, int]]) -> Figure:
    digits = match["digits"].replace(",", "")
    scale = _SCALES.get((match["scale"] or "").casefold().rstrip("."), 0)
    factor = Decimal(10) ** scale
    decimals = len(digits.partition(".")[2])
    value = Decimal(digits) * factor * (-1 if match["sign"] else 1)
    before = text[: match.start()]
    role = _ROLE.search(before)
    noun_start = match.start("noun") if match["noun"] else match.end()
    end = match.end() if not match["noun"] else noun_start + len(match["noun"])
    return Figure(
        value=value,
        unit=_unit(match),
        start=match.start(),
        end=end,
        step=Decimal(10) ** -decimals * factor,
        role=role[1].casefold() if role else "level",
        is_rough=bool(_ROUGH.search(before)),
        is_bound=bool(_BOUND.search(before)),
        year=_year_of(text, match.start(), match.end(), spans),
    )


def _year_of(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int | None:
    """Return the year right after a figure ("18.7 billion in 2023"), or the only one of the sentence."""
    following = min((s for s, _ in spans if s >= end), default=len(text))
    near = regex.match(
        r"[^;.]{0,40}?\b(?:in|for|by|as of|during|\()\s?((?:1[89]|20)\d\d)(?![\d–/-])", text[end:following]
    )
    if near and len(_YEAR.findall(near[0])) == 1:
        return int(near[1])
    leading = regex.search(r"\b[Ii]n ((?:1[89]|20)\d\d),?[^;,]{0,80}$", text[max(0, start - 100) : start])
    if leading and not any(start - 100 + leading.start() < s < start for s, _ in spans if s < start):
        return int(leading[1])
    years = set(years_in(text))
    return years.pop() if len(years) == 1 else None
