"""A program as an answer: one sentence, the arithmetic, and every cell it rests on."""

from dataclasses import dataclass
from decimal import Decimal

from cbm_qa.answer.cite import cite
from cbm_qa.answer.evidence import Candidate
from cbm_qa.answer.tables.programs import Program
from cbm_qa.answer.tables.values import read_value
from cbm_qa.model import AnswerKind, Calculation, Cell, CellCitation, Claim, Document, Span, Table

_SHOWN_ITEMS = 12
_SINGLE_ROWS = 4  # of more rows, those in a row are cited together
_SHOWN_OPERANDS = 60
_CELLS = frozenset({"cells", "number", "year", "stretch", "frequent"})
_PERCENT = frozenset({"change", "share", "inverse share"})
_PURE = frozenset({"ratio", "inverse ratio", "count", "kinds", "count difference", "stretch"})
_ROUNDED = _PERCENT | {"ratio", "inverse ratio", "mean"}
_WORDS = {
    "sum": "sum", "mean": "mean", "range": "highest minus lowest", "span": "last minus first",
    "difference": "difference", "later minus earlier": "change", "first minus second": "difference",
    "change": "change in percent", "ratio": "ratio", "inverse ratio": "ratio", "share": "share",
    "inverse share": "share", "count": "number of rows", "kinds": "number of different values",
    "count difference": "difference in number of rows",
}  # fmt: skip
_FORMS = {"change": "({a} - {b}) / {b} × 100 %", "ratio": "({a} / {b})", "share": "{a} / {b} × 100 %"}
_POSITIONS = {
    "first": "first row", "last": "last row", "next": "next row", "previous": "row before",
    "nth": "row asked for",
    "max": "highest", "min": "lowest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cell of a program stands in the printed table; row -1 is the header."""

    row: int
    column: int


def render(document: Document, program: Program, probability: float) -> Candidate | None:
    """Return the answer that a program makes; None where its cells are in different units."""
    table = program.view.table
    places = _places(program)
    cells = _typed(table)
    units = {c.unit for p in places if (c := cells.get((p.row, p.column))) and c.unit and c.value is not None}
    is_computed = program.value is not None and program.operation not in _CELLS
    if is_computed and program.operation not in _PURE and len(units) > 1:
        return None
    unit = _unit(program, units)
    label = table.label or "the table"
    calculation = _calculation(program, unit)
    runs = _runs(table, {p.row for p in places}, calculation)
    markers = {row: n for n, run in enumerate(runs, 1) for row in run}
    kind = (
        AnswerKind.CALCULATION
        if calculation
        else AnswerKind.LIST
        if len(program.items) > 1
        else AnswerKind.TABLE
    )
    missing = [p for p in places if (c := cells.get((p.row, p.column))) and c.missing]
    return Candidate(
        kind=kind,
        confidence=probability,
        claims=(Claim(_sentence(program, label, unit), tuple(range(1, len(runs) + 1))),),
        citations=tuple(cite(document, _lines(document, table, run), n) for n, run in enumerate(runs, 1)),
        values=program.items,
        cells=tuple(
            _cite_cell(table, label, p, cells.get((p.row, p.column)), markers[p.row]) for p in places
        ),
        calculation=calculation,
        notices=(f"{label} has no value in {len(missing)} of the cells concerned.",) if missing else (),
    )


def _places(program: Program) -> list[_Place]:
    """Return every cell that counts, in print order of use, each once."""
    view = program.view
    used = list(program.operands)
    if program.sorted_by is not None:
        used += [(program.sorted_by, row) for row in program.base.rows[:_SHOWN_OPERANDS]]
    used += [
        (column, row) for row in program.rows[:_SHOWN_OPERANDS] for column in sorted(program.base.columns)
    ]
    if program.position in ("next", "previous"):
        used += [(column, row) for row in program.base.rows for column in sorted(program.base.columns)]
    places = dict.fromkeys(view.place(column, row) for column, row in used)
    return [_Place(row, column) for row, column in places]


def _typed(table: Table) -> dict[tuple[int, int], Cell]:
    return {(c.row_index, c.column_index): c for c in table.cells}


def _cite_cell(table: Table, label: str, place: _Place, cell: Cell | None, marker: int) -> CellCitation:
    if cell is not None:
        return CellCitation(label, cell.row, cell.column, cell.text, cell.value, cell.unit, marker)
    header = table.header[place.column]
    text = table.rows[place.row][place.column] if place.row >= 0 else header
    row = table.rows[place.row][0] if place.row >= 0 else table.header[0]
    value = read_value(text)
    whole = value.number if value.number is not None and str(value.number) == text.strip() else None
    return CellCitation(label, row, header, text, whole, None, marker)


def _runs(table: Table, rows: set[int], calculation: Calculation | None) -> list[list[int]]:
    """Return the rows to cite, each by itself where they are few, else those in a row together.

    The header is cited, too, where a whole result would else stand beside a row that begins with a figure:
    readers and programs should not take both for one number.
    """
    ordered = sorted(rows)
    if calculation and ordered[0] >= 0 and table.rows[ordered[0]][0][:1].isdigit():
        ordered = [-1, *ordered]
    runs: list[list[int]] = []
    for row in ordered:
        if runs and len(rows) > _SINGLE_ROWS and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _lines(document: Document, table: Table, run: list[int]) -> Span:
    first, last = _line(document, table, run[0]), _line(document, table, run[-1])
    return Span(first.start, last.end)


def _line(document: Document, table: Table, row: int) -> Span:
    """Return where a row stands; the header is the line before the first row."""
    if row >= 0:
        return table.row_spans[row]
    line = "\t".join(table.header)
    start = document.text.rfind(line, 0, table.row_spans[0].start) if line.strip() else -1
    return Span(start, start + len(line)) if start >= 0 else table.row_spans[0]


def _unit(program: Program, units: set[str]) -> str | None:
    if program.operation in _PERCENT:
        return "%"
    if program.operation in _PURE or len(units) != 1:
        return None
    unit = next(iter(units))
    is_difference = program.operation in (
        "difference",
        "later minus earlier",
        "first minus second",
        "range",
        "span",
    )
    return "percentage points" if unit == "%" and is_difference else unit


def _calculation(program: Program, unit: str | None) -> Calculation | None:
    view = program.view
    if program.value is not None and program.operation not in ("number", "year"):
        return Calculation(_expression(program), Decimal(program.items[0]), unit)
    if program.position in ("max", "min") and program.sorted_by is not None:
        column = view.columns[program.sorted_by]
        shown = [
            column.values[row].number for row in program.base.rows if column.values[row].number is not None
        ]
        best = column.values[program.rows[0]].number
        if column.is_number and not column.is_date and best is not None and len(shown) <= _SHOWN_OPERANDS:
            return Calculation(f"{program.position}({', '.join(map(str, shown))})", best, None)
    return None


def _expression(program: Program) -> str:
    view = program.view
    if program.operation == "stretch":
        column, row = program.operands[0]
        start, end = view.columns[column].values[row].years or (0, 0)
        return f"({end} - {start})"
    if program.operation in ("count", "kinds", "count difference"):
        texts = [view.columns[c].texts[r] or "–" for c, r in program.operands[:_SHOWN_OPERANDS]]
        return f"count({'; '.join(texts)}{'; ...' if len(program.operands) > _SHOWN_OPERANDS else ''})"
    numbers = [n for c, r in program.operands if (n := view.columns[c].values[r].number) is not None]
    if program.operation in ("sum", "mean"):
        total = f"({' + '.join(map(_bracketed, numbers))})"
        return f"({total} / {len(numbers)})" if program.operation == "mean" else total
    first, last = numbers[0], numbers[-1]
    if program.operation == "range":
        first, last = max(numbers), min(numbers)
    elif program.operation == "difference" or program.operation.startswith("inverse"):
        is_turned = program.operation != "difference" or first < last
        first, last = (last, first) if is_turned else (first, last)
    form = _FORMS.get(program.operation.removeprefix("inverse "), "({a} - {b})")
    return form.format(a=_bracketed(first), b=_bracketed(last))


def _bracketed(number: Decimal) -> str:
    return f"({number})" if number < 0 else str(number)


def _sentence(program: Program, label: str, unit: str | None) -> str:
    shown = "; ".join(program.items[:_SHOWN_ITEMS])
    if len(program.items) > _SHOWN_ITEMS:
        shown += "; ..."
    column = program.view.columns[program.column].header if program.column is not None else ""
    if program.value is not None and unit and unit not in shown:
        shown += "%" if unit == "%" else f" {unit}"
    if program.operation in _WORDS:
        of = f" of {column}" if column and program.operation not in ("count", "count difference") else ""
        end = ", rounded" if program.operation in _ROUNDED else ""
        return f"{shown} ({_WORDS[program.operation]}{of}, {label}{end})."
    where = _where(program)
    return f"{shown} ({', '.join(part for part in (column, where, label) if part)})."


def _where(program: Program) -> str:
    """Say which row the cells are from."""
    view = program.view
    if program.operation == "frequent":
        return "the most frequent value" if program.position == "max" else "the least frequent value"
    if program.sorted_by is not None:
        return f"{_POSITIONS[program.position]} {view.columns[program.sorted_by].header}".strip()
    if program.position:
        return _POSITIONS[program.position]
    names = [view.columns[0].texts[row] for row in program.rows] if program.column else []
    return f"row {names[0]}" if len(names) == 1 and names[0] else ""
