"""Which arithmetic a question asks for."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median

import regex

from cbm_qa.answer.words import find_words


class Operation(StrEnum):
    """What is computed from the cells."""

    DIFFERENCE = "difference"
    PERCENT_CHANGE = "percent change"
    RATIO = "ratio"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    COMPOUND_GROWTH = "compound annual growth"
    HIGHEST = "highest"
    LOWEST = "lowest"


_CHANGE = (
    r"gr[eo]w\p{L}*|increas\p{L}*|ris\p{L}*|rose|f[ae]ll\p{L}*|drop\p{L}*|declin\p{L}*|"
    r"decreas\p{L}*|chang\p{L}*|jump\p{L}*|expan\p{L}*|shr[aiu]nk\p{L}*|gain\p{L}*|went "
    r"(?:up|down)|go (?:up|down)"
)
_MORE = r"more|less|fewer|higher|lower|larger|smaller|bigger|greater"
# The first that fits counts: the more telling phrases come first.
_PATTERNS = (
    (Operation.MEDIAN, r"\bmedian\b"),
    (
        Operation.COMPOUND_GROWTH,
        r"\bcompound\b.*\b(?:growth|rate)\b|\bCAGR\b|\b(?:average|mean) (?:annual|yearly) "
        r"(?:rate of )?growth\b|\b(?:annual|yearly) average growth\b|\bannuali[sz]ed growth\b",
    ),
    (
        Operation.RATIO,
        rf"\bhow many times\b|\btimes (?:as|{_MORE})\b|\bratio\b|\bby what factor\b|\bhow many fold\b",
    ),
    (Operation.DIFFERENCE, r"\bpercentage points?\b"),
    (
        Operation.PERCENT_CHANGE,
        rf"(?:\bper\s?cent\p{{L}}*|%|\brate\b).*\b(?:{_CHANGE})\b|\b(?:{_CHANGE})\b.*(?:\bper\s?cent\b|"
        rf"\bpercentage\b(?! point)|%)|\bgrowth rate\b|\bin relative terms\b",
    ),
    (Operation.MEAN, r"\baverag\p{L}*\b|\bmean\b|\barithmetic mean\b"),
    (
        Operation.SUM,
        r"\btotals?\b|\bsum\b|\bcombined\b|\baltogether\b|^\s*add\b|\badd(?:ed)? (?:up|"
        r"together)\b|\btogether\b|\bcumulative\b|\bplus\b|\bin all\b",
    ),
    (
        Operation.DIFFERENCE,
        rf"\bby how (?:much|many)\b|\bdifference\b|\bgap\b|\bhow (?:much|many) (?:\p{{L}}+ "
        rf")?(?:{_MORE})\b|\b(?:{_CHANGE})\b.*\b(?:between|from|since|over|by|to)\b|\bhow (?:much|far) "
        rf"did\b.*\b(?:{_CHANGE})\b|\bsubtract\b|\bminus\b|\bexceed\p{{L}}*\b.*\bby\b|\b(?:what|which) "
        rf"(?:was|is) the (?:{_CHANGE})\b",
    ),
    (Operation.DIFFERENCE, r"\badd(?:ed|s)?\b.*\bbetween\b"),
    (
        Operation.HIGHEST,
        r"\b(?:which|what|who)\b.*\b(?:more|higher|larger|bigger|greater)\b|\b(?:highest|"
        r"largest|biggest|greatest|most|maximum|max|peak\p{L}*|best|record high|top)\b",
    ),
    (
        Operation.LOWEST,
        r"\b(?:which|what|who)\b.*\b(?:less|fewer|lower|smaller)\b|\b(?:lowest|smallest|least|"
        r"minimum|min|fewest|worst|bottom)\b",
    ),
)
_COMPILED = tuple((operation, regex.compile(pattern, regex.I)) for operation, pattern in _PATTERNS)
_ASKS_DIRECTION = regex.compile(
    r"\b(?:differen\p{L}*|gap|f[ae]ll\p{L}*|drop\p{L}*|declin\p{L}*|decreas\p{L}*|"
    r"shr[aiu]nk\p{L}*|less|fewer|lower|smaller)\b",
    regex.I,
)
_YES_OR_NO = regex.compile(
    r"^\s*(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would)\b", regex.I
)
_UP = regex.compile(
    r"\b(?:gr[eo]w\p{L}*|increas\p{L}*|ris(?:e|en|ing)|rose|(?:went|go|gone) up|more|higher|larger|bigger|"
    r"greater|exceed\p{L}*|above|surpass\p{L}*|outpac\p{L}*)\b",
    regex.I,
)
_DOWN = regex.compile(
    r"\b(?:f[ae]ll(?:en|ing)?|drop\p{L}*|declin\p{L}*|decreas\p{L}*|shr[aiu]nk\p{L}*|(?:went|go|gone) down|"
    r"less|fewer|lower|smaller|below)\b",
    regex.I,
)
# What only asks for the operation; the rest of a question says over which figures.
_OPERATION_WORD = regex.compile(
    rf"{_MORE}|{_CHANGE}|how|many|much|times|ratio|factor|fold|per|percent\p{{L}}*|cent|points?|rate|relative|"
    r"terms|averag\p{L}*|mean|median|compound|cagr|annual(?:i[sz]ed)?|yearly|arithmetic|totals?|sum|combined|altogether|add(?:ed|s)?|together|cumulative|plus|"
    r"differ\p{L}*|gap|far|subtract|minus|exceed\p{L}*|above|below|surpass\p{L}*|compar\p{L}*|get|what|which|who|"
    r"highest|largest|biggest|greatest|most|maximum|max|peak\p{L}*|best|record|high|top|lowest|smallest|least|"
    r"minimum|min|fewest|worst|bottom",
    regex.I,
)
_PLACES = {
    Operation.PERCENT_CHANGE: Decimal("0.01"),
    Operation.RATIO: Decimal("0.01"),
    Operation.MEAN: Decimal("0.01"),
    Operation.COMPOUND_GROWTH: Decimal("0.01"),
    Operation.MEDIAN: Decimal("0.01"),
}


def read_operation(text: str) -> Operation | None:
    """Return the operation that a question asks for, or None."""
    return next((operation for operation, pattern in _COMPILED if pattern.search(text)), None)


def asks_amount(text: str) -> bool:
    """Whether a question names the direction itself ("how much did it fall?"), so that no sign is wanted."""
    both = _UP.search(text) and _DOWN.search(text)
    return _ASKS_DIRECTION.search(text) is not None and not both


def is_yes_or_no(text: str) -> bool:
    """Whether a question begins as those do that are answered by yes or no."""
    return _YES_OR_NO.match(text) is not None


def is_verdict(text: str) -> bool:
    """Whether a question asks for yes or no to a rise, a fall or a comparison."""
    return is_yes_or_no(text) and asked_direction(text) != 0


def asked_direction(text: str) -> int:
    """Return 1 where a yes-or-no question supposes more or a rise, -1 for less or a fall, 0 for neither."""
    down = _DOWN.search(text)
    up = _UP.search(text)
    if down and up:
        return 1 if up.start() < down.start() else -1
    return 1 if up else -1 if down else 0


def compute(operation: Operation, values: list[Decimal], periods: int = 0) -> tuple[str, Decimal, bool]:
    """Compute over values in the order of the table (for two: earlier, later).

    Args:
        operation: What.
        values: At least two.
        periods: Years between the first and the last, for compound growth.

    Returns:
        The expression as shown, the value, and whether it was rounded (percentages, ratios
        and means to two places, half up).

    Raises:
        ZeroDivisionError: A ratio or percentage of zero.
    """
    first, last = values[0], values[-1]
    if operation is Operation.COMPOUND_GROWTH:
        growth = (last / first) ** (Decimal(1) / periods) - 1
        shown = f"(({last} / {first}) ^ (1 / {periods}) - 1) × 100 %"
        return shown, *_rounded(operation, growth * 100)
    if operation is Operation.MEDIAN:
        return f"median({', '.join(map(str, values))})", *_rounded(operation, median(values))
    match operation:
        case Operation.DIFFERENCE:
            return _shown(f"{last} - {bracketed(first)}"), plain(last - first), False
        case Operation.PERCENT_CHANGE:
            expression = f"({last} - {bracketed(first)}) / {bracketed(first)} × 100"
            return _shown(expression), *_rounded(operation, (last - first) / first * 100)
        case Operation.RATIO:
            return _shown(f"{last} / {bracketed(first)}"), *_rounded(operation, last / first)
        case Operation.SUM:
            return _shown(" + ".join(map(bracketed, values))), plain(sum(values, Decimal(0))), False
        case Operation.MEAN:
            mean = sum(values, Decimal(0)) / len(values)
            return _shown(f"({' + '.join(map(bracketed, values))}) / {len(values)}"), *_rounded(
                operation, mean
            )
        case Operation.HIGHEST:
            return f"max({', '.join(map(str, values))})", max(values), False
        case _:
            return f"min({', '.join(map(str, values))})", min(values), False


def operation_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that ask for an operation."""
    return frozenset(w.stem for w in find_words(text) if _OPERATION_WORD.fullmatch(w.text))


def _rounded(operation: Operation, value: Decimal) -> tuple[Decimal, bool]:
    shown = value.quantize(_PLACES[operation], rounding=ROUND_HALF_UP)
    return plain(shown), shown != value


def plain(value: Decimal) -> Decimal:
    """Drop zeros that only the arithmetic put there: 6.30 is 6.3."""
    return Decimal(f"{value.normalize():f}")


def _shown(expression: str) -> str:
    """Bracket an expression that ends in a whole number, so that nobody reads it on into the value."""
    return f"({expression})" if expression.rsplit(" ", 1)[-1].isdigit() else expression


def bracketed(value: Decimal) -> str:
    """Write a number in brackets where it is negative."""
    return f"({value})" if value < 0 else str(value)
