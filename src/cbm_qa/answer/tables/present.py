"""A computation over a grid as an answer: the sentence, the arithmetic, and every cell cited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.tables.grid import Grid, value_of
from cbm_qa.model import AnswerKind, Calculation, Cell, CellCitation, Claim

_CONFIDENCE = 0.9
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is said of a computation.

    Attributes:
        text: The sentence.
        values: The bare answer.
        expression, value, unit: The arithmetic.
        notices: What the reader should know.
    """

    text: str
    values: tuple[str, ...]
    expression: str
    value: Decimal | str
    unit: str | None = None
    notices: tuple[str, ...] = ()


def present(grid: Grid, cells: Sequence[Cell], shown: Shown) -> Candidate:
    """Return the answer that rests on some cells, each cited by its row."""
    places = {index: marker for marker, index in enumerate(sorted({c.row_index for c in cells}), 1)}
    return Candidate(
        kind=AnswerKind.CALCULATION,
        confidence=_CONFIDENCE,
        claims=(Claim(shown.text, tuple(places.values())),),
        citations=tuple(
            cite(grid.document, grid.table.row_spans[index], marker) for index, marker in places.items()
        ),
        values=shown.values,
        cells=tuple(
            CellCitation(grid.label, c.row, c.column, c.text, value_of(c), c.unit, places[c.row_index])
            for c in dict.fromkeys(cells)
        ),
        calculation=Calculation(shown.expression, shown.value, shown.unit),
        notices=shown.notices,
    )


def missing_notice(grid: Grid, missing: Iterable[str]) -> tuple[str, ...]:
    """Return the notice that names the items without a value; none where there are none."""
    names = ", ".join(missing)
    return (f"{grid.table.label or 'The table'} has no value for {names}.",) if names else ()


def cardinal(count: int) -> str:
    """Return "five" for 5; figures above twelve."""
    return _WORDS[count] if count < len(_WORDS) else str(count)


def ordinal(place: int) -> str:
    """Return "second" for 2 and "21st" for 21."""
    if place < len(_ORDINALS):
        return _ORDINALS[place]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def listed(numbers: Iterable[Decimal]) -> str:
    """Write numbers one after another so that no two can be read as one."""
    return "; ".join(map(str, numbers))


def joined(names: Sequence[str]) -> str:
    """Write names one after another: "2020; 2021 and 2023"."""
    if len(names) < 2:
        return "".join(names)
    return f"{'; '.join(names[:-1])} and {names[-1]}"
