"""The same quantity given with different values: in two sentences, a sentence and a table, two tables."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import regex

from cbm_qa.answer.words import stems
from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import Column, columns_of, head_span, name_of, row_year, step_of
from cbm_qa.audit.figures import Figure, find_figures, without_figures, years_in
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare
from cbm_qa.model import Cell, Table

_NAME = "quantity-differs"
# Words that report a figure and change nothing about what it is a figure of.
_REPORTING = stems(
    "reach reached amount amounted total totalled totaled stood stand constituted constitute "
    "comprised comprise equal "
    "equalled recorded record was were be value volume figure level overall approximately about "
    "around nearly almost "
    "roughly more less than over estimated according data show shows showed indicate indicates year "
    "result results "
    "found find reported report reports respectively exceed exceeded exceeding up total include "
    "included includes "
    "particular particularly also however thus therefore moreover furthermore recent example "
    "instance addition"
)
_RIVAL_WORDS = """
export | import | male men boys | female women girls | first | second | third | increase rise growth
decrease decline fall | before baseline pre | after post follow | control placebo | treatment intervention
minimum lowest | maximum highest | mean average | median | train training | test testing | north northern
south southern | east eastern | west western | urban | rural | inflow | outflow | january | february | march
april | may | june | july | august | september | october | november | december | annual yearly | monthly
quarter | half | gross | net | imported | exported | planned expected | actual | domestic | foreign
"""
# Two clauses of which one has a word of such a group, and the other none, are about different things.
_RIVALS = tuple(map(stems, regex.split(r"[|\n]", _RIVAL_WORDS.strip())))
_CUT = regex.compile(
    r"[;:]\s|,\s(?:while|whereas|but|and)\s|,\s((?:of )?which|where|who|\p{L}{3,}ing|"
    r"less than|more than|so)\s"
)
_MIN_SHARED = 3
_ALIKE = 0.75


def _quantities(paper: Paper) -> Iterator[Finding]:
    yield from _in_text(paper)
    yield from _text_and_table(paper)
    yield from _in_tables(paper)


def _in_text(paper: Paper) -> Iterator[Finding]:
    stated = [(s, f) for s in paper.statements for f in find_figures(bare(s))]
    lone = {s.span: sum(1 for t, _ in stated if t is s) for s, _ in stated}
    told: set[tuple[int, int]] = set()
    for (a, x), (b, y) in combinations(stated, 2):
        pair = (a.span.start, b.span.start)
        if a is b or pair in told or not _comparable(x, y) or lone[a.span] > 3 or lone[b.span] > 3:
            continue
        if a.references and b.references and not set(a.references) & set(b.references):
            continue  # what one work found, and what another
        alike = _same_subject(_clause(bare(a), x), _clause(bare(b), y), counted=x.unit)
        if alike and not x.agrees_with(y.value, y.step) and not y.agrees_with(x.value, x.step):
            told.add(pair)
            yield _differ(paper, a, x, b, y, alike)


def _comparable(x: Figure, y: Figure) -> bool:
    return (
        x.unit == y.unit
        and x.role == y.role == "level"  # the ends of a range, and steps, belong to more than one figure
        and x.year == y.year
        and not (x.is_bound and y.is_bound)
        and x.value != y.value
        and Decimal("0.2") < abs(x.value / y.value if y.value else Decimal(0)) < 5
    )


def _clause(text: str, figure: Figure) -> str:
    """Return the part of a sentence that a figure belongs to, itself and other figures left out.

    A clause that hangs on another (", which cost 3 million") does not say of what the figure is: "".
    """
    cuts = [(m.end(), bool(m[1])) for m in _CUT.finditer(text)]
    start, hangs = max(((c, h) for c, h in cuts if c <= figure.start), default=(0, False))
    end = min((c for c, _ in cuts if c > figure.end), default=len(text))
    return "" if hangs else without_figures(text[start:end])


def _same_subject(a: str, b: str, *, counted: str) -> float:
    """Return how sure it is that two clauses are about one quantity; 0 where they are not."""
    first, second = ({s for s in stems(t) - _REPORTING if not s[0].isdigit()} for t in (a, b))
    shared = first & second
    if len(shared) < _MIN_SHARED + (counted.isalpha() and len(counted) > 3):
        return 0.0
    if any(bool(rival & first) != bool(rival & second) for rival in _RIVALS):
        return 0.0
    names = [set(regex.findall(r"(?<=[\p{Ll},] )\p{Lu}[\p{L}-]+", t)) for t in (a, b)]
    if names[0] ^ names[1] and not (names[0] <= names[1] or names[1] <= names[0]):
        return 0.0
    union = first | second
    score = len(shared) / len(union)
    narrower = len(shared) / min(len(first), len(second))
    if score >= _ALIKE:
        return 0.85
    return 0.65 if narrower >= 0.9 and score >= 0.55 and len(shared) >= _MIN_SHARED + 1 else 0.0


def _differ(paper: Paper, a: Statement, x: Figure, b: Statement, y: Figure, sure: float) -> Finding:
    first, second = bare(a)[x.start : x.end].strip(), bare(b)[y.start : y.end].strip()
    when = f" for {x.year}" if x.year else ""
    return paper.finding(
        _NAME,
        Severity.HIGH if sure > 0.8 else Severity.MEDIUM,
        sure,
        f"the same quantity is {first} in one place and {second} in another{when}",
        a.span,
        b.span,
        reason="same unit, same year and nearly the same words around the figure",
    )


def _text_and_table(paper: Paper) -> Iterator[Finding]:
    for table in paper.document.tables:
        columns = columns_of(table)
        for statement in paper.statements:
            text = bare(statement)
            for figure in find_figures(text):
                cell = _cell_for(table, columns, text, figure)
                if cell is not None and _contradicts(figure, cell):
                    yield _against_table(paper, statement, text[figure.start : figure.end], table, cell)


def _cell_for(table: Table, columns: tuple[Column, ...], text: str, figure: Figure) -> Cell | None:
    """Return the one cell that a sentence's figure is about: its year's row, and a column it names."""
    if figure.role == "by" or figure.year is None or len(set(years_in(text))) > 2:
        return None
    rows = [n for n in range(len(table.rows)) if row_year(table, n) == figure.year]
    if len(rows) != 1:
        return None
    said = stems(_clause(text, figure)) | stems(text[: figure.start].rsplit(";", 1)[-1])
    named = [c for c in columns if len(c.words) >= 2 and c.words <= said and _unit_of(c.unit) == figure.unit]
    longest = max((len(c.words) for c in named), default=0)
    best = [c for c in named if len(c.words) == longest]
    if (
        len(best) != 1
        or len(said - best[0].words - _REPORTING - stems(table.caption)) > len(best[0].words) + 6
    ):
        return None
    return best[0].cells.get(rows[0])


def _unit_of(unit: str | None) -> str:
    figures = find_figures(f"of 1 {unit}") if unit else ()
    return figures[0].unit if figures else ""


def _scaled(cell: Cell) -> tuple[Decimal, Decimal]:
    """Return the value of a cell with the scale of its unit, and the step of its last digit."""
    figures = find_figures(f"of 1 {cell.unit}") if cell.unit else ()
    factor = figures[0].value if figures else Decimal(1)
    value = cell.value if cell.value is not None else Decimal(0)
    return value * factor, step_of(cell) * factor


def _contradicts(figure: Figure, cell: Cell) -> bool:
    value, step = _scaled(cell)
    if figure.agrees_with(value, step) or not value:
        return False
    return Decimal("0.3") < abs(figure.value / value) < 3


def _against_table(paper: Paper, statement: Statement, said: str, table: Table, cell: Cell) -> Finding:
    row = table.row_spans[cell.row_index]
    unit = f" {cell.unit}" if cell.unit and cell.unit not in cell.text else ""
    return paper.finding(
        _NAME,
        Severity.HIGH,
        0.8,
        f"the text says {said.strip()}, {name_of(table)} {cell.text}{unit} (row {cell.row}, “{cell.column}”)",
        statement.span,
        head_span(paper.document.text, table),
        row,
        reason="the sentence names the row's year and every word of the column's header",
    )


def _in_tables(paper: Paper) -> Iterator[Finding]:
    for a, b in combinations(paper.document.tables, 2):
        pairs = [
            (x.cells[r], y.cells[q])
            for x in columns_of(a)
            for y in columns_of(b)
            if _same_column(x, y)
            for r in x.cells
            for q in y.cells
            if a.rows[r][0].strip().casefold() == b.rows[q][0].strip().casefold() != ""
        ]
        broken = [(x, y) for x, y in pairs if not _same_value(x, y)]
        if len(pairs) >= 3 and 3 * len(broken) <= len(pairs):
            for x, y in broken:
                yield paper.finding(
                    _NAME,
                    Severity.HIGH,
                    0.85,
                    f"{name_of(a)} says {x.text}, {name_of(b)} {y.text} (row {x.row}, “{x.column}”)",
                    head_span(paper.document.text, a),
                    a.row_spans[x.row_index],
                    head_span(paper.document.text, b),
                    b.row_spans[y.row_index],
                    reason=f"the two tables agree on {len(pairs) - len(broken)} of {len(pairs)} such cells",
                )


def _same_column(x: Column, y: Column) -> bool:
    return x.words == y.words and len(x.words) >= 1 and _unit_of(x.unit) == _unit_of(y.unit)


def _same_value(x: Cell, y: Cell) -> bool:
    (a, step_a), (b, step_b) = _scaled(x), _scaled(y)
    return abs(a - b) <= max(step_a, step_b) / 2 if step_a != step_b else a == b


QUANTITIES = Check(
    _NAME,
    "One quantity, different values",
    "Figures of one unit, year and subject are compared: between sentences, with tables, between tables.",
    _quantities,
)
