"""Short forms that the documents only have in full: WTO for "World Trade Organization"."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

import regex

_MOST_LETTERS = 8
_SHORT = regex.compile(rf"\b\p{{Lu}}{{3,{_MOST_LETTERS}}}\b")
_LINK = r"(?:of|and|for|the|on|in|to|de|&)"
_LONG = regex.compile(rf"\b\p{{Lu}}\p{{L}}+(?:[ -](?:{_LINK} ){{0,2}}\p{{Lu}}\p{{L}}+){{2,11}}")


class Initials:
    """Names in full, by their initials."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Collect runs of capitalised words; of several with the same initials the commonest is kept."""
        found: dict[str, Counter[str]] = {}
        for text in texts:
            for match in _LONG.finditer(text):
                for short, name in _names_in(match[0]):
                    found.setdefault(short, Counter())[name] += 1
        self._names = {short: names.most_common(1)[0][0] for short, names in found.items()}

    def spelt_out(self, question: str, known: Collection[str]) -> str | None:
        """Return the question with short forms that are not `known` in full; None where nothing changes."""

        def full(match: "regex.Match[str]") -> str:
            return match[0] if match[0] in known else self._names.get(match[0], match[0])

        changed = question if question.isupper() else _SHORT.sub(full, question)
        return changed if changed != question else None


def _names_in(run: str) -> Iterator[tuple[str, str]]:
    """Yield the initials and the words of every part of a run that begins and ends with a capital."""
    words = list(regex.finditer(r"[^ -]+", run))
    for first, start in enumerate(words):
        initials = ""
        for end in words[first:]:
            if end[0][:1].isupper():
                initials += end[0][0]
                if 3 <= len(initials) <= _MOST_LETTERS and start[0][:1].isupper():
                    yield initials, run[start.start() : end.end()]
