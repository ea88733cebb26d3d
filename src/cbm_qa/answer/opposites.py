"""Words of which a follow-up names the other: "And the lowest?" after "the highest", "And imports?"."""

import regex

from cbm_qa.answer.words import stem

_GROUPS = (
    "export import",
    "exports imports",
    "exported imported",
    "strengths weaknesses opportunities threats advantages disadvantages",
    "advantage disadvantage",
    "strength weakness",
    "highest lowest",
    "largest smallest",
    "biggest smallest",
    "greatest smallest",
    "most least",
    "more less fewer",
    "maximum minimum",
    "max min",
    "best worst",
    "first last second third",
    "before after",
    "earliest latest",
    "oldest youngest newest",
    "longest shortest",
    "upstream downstream",
    "urban rural",
    "men women",
    "male female",
    "boys girls",
    "north south east west",
    "northern southern eastern western",
    "internal external",
    "domestic foreign",
    "inflow outflow",
    "inflows outflows",
    "increase decrease",
    "rise fall",
    "positive negative",
    "benefits costs risks",
    "income expenditure",
    "revenue expenses",
    "assets liabilities",
    "pros cons",
    "treatment control",
    "mean median",
    "average total",
    "birth death",
    "causes consequences effects",
)
_OF: dict[str, frozenset[str]] = {}
for _group in _GROUPS:
    _stems = frozenset(map(stem, _group.split()))
    for _one in _stems:
        _OF[_one] = _OF.get(_one, frozenset()) | _stems


def opposites_of(word_stem: str) -> frozenset[str]:
    """Return the stems that a stem is an opposite or an alternative of."""
    return _OF.get(word_stem, frozenset()) - {word_stem}


def swapped(before: str, word: str) -> str | None:
    """Return a question with the word put in the place of one that it is an opposite of, or None."""
    others = opposites_of(stem(word))
    for match in regex.finditer(r"\p{L}[\p{L}-]*", before):
        if stem(match[0]) in others:
            return f"{before[: match.start()]}{word}{before[match.end() :]}"
    return None
