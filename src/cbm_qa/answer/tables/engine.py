"""Questions that a table answers by a computation: the most probable program, or a plain no."""

from dataclasses import dataclass, replace

from cbm_qa.answer.evidence import Candidate, Evidence, Gap
from cbm_qa.answer.opposites import opposites_of
from cbm_qa.answer.question import Question
from cbm_qa.answer.tables.analyse import analyse
from cbm_qa.answer.tables.asked import Asked, read_asked
from cbm_qa.answer.tables.calculate import CalculationAnswerer
from cbm_qa.answer.tables.conflict import conflict_notice
from cbm_qa.answer.tables.lookup import FRAME, TableAnswerer, ask_back, must_be_explained
from cbm_qa.answer.tables.model import Reading, load_model
from cbm_qa.answer.tables.operation import Operation, operation_stems
from cbm_qa.answer.tables.programs import Program, programs_of
from cbm_qa.answer.tables.render import render
from cbm_qa.answer.tables.request import Kind, Request, read_request
from cbm_qa.answer.tables.scope import absent_years, context_of, is_sheet, nearest_tables, unknown_names
from cbm_qa.answer.tables.typed import View, tokens, views_of
from cbm_qa.answer.words import similarity, stems
from cbm_qa.model import Document

# A question to a paper may be about anything: only a sure reading of a table answers it, or a plain one that
# accounts for all its words.
_IN_PAPER, _IN_PAPER_NAMED = 0.8, 0.15
_SUPERLATIVES = (Operation.HIGHEST, Operation.LOWEST)
_MIN_SORTED = 0.6
_PLAIN = ("cells", "difference")
_FEWEST_NAMED = 2
_LOOSE = 0.34  # share of its words that such a question may have of its own
# What the learnt model reads, too; of the other questions about a series it sees only half.
_ALSO_LEARNT = frozenset({Kind.COUNT, Kind.LIST, Kind.FIRST, Kind.LAST, Kind.OF_BEST})
_NEVER_LEARNT = frozenset(
    {Kind.EVER, Kind.EVERY, Kind.SINGLE, Kind.RUN, Kind.TREND, Kind.CORRELATION, Kind.WIDEST}
)
_TELLING = stems("rank ranking place second third fourth fifth")
_UNCLEAR = "No reading of the table is sure enough."


@dataclass(frozen=True, slots=True)
class _Found:
    """The best reading over the tables that were asked."""

    document: Document
    reading: Reading


class TablesAnswerer:
    """Answers from tables: exact rules first in a paper, the learnt model first in a file of tables."""

    def __init__(self, threshold: float) -> None:
        """Take the least probability at which a reading of a file of tables is given as the answer."""
        self._threshold = threshold
        self._rules = (TableAnswerer(), CalculationAnswerer())

    def propose(self, evidence: Evidence) -> Candidate | Gap | None:
        """Return the answer, the gap where the tables lack what is asked for, or None."""
        request = read_request(evidence.question.text)
        by_rule = (
            _by_request(evidence, request) if request else [rule.propose(evidence) for rule in self._rules]
        )
        gap = next((found for found in by_rule if isinstance(found, Gap)), None)
        candidate = next((found for found in by_rule if isinstance(found, Candidate)), None)
        sheets = (
            bool(evidence.documents)
            and len(evidence.documents) == 1
            and all(map(is_sheet, evidence.documents.values()))
        )
        if request is not None and (candidate is not None or gap is not None):
            return candidate or gap
        if not sheets and request is not None and request.kind not in _ALSO_LEARNT:
            return None
        if not sheets:
            answer = candidate or gap or ask_back(evidence) or self._from_paper(evidence)
            return _with_notice(evidence, answer) if isinstance(answer, Candidate) else answer
        if gap is not None:
            return gap
        if request is not None and request.kind in _NEVER_LEARNT:
            return Gap(_UNCLEAR)
        found = self._best(evidence)
        if isinstance(found, Gap):
            return found
        if found and request and request.kind is Kind.PLACED and found.reading.program.position == "nth":
            return Gap(_UNCLEAR)  # the second row is not the second highest
        answer = render(found.document, found.reading.program, found.reading.probability) if found else None
        if answer is not None and answer.confidence >= self._threshold:
            return answer
        if candidate is not None and answer is not None and _agree(candidate, answer):
            return candidate
        return Gap(_UNCLEAR)

    def _from_paper(self, evidence: Evidence) -> Candidate | None:
        found = self._best(evidence)
        if not isinstance(found, _Found):
            return None
        program = found.reading.program
        loose = _loose_share(evidence.question, program)
        if _is_half(evidence.question, program) or set(program.items) <= set(evidence.question.years):
            return None
        is_asked = _is_superlative_asked(evidence.question, program)
        is_named = not loose and program.operation in _PLAIN and is_asked
        if found.reading.probability < (_IN_PAPER_NAMED if is_named else _IN_PAPER) or loose > _LOOSE:
            return None
        return render(found.document, found.reading.program, found.reading.probability)

    def _best(self, evidence: Evidence) -> _Found | Gap | None:
        """Return the most probable reading over the nearest tables; a Gap where none has the year."""
        asked = read_asked(evidence.question.text)
        best: _Found | None = None
        gap: Gap | None = None
        for document, table in nearest_tables(evidence):
            views, context = views_of(table), context_of(document, table)
            if not views or unknown_names(evidence.question, views[0], context):
                continue
            absent, covered = _absent(asked, views, context)
            if absent:
                name = table.label or "The table"
                gap = gap or Gap(f"{name} covers {covered}; {', '.join(absent)} is not in it.")
                continue
            programs = [program for view in views for program in programs_of(view, asked)]
            readings = load_model().readings(asked, programs)
            if readings and (best is None or readings[0].probability > best.reading.probability):
                best = _Found(document, readings[0])
        return best or gap


