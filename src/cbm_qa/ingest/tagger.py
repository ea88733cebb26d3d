"""Which words of a reference string are its author, title, journal ...: a conditional random field.

The model is trained by `training/references.py` on entries of many styles; reading one takes a fraction
of a millisecond. It knows scripts that put spaces between words.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import regex

MODEL = Path(__file__).parent / "model" / "references.crf"

_KINDS = {
    "year": r"[\[(]*(?:1[5-9]|20)\d\d[a-z]?[\])]*[.,;:]*",
    "initials": r"(?:\p{Lu}\.-?){1,4}[,;:]?|\p{Lu}{1,3}[,.;]?",
    "range": r"(?:pp?\.?)?\d+[–—‐-]\d+[.,;)]*",
    "url": r"<?(?:https?:|www\.).*",
    "doi": r"(?i)(?:doi:?.*|10\.\d{4,}/.*)",
    "number": r"\d+[.,;:]?",
    "volume-issue": r"\d+[A-Z]?\(.*\)[.,:;]*.*",
    "page": r"(?i)p(?:p|ages?|\.)*[.,:]?",
    "volume": r"(?i)\(?(?:vol|volume|bd|no|nr|issue|number|t|tome)\.?,?",
    "editor": r"(?i)[(\[]?(?:eds?|hrsg|hg|edited|editors?)[.)\],:]*",
    "in": r"(?i)in:?",
    "and": r"(?i)(?:and|&|und|et|y|и)",
    "et-al": r"(?i)(?:et|al\.?,?)",
    "month": r"(?i)\(?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|spring|summer|fall|autumn"
    r"|winter)\p{L}*[.,)]*",
    "publisher": r"(?i)(?:press|verlag|publish\p{L}*|university|books?|inc|ltd|éditions?|editora?)[.,;:)]*",
    "journal": r"(?i)(?:journal|review|proceedings|proc|trans\p{L}*|annals?|bulletin|revista|revue"
    r"|zeitschrift|conference|lett\p{L}*|j|quarterly|magazine|science|nature)[.,;:]*",
    "particle": r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al)",
    "edition": r"(?i)\(?\d*(?:st|nd|rd|th|e|ª)\.?|(?:rev\.?|revised|edition|aufl\p{L}*|ed\.)[.,)]*",
    "access": r"(?i)(?:retrieved|accessed|available|abgerufen|cited|online|from|at)[.,:;]*",
}
_COMPILED = tuple((name, regex.compile(pattern)) for name, pattern in _KINDS.items())
_PLACES = frozenset(
    "london paris berlin york new cambridge oxford chicago boston madrid amsterdam washington münchen wien "
    "leipzig frankfurt princeton".split()
)
_PAUSE = regex.compile(r"[.,;:]\W*$")
_OPENS = regex.compile(r"[(\[]*[\"“«„‘'`]")
_CLOSES = regex.compile(r"[\"”»“’']\W*$")
_REACH = 8  # how far ahead a sign that tells an editor is looked for


def tag(words: Sequence[str]) -> list[str]:
    """Return the label of each word: author, title, journal, container, date, volume, pages, ..."""
    return list(_tagger().tag(features(words))) if words else []


@cache
def _tagger() -> Any:  # noqa: ANN401  # a class of an extension module
    from pycrfsuite import Tagger

    tagger = Tagger()
    tagger.open(str(MODEL))
    return tagger


def features(words: Sequence[str]) -> list[list[str]]:
    """Return what the model sees of each word: itself, its neighbours, and what came or comes."""
    kinds = [[name for name, pattern in _COMPILED if pattern.fullmatch(word)] for word in words]
    own = _own_features(words, kinds)
    seen = []
    for i in range(len(words)):
        found = [*own[i], *_around(own, i), f"place={min(9, 10 * i // len(words))}"]
        if i:
            found += [f"pair={own[i - 1][0]}{own[i][0]}", f"shapes={own[i - 1][1]}{own[i][1]}"]
        seen.append(found + _context(words, kinds, i))
    return seen


def _own_features(words: Sequence[str], kinds: Sequence[Sequence[str]]) -> list[list[str]]:
    features = []
    in_quotes, depth, after_year = False, 0, False
    for word, kind in zip(words, kinds, strict=True):
        plain = regex.sub(r"[^\p{L}\p{N}]", "", word).casefold()
        end = regex.search(r"[^\p{L}\p{N}]+$", word)
        start = regex.match(r"[^\p{L}\p{N}]+", word)
        in_quotes = in_quotes or _OPENS.match(word) is not None
        depth = max(0, depth + word.count("(") + word.count("["))
        flags = {
            "quoted": in_quotes,
            "bracketed": depth > 0,
            "after-year": after_year,
            "place": plain in _PLACES,
            "capital": word[:1].isupper(),
        }
        features.append(
            [
                f"w={plain}",
                f"s={_shape(word)}",
                f"e={end[0][:3] if end else ''}",
                f"b={start[0][:2] if start else ''}",
                *(f"k={name}" for name in kind),
                f"begin={plain[:3]}",
                f"end={plain[-3:]}",
                f"last={plain[-2:]}",
                *(name for name, holds in flags.items() if holds),
            ]
        )
        in_quotes = in_quotes and _CLOSES.search(word) is None
        depth = max(0, depth - word.count(")") - word.count("]"))
        after_year = after_year or "year" in kind
    return features


def _around(own: Sequence[Sequence[str]], i: int) -> list[str]:
    """Return the features of the two words before and after, the farther ones without the words."""
    found = []
    for distance in (-2, -1, 1, 2):
        if not 0 <= i + distance < len(own):
            found.append(f"{distance}:edge")
            continue
        kept = ("w=", "s=", "e=", "b=", "k=") if abs(distance) == 1 else ("s=", "e=", "k=")
        found += [f"{distance}:{feature}" for feature in own[i + distance] if feature.startswith(kept)]
    return found


def _context(words: Sequence[str], kinds: Sequence[Sequence[str]], i: int) -> list[str]:
    """Return how far the last and next pause are, and which signs came before or are still to come."""
    since = next((n for n in range(1, i + 1) if _PAUSE.search(words[i - n])), i + 1)
    until = next((n for n in range(len(words) - i) if _PAUSE.search(words[i + n])), len(words) - 1 - i)
    found = [f"since={min(6, since)}", f"until={min(6, until)}"]
    behind, ahead = kinds[max(0, i - _REACH + 2) : i], kinds[i + 1 :]
    if any("editor" in kind for kind in kinds[i : i + _REACH]):
        found.append("editor-ahead")
    if any("editor" in kind or "in" in kind for kind in behind):
        found.append("in-behind")
    if any("year" in kind for kind in ahead):
        found.append("year-ahead")
    if any("range" in kind or "volume-issue" in kind for kind in ahead[: _REACH - 2]):
        found.append("volume-ahead")
    return found


def _shape(word: str) -> str:
    """Return "Xx" for "Smith", "dd-dd" for "175-181": letters and digits as classes, long runs cut."""
    shape = regex.sub(r"\p{Lu}", "X", word)
    shape = regex.sub(r"\d", "d", regex.sub(r"\p{Ll}", "x", shape))
    return str(regex.sub(r"(.)\1{2,}", r"\1\1", shape))
