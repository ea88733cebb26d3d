"""Two runs over the same questions, side by side."""

from dataclasses import dataclass

from cbm_qa.evaluate.intervals import Difference, difference
from cbm_qa.evaluate.measures import MEASURES
from cbm_qa.evaluate.provenance import Provenance
from cbm_qa.evaluate.run import Row, Run
from cbm_qa.evaluate.summary import failure_reasons


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two runs, over the questions that both were asked.

    Attributes:
        before: What made the older run.
        n: Questions compared: same id, and nothing in them changed.
        left_out: Questions of the newer run that the older one lacks or was asked otherwise.
        differences: By the name of each measure that was concerned.
        gained: Pairs (before, after) that fell short before and no longer do.
        lost: Pairs that were right before and now fall short.
        reworded: Pairs judged alike in which the answer is another.
    """

    before: Provenance
    n: int
    left_out: int
    differences: dict[str, Difference]
    gained: tuple[tuple[Row, Row], ...]
    lost: tuple[tuple[Row, Row], ...]
    reworded: tuple[tuple[Row, Row], ...] = ()


def compare_runs(before: Run, after: Run) -> Comparison:
    """Pair two runs question by question, in the order of the newer one."""
    older = {row.question.id: row for row in before.rows}
    pairs = [
        (older[row.question.id], row)
        for row in after.rows
        if row.question.id in older and older[row.question.id].question == row.question
    ]
    old = Run(before.provenance, tuple(pair[0] for pair in pairs))
    new = Run(after.provenance, tuple(pair[1] for pair in pairs))
    compared = {str(m): difference(m, old.observed(m), new.observed(m)) for m in MEASURES}
    return Comparison(
        before=before.provenance,
        n=len(pairs),
        left_out=len(after.rows) - len(pairs),
        differences={name: found for name, found in compared.items() if found.n},
        gained=tuple((a, b) for a, b in pairs if failure_reasons(a) and not failure_reasons(b)),
        lost=tuple((a, b) for a, b in pairs if not failure_reasons(a) and failure_reasons(b)),
        reworded=tuple(
            (a, b)
            for a, b in pairs
            if bool(failure_reasons(a)) == bool(failure_reasons(b))
            and a.answer.get("answer") != b.answer.get("answer")
        ),
    )
