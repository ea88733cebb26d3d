"""How well a question names the rows and columns of a table."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from cbm_qa.answer.definition import find_definitions
from cbm_qa.answer.question import Question
from cbm_qa.answer.words import Word, content_words, find_words, similarity

_PHRASE_BONUS = 0.35  # "to X" in both tells "exports to X" from "imports from X"
_ORDER_BONUS = 0.15
_LACK_MALUS = 0.5
_NUMBERED = regex.compile(r"^\s*(?:[(\[](?:\d{1,2}|[a-z]|[ivx]{1,4})[)\]]|\d{1,2}\))\s+(?=\p{L})", regex.I)


@dataclass(frozen=True, slots=True)
class LabelMatch:
    """How a label (row key or column header) fits a question.

    Attributes:
        index: Position of the label.
        recall: Share of the label's weight that the question names, in [0, 1].
        score: `recall` with bonuses for phrases and word order; labels are ranked by it.
        used: Stems of the question that the label explains.
    """

    index: int
    recall: float
    score: float
    used: frozenset[str]


def match_labels(labels: Sequence[str], question: Question) -> list[LabelMatch]:
    """Match each label of one axis; best first, ties in the printed order.

    A word weighs the more the fewer labels of the axis have it (idf), so that what tells the labels
    apart decides. Unit phrases weigh nothing.
    """
    variants = [_variants(_without_unit(_plain(label))) for label in labels]
    frequency: Counter[str] = Counter()
    for forms in variants:
        frequency.update({w.stem for form in forms for w in content_words(find_words(form))})
    matches = [
        max((_match(index, form, frequency, len(labels), question) for form in forms), key=lambda m: m.score)
        for index, forms in enumerate(variants)
    ]
    return sorted(matches, key=lambda m: (-m.score, m.index))


def _plain(label: str) -> str:
    """Return a label without a number before it, its signs of comparison as words."""
    label = _NUMBERED.sub("", label)
    return (
        regex.sub(r"<\s*=?", " below ", regex.sub(r">\s*=?", " above ", label))
        if regex.search(r"[<>]", label)
        else label
    )


def _variants(label: str) -> list[str]:
    """Return the label, and with each abbreviation in it instead of the words it stands for, and reverse."""
    forms = [label]
    for definition in find_definitions(label):
        printed = definition.span.of(label)
        forms += [label.replace(printed, definition.short), label.replace(printed, definition.long)]
    return forms


def _match(index: int, label: str, frequency: Counter[str], count: int, question: Question) -> LabelMatch:
    words = content_words(find_words(label))
    weights = {w.stem: math.log(1 + count / frequency[w.stem]) for w in words}
    total = sum(weights.values())
    used: set[str] = set()
    gained = 0.0
    positions: list[int] = []
    for stem, weight in weights.items():
        best, at = _best_match(stem, question.content)
        gained += weight * best
        if at is not None:
            used.add(question.content[at].stem)
            positions.append(at)
    recall = gained / total if total else 0.0
    # A word of the question that other labels have and this one lacks speaks against it.
    asked = {w.stem: math.log(1 + count / frequency[w.stem]) for w in question.content if w.stem in frequency}
    lacking = sum(weight for stem, weight in asked.items() if stem not in weights)
    against = lacking / sum(asked.values()) if asked else 0.0
    in_order = len(positions) > 1 and positions == sorted(positions)
    phrases = _shared_phrases(find_words(label), question.words)
    score = recall + _PHRASE_BONUS * phrases + (_ORDER_BONUS if in_order else 0.0) - _LACK_MALUS * against
    return LabelMatch(index, recall, score, frozenset(used))


def _best_match(stem: str, content: Sequence[Word]) -> tuple[float, int | None]:
    best, at = 0.0, None
    for position, word in enumerate(content):
        value = similarity(stem, word.stem)
        if value > best:
            best, at = value, position
    return best, at


def _shared_phrases(label: Sequence[Word], question: Sequence[Word]) -> float:
    """Share of the label's "to X", "from X" and similar pairs that the question has, too."""
    pairs = [(a.text.casefold(), b.stem) for a, b in pairwise(label) if a.is_function and not b.is_function]
    asked = {(a.text.casefold(), b.stem) for a, b in pairwise(question)}
    if not pairs:
        return 0.0
    return sum(any(p == q and similarity(x, y) == 1.0 for q, y in asked) for p, x in pairs) / len(pairs)


def _without_unit(label: str) -> str:
    from cbm_qa.ingest.quantities import unit_in_label

    unit = unit_in_label(label)
    return regex.sub(rf"[(\[,]?\s*(?:in\s+)?{regex.escape(unit)}\s*[)\]]?", " ", label) if unit else label
