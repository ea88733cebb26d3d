"""A table cell or header read as a quantity: exact value, unit, or a stated absence."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import regex

_MISSING = regex.compile(
    r"^(?:[-–—−.…]{1,3}|n\s?[./]?\s?[adr]\.?|nan|none reported|nil"
    r"|(?:no|not|missing|unavailable|unknown)\b[\w\s]*|data (?:not|un)\s?available|нет "
    r"данных|н\.?/?д\.?|деректер жоқ|无数据|不详)\s?[*†‡§]*$",
    regex.I,
)
_NOT_MISSING = regex.compile(
    r"^(?:no|not)(?!\s+(?:data|value|info|figure|record|answer|response|available|applicable"
    r"|reported|known|given|stated|measured|assessed|determined|specified|disclosed))\b",
    regex.I,
)
_CURRENCY = (
    r"(?:US\s?\$|A\$|C\$|HK\$|[$€£¥₽₸₹₩]|USD|EUR|GBP|JPY|CNY|RMB|RUB|KZT|INR|KRW|CHF|CAD|"
    r"AUD|UZS|KGS|TRY|BRL|ZAR"
    r"|(?:US\s)?dollars?|euros?|pounds?|yuan|yen|долл\.?|тенге|руб\.?|roubles?|rubles?|tenge|rupees?|won|lira)"
)
_SCALE = (
    r"(?:hundreds?|thousands?|millions?|billions?|trillions?|mln|bln|trln|mn|bn|tn|mio|"
    r"mrd|тыс\.?|млн\.?|млрд\.?|трлн\.?)"
)
_PLAIN = (
    r"(?:%|‰|per\s?cent|percent(?:age)?(?:\s+points?)?|p\.?p\.?|ppm|ppb|bps?|°\s?[CF]|K"
    r"|[kcmµnMG]?m[²³]?|km[²³]?|(?:sq(?:uare)?|cubic)\s\w+|ha|hectares?|[kmµn]?g|t|"
    r"tonnes?|tons?|barrels?|bbl|[mk]?l|lit(?:er|re)s?"
    r"|[kMGT]?W(?:h|p)?|[kMGTP]?J|[kMGT]?Hz|[kMGT]?B|[kM]?Pa|[kmµ]?[VA]|[mµn]?s|"
    r"min(?:utes?)?|h(?:ours?|rs?)?|days?|weeks?|months?|years?|yrs?"
    r"|people|persons?|inhabitants|students|patients|participants|households|employees|"
    r"workers|units?|items?|points?|cases|[mµnk]?mol|[mµn]?M|x)"
)
_UNIT = regex.compile(
    rf"^(?:in\s+|as\s+a\s+)?(?:(?:{_SCALE}|{_CURRENCY}|{_PLAIN}|constant|current|\d{{4}})(?:\s+(?:of\s+)?|/|\s*per\s+|\s*/\s*|·|\s*$)){{1,6}}"
    rf"(?:(?<=/|per\s)[\p{{L}}\d²³-]+(?:\s\p{{L}}+)?)?$",
    regex.I,
)
# A scale word makes any noun a unit: "million crowns", "thousand hectares of forest".
_SCALED = regex.compile(rf"^(?:in\s+)?{_SCALE}(?:\s+of)?\s+\p{{L}}+(?:\s+(?:of\s+)?\p{{Ll}}+)?$", regex.I)
_NUMBER = regex.compile(
    rf"^(?P<open>\()?\s*(?P<sign>[-–−+])?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-–−+])?"
    r"(?P<digits>[1-9]\d{0,2}(?:(?P<sep>[,\u00a0\u2009\u202f '’])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?"
    r"|(?P<sep>\.)\d{3}(?:(?:\.\d{3})*,\d+|(?:\.\d{3})+))|\d+(?:[.,]\d+)?|\.\d+)"
    rf"\s*(?P<after>.{{0,40}}?)\s*(?P<close>\))?\s*(?:[*†‡§]+|\^[a-z\d]+|(?<=\d)[a-d])?$",
    regex.I,
)
_MAX_CHARS = 80  # a longer cell is a sentence or a run of digits, not one figure
_HAN_UNIT = regex.compile(
    r"[十百千万亿]*(?:人民币|美元|欧元|元|人|户|吨|千克|公斤|公里|平方公里|米|公顷|%|％)"
)
_LETTER_UNITS = frozenset("KVAWJhlLmstgx")  # other letters, and these in other case, name groups and panels
# The plural sign of "Author(s)" is no unit.
_BRACKETED = regex.compile(r"(?:(?<!\p{L})[(\[（]|[(\[（](?!\p{L}[)\]）]))([^()\[\]（）]{1,60})[)\]）]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A cell's reading: `value` and `unit` where it is one number, `missing` where it says there is none."""

    value: Decimal | None = None
    unit: str | None = None
    missing: bool = False


def read_quantity(text: str) -> Quantity:
    """Read a whole cell; text that is not exactly one number has neither value nor unit.

    "1,234.5" and "1 234,5" are 1234.5; "(12)" and "−12" are negative; "12.5%" has the unit "%".
    """
    text = text.strip()
    if not text or (_MISSING.match(text) and not _NOT_MISSING.match(text)):
        return Quantity(missing=True)
    found = _NUMBER.match(text) if len(text) <= _MAX_CHARS else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return Quantity()
    after = found["after"].strip()
    if after and not is_unit(after):
        return Quantity()
    value = _to_decimal(found["digits"], found["sep"])
    if value is None:
        return Quantity()
    signs = (found["sign"] or "") + (found["sign2"] or "")
    if found["open"] or any(sign in "-–−" for sign in signs):
        value = -value
    unit = " ".join(part for part in (after, found["before"] or "") if part)
    return Quantity(value, unit or None)


def is_unit(text: str) -> bool:
    """Return whether a phrase is a unit of measure: "billion USD", "%", "US$ million", "km²", "per cent"."""
    text = text.strip()
    if len(text) == 1 and text.isalpha():
        return text in _LETTER_UNITS
    return bool(_HAN_UNIT.fullmatch(text) or _UNIT.match(text) or _SCALED.match(text))


def unit_in_label(label: str) -> str | None:
    """Return the unit a header, row label or caption names: in brackets, or after its last comma.

    "GDP (trillion USD)" and "Exports, trillion USD" both give "trillion USD".
    """
    for inner in reversed(_BRACKETED.findall(label)):
        inner = inner.strip()
        if is_unit(inner):
            return regex.sub(r"^in\s+", "", inner)
        head, _, last = inner.rpartition(",")
        if head and is_unit(last):
            return regex.sub(r"^in\s+", "", last.strip())
    head, comma, last = label.rpartition(",")
    if comma and head and is_unit(last):
        return regex.sub(r"^in\s+", "", last.strip())
    found = regex.search(
        rf"\bin\s+((?:{_SCALE}\s+(?:of\s+)?)?{_CURRENCY}(?:\s+{_SCALE})?|{_SCALE}|per\s?cent|%)\s*$",
        label,
        regex.I,
    )
    return found[1] if found else ("%" if label.rstrip().endswith("%") else None)


def _to_decimal(digits: str, separator: str | None) -> Decimal | None:
    if separator:
        digits = digits.replace(separator, "")
    whole, mark, fraction = digits.rpartition(",")
    if mark:
        # A lone comma before three digits separates thousands; otherwise it is the decimal mark.
        digits = whole + fraction if len(fraction) == 3 and whole.lstrip("0") else f"{whole}.{fraction}"
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
