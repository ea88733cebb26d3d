"""When an answer holds an expected answer: the same words in a row, numbers compared by value.

Both texts become sequences of tokens, and the expected sequence must stand in the other without a
gap, as in the "has answer" test of Chen et al. (ACL 2017) and Karpukhin et al. (EMNLP 2020). Upper
case, white space, punctuation and the markers of citations do not count. A number is compared as a
decimal, so 12.50 equals 12.5 but 18.7 is not in 18.75; a currency is moved behind its amount, so
"USD 5 billion" equals "5 billion USD". Scales are not converted: 0.5 billion is not 500 million.
"""

import re
import unicodedata
from collections import deque
from decimal import Decimal
from itertools import pairwise

Token = str | Decimal
"""A word, a sign ("%"), a currency code in lower case, or the value of a number."""

_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
_RAISED = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u209c]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))

_CURRENCIES = {
    "usd": r"\bu\.?\s?s\.?\s?(?:\$|dollars?\b)|\$|\bdollars?\b",
    "eur": r"€|\beuros?\b",
    "gbp": r"£",
    "cny": r"\b(?:rmb|renminbi|yuan)\b",
    "jpy": r"\byen\b",
    "inr": r"₹|\brupees?\b",
    "rub": r"₽|\b(?:rur|rou?bles?)\b",
    "kzt": r"₸|\btenges?\b",
}
_CURRENCY_NAMES = tuple(
    (re.compile(rf"{pattern}|\b{code}(?=[0-9])"), f" {code} ") for code, pattern in _CURRENCIES.items()
)
_PERCENT = re.compile(r"(?<![^\W\d_])per\s?cents?\b")
_SCALES = {
    "bn": "billion",
    "bln": "billion",
    "mn": "million",
    "mln": "million",
    "tn": "trillion",
    "trln": "trillion",
}
_SCALE_WORDS = frozenset({"thousand", "million", "billion", "trillion"})

_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff"
_SCAN = re.compile(
    rf"""
    (?P<code>(?>[0-9]+(?:\.[0-9]+){{2,}})(?!,[0-9]))                    # 3.1.2, 12.05.2020: not one decimal
    | (?P<number>
        (?:(?<![^\s(])-(?=\.?[0-9]))?                                   # a minus, unless it joins two words
        (?> [0-9]{{1,3}}(?:\.[0-9]{{3}})+,[0-9]+                        # 1.234,5
          | [0-9]{{1,3}}(?:\ [0-9]{{3}})+,[0-9]{{1,2}}(?![0-9])         # 1 234,5
          | [0-9]{{1,3}}(?:[,\ '’][0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?    # 1,234.5 and 1 234.5
          | (?<!,)[0-9]+,[0-9]{{1,2}}(?![0-9,])                         # 12,5
          | [0-9]+(?:\.[0-9]+)?
          | (?<![^\W_])\.[0-9]+ )
        (?!s\b) )                                                       # "1990s" is a word
    | (?P<ideograph>[{_IDEOGRAPH}])                                     # no spaces: one token each
    | (?P<word>(?:(?![{_IDEOGRAPH}])[^\W_])+)
    | (?P<sign>[%‰¥])
    """,
    re.VERBOSE,
)


def contains(text: str, expected: str) -> bool:
    """Return whether `expected` stands in `text`; an expected text without any token never does.

    >>> contains("Exports rose to USD 18.7 billion [1].", "18.7 billion usd")
    True
    >>> contains("Exports rose to 118.7 and then 18.75.", "18.7")
    False
    """
    wanted = tokenize(expected)
    given = tokenize(_MARKER.sub(" ", text))
    width = len(wanted)
    return bool(wanted) and any(given[n : n + width] == wanted for n in range(len(given) - width + 1))


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words and numbers of `text` in order, each in the form in which they are compared.

    >>> tokenize("US$ 1,234.50 bn - Smith’s 12,5 %")
    (Decimal('1234.50'), 'billion', 'usd', 'smith', 's', Decimal('12.5'), '%')
    """
    return tuple(_move_currencies(_spell_scales([_token(m) for m in _SCAN.finditer(_normalise(text))])))


def _normalise(text: str) -> str:
    # Compatibility forms would make "10²" read 102; a raised digit is a word of its own.
    plain = unicodedata.normalize("NFKC", _RAISED.sub(lambda match: f" {match[0]} ", text))
    plain = plain.casefold().translate(_DASHES)
    for pattern, code in _CURRENCY_NAMES:
        plain = pattern.sub(code, plain)
    return _PERCENT.sub("%", plain)


def _token(match: re.Match[str]) -> Token:
    return _value(match[0]) if match.lastgroup == "number" else match[0]


def _value(printed: str) -> Decimal:
    digits = re.sub(r"[ '’]", "", printed)
    if re.fullmatch(r"-?\d+,\d{1,2}|-?\d{1,3}(?:\.\d{3})+,\d+", digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    return Decimal(digits.replace(",", ""))


def _spell_scales(tokens: list[Token]) -> list[Token]:
    """Write an abbreviated scale right behind a number in full ("5 bn": "billion")."""
    spelled = tokens[:1]
    for before, token in pairwise(tokens):
        spelled.append(
            _SCALES.get(token, token) if isinstance(token, str) and isinstance(before, Decimal) else token
        )
    return spelled


def _move_currencies(tokens: list[Token]) -> list[Token]:
    """Put a currency that stands before its amount behind it: number, scale, currency.

    Between two numbers ("in 2020, USD 5 billion") it may belong to either and is put behind both.
    """
    moved: list[Token] = []
    rest = deque(tokens)
    while rest:
        token = rest.popleft()
        if token in _CURRENCIES and rest and isinstance(rest[0], Decimal):
            if moved and (isinstance(moved[-1], Decimal) or moved[-1] in _SCALE_WORDS):
                moved.append(token)
            moved.append(rest.popleft())
            if rest and rest[0] in _SCALE_WORDS:
                moved.append(rest.popleft())
        moved.append(token)
    return moved
