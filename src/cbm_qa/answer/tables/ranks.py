"""Places: where something ranks, what is second largest, the highest figure of a whole table."""

from collections.abc import Sequence
from decimal import Decimal

import regex

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.find import (
    MOST_CELLS,
    Figures,
    explained,
    figures_of,
    fits_noun,
    has_total,
    items_of,
    rest_of,
    series_of,
    span_of,
    words_of,
)  # fmt: skip
from cbm_qa.answer.tables.grid import YEAR, Grid, figure, value_of
from cbm_qa.answer.tables.labels import beside
from cbm_qa.answer.tables.lookup import FRAME
from cbm_qa.answer.tables.present import Shown, cardinal, joined, listed, missing_notice, ordinal, present
from cbm_qa.answer.tables.request import Request
from cbm_qa.answer.words import similarity

_FEWEST = 2
_YEAR_RANKS = regex.compile(
    r"\b(?:does|did|do|is|was) (?:the year )?(?:1[5-9]|20)\d{2}\b|"
    r"\b(?:among|of|across) (?:all |the |these )*years\b",
    regex.I,
)


def rank(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the place of the one item that a question names among all items of a series."""
    rest = rest_of(request)
    asked = items_of(grid, rest)
    series = series_of(grid, rest)
    is_by_year = all(map(YEAR.fullmatch, grid.names))
    if (grid.is_dated or is_by_year) and grid.is_dated != bool(_YEAR_RANKS.search(question.text)):
        return None  # a year among years, or a row among rows in one year
    if len(asked) != 1 or series is None or "rank" in words_of(" ".join(grid.table.header)):
        return None
    if not explained(grid, rest, [series], asked, ""):
        return None
    place = asked[0]
    found = figures_of(grid, series, grid.body())
    if found is None or len(found.values) < _FEWEST:
        return None
    if place in found.missing:
        return Gap(f"{grid.label} has no value for {found.item(place)}.")
    if place not in found.places:
        return None
    own = found.values[found.places.index(place)]
    before = sum((v < own) if request.is_low else (v > own) for v in found.values)
    equal = [
        found.item(i) for i, v in zip(found.places, found.values, strict=True) if v == own and i != place
    ]
    order = "from the lowest" if request.is_low else "from the highest"
    tie = f", level with {joined(equal)}" if equal else ""
    text = (
        f"{found.item(place)} ranks {ordinal(before + 1)} of {cardinal(len(found.values))} {order}"
        f" ({found.name}){tie}, with {figure(own, found.unit)} ({grid.label})."
    )
    expression = f"(rank of {own} in ({listed(found.values)}), n = {len(found.values)})"
    return present(
        grid,
        found.cells,
        Shown(text, (str(before + 1),), expression, Decimal(before + 1), None, _missing(found)),
    )


def placed(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the item, or its figure, that stands at a place from the highest or lowest."""
    rest = rest_of(request)
    series, items = series_of(grid, rest), grid.body()
    if series is None or not fits_noun(grid, request.noun):
        return None
    dated = span_of(grid, rest)
    items = dated if dated is not None else items
    if grid.is_dated and dated is None:
        return None
    if not explained(grid, rest, [series], grid.asked(rest), request.noun or grid.table.header[0]):
        return None
    found = figures_of(grid, series, items)
    if found is None or len(found.values) < max(_FEWEST, request.place):
        return None
    order = sorted(zip(found.values, found.places, strict=True), key=lambda pair: pair[0])
    order = order if request.is_low else order[::-1]
    kept = order[: request.place] if request.is_several else order[request.place - 1 : request.place]
    if _is_tied([v for v, _ in order], request):
        return Gap(
            f"In {grid.label} that place is shared: more than one has {figure(kept[-1][0], found.unit)}."
        )
    end = "lowest" if request.is_low else "highest"
    shown = [f"{found.item(i)} with {figure(v, found.unit)}" for v, i in kept]
    how = f"{cardinal(request.place)} {end}" if request.is_several else f"{ordinal(request.place)} {end}"
    text = f"{how.capitalize()} ({found.name}): {joined(shown)} ({grid.label})."
    names_item = bool(request.inner) and fits_noun(grid, request.inner)
    which = request.is_several or names_item or _asks_item(question)
    values = tuple(found.item(i) if which else found.cell(i).text for _, i in kept)
    expression = f"({how} of ({listed(found.values)}))"
    return present(
        grid, found.cells, Shown(text, values, expression, kept[-1][0], found.unit, _missing(found))
    )


def extreme(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the highest or lowest figure of a whole table, where all of it is in one unit."""
    rest = rest_of(request)
    context = words_of(f"{grid.table.label} {grid.table.caption} ")
    asked = (
        {w.stem for w in rest.content}
        - FRAME
        - words_of("anywhere printed given overall whole entire what show")
    )
    if any(not any(similarity(stem, known) for known in context) for stem in asked):
        return None
    places = [
        (s, i)
        for s in range(len(grid.names))
        for i in range(len(grid.items))
        if not has_total(grid.names[s]) and not has_total(grid.items[i])
    ]
    cells = [grid.cells[p] for p in places if not grid.cells[p].missing]
    values = [value for cell in cells if (value := value_of(cell)) is not None]
    if len(values) < max(_FEWEST, len(cells)) or len(values) > MOST_CELLS:
        return None
    if len({c.unit for c in cells}) > 1:
        return Gap(f"The figures of {grid.label} are in different units: name one row or column.")
    best = min(values) if request.is_low else max(values)
    holders = [c for c, v in zip(cells, values, strict=True) if v == best]
    names = [beside(grid.name_of(c), grid.item_of(c)) for c in holders]
    word = "min" if request.is_low else "max"
    end = "Lowest" if request.is_low else "Highest"
    text = f"{end} figure in {grid.label}: {figure(best, cells[0].unit)} ({'; '.join(names)})."
    count = len(places) - len(cells)
    notices = (f"{grid.table.label or 'The table'} has no value in {count} of its cells.",) if count else ()
    shown = Shown(text, (holders[0].text,), f"{word}({listed(values)})", best, cells[0].unit, notices)
    return present(grid, cells, shown)


def _is_tied(order: Sequence[Decimal], request: Request) -> bool:
    """Whether the place is shared, so that no one item stands at it."""
    at = request.place - 1
    after = at + 1 < len(order) and order[at + 1] == order[at]
    return after or (not request.is_several and order[at - 1] == order[at])


def _asks_item(question: Question) -> bool:
    first = question.words[0].text.casefold() if question.words else ""
    words = {w.text.casefold() for w in question.words[:2]}
    return bool(words & {"which", "who", "when"}) or (
        first in ("in", "for", "what") and "year" in {w.text.casefold() for w in question.words[1:3]}
    )


def _missing(found: Figures) -> tuple[str, ...]:
    return missing_notice(found.grid, found.without_value)
