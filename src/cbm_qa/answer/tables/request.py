"""Questions that look at a whole series: rank, trend, correlation, years that pass a value, runs."""

from dataclasses import dataclass, replace
from enum import StrEnum

import regex

from cbm_qa.answer.tables import phrases
from cbm_qa.answer.tables.conditions import Condition, read_condition, read_move
from cbm_qa.answer.tables.operation import is_yes_or_no


class Kind(StrEnum):
    """What is asked of a series."""

    RANK = "rank"
    PLACED = "placed"
    EXTREME = "extreme of the table"
    TREND = "trend"
    CORRELATION = "correlation"
    EVER = "ever"
    EVERY = "every"
    SINGLE = "single"
    COUNT = "count"
    LIST = "list"
    FIRST = "first"
    LAST = "last"
    RUN = "run"
    MOST_CHANGED = "most changed"
    WIDEST = "widest gap"
    OF_BEST = "of the best"


@dataclass(frozen=True, slots=True)
class Request:
    """A question about a series.

    Attributes:
        kind: What is asked.
        rest: The question without the words that say so: it names series and items.
        noun: What the question calls the items ("year", "country"), or "".
        place: The place asked for: 2 for "second largest"; how many for "the three largest".
        is_low: Whether places count from the lowest, or the lowest is meant.
        is_several: Whether all of the first places are asked for, not one of them.
        condition: What figures are tested for.
        inner: Words of the superlative within ("the year with the highest exports": "exports"), or the word
            after a place ("second largest town").
    """

    kind: Kind
    rest: str
    noun: str = ""
    place: int = 1
    is_low: bool = False
    is_several: bool = False
    condition: Condition | None = None
    inner: str = ""


def read_request(text: str) -> Request | None:
    """Return what a question asks of a whole series; None where it asks for something else."""
    for read in _READERS:
        found = read(text)
        if found is not None:
            return found
    return None