def _by_request(evidence: Evidence, request: Request) -> list[Candidate | Gap | None]:
    """Return what a question about a series comes to; a cell only where its labels have the telling words."""
    found = analyse(evidence)
    if found is not None:
        return [found]
    cell = TableAnswerer().propose(evidence)
    if not isinstance(cell, Candidate):
        return []
    labels = stems(" ".join(f"{c.row} {c.column}" for c in cell.cells))
    telling = {stem for stem in labels if stem in _TELLING}
    is_of_years = request.noun.startswith("year")
    return [cell] if telling or (request.kind in _ALSO_LEARNT and not is_of_years) else []


def _with_notice(evidence: Evidence, answer: Candidate) -> Candidate:
    notice = conflict_notice(evidence, answer)
    return replace(answer, notices=(*answer.notices, notice)) if notice else answer


def _absent(asked: Asked, views: tuple[View, ...], context: frozenset[str]) -> tuple[list[str], str]:
    """Return the years that a table lacks: by rows where these are dated, else by columns."""
    for view in views:
        absent, covered = absent_years(asked, view, context)
        if covered:
            return absent, covered
    return [], ""


def _agree(a: Candidate, b: Candidate) -> bool:
    return sorted(map(str.casefold, a.values)) == sorted(map(str.casefold, b.values))


def _loose_share(question: Question, program: Program) -> float:
    """Share of the question's words that the table does not account for; 1 if one of them must be.

    A name or number must be, and a word that the reading has the opposite of. Also 1 where labels and caption
    account for fewer than two: one word in common says little.
    """
    view = program.view
    used: set[str] = set()
    for column in {c for c, _ in program.operands} | program.base.columns | {program.sorted_by or 0}:
        used |= set(view.columns[column].tokens)
    for row in program.rows[:50]:
        used |= set(tokens(view.columns[0].texts[row]))
    used |= set(tokens(f"{view.table.label} {view.table.caption}"))
    labels = frozenset(used)
    for column, row in program.operands:
        used |= set(tokens(view.columns[column].texts[row]))
    for column in program.base.columns:
        used |= {t for row in program.base.rows[:50] for t in tokens(view.columns[column].texts[row])}
    asked = {w.stem for w in question.content} - operation_stems(question.text) - FRAME
    if sum(any(similarity(stem, label) for label in labels) for stem in asked) < _FEWEST_NAMED:
        return 1.0
    loose = {stem for stem in asked if not any(similarity(stem, known) for known in used)}
    if any(must_be_explained(stem, question) or _is_other(stem, used) for stem in loose):
        return 1.0
    return len(loose) / max(1, len(asked))


def _is_superlative_asked(question: Question, program: Program) -> bool:
    """Whether a question asks for the extreme that a reading takes, with most words of its column."""
    if program.position and question.operation not in _SUPERLATIVES:
        return False
    if program.sorted_by is None:
        return True
    header = [t for t in program.view.columns[program.sorted_by].tokens if t[:1].isalpha()]
    asked = {w.stem for w in question.content}
    named = sum(any(similarity(t, stem) for stem in asked) for t in header)
    return named >= _MIN_SORTED * len(header)


def _is_half(question: Question, program: Program) -> bool:
    """Whether a reading only looks up where the question asks for arithmetic that its labels do not name."""
    if question.operation is None or program.operation not in ("cells", "number") or program.position:
        return False
    labels = {t for column, _ in program.operands for t in program.view.columns[column].tokens}
    asked = {w.stem for w in question.content} & operation_stems(question.text)
    return bool(asked - labels)


def _is_other(stem: str, used: set[str]) -> bool:
    """Whether the table's reading has the opposite of a word that the question has."""
    return bool(opposites_of(stem) & used)
