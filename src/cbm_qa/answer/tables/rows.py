"""Sets of rows that a question may mean: those its words match, its numbers limit, and their combinations."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from cbm_qa.answer.tables.asked import Asked, Limit, Relation
from cbm_qa.answer.tables.typed import Column, View, tokens
from cbm_qa.answer.words import similarity

_MAX_MATCHES = 14
_MAX_SETS = 60
_MAX_COMBINED = 24
_MIN_ALIAS = 5  # letters of a word that may be written otherwise in the table
_YEARS = (Decimal(1000), Decimal(2100))
_NEGATIONS = frozenset("not besides other except excluding without never than aside apart neither".split())
_FIRST_N = frozenset("first top last".split())


@dataclass(frozen=True, slots=True)
class RowSet:
    """Some rows, and how the question names them.

    Attributes:
        rows: In the order of the table, at least one.
        kind: "all", "match", "limit", "and", "or", "not", "same" or "top".
        mask: Positions of the question it accounts for, as bits.
        columns: In which the conditions are.
        exact: Share of the matched cells' words that the question has.
        rarity: How much the conditions tell, in nats.
        said: Whether words, not only a bare number, name the relation.
    """

    rows: tuple[int, ...]
    kind: str
    mask: int
    columns: frozenset[int] = frozenset()
    exact: float = 0.0
    rarity: float = 0.0
    said: bool = False


def row_sets(view: View, asked: Asked) -> list[RowSet]:
    """Return the sets of rows the question may mean, the whole table first."""
    whole = [RowSet(view.body, "all", 0)]
    if view.totals:
        whole.append(RowSet(tuple(range(view.height)), "all", 0, exact=-1.0))
    matches = find_matches(view, asked)
    limits = find_limits(view, asked)
    sets = [*whole, *matches, *limits, *_top(view, asked)]
    sets += _intersections(matches, limits)
    sets += _unions(matches)
    sets += _complements(view, asked, matches)
    sets += _same(view, asked, matches)
    unique = {(s.rows, s.kind, s.mask, s.columns): s for s in sets}
    return list(unique.values())[:_MAX_SETS]


def find_matches(view: View, asked: Asked) -> list[RowSet]:
    """Return the rows whose cells hold words of the question in a row, the most telling first."""
    stems = _aliased(view, asked)
    found: dict[tuple[int, tuple[int, ...]], RowSet] = {}
    for start in sorted(asked.content):
        for end, column, rows in _longest_phrases(view, stems, start):
            for chosen, exact in _exact_and_all(view.columns[column], stems[start:end], rows):
                rarity = math.log((view.height + 1) / len(chosen))
                one = RowSet(chosen, "match", asked.mask(start, end), frozenset({column}), exact, rarity)
                kept = found.get((column, chosen))
                if kept is None or one.mask.bit_count() > kept.mask.bit_count():
                    found[column, chosen] = one
    ranked = sorted(found.values(), key=lambda s: -(s.mask.bit_count() + s.exact + 0.5 * s.rarity))
    kept_sets: list[RowSet] = []
    for one in ranked:
        within = any(
            one.mask & other.mask == one.mask and one.columns == other.columns and one.exact < other.exact
            and one.mask != other.mask
            for other in kept_sets
        )  # fmt: skip
        if not within:
            kept_sets.append(one)
    return kept_sets[:_MAX_MATCHES]


def _aliased(view: View, asked: Asked) -> tuple[str, ...]:
    """Return the question's stems, those unknown to the table replaced by one that is nearly the same."""
    return tuple(
        (_alias(view, word) or word)
        if n in asked.content and word not in view.postings and word not in view.header_stems
        else word
        for n, word in enumerate(asked.stems)
    )


@lru_cache(maxsize=4096)
def _alias(view: View, word: str) -> str | None:
    if len(word) < _MIN_ALIAS or not word.isalpha():
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    known = [w for w in view.postings if abs(len(w) - len(word)) <= 6 and w[:1] == word[:1]]
    made_from = [w for w in known if similarity(w, word)]
    if made_from:
        return min(made_from, key=lambda w: (abs(len(w) - len(word)), w))
    best = process.extractOne(word, known, scorer=Levenshtein.normalized_similarity, score_cutoff=0.83)
    return best[0] if best else None


