"""A follow-up read as the full question it stands for."""

import regex

from cbm_qa.answer.words import Word, content_words, find_words

_OPENING = regex.compile(
    r"^\s*(?:and|or|but|so|then|what about|how about|and what about|same for|also|а|и|а "
    r"как насчёт|ал)\b[\s,]*(?:what about|how about|for)?\b[\s,]*",
    regex.I,
)
_POINTS_BACK = regex.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|the (?:same|"
    r"latter|former|two|other)|one)\b",
    regex.I,
)
_SAME_YEAR = regex.compile(
    r"\b(?:in )?(?:that|the same|this) (?:very )?year\b|\b(?:in|at) (?:that|the same) (?:time|period)\b",
    regex.I,
)
_BOTH = regex.compile(
    r"\b(?:the|these|those) (?:two|years|values|figures|numbers|both)\b|\bboth\b|\bthem\b", regex.I
)
_YEAR = regex.compile(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)")
_NAME = regex.compile(r"(?<![.?!–]\s)(?<!^)\p{Lu}[\p{L}’'-]*\p{L}(?:\s+\p{Lu}[\p{L}’'-]*\p{L})*")
_LEAD = regex.compile(r"^(?:with|for|in|to|from|by|of|at|on|about|against|between|under)\s+", regex.I)
_SHORT = 2


def full_question(question: str, history: tuple[str, ...]) -> str | None:
    """Return the full question that a follow-up stands for, or None where it stands by itself.

    A bare year or name takes the place of the one asked about before ("And in 2020?", "And Norway?"),
    "that year" becomes the year, "the two" the two years asked about; anything else that is short or
    points back is read together with the question before it.

    Args:
        question: As asked.
        history: The questions before it, oldest first.
    """
    if not history:
        return None
    before = _resolved(history)
    opening = _OPENING.match(question)
    rest = question[opening.end() :] if opening else question
    meaning = content_words(find_words(rest))
    is_short = len(meaning) <= _SHORT
    if not (opening or is_short or _POINTS_BACK.search(question)):
        return None
    replaced = (
        _with_year(before, rest, meaning)
        or _with_both_years(history, rest)
        or _with_name(before, rest, meaning)
    )
    if replaced is not None:
        return replaced
    years = _YEAR.findall(before)
    if len(years) == 1 and len(meaning) > _SHORT and _SAME_YEAR.search(rest):
        return _SAME_YEAR.sub(f"in {years[0]}", rest, count=1)
    if opening and len(meaning) > _SHORT and not _POINTS_BACK.search(rest):
        return None
    return f"{before.rstrip(' ?.!')} – {rest.strip()}"


def _with_year(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put a bare year in the place of the year asked about before."""
    years, years_before = _YEAR.findall(rest), _YEAR.findall(before)
    if len(years) == 1 and len(years_before) == 1 and all(w.text in years for w in meaning):
        return before.replace(years_before[0], years[0])
    return None


def _with_both_years(history: tuple[str, ...], rest: str) -> str | None:
    """Read "the two" as the two years of the last two questions, which are otherwise the same."""
    if len(history) < 2 or not _BOTH.search(rest):
        return None
    last, earlier = _resolved(history), _resolved(history[:-1])
    years = [_YEAR.findall(q) for q in (earlier, last)]
    if any(len(y) != 1 for y in years) or years[0] == years[1]:
        return None
    if last.replace(years[1][0], years[0][0]) != earlier:
        return None
    both = earlier.rstrip(" ?.!").replace(years[0][0], f"{years[0][0]} and {years[1][0]}")
    return f"{both} – {rest.strip()}"


def _with_name(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put a bare name in the place of the last name before, which is what the question turned on."""
    name = _LEAD.sub("", rest.strip(" ?.!,"))
    is_name = bool(meaning) and regex.fullmatch(r"(?:the\s+)?(?:\p{Lu}[\p{L}’'-]*\s*)+", name) is not None
    names = [m for m in _NAME.finditer(before) if not regex.match(r"\s+\d", before[m.end() :])]
    if not is_name or not names or name in before:
        return None
    last = names[-1]
    possessive = regex.search(r"['’]s?$", last[0])
    return f"{before[: last.start()]}{name}{possessive[0] if possessive else ''}{before[last.end() :]}"


def _resolved(history: tuple[str, ...]) -> str:
    return full_question(history[-1], history[:-1]) or history[-1]
