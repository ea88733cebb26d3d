"""Conditions over a series: did it ever, in every year, in how many, first, last, how long."""

from decimal import Decimal

from cbm_qa.answer.evidence import Candidate, Gap
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.conditions import Condition
from cbm_qa.answer.tables.find import Figures
from cbm_qa.answer.tables.grid import Grid, figure
from cbm_qa.answer.tables.present import Shown, cardinal, joined, missing_notice, present
from cbm_qa.answer.tables.request import Kind, Request
from cbm_qa.answer.tables.tested import Tested, test_items


def quantified(grid: Grid, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the answer to a question about the items at which a condition holds."""
    tested = test_items(grid, request)
    if tested is None or not tested.tests:
        return None
    if request.kind in (Kind.EVER, Kind.EVERY, Kind.SINGLE):
        return _verdict(tested, request)
    if request.kind is Kind.RUN:
        return _run(tested, request, question)
    return _items(tested, request)


def _verdict(tested: Tested, request: Request) -> Candidate | Gap | None:
    """Say yes or no; where a missing value could turn the answer, say that it is missing instead."""
    yes, no, condition = tested.names(), tested.names(holds=False), request.condition
    if condition is None:
        return None
    is_every = request.kind is Kind.EVERY
    decided = bool(no) if is_every else bool(yes)
    if not decided and tested.unknown:
        return _untold(tested)
    answer = "Yes" if (not no if is_every else yes) else "No"
    if is_every:
        where = f"not in {joined(no)}" if no else f"in all {cardinal(len(tested.tests))}"
    else:
        where = f"in {joined(yes)}" if yes else f"in none of {cardinal(len(tested.tests))}"
    if request.kind is Kind.SINGLE:
        found = tested.figures
        own = figure(found.values[0], found.unit)
        where = f"{'in' if yes else 'not in'} {found.item(found.places[0])}, with {own}"
    elif not yes and not is_every and condition.limit is not None:
        where += _nearest(tested.figures, condition)
    return _present(tested, f"{answer}. {tested.subject}: {where}", (answer,), Decimal(len(yes)), "count")


def _nearest(found: Figures, condition: Condition) -> str:
    """Say how far the series comes: its highest figure where that is too low."""
    best = max(found.values) if condition.direction > 0 else min(found.values)
    at = joined([found.item(i) for i, v in zip(found.places, found.values, strict=True) if v == best])
    return f"; {'highest' if condition.direction > 0 else 'lowest'} {figure(best, found.unit)} ({at})"


def _untold(tested: Tested) -> Gap:
    grid = tested.figures.grid
    return Gap(
        f"{grid.label} has no value for {', '.join(tested.unknown_names)}, which could change the answer."
    )


def _items(tested: Tested, request: Request) -> Candidate | Gap | None:
    """Return how many items, which, or the first or last of them."""
    yes = [t for t in tested.tests if t.holds]
    names = tested.names()
    if request.kind is Kind.COUNT:
        where = f" ({joined(names)})" if names else ""
        text = f"{tested.subject}: in {cardinal(len(names))} of {cardinal(len(tested.tests))}{where}"
        return _present(tested, text, (str(len(names)),), Decimal(len(names)), "count")
    if not yes:
        return Gap(f"In {tested.figures.grid.label} there is none with {tested.subject}.")
    if request.kind is Kind.LIST:
        text = f"{tested.subject}: {joined(names)}"
        return _present(tested, text, tuple(names), Decimal(len(names)), "count")
    if not tested.figures.grid.is_dated:
        return None  # without years nothing is first
    is_first = request.kind is Kind.FIRST
    chosen = yes[0] if is_first else yes[-1]
    places = [t.place for t in tested.tests] + list(tested.unknown)
    items = tested.figures.grid.items
    closer = [i for i in tested.unknown if (items[i] < items[chosen.place]) is is_first]
    if closer and places:
        return _untold(tested)
    value = tested.figures.values[tested.figures.places.index(chosen.place)]
    name = tested.figures.item(chosen.place)
    word = "first" if is_first else "last"
    text = f"{tested.subject}: {word} in {name}, with {figure(value, tested.figures.unit)}"
    return _present(tested, text, (name,), value, word, tested.figures.unit)


def _run(tested: Tested, request: Request, question: Question) -> Candidate | Gap | None:
    """Return the longest run of items at which the condition holds; a missing value ends a run."""
    condition = request.condition
    if condition is None or not tested.figures.grid.is_dated:
        return None
    runs = _runs(tested)
    if not runs:
        return Gap(f"In {tested.figures.grid.label} there is none with {tested.subject}.")
    longest = max(map(len, runs))
    best = [run for run in runs if len(run) == longest]
    grid = tested.figures.grid
    order = grid.in_time()
    spans = []
    for run in best:
        first = order[order.index(run[0]) - 1] if condition.is_move else run[0]
        spans.append((grid.items[first], grid.items[run[-1]]))
    counts_years = "how many years" in question.text.casefold() or "how long" in question.text.casefold()
    if counts_years and any(int(b) - int(a) + (not condition.is_move) != longest for a, b in spans):
        return None  # the table has gaps: steps are no years
    shown = joined([f"{a} to {b}" if a != b else a for a, b in spans])
    step = "step" if condition.is_move else "entry"
    steps = step if longest == 1 else f"{cardinal(longest)} {step.replace('try', 'trie')}s in a row"
    text = f"{tested.subject}: {'one ' if longest == 1 else ''}{steps} at the longest, {shown}"
    asks_when = question.text.casefold().startswith(("which", "when", "in which", "what years", "over which"))
    values = tuple(f"{a}–{b}" if a != b else a for a, b in spans) if asks_when else (str(longest),)
    return _present(tested, text, values, Decimal(longest), "longest run")


def _runs(tested: Tested) -> list[list[int]]:
    order = sorted(
        [(t.place, t.holds) for t in tested.tests] + [(i, False) for i in tested.unknown],
        key=lambda pair: tested.figures.grid.items[pair[0]],
    )
    runs: list[list[int]] = [[]]
    for place, holds in order:
        if holds:
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _present(
    tested: Tested, text: str, values: tuple[str, ...], value: Decimal, word: str, unit: str | None = None
) -> Candidate:
    cells = [cell for t in tested.tests for cell in t.cells]
    notices = missing_notice(tested.figures.grid, tested.unknown_names)
    shown = Shown(
        f"{text} ({tested.figures.grid.label}).",
        values,
        f"({word} of ({tested.comparisons}))",
        value,
        unit,
        notices,
    )
    return present(tested.figures.grid, cells, shown)