def _longest_phrases(
    view: View, stems: tuple[str, ...], start: int
) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return (end, column, rows) of the longest phrases from a word on that cells of each column hold."""
    cells = set(view.postings.get(stems[start], ()))
    longest: dict[int, tuple[int, tuple[int, ...]]] = {}
    results: list[tuple[int, int, tuple[int, ...]]] = []
    end = start + 1
    while cells:
        by_column: dict[int, list[int]] = {}
        for column, row in cells:
            by_column.setdefault(column, []).append(row)
        for column, rows in by_column.items():
            if column in longest and _has_exact(
                view.columns[column], stems[start : end - 1], longest[column][1]
            ):
                results.append((longest[column][0], column, longest[column][1]))
            longest[column] = (end, tuple(sorted(rows)))
        if end >= len(stems):
            break
        cells = {
            (column, row)
            for column, row in cells & set(view.postings.get(stems[end], ()))
            if _holds(tokens(view.columns[column].texts[row]), stems[start : end + 1])
        }
        end += 1
    return results + [(stop, column, rows) for column, (stop, rows) in longest.items()]


def _holds(cell: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(cell[n : n + size] == phrase for n in range(len(cell) - size + 1))


def _has_exact(column: Column, phrase: tuple[str, ...], rows: Iterable[int]) -> bool:
    return any(tokens(column.texts[row]) == phrase for row in rows)


def _exact_and_all(
    column: Column, phrase: tuple[str, ...], rows: tuple[int, ...]
) -> list[tuple[tuple[int, ...], float]]:
    lengths = {row: len(tokens(column.texts[row])) for row in rows}
    exact = tuple(row for row in rows if lengths[row] <= len(phrase))
    share = sum(min(1.0, len(phrase) / max(1, lengths[row])) for row in rows) / len(rows)
    both = [(rows, share)]
    return [(exact, 1.0), *both] if exact and exact != rows else both


def find_limits(view: View, asked: Asked) -> list[RowSet]:
    """Return the rows whose figure or year keeps to a limit that the question names."""
    sets = []
    for limit in asked.limits:
        is_year = _YEARS[0] <= limit.low <= _YEARS[1] and limit.low == limit.low.to_integral_value()
        dated = is_year and any(column.is_date for column in view.columns)
        for number, column in enumerate(view.columns):
            if not (column.is_date if dated else column.is_number):
                continue
            scaled = _to_scale(column, limit)
            rows = tuple(row for row in view.body if _keeps(column, row, scaled, by_year=dated))
            if rows:
                rarity = math.log((view.height + 1) / len(rows))
                mask = asked.mask(limit.start, min(limit.end, len(asked.words)))
                sets.append(RowSet(rows, "limit", mask, frozenset({number}), 1.0, rarity, limit.is_said))
    sets.sort(key=lambda s: not s.said)
    return sets[:_MAX_MATCHES]


def _to_scale(column: Column, limit: Limit) -> Limit:
    """Read "5 million" as 5 in a column whose figures are all far smaller than 5,000,000."""
    if limit.scale == 1:
        return limit
    largest = max((abs(v.size) for v in column.values if v.size is not None), default=Decimal(0))
    if largest * 20 < limit.low * limit.scale:
        return limit
    return replace(limit, low=limit.low * limit.scale, high=limit.high * limit.scale)


def _keeps(column: Column, row: int, limit: Limit, *, by_year: bool) -> bool:
    value = column.values[row]
    if by_year:
        if value.day is None or not value.day[0]:
            return False
        size = Decimal(value.day[0])
    elif value.size is None or value.number is None:
        return False
    else:
        size = value.size
    match limit.relation:
        case Relation.GREATER:
            return size > limit.low
        case Relation.AT_LEAST:
            return size >= limit.low
        case Relation.LESS:
            return size < limit.low
        case Relation.AT_MOST:
            return size <= limit.low
        case Relation.EQUAL:
            return size == limit.low
        case Relation.BETWEEN:
            return limit.low <= size <= limit.high


def _intersections(matches: list[RowSet], limits: list[RowSet]) -> list[RowSet]:
    found = []
    said = [one for one in limits if one.said] or limits[:4]
    for a, b in combinations([*matches[:10], *said[:8]], 2):
        if a.mask & b.mask or (a.kind == b.kind == "limit" and a.columns != b.columns and not a.said):
            continue
        rows = tuple(sorted(set(a.rows) & set(b.rows)))
        if rows and len(rows) < min(len(a.rows), len(b.rows)):
            found.append(_joined("and", rows, a, b))
    found.sort(key=lambda s: -(s.mask.bit_count() + s.exact))
    thirds = [
        _joined("and", rows, a, b)
        for a in found[:4]
        for b in matches[:6]
        if not a.mask & b.mask
        and (rows := tuple(sorted(set(a.rows) & set(b.rows))))
        and len(rows) < len(a.rows)
    ]
    return [*thirds[:4], *found[:_MAX_COMBINED]]


def _joined(kind: str, rows: tuple[int, ...], a: RowSet, b: RowSet) -> RowSet:
    return RowSet(
        rows, kind, a.mask | b.mask, a.columns | b.columns, (a.exact + b.exact) / 2,
        a.rarity + b.rarity if kind == "and" else min(a.rarity, b.rarity), a.said or b.said,
    )  # fmt: skip


def _unions(matches: list[RowSet]) -> list[RowSet]:
    found = []
    for a, b in combinations(matches[:10], 2):
        if a.columns == b.columns and not a.mask & b.mask and not set(a.rows) & set(b.rows):
            found.append(_joined("or", tuple(sorted({*a.rows, *b.rows})), a, b))
    found.sort(key=lambda s: -s.exact)
    for a in found[:3]:
        for b in matches[:10]:
            if a.columns == b.columns and not a.mask & b.mask and not set(a.rows) & set(b.rows):
                found.append(_joined("or", tuple(sorted({*a.rows, *b.rows})), a, b))
    return found[:10]


def _complements(view: View, asked: Asked, matches: list[RowSet]) -> list[RowSet]:
    """Return all rows but those matched by what follows "not", "besides" and the like."""
    found = []
    for one in matches[:8]:
        start = (one.mask & -one.mask).bit_length() - 1
        before = [n for n in range(max(0, start - 4), start) if asked.words[n] in _NEGATIONS]
        rows = tuple(row for row in view.body if row not in one.rows)
        if before and rows:
            mask = one.mask | asked.mask(before[0], start)
            found.append(RowSet(rows, "not", mask, one.columns, one.exact, one.rarity))
    return found


def _same(view: View, asked: Asked, matches: list[RowSet]) -> list[RowSet]:
    """Return the rows that have the same value in a column as a row that the question names."""
    if "same" not in asked.words:
        return []
    word = asked.words.index("same")
    found = []
    for one in matches[:6]:
        if len(one.rows) != 1:
            continue
        for number, column in enumerate(view.columns):
            own = column.texts[one.rows[0]]
            rows = tuple(r for r in view.body if column.texts[r] == own and r != one.rows[0])
            if own and rows and number not in one.columns:
                mask = one.mask | asked.mask(word, word + 1)
                found.append(RowSet(rows, "same", mask, frozenset({number}), one.exact, one.rarity))
    return found[:12]


def _top(view: View, asked: Asked) -> list[RowSet]:
    """Return the first or last rows where the question names how many of them."""
    found = []
    for limit in asked.limits:
        before = asked.words[limit.start - 1] if limit.start else ""
        count = int(limit.low) if limit.low < len(view.body) else 0
        if before in _FIRST_N and not limit.is_said and count > 1:
            rows = view.body[-count:] if before == "last" else view.body[:count]
            found.append(RowSet(rows, "top", asked.mask(limit.start - 1, limit.end), exact=1.0, said=True))
    return found
