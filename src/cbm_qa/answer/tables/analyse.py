"""Questions about a whole series, answered where exactly one table reads them."""

from collections.abc import Callable, Iterator

from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.changes import most_changed, widest
from cbm_qa.answer.tables.composed import of_best
from cbm_qa.answer.tables.courses import correlation, trend
from cbm_qa.answer.tables.find import absent_years, readings
from cbm_qa.answer.tables.grid import Grid, turn
from cbm_qa.answer.tables.quantified import quantified
from cbm_qa.answer.tables.ranks import extreme, placed, rank
from cbm_qa.answer.tables.request import Kind, Request, read_request
from cbm_qa.answer.tables.scope import tables_of, with_years
from cbm_qa.answer.tables.typed import MAX_CELLS
from cbm_qa.model import Document, Table

Analysis = Callable[[Grid, Request, Question], Candidate | Gap | None]

_ANALYSES: dict[Kind, Analysis] = {
    Kind.RANK: rank,
    Kind.PLACED: placed,
    Kind.EXTREME: extreme,
    Kind.TREND: trend,
    Kind.CORRELATION: correlation,
    Kind.MOST_CHANGED: most_changed,
    Kind.WIDEST: widest,
    Kind.OF_BEST: of_best,
}


def analyse(evidence: Evidence) -> Candidate | Gap | None:
    """Return the answer of the one table that a question about a series fits; a gap where that lacks it."""
    found: list[Candidate | Gap] = []
    for document, table in tables_of(evidence):
        question = with_years(evidence.question, table)
        request = read_request(question.text)
        if request is not None and len(table.rows) * len(table.header) <= MAX_CELLS:
            answer = _first(document, table, request, question)
            found += [answer] if answer is not None else []
    candidates = [one for one in found if isinstance(one, Candidate)]
    if candidates:
        return candidates[0] if len(candidates) == 1 else None
    return found[0] if found else None


def _first(document: Document, table: Table, request: Request, question: Question) -> Candidate | Gap | None:
    run = _ANALYSES.get(request.kind, quantified)
    gap = None
    for grid in _grids(document, table):
        answer = run(grid, request, question)
        if isinstance(answer, Candidate):
            return answer
        gap = gap or answer or absent_years(grid, request)
    return gap


def _grids(document: Document, table: Table) -> Iterator[Grid]:
    for grid in turn(document, table):
        yield from readings(grid)
