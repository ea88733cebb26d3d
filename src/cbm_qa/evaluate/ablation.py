"""One table of what each part of the assistant contributes."""

from collections.abc import Sequence

from cbm_qa.evaluate.intervals import Difference, difference
from cbm_qa.evaluate.measures import (
    NDCG,
    AbstainF1,
    AnswerAccuracy,
    CellExact,
    CitationRecall,
    Latency,
    Measure,
    SectionAccuracy,
)
from cbm_qa.evaluate.report import TextTable
from cbm_qa.evaluate.run import Run

_SHOWN: tuple[Measure, ...] = (
    AnswerAccuracy(),
    SectionAccuracy(),
    CitationRecall(),
    CellExact(),
    AbstainF1(),
    NDCG(10),
    Latency(50),
)
_SURE = 0.05


def ablation_table(whole: Run, without: Sequence[tuple[str, Run]]) -> TextTable:
    """Return the main measures of a run, and how much each ablation changes them.

    Args:
        whole: The run of the complete assistant.
        without: Name and run of each ablation, over the same questions.
    """
    rows = []
    for measure in _SHOWN:
        observed = whole.observed(measure)
        changes = [difference(measure, observed, run.observed(measure)) for _, run in without]
        label = f"{measure}, {measure.unit}" if measure.unit else str(measure)
        start = next((change.before for change in changes), None)
        rows.append((label, _figure(measure, start), *(_change(measure, c) for c in changes)))
    title = f"ablations (n = {len(whole.rows)}), shares in %; * not by chance (p < {_SURE})"
    return TextTable(title, ("measure", "whole", *(name for name, _ in without)), tuple(rows))


def _change(measure: Measure, found: Difference) -> str:
    if found.before is None or found.after is None:
        return _figure(measure, found.after)
    scale, digits = (1, 0) if measure.unit else (100, 1)
    gap = round((found.after - found.before) * scale, digits) + 0.0
    star = "*" if found.p is not None and found.p < _SURE else ""
    return f"{_figure(measure, found.after)} ({gap:+.{digits}f}{star})"


def _figure(measure: Measure, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if measure.unit else f"{value * 100:.1f}"
