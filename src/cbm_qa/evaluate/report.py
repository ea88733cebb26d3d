"""A run as text tables, which the terminal and Markdown print, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cbm_qa.evaluate.baseline import Baseline
from cbm_qa.evaluate.compare import Comparison
from cbm_qa.evaluate.gate import Verdict
from cbm_qa.evaluate.intervals import Estimate
from cbm_qa.evaluate.measures import MEASURES
from cbm_qa.evaluate.questions import question_to_json
from cbm_qa.evaluate.ranking import score_rankings
from cbm_qa.evaluate.run import Row
from cbm_qa.evaluate.summary import Failure, GroupLine, Part, Summary

_NOTHING = "–"
_GIVEN_CHARS = 320
_UNITS = {str(measure): measure.unit for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of printed cells; the first column is text, the others are figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One failure as it is printed: a heading, then labelled lines."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def summary_tables(summary: Summary) -> tuple[TextTable, ...]:
    """Return tables of kinds and languages for each split, then one of all measures, a column a split."""
    header = ("measure", *(f"{part.split} (n = {part.n})" for part in summary.parts))
    names = [str(m) for m in MEASURES if any(part.totals[str(m)].n for part in summary.parts)]
    rows = tuple(
        (_with_unit(name), *(_with_interval(name, part.totals[name]) for part in summary.parts))
        for name in names
    )
    totals = TextTable("measures, shares in %: figure [95 % interval] (questions concerned)", header, rows)
    return (*(table for part in summary.parts for table in _group_tables(part)), totals)


def comparison_table(comparison: Comparison) -> TextTable:
    """Return the table of measures before and after, with the interval and p of the difference."""
    rows = []
    for name, d in comparison.differences.items():
        change = _NOTHING
        if d.before is not None and d.after is not None and d.low is not None and d.high is not None:
            gap, low, high = (_number(name, x, signed=True) for x in (d.after - d.before, d.low, d.high))
            change = f"{gap} [{low}, {high}]"
        rows.append((_with_unit(name), _figure(name, d.before), _figure(name, d.after), change, _chance(d.p)))
    title = f"compared with the run of {comparison.before.created} (n = {comparison.n})"
    if comparison.left_out:
        title += f"; {comparison.left_out} not in it or changed since"
    return TextTable(title, ("measure", "before", "after", "difference", "p"), tuple(rows))


def scores_table(
    qrels: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[tuple[str, float]]]
) -> TextTable:
    """Return the measures of a ranking by judgements, in the names of ir_measures."""
    rows = tuple(
        (name, f"{found.value:.4f}", f"{found.low:.4f} to {found.high:.4f}", str(found.n))
        for name, found in score_rankings(qrels, rankings).items()
    )
    return TextTable("ranking", ("measure", "mean", "95 % interval", "queries"), rows)


def gate_table(verdicts: Sequence[Verdict], baseline: Baseline) -> TextTable:
    """Return the table of a gate: each measure at the baseline and now, and whether it passes."""
    rows = []
    for verdict in verdicts:
        d = verdict.difference
        allowed = "promise" if verdict.promise else _chance(d.p)
        verdict_text = "FALLEN" if verdict.failed else "ok"
        rows.append(
            (
                verdict.measure,
                _figure(verdict.measure, d.before),
                _figure(verdict.measure, d.after),
                allowed,
                verdict_text,
            )
        )
    failed = sum(verdict.failed for verdict in verdicts)
    title = f"gate, {len(baseline.digests)} questions: " + (
        f"{failed} measures fell beyond noise" if failed else "nothing fell beyond noise"
    )
    header = ("measure", f"baseline {baseline.provenance.created[:10]}", "now", "p", "verdict")
    return TextTable(title, header, tuple(rows))


def failure_entries(failures: Sequence[Failure]) -> tuple[Entry, ...]:
    """Return each failure as it is printed: what was asked, expected, given and cited."""
    return tuple(_entry(failure.row, failure.reasons) for failure in failures)


def change_lines(comparison: Comparison) -> tuple[str, ...]:
    """Return a line for each question that turned right or wrong between the runs."""
    gained = (f"now right: {_name(after)}" for _, after in comparison.gained)
    lost = (f"now wrong: {_name(after)}" for _, after in comparison.lost)
    return (*lost, *gained)


def report_markdown(
    summary: Summary, failures: Sequence[Failure] = (), comparison: Comparison | None = None
) -> str:
    """Return the report as Markdown, for a README or a build's log."""
    tables = [*summary_tables(summary), *([comparison_table(comparison)] if comparison else [])]
    parts = [markdown_table(table) for table in tables]
    if comparison:
        parts.append("\n".join(f"- {_escape(line)}" for line in change_lines(comparison)))
    for entry in failure_entries(failures):
        lines = "\n".join(f"- {label}: {_escape(text)}" for label, text in entry.lines)
        parts.append(f"**{_escape(entry.heading)}**\n\n{lines}")
    parts.append(f"{provenance_line(summary)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_table(table: TextTable) -> str:
    """Return a table as Markdown, its title in bold above it."""
    lines = [table.header, ("---", *("---:" for _ in table.header[1:])), *table.rows]
    body = "\n".join("| " + " | ".join(_escape(cell) for cell in line) + " |" for line in lines)
    return f"**{_escape(table.title)}**\n\n{body}"


def expected_text(row: Row) -> str:
    """Return in one line what a right answer would hold."""
    question = row.question
    if not question.answerable:
        return "an abstention"
    groups = [*([question.answers] if question.answers else []), *question.all_of]
    parts = [" and ".join(" or ".join(group) for group in groups)] if groups else []
    if question.sections:
        parts.append(f"section {' or '.join(question.sections)}")
    parts += [f"{cell.table}, {cell.row}, {cell.column}" for cell in question.cells]
    if question.references:
        parts.append(f"works {', '.join(question.references)}")
    return "; ".join(parts) or "an answer"


def report_json(
    summary: Summary, failures: Sequence[Failure] | None = None, comparison: Comparison | None = None
) -> dict[str, Any]:
    """Return the report as JSON values; shares stay in [0, 1], times in milliseconds."""
    report: dict[str, Any] = {"run": asdict(summary.provenance), "splits": [asdict(p) for p in summary.parts]}
    if failures is not None:
        report["failures"] = [_failure_json(failure) for failure in failures]
    if comparison:
        report["comparison"] = {
            "before": asdict(comparison.before),
            "n": comparison.n,
            "left_out": comparison.left_out,
            "differences": {name: asdict(found) for name, found in comparison.differences.items()},
            "now_right": [after.question.id for _, after in comparison.gained],
            "now_wrong": [after.question.id for _, after in comparison.lost],
        }
    return report


def provenance_line(summary: Summary) -> str:
    """Return one line on what made the run."""
    made = summary.provenance
    named = (("commit", made.commit), ("settings", made.settings_digest), ("index", made.index_digest))
    known = [f"{name} {value}" for name, value in named if value]
    return ", ".join([made.created, *known, made.machine])


def _group_tables(part: Part) -> list[TextTable]:
    title = f"{part.split} (n = {part.n})" + (f", {part.errors} failed" if part.errors else "")
    tables = [_group_table("kind", title, part.kinds)]
    if len(part.languages) > 1:
        tables.append(_group_table("language", f"{part.split}, by language", part.languages))
    return tables


def _group_table(what: str, title: str, lines: Sequence[GroupLine]) -> TextTable:
    rows = tuple(
        (
            line.name,
            str(line.n),
            _percent(line.accuracy),
            _percent(line.section_accuracy),
            f"{line.abstained}/{line.n}",
            _NOTHING if line.p50_ms is None else f"{line.p50_ms:.0f}",
        )
        for line in lines
    )
    return TextTable(title, (what, "n", "accuracy", "sections", "abstained", "p50 ms"), rows)


def _entry(row: Row, reasons: Sequence[str]) -> Entry:
    question = row.question
    cited = [f"{c['document']} {c['section']}" for c in row.answer.get("citations", [])]
    given = " ".join(str(row.answer.get("answer", "")).split())
    lines = [
        ("why", "; ".join(reasons)),
        *(("before", asked) for asked in question.history),
        ("asked", question.question),
        ("expected", expected_text(row)),
        ("given", given if len(given) <= _GIVEN_CHARS else given[: _GIVEN_CHARS - 1] + "…"),
        ("cited", ", ".join(dict.fromkeys(cited)) or "nothing"),
    ]
    return Entry(_name(row, with_question=False), tuple(lines))


def _failure_json(failure: Failure) -> dict[str, Any]:
    return {
        "question": question_to_json(failure.row.question),
        "reasons": list(failure.reasons),
        "answer": failure.row.answer,
    }


def _name(row: Row, *, with_question: bool = True) -> str:
    kind = f" ({row.question.kind})" if row.question.kind else ""
    return f"{row.question.id}{kind}" + (f" {row.question.question}" if with_question else "")


def _escape(text: str) -> str:
    for sign in "\\|*_<[":
        text = text.replace(sign, "\\" + sign)
    return text


def _with_interval(name: str, found: Estimate) -> str:
    if found.value is None or found.low is None or found.high is None:
        return _NOTHING
    low, high = _number(name, found.low), _number(name, found.high)
    return f"{_figure(name, found.value)} [{low}, {high}] ({found.n})"


def _with_unit(name: str) -> str:
    return f"{name}, {_UNITS[name]}" if _UNITS[name] else name


def _figure(name: str, value: float | None) -> str:
    return _NOTHING if value is None else _number(name, value)


def _number(name: str, value: float, *, signed: bool = False) -> str:
    digits = 0 if _UNITS[name] else 1
    printed = round(value if _UNITS[name] else value * 100, digits) + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{printed:+.{digits}f}" if signed else f"{printed:.{digits}f}"


def _chance(p: float | None) -> str:
    return _NOTHING if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def _percent(value: float | None) -> str:
    return _NOTHING if value is None else f"{value * 100:.1f} %"
