"""A follow-up read as the full question it stands for."""

from collections.abc import Callable

import regex

from cbm_qa.answer.opposites import swapped
from cbm_qa.answer.tables.operation import read_operation
from cbm_qa.answer.words import Word, content_words, find_words, stem

_OPENING = regex.compile(
    r"^\s*(?:and|or|but|so|then|what about|how about|and what about|same for|also|а|и|а "
    r"как насчёт|ал)\b[\s,]*(?:what about|how about|for)?\b[\s,]*",
    regex.I,
)
_POINTS_BACK = regex.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|so|the (?:same|"
    r"latter|former|two|other)|one)\b",
    regex.I,
)
_PRONOUN = regex.compile(r"\b(?:it|its|they|them|their|he|she|him|his|her)\b", regex.I)
_POSSESSIVE = frozenset({"its", "their", "his", "her"})
_SAME_YEAR = regex.compile(
    r"\b(?:in )?(?:that|the same|this) (?:very )?year\b|\b(?:in|at) (?:that|the same) (?:time|period)\b",
    regex.I,
)
_BOTH = regex.compile(
    r"\b(?:the|these|those) (?:two|years|values|figures|numbers|both)\b|\bboth\b|\bthem\b", regex.I
)
_YEAR = regex.compile(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)")
_NAME = regex.compile(r"(?<![.?!–]\s)(?<!^)\p{Lu}[\p{L}’'-]*\p{L}(?:\s+\p{Lu}[\p{L}’'-]*\p{L})*")
_NAMED = regex.compile(rf"(?:\bthe\s+)?(?:{_NAME.pattern})(?:\s+\((?:1[5-9]|20)\d{{2}}[a-z]?\))?")
_OBJECT = regex.compile(
    r"\b(?:the|this|an?)\s+(?:[\p{Ll}-]+\s+){0,2}?[\p{Ll}-]{3,}(?=\s*[?.!]?$|\s+(?:in|of|to)\b)"
)
_LEAD = regex.compile(r"^(?:with|for|in|to|from|by|of|at|on|about|against|between|under)\s+", regex.I)
_QUESTION_WORD = (
    r"(?:(?:since|until|in|from|by|for|to|at)\s+)?(?:why|when|where|who|whom|whose|how(?:\s+(?:many|much|long|often|"
    r"far|old))?|(?:which|what)(?:\s+(?:year|country|city|place|author|source)s?)?)"
)
_BARE = regex.compile(rf"^\s*{_QUESTION_WORD}(?:\s+exactly)?\s*\?*\s*$", regex.I)
_LEADING = regex.compile(
    rf"^\s*{_QUESTION_WORD}\s+(?=(?:did|does|do|is|are|was|were|has|have|had|will|can)\b)", regex.I
)
_MEASURE_OF = regex.compile(
    r"\bthe\s+((?:(?!of\b|in\b|for\b)[\p{L}-]+\s+){0,3}?[\p{L}-]+)(?=\s+(?:of|in|for)\s)", regex.I
)
_ASKS_BACKING = regex.compile(
    r"\b(?:source|reference|who (?:says|said|claims|argues)|cited?|say(?:s)? so|come from)\b", regex.I
)
_SHORT = 2


def full_question(question: str, history: tuple[str, ...]) -> str | None:
    """Return the full question that a follow-up stands for, or None where it stands by itself.

    What the follow-up names takes the place of its like in the question before: a year, a name, a measure,
    the opposite of a word; a bare question word asks the same clause anew; a pronoun becomes what was asked
    about.
    Anything else that is short or points back is read together with the question before it.

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
    readings: tuple[Callable[[], str | None], ...] = (
        lambda: _asked_anew(before, rest),
        lambda: _with_year(before, rest, meaning),
        lambda: _with_both_years(history, rest),
        lambda: _with_name(before, rest, meaning),
        lambda: _with_opposite(before, rest, meaning),
        lambda: _with_measure(before, rest, meaning),
        lambda: _with_same_head(before, rest, meaning),
        lambda: _with_same_year(before, rest, meaning),
        lambda: _without_pronoun(before, rest, meaning),
    )
    replaced = next((found for reading in readings if (found := reading()) is not None), None)
    if replaced is not None:
        return f"{replaced[:1].upper()}{replaced[1:]}"
    if opening and len(meaning) > _SHORT and not _POINTS_BACK.search(rest):
        return None
    return f"{before.rstrip(' ?.!')} – {rest.strip()}"


def _asked_anew(before: str, rest: str) -> str | None:
    """Ask the clause of the question before by another question word: "Why?", "Since when?"."""
    if not _BARE.match(rest):
        return None
    leading = _LEADING.match(before)
    return f"{rest.strip(' ?')} {before[leading.end() :]}" if leading else None


def _with_year(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put a bare year in the place of the year asked about before."""
    years, years_before = _YEAR.findall(rest), _YEAR.findall(before)
    if len(years) == 1 and len(years_before) == 1 and all(w.text in years for w in meaning):
        return before.replace(years_before[0], years[0])
    return None


