"""What a run comes to: figures with intervals by split, a line a kind, and what went wrong."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cbm_qa.evaluate.intervals import Estimate, estimate
from cbm_qa.evaluate.measures import (
    MEASURES,
    AbstainRecall,
    AnswerAccuracy,
    CellExact,
    FalseAbstention,
    Latency,
    Measure,
    NumberFidelity,
    QuoteFidelity,
    ReferenceAccuracy,
    SectionAccuracy,
)
from cbm_qa.evaluate.provenance import Provenance
from cbm_qa.evaluate.questions import KINDS, SPLITS, Question
from cbm_qa.evaluate.run import Row, Run

UNSPLIT = "all"
"""What the part of a run without a split is called."""

_REASONS: tuple[tuple[Measure, str], ...] = (
    (FalseAbstention(), "abstained although the documents answer"),
    (AbstainRecall(), "answered although the documents do not"),
    (AnswerAccuracy(), "the expected answer is not in the text"),
    (SectionAccuracy(), "no citation to an expected section"),
    (ReferenceAccuracy(), "an expected work is not cited"),
    (CellExact(), "an expected cell is not cited as printed"),
    (QuoteFidelity(), "a quote differs from the document"),
    (NumberFidelity(), "a number stands in no evidence"),
)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The questions of one kind or language: shares in [0, 1] and milliseconds, None where not concerned."""

    name: str
    n: int
    accuracy: float | None
    section_accuracy: float | None
    abstained: int
    p50_ms: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """One split of a run, `UNSPLIT` for questions without one.

    `totals` has every measure by name, in the order of `MEASURES`; `kinds` the kinds that occur,
    in the order of `KINDS`, others after them by name; `languages` the languages, most frequent first.
    """

    split: str
    n: int
    errors: int
    totals: dict[str, Estimate]
    kinds: tuple[GroupLine, ...]
    languages: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that fell short, and in what; the reasons most important first."""

    row: Row
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in figures, its splits apart: dev before test."""

    provenance: Provenance
    parts: tuple[Part, ...]


def summarise_run(run: Run) -> Summary:
    """Return the figures of a run, split by split, so that tuned and reported questions never mix."""
    found = {row.question.split for row in run.rows}
    splits = sorted(found, key=lambda split: (*SPLITS, "").index(split))
    return Summary(run.provenance, tuple(_part(split, run.only(_of_split(split))) for split in splits))


def list_failures(run: Run) -> tuple[Failure, ...]:
    """Return the rows that fell short of any judged measure, in the order of the run."""
    failures = (Failure(row, failure_reasons(row)) for row in run.rows)
    return tuple(failure for failure in failures if failure.reasons)


def failure_reasons(row: Row) -> tuple[str, ...]:
    """Return in what a row fell short, empty for a right one.

    An abstention or a failed question gets that one reason: everything else follows from it.
    """
    if row.error:
        return (f"the question failed: {row.error}",)
    gained, _ = row.observed.get(str(FalseAbstention()), (0.0, 0.0))
    if gained:
        return (_REASONS[0][1],)
    return tuple(reason for measure, reason in _REASONS[1:] if row.fell_short(measure))


def _of_split(split: str) -> Callable[[Question], bool]:
    return lambda question: question.split == split


def _of_kind(kind: str) -> Callable[[Question], bool]:
    return lambda question: question.kind == kind


def _of_language(code: str) -> Callable[[Question], bool]:
    return lambda question: question.language == code


def _part(split: str, run: Run) -> Part:
    present = {row.question.kind for row in run.rows}
    languages = Counter(row.question.language for row in run.rows)
    order = [kind for kind in KINDS if kind in present] + sorted(present - set(KINDS))
    return Part(
        split=split or UNSPLIT,
        n=len(run.rows),
        errors=sum(bool(row.error) for row in run.rows),
        totals={str(measure): estimate(measure, run.observed(measure)) for measure in MEASURES},
        kinds=tuple(_line(kind or "(none)", run.only(_of_kind(kind))) for kind in order),
        languages=tuple(_line(code, run.only(_of_language(code))) for code, _ in languages.most_common()),
    )


def _line(name: str, rows: Run) -> GroupLine:
    return GroupLine(
        name=name,
        n=len(rows.rows),
        accuracy=_figure(AnswerAccuracy(), rows),
        section_accuracy=_figure(SectionAccuracy(), rows),
        abstained=sum(bool(row.answer.get("abstained")) for row in rows.rows),
        p50_ms=_figure(Latency(50), rows),
    )


def _figure(measure: Measure, run: Run) -> float | None:
    observed = run.observed(measure)
    concerned = observed[observed[:, 1] > 0]
    return float(measure.summarise(concerned)) if len(concerned) else None
