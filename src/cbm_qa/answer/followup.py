"""A follow-up read as the full question it stands for."""

import regex

from cbm_qa.answer.words import content_words, find_words

_OPENING = regex.compile(
    r"^\s*(?:and|or|but|so|then|what about|how about|and what about|same for|also|а|и|а "
    r"как насчёт|ал)\b[\s,]*",
    regex.I,
)
_POINTS_BACK = regex.compile(
    r"\b(?:it|its|they|them|their|that|this|those|these|he|she|his|her|there|the (?:same|"
    r"latter|former|two|other)|one)\b",
    regex.I,
)
_YEAR = regex.compile(r"(?<!\d)(?:1[5-9]|20)\d{2}(?!\d)")
_SHORT = 2


def full_question(question: str, history: tuple[str, ...]) -> str | None:
    """Return the full question that a follow-up stands for, or None where it stands by itself.

    A bare year takes the place of the year asked about before ("And in 2020?"); anything else that
    is short or points back is read together with the question before it.

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
    years, years_before = _YEAR.findall(rest), _YEAR.findall(before)
    if len(years) == 1 and len(years_before) == 1 and all(w.text in years for w in meaning):
        return before.replace(years_before[0], years[0])
    if opening and len(meaning) > _SHORT and not _POINTS_BACK.search(rest):
        return None
    return f"{before.rstrip(' ?.!')} – {rest.strip()}"


def _resolved(history: tuple[str, ...]) -> str:
    return full_question(history[-1], history[:-1]) or history[-1]