def _without(text: str, *patterns: regex.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return " ".join(text.split())


def _correlation(text: str) -> Request | None:
    found = phrases.CORRELATION.search(text)
    return Request(Kind.CORRELATION, _without(text, phrases.CORRELATION, phrases.STRENGTH)) if found else None


def _extreme(text: str) -> Request | None:
    found = phrases.EXTREME.search(text)
    if not found:
        return None
    rest = f"{text[: found.start()]} {found['table']} {text[found.end() :]}"
    return Request(Kind.EXTREME, rest, is_low=bool(found["low"]))


def _run(text: str) -> Request | None:
    found = phrases.RUN.search(text)
    if not found:
        return None
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    condition = read_condition(rest)
    noun = "year" if "year" in found[0].casefold() else ""
    if condition is None:
        word = regex.search(r"rises|increases|falls|decreases|declines", found[0], regex.I)
        condition = read_move(f"{rest} {word[0]}") if word else None
    if condition is None:
        return None
    return Request(Kind.RUN, _without(condition[1], phrases.RUN_WORDS), noun, condition=condition[0])


def _placed(text: str) -> Request | None:
    found = phrases.PLACED.search(text)
    if found:
        return Request(
            Kind.PLACED,
            f"{text[: found.start()]} {found['noun'] or ''} {text[found.end() :]}",
            place=phrases.PLACES[found["place"].casefold()],
            is_low=bool(found["low"]),
            inner=found["noun"] or "",
        )
    found = phrases.SEVERAL.search(text)
    if not found or regex.search(r"\bhow (?:many|much)\b", text, regex.I):
        return None
    noun = found["noun"] or ""
    rest = f"{text[: found.start()]} {noun} {text[found.end() :]}"
    return Request(
        Kind.PLACED, rest, noun, phrases.COUNTS[found["n"].casefold()], bool(found["low"]), is_several=True
    )


def _rank(text: str) -> Request | None:
    if not phrases.RANK.search(text) or is_yes_or_no(text):
        return None
    return Request(
        Kind.RANK, _without(text, phrases.FROM_LOW, phrases.RANK), is_low=bool(phrases.FROM_LOW.search(text))
    )


def _best_series(text: str) -> Request | None:
    found = phrases.BEST_SERIES.search(text)
    if not found:
        return None
    return Request(Kind.OF_BEST, "", found["noun"], is_low=bool(found["low"]), inner=found["inner"])


def _widest(text: str) -> Request | None:
    found = phrases.WIDEST.search(text)
    if not found:
        return None
    rest = f"{text[: found.start('word')]} {text[found.end('word') :]}"
    return Request(Kind.WIDEST, rest, is_low=bool(found["low"]))


def _of_best(text: str) -> Request | None:
    found = phrases.OF_BEST.search(text)
    if not found:
        return None
    groups = found.groupdict()
    inner, *after = phrases.AFTER_AGGREGATE.split(found["inner2"], maxsplit=1)
    outer = f"{text[: found.start()]} {''.join(after)} {text[found.end() :]}"
    noun = groups.get("noun") or "year"
    return Request(
        Kind.OF_BEST, outer, noun, is_low=bool(groups.get("low")), inner=f"{found['inner']} {inner}"
    )


def _most_changed(text: str) -> Request | None:
    found = phrases.MOST.search(text)
    moved = found and read_move(text)
    if (
        not found
        or not moved
        or is_yes_or_no(text)
        or not regex.match(r"\W*(?:in |by |during )?(?:which|what|when)\b", text, regex.I)
    ):
        return None
    listed = phrases.LIST.match(text)
    groups = found.groupdict()
    is_low = bool(groups.get("low"))
    noun = "year" if regex.match(r"\W*when\b", text, regex.I) else listed["noun"] if listed else ""
    return Request(
        Kind.MOST_CHANGED,
        _without(moved[1], phrases.MOST, phrases.LIST),
        noun,
        is_low=is_low,
        condition=moved[0],
    )


def _quantified(text: str) -> Request | None:
    if phrases.EITHER.search(text):
        return None
    if is_yes_or_no(text):
        return _verdict(text)
    condition = read_condition(text)
    if condition is None or (condition[0].other and condition[0].is_move):
        return None
    for kind, pattern in ((Kind.COUNT, phrases.COUNT), (Kind.FIRST, phrases.WHEN), (Kind.LIST, phrases.LIST)):
        found = pattern.search(text)
        if not found:
            continue
        noun = (found["noun"] or "year").strip().casefold()
        is_first, is_last = phrases.FIRST.search(text), phrases.LAST.search(text)
        if kind is not Kind.COUNT and (is_first or is_last):
            kind = Kind.FIRST if is_first else Kind.LAST
        elif kind is Kind.FIRST and (
            condition[0].limit is None
            or not regex.search(r"\b(?:reach|pass|cross|exceed|surpass|top|fall|fell|drop)", text, regex.I)
        ):
            kind = Kind.LIST
        if (
            condition[0].is_move
            and kind in (Kind.LIST, Kind.COUNT)
            and noun not in ("year", "years", "times")
        ):
            return None
        rest, own = _cut(text, pattern, condition)
        return Request(
            kind,
            _without(rest, phrases.FIRST, phrases.LAST) if kind in (Kind.FIRST, Kind.LAST) else rest,
            noun,
            condition=own,
        )
    return None


def _cut(text: str, pattern: regex.Pattern[str], condition: tuple[Condition, str]) -> tuple[str, Condition]:
    """Take the words of the quantifier out of the question and out of the other series' name."""
    own = condition[0]
    if own.other:
        own = replace(own, other=_without(own.other, pattern))
    return _without(condition[1], pattern), own


def _verdict(text: str) -> Request | None:
    for kind, pattern in ((Kind.EVERY, phrases.EVERY), (Kind.EVER, phrases.EVER)):
        found = pattern.search(text)
        if not found:
            continue
        noun = (found.groupdict().get("noun") or "").casefold()
        plain = f"{text[: found.start()]} {text[found.end() :]}"
        condition = read_condition(plain)
        if condition is None:
            return None
        return Request(kind, condition[1], noun, condition=condition[0])
    condition = read_condition(text)
    if condition is None or condition[0].limit is None:
        return None
    has_year = regex.search(r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d%])", condition[1])
    if has_year:
        return Request(Kind.SINGLE, condition[1], condition=condition[0])
    return Request(Kind.EVER, condition[1], "year", condition=condition[0])


def _trend(text: str) -> Request | None:
    if not phrases.TREND.search(text) or regex.search(
        r"\b(?:how (?:much|many|fast|far)|by what)\b", text, regex.I
    ):
        return None
    years = set(regex.findall(r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d%])", text))
    if regex.search(r"\bchang", text, regex.I) and len(years) == 2:
        return None  # the difference of the two
    return Request(Kind.TREND, _without(text, phrases.TREND_WORDS))


_READERS = (
    _correlation, _widest, _best_series, _of_best, _extreme, _run, _placed, _rank, _most_changed, _trend,
    _quantified,
)  # fmt: skip


def is_plain_noun(noun: str) -> bool:
    """Whether a noun is a table's own word for its parts."""
    return noun.casefold() in phrases.PLAIN
