"""Words and paragraphs made whole again where a line or page break cut them."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import regex

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’]*(?:-\p{L}[\p{L}\p{M}'’]*)*")
_TAIL = regex.compile(r"(\p{L}[\p{L}\p{M}]*)([-‐‑\u00ad]?)$")
_HEAD = regex.compile(r"^(\p{Ll}[\p{L}\p{M}]*)")
_URL = regex.compile(r"https?://|www\.|doi\.org/")
_URL_HEAD = regex.compile(r"^[^\s<>]*[\w/%&=?#.-][^\s<>]*")
_URL_PART = regex.compile(r"[/=%&?#_]|\w-\w|\w\.\w")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3001-\u301f\uff00-\uff65]")
_END_CHARS = 400
_PIECE_CHARS = 4000
_WORD_CHARS = 60
_RARE = 4.2  # Zipf scale: below it, a fragment is unlikely to stand there as a word of its own
_KNOWN = 2.0  # below it, a string is hardly a word at all
_COMMON = 3.5  # a compound of two everyday words that people write as one word is at least so common


def end_of(pieces: list[str]) -> str:
    """Return the last characters of a text kept in pieces: enough for what its end is asked about."""
    end = ""
    for piece in reversed(pieces):
        end = piece[-_END_CHARS:] + end
        if len(end) >= _END_CHARS:
            break
    return end[-_END_CHARS:]


def start_of(pieces: list[str]) -> str:
    """Return the first characters of a text kept in pieces."""
    start = ""
    for piece in pieces:
        start += piece[:_END_CHARS]
        if len(start) >= _END_CHARS:
            break
    return start[:_END_CHARS]


class Vocabulary:
    """The words of one document, which tell how its torn words are to be read.

    A fragment that is no word by itself is joined; one that is may just end the line. Where the
    document does not tell, general word frequencies do (wordfreq, Zipf scale).
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the words of `texts`."""
        self._counts = Counter(word.casefold() for text in texts for word in _WORD.findall(text))

    def join(self, first: str, second: str) -> str:
        """Return `first` and `second` as one text: with a space, a hyphen, or nothing between them."""
        pieces = [first]
        self.extend(pieces, second)
        return "".join(pieces)

    def join_all(self, lines: Iterable[str]) -> str:
        """Return lines as one text."""
        pieces: list[str] = []
        for line in lines:
            self.extend(pieces, line)
        return "".join(pieces)

    def extend(self, pieces: list[str], second: str) -> None:
        """Append `second` to a text that is kept in pieces, so that a long one is not copied each time."""
        second = second.lstrip()
        last = pieces.pop().rstrip() if pieces else ""
        end = end_of([*pieces[-1:], last])
        if end and second:
            seam = self._seam(end, second)
            last = last[:-1] if seam is None else last + seam
        if len(last) < _PIECE_CHARS:
            pieces.append(last + second)
        else:
            pieces += (last, second)

    def _seam(self, end: str, second: str) -> str | None:
        """Return what goes between the end of a text and what follows; None: the hyphen there goes."""
        is_address = not end.endswith(">") and _URL.search(end.split()[-1])
        if is_address and self._continues_url(end, second):
            return ""
        if _UNSPACED.match(end[-1]) and _UNSPACED.match(second):
            return ""
        tail, head = _TAIL.search(end[-_WORD_CHARS:]), _HEAD.match(second)
        if tail is None or head is None:
            return "" if tail is not None and tail[2] and second[:1].isalpha() else " "
        if tail[2]:
            return "" if self._keeps_hyphen(tail[1], head[1]) else None
        return "" if self._is_torn(tail[1], head[1]) else " "

    def _continues_url(self, first: str, second: str) -> bool:
        found = _URL_HEAD.match(second)
        if found is None or first.endswith((".", ",", ";", ")")):
            return False
        token = found[0]
        return bool(_URL_PART.search(token)) or first.endswith(("/", "-", "=", "_", "?", "&"))

    def _keeps_hyphen(self, tail: str, head: str) -> bool:
        joined, hyphened = self._counts[(tail + head).casefold()], self._counts[f"{tail}-{head}".casefold()]
        if joined or hyphened:
            return hyphened > joined
        known = min(_zipf(tail), _zipf(head)) >= _KNOWN
        return known and _zipf(tail + head) < (_COMMON if min(_zipf(tail), _zipf(head)) >= _RARE else _KNOWN)

    def _is_torn(self, tail: str, head: str) -> bool:
        """Whether a break without a hyphen fell inside a word."""
        joined = tail + head
        if not self._counts[joined.casefold()] and _zipf(joined) < _KNOWN:
            return False
        for fragment in (tail, head):
            alone = self._counts[fragment.casefold()] > 1  # the torn end itself was counted once
            if not alone and _zipf(fragment) < _RARE and _zipf(fragment) < _zipf(joined) + 1:
                return True
        return False


@lru_cache(maxsize=4096)
def _zipf(word: str) -> float:
    """Return the word's frequency on the Zipf scale in the language its script suggests, 0 if unknown."""
    from wordfreq import zipf_frequency

    language = "ru" if regex.search(r"\p{Cyrillic}", word) else "en"
    return float(zipf_frequency(word, language, minimum=0.0))
