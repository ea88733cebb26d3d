"""How well a program fits its question, in numbers; the model weighs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cbm_qa.answer.tables.asked import Asked
from cbm_qa.answer.tables.programs import Program
from cbm_qa.answer.tables.typed import View, tokens
from cbm_qa.answer.words import similarity

_TRIGGERS = {
    "max": frozenset(
        "most more highest higher largest larger biggest bigger greatest greater longest longer oldest "
        "older maximum max top best tallest taller fastest heaviest latest last newest later recent "
        "peak highly".split()
    ),
    "min": frozenset(
        "least fewest lowest lower smallest smaller shortest shorter youngest younger minimum min worst "
        "fewer less fastest earliest first bottom slowest lightest earlier oldest before best top".split()
    ),
    "first": frozenset("first top earliest start begin beginning initial initially oldest original".split()),
    "last": frozenset("last latest final recent bottom end newest finally ended current".split()),
    "next": frozenset("after next following below follow follows followed came come comes later "
        "under".split()),
    "previous": frozenset("before previous prior preceding above previously preceded earlier".split()),
    "count": frozenset("many number total amount count times often total".split()),
    "kinds": frozenset("many number different unique total various distinct".split()),
    "sum": frozenset("total sum combined altogether all many much together overall".split()),
    "mean": frozenset("average mean averaged".split()),
    "range": frozenset("difference between range gap highest lowest most least".split()),
    "span": frozenset("long years span between first last difference change".split()),
    "difference": frozenset(
        "difference more less fewer than between longer larger higher older lower taller how gap difference "
        "much many later earlier years".split()
    ),
    "later minus earlier": frozenset(
        "change increase decrease difference grow growth rise fall between from to how much many".split()
    ),
    "change": frozenset("percent percentage change % increase decrease growth rate grow".split()),
    "ratio": frozenset("ratio times proportion".split()),
    "share": frozenset("percent percentage share proportion % ratio".split()),
    "inverse ratio": frozenset("ratio times proportion".split()),
    "inverse share": frozenset("percent percentage share proportion % ratio".split()),
    "first minus second": frozenset("difference change increase decrease exceed minus less more".split()),
    "year": frozenset("year years when fiscal period".split()),
    "frequent": frozenset("most common often frequent frequently times least more number".split()),
    "count difference": frozenset("difference more less fewer than between how many".split()),
    "number": frozenset("many much number amount".split()),
    "stretch": frozenset("long years many".split()),
    "nth": frozenset(
        "second third fourth fifth sixth seventh eighth ninth tenth 2nd 3rd 4th 5th 6th 7th 8th 9th "
        "10th".split()
    ),
}  # fmt: skip
_ANY_TRIGGER = frozenset().union(*_TRIGGERS.values()) - frozenset("how to from".split())
_WH = frozenset("what which who whom whose when where how".split())

NAMES = (
    "kind_all kind_match kind_limit kind_and kind_or kind_not kind_same kind_top exact rarity said "
    "few_rows share_rows one_row condition_header sort_header sort_recall sort_near sort_number sort_date "
    "trigger_row trigger_operation header_recall header_words header_near header_after_wh is_condition "
    "is_sort is_first is_second is_text is_number is_date is_distinct items one_item missing in_question "
    "item_numeric item_year covered uncovered uncovered_known uncovered_limits uncovered_numbers "
    "uncovered_triggers turned whole_total zero negative two_columns header_of_another operand_missing "
    "text_length small".split()
)
INDEX = {name: n for n, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Links:
    """How the words of a question fit one column's header.

    Attributes:
        recall: Share of the header's words that the question has.
        words: How many of them.
        mask: Where, as bits.
        near: 1 / (1 + the distance to the nearest word that asks for an extreme).
        after_wh: 1 / (1 + the distance to the question word before it).
    """

    recall: float
    words: float
    mask: int
    near: float
    after_wh: float


@lru_cache(maxsize=512)
def link_columns(view: View, asked: Asked) -> tuple[Links, ...]:
    """Return the links of every column."""
    return tuple(_link(column.tokens, asked, view) for column in view.columns)


def _link(header: Sequence[str], asked: Asked, view: View) -> Links:
    wanted = [token for token in dict.fromkeys(header) if token[:1].isalnum()]
    weights = {token: 1.0 / view.header_stems[token] ** 0.5 for token in wanted}
    mask, gained, count, places = 0, 0.0, 0.0, []
    for token in wanted:
        best, at = 0.0, -1
        for n in sorted(asked.content):
            value = similarity(token, asked.stems[n])
            if value > best:
                best, at = value, n
        if best:
            gained += weights[token] * best
            count += best
            mask |= 1 << at
            places.append(at)
    total = sum(weights.values())
    extremes = [n for n, word in enumerate(asked.words) if word in _TRIGGERS["max"] | _TRIGGERS["min"]]
    before = [n for n, word in enumerate(asked.words) if word in _WH]
    near = max((1 / (1 + abs(p - e)) for p in places for e in extremes), default=0.0)
    after = max((1 / (1 + p - w) for p in places for w in before if p > w), default=0.0)
    return Links(gained / total if total else 0.0, count, mask, near, after)


class Describer:
    """Makes the features of the programs over one table for one question."""

    def __init__(self, view: View, asked: Asked) -> None:
        self._view = view
        self._asked = asked
        self._links = link_columns(view, asked)
        self._content = sum(1 << n for n in asked.content)
        known = [
            n for n in asked.content if asked.stems[n] in view.postings or asked.stems[n] in view.header_stems
        ]
        self._known = sum(1 << n for n in known)
        self._limits = 0
        for limit in asked.limits:
            self._limits |= asked.mask(limit.start, min(limit.end, len(asked.words))) & self._content
        numbers = [n for n in asked.content if asked.words[n][:1].isdigit()]
        self._numbers = sum(1 << n for n in numbers)
        triggers = [n for n, word in enumerate(asked.words) if word in _ANY_TRIGGER]
        self._triggers = sum(1 << n for n in triggers)
        self._trigger_masks = {
            name: sum(1 << n for n, word in enumerate(asked.words) if word in words)
            for name, words in _TRIGGERS.items()
        }
        self._stems = frozenset(asked.stems)
        self._headers = max((links.recall for links in self._links), default=0.0)

    def describe(self, program: Program) -> list[float]:
        """Return the features of a program, in the order of `NAMES`."""
        vector = [0.0] * len(NAMES)
        mask = self._rows(program, vector) | self._sorted(program, vector) | self._column(program, vector)
        self._answer(program, vector)
        self._coverage(program, vector, mask)
        return vector

    def _rows(self, program: Program, vector: list[float]) -> int:
        base = program.base
        vector[INDEX[f"kind_{base.kind}"]] = 1.0
        vector[INDEX["exact"]] = max(0.0, base.exact)
        vector[INDEX["whole_total"]] = float(base.exact < 0)
        vector[INDEX["rarity"]] = base.rarity / 5
        vector[INDEX["said"]] = float(base.said)
        vector[INDEX["few_rows"]] = float(len(base.rows) <= 3)
        vector[INDEX["share_rows"]] = len(base.rows) / max(1, self._view.height)
        vector[INDEX["one_row"]] = float(len(program.rows) == 1)
        vector[INDEX["condition_header"]] = max((self._links[c].recall for c in base.columns), default=0.0)
        conditions = 0
        for c in base.columns:
            conditions |= self._links[c].mask
        return base.mask | conditions

    def _sorted(self, program: Program, vector: list[float]) -> int:
        mask = self._trigger_masks.get(program.position, 0)
        vector[INDEX["trigger_row"]] = float(bool(mask)) if program.position else 0.0
        if program.sorted_by is None:
            return mask
        links, column = self._links[program.sorted_by], self._view.columns[program.sorted_by]
        vector[INDEX["sort_header"]] = links.words
        vector[INDEX["sort_recall"]] = links.recall
        vector[INDEX["sort_near"]] = links.near
        vector[INDEX["sort_number"]] = float(column.is_number and not column.is_date)
        vector[INDEX["sort_date"]] = float(column.is_date)
        return mask | links.mask

    def _column(self, program: Program, vector: list[float]) -> int:
        mask = self._trigger_masks.get(program.operation, 0)
        if len(program.operands) == 2:  # of two columns, the second counts like the first
            mask |= self._links[program.operands[1][0]].mask
        vector[INDEX["trigger_operation"]] = float(bool(mask))
        if program.column is None:
            return mask
        links, column = self._links[program.column], self._view.columns[program.column]
        recall = links.recall
        if len(program.operands) == 2:
            recall = min(recall, self._links[program.operands[1][0]].recall)
            vector[INDEX["two_columns"]] = float(program.operands[0][0] != program.operands[1][0])
        vector[INDEX["header_recall"]] = recall
        vector[INDEX["header_words"]] = links.words
        vector[INDEX["header_near"]] = links.near
        vector[INDEX["header_after_wh"]] = links.after_wh
        vector[INDEX["header_of_another"]] = max(0.0, self._headers - links.recall)
        vector[INDEX["is_condition"]] = float(program.column in program.base.columns)
        vector[INDEX["is_sort"]] = float(program.column == program.sorted_by)
        vector[INDEX["is_first"]] = float(program.column == 0)
        vector[INDEX["is_second"]] = float(program.column == 1)
        vector[INDEX["is_text"]] = float(not column.is_number and not column.is_date)
        vector[INDEX["is_number"]] = float(column.is_number and not column.is_date)
        vector[INDEX["is_date"]] = float(column.is_date)
        vector[INDEX["is_distinct"]] = float(column.is_distinct)
        return mask | links.mask

    def _answer(self, program: Program, vector: list[float]) -> None:
        items = program.items
        vector[INDEX["items"]] = min(len(items), 6) / 6
        vector[INDEX["one_item"]] = float(len(items) == 1)
        words = tokens(items[0])
        vector[INDEX["in_question"]] = float(bool(words) and self._stems.issuperset(words))
        vector[INDEX["item_numeric"]] = float(items[0].replace(",", "").replace(".", "").isdigit())
        vector[INDEX["item_year"]] = float(
            len(items[0]) == 4 and items[0].isdigit() and items[0][:2] in ("18", "19", "20")
        )
        vector[INDEX["text_length"]] = min(len(words), 12) / 12
        vector[INDEX["zero"]] = float(program.value == 0) if program.value is not None else 0.0
        vector[INDEX["negative"]] = float(program.value < 0) if program.value is not None else 0.0
        vector[INDEX["small"]] = float(program.value is not None and program.value <= 3)
        missing = [self._view.columns[c].values[r].missing for c, r in program.operands]
        vector[INDEX["missing"]] = sum(missing) / len(missing) if missing else 0.0
        if program.operation in ("sum", "mean", "range", "span") and program.column is not None:
            column = self._view.columns[program.column]
            gone = sum(column.values[row].number is None for row in program.base.rows)
            vector[INDEX["operand_missing"]] = gone / len(program.base.rows)

    def _coverage(self, program: Program, vector: list[float], mask: int) -> None:
        count = max(1, self._content.bit_count())
        vector[INDEX["covered"]] = (mask & self._content).bit_count() / count
        loose = self._content & ~mask
        vector[INDEX["uncovered"]] = min(8, loose.bit_count()) / 8
        vector[INDEX["uncovered_known"]] = min(6, (loose & self._known).bit_count()) / 3
        vector[INDEX["uncovered_limits"]] = float(bool(loose & self._limits))
        vector[INDEX["uncovered_numbers"]] = float(bool(loose & self._numbers))
        vector[INDEX["uncovered_triggers"]] = min(4, (self._triggers & ~mask).bit_count()) / 4
        vector[INDEX["turned"]] = float(self._view.is_turned)