def _with_both_years(history: tuple[str, ...], rest: str) -> str | None:
    """Read "the two", or a question for a change, as over the years of the last two questions."""
    asks_both = _BOTH.search(rest) or (read_operation(rest) and not _YEAR.search(rest))
    if len(history) < 2 or not asks_both:
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
    names = [m for m in names if not m[0].isupper()] or names  # an acronym seldom is what turns
    if not is_name or not names or name in before:
        return None
    last = names[-1]
    possessive = regex.search(r"['’]s?$", last[0])
    bare = regex.sub(r"['’]s?$", "", name)
    return f"{before[: last.start()]}{bare}{possessive[0] if possessive else ''}{before[last.end() :]}"


def _with_opposite(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put a word in the place of its opposite: "And the lowest?"."""
    if not 1 <= len(meaning) <= _SHORT or _LEADING.match(rest):
        return None
    found = (swapped(before, w.text) for w in meaning)
    return next((swap for swap in found if swap is not None), None)


def _with_measure(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Ask for another measure of the same thing: "And its title?" after "the DOI of ..."."""
    other = regex.fullmatch(r"\s*(?:its|their|his|her|the)\s+([\p{L}\s-]+?)\s*\?*\s*", rest, flags=regex.I)
    asked = _MEASURE_OF.search(before)
    if not other or not asked or len(meaning) > _SHORT + 2:
        return None
    return f"{before[: asked.start(1)]}{other[1]}{before[asked.end(1) :]}"


def _with_same_head(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put "the downstream districts" in the place of "the upstream districts"."""
    phrase = _LEAD.sub("", rest.strip(" ?.!,"))
    if not 2 <= len(meaning) <= _SHORT + 1 or _PRONOUN.search(phrase) or _LEADING.match(rest):
        return None
    head = meaning[-1]
    words = find_words(before)
    for at, word in enumerate(words):
        if at and word.stem == head.stem and not words[at - 1].is_function:
            start = words[at - 1].start
            bare = regex.sub(r"^the\s+", "", phrase, flags=regex.I)
            return f"{before[:start]}{bare}{before[word.end :]}"
    return None


def _with_same_year(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    years = _YEAR.findall(before)
    if len(years) == 1 and len(meaning) > _SHORT and _SAME_YEAR.search(rest):
        return _SAME_YEAR.sub(f"in {years[0]}", rest, count=1)
    return None


def _without_pronoun(before: str, rest: str, meaning: tuple[Word, ...]) -> str | None:
    """Put what the question before was about in the place of a pronoun."""
    pronouns = list(_PRONOUN.finditer(rest))
    if not pronouns or not meaning or _ASKS_BACKING.search(rest):
        return None
    named = [m[0] for m in _NAMED.finditer(before)]
    topics = named or [m[0] for m in _OBJECT.finditer(before)]
    if not topics or any(stem(w.text) == stem(topics[-1].split()[-1]) for w in meaning):
        return None
    pronoun, topic = pronouns[0], topics[-1].strip()
    topic = regex.sub(r"['’]s?$", "", topic)
    is_object = pronoun[0].casefold() == "her" and rest[pronoun.end() :].strip(" ?.!") == ""
    ending = "’s" if pronoun[0].casefold() in _POSSESSIVE and not is_object else ""
    return f"{rest[: pronoun.start()]}{topic}{ending}{rest[pronoun.end() :]}"


def _resolved(history: tuple[str, ...]) -> str:
    return full_question(history[-1], history[:-1]) or history[-1]
