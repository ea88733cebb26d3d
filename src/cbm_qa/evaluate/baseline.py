"""A recorded baseline: a fixed short list of questions, and what was observed of each measure."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate.measures import (
    NDCG,
    AbstainRecall,
    AnswerAccuracy,
    CellExact,
    CitationPrecision,
    CitationRecall,
    FalseAbstention,
    Measure,
    NumberFidelity,
    Observation,
    QuoteFidelity,
    ReferenceAccuracy,
    SectionAccuracy,
)
from cbm_qa.evaluate.provenance import Provenance
from cbm_qa.evaluate.questions import Question, question_to_json
from cbm_qa.evaluate.run import Run

PROMISES: tuple[Measure, ...] = (QuoteFidelity(), NumberFidelity())
"""Held in every single answer: any fall fails, whatever chance could do."""

JUDGED: tuple[Measure, ...] = (
    AnswerAccuracy(),
    SectionAccuracy(),
    CitationPrecision(),
    CitationRecall(),
    CellExact(),
    ReferenceAccuracy(),
    AbstainRecall(),
    FalseAbstention(),
    NDCG(10),
)
"""May waver: a fall fails when the paired permutation test gives p < 0.05. Times are not judged."""

SUBSET = 80
_FORMAT = 1
_RENEW = "record it again, on purpose and with the reason in the commit: --gate FILE --renew"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a run of the fixed questions came to when the baseline was recorded.

    Attributes:
        provenance: What made that run.
        digests: Of each question, by id, in the order in which they are asked.
        observed: By id, then by measure.
    """

    provenance: Provenance
    digests: dict[str, str]
    observed: dict[str, dict[str, Observation]]

    def select(self, questions: Sequence[Question]) -> tuple[Question, ...]:
        """Return the questions of the baseline out of a set.

        Raises:
            QuestionSetError: One is missing or was changed since.
        """
        known = {question.id: question for question in questions}
        changed = [
            key for key, digest in self.digests.items() if key not in known or _digest(known[key]) != digest
        ]
        if changed:
            raise QuestionSetError(
                f"the baseline was recorded with other questions: {', '.join(changed[:5])}", hint=_RENEW
            )
        return tuple(known[key] for key in self.digests)

    def keep(self, questions: Sequence[Question]) -> tuple[Question, ...]:
        """Return the baseline's questions as they are now; those that are gone are left out."""
        return tuple(question for question in questions if question.id in self.digests)


def choose_subset(questions: Sequence[Question], size: int = SUBSET) -> tuple[Question, ...]:
    """Return about `size` questions that may be looked at, every kind in proportion (at least three).

    The same set always gives the same questions: within a kind the order is that of the ids' SHA-256.
    """
    open_ones = [question for question in questions if question.split != "test"]
    by_kind: dict[str, list[Question]] = defaultdict(list)
    for question in sorted(open_ones, key=lambda q: hashlib.sha256(q.id.encode()).digest()):
        by_kind[question.kind].append(question)
    share = min(1.0, size / len(open_ones)) if open_ones else 0.0
    chosen = {q.id for group in by_kind.values() for q in group[: max(3, round(share * len(group)))]}
    return tuple(question for question in open_ones if question.id in chosen)


def save_baseline(run: Run, path: Path) -> None:
    """Write a run as the new baseline: a figure a line above, a question a line below."""
    names = [str(measure) for measure in (*PROMISES, *JUDGED)]
    questions = {
        row.question.id: {
            "digest": _digest(row.question),
            "observed": {name: row.observed[name] for name in names if name in row.observed},
        }
        for row in run.rows
    }
    figures = {str(m): _figure(m, run) for m in (*PROMISES, *JUDGED)}
    head = {"format": _FORMAT, "run": asdict(run.provenance), "figures": figures}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in questions.items()]
    opening = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(opening + ',\n "questions": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def load_baseline(path: Path) -> Baseline:
    """Read what `save_baseline` wrote.

    Raises:
        QuestionSetError: The file cannot be read or is no baseline.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != _FORMAT:
            raise ValueError(f"format {data['format']} is not {_FORMAT}")
        rows = data["questions"]
        return Baseline(
            Provenance(**data["run"]),
            {key: row["digest"] for key, row in rows.items()},
            {
                key: {name: (float(a), float(b)) for name, (a, b) in row["observed"].items()}
                for key, row in rows.items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            f"{path} is not a baseline: {error}", hint=f"without the file, {_RENEW}"
        ) from error


def _figure(measure: Measure, run: Run) -> float | None:
    observed = run.observed(measure)
    concerned = observed[observed[:, 1] > 0]
    return round(float(measure.summarise(concerned)), 4) if len(concerned) else None


def _digest(question: Question) -> str:
    whole = json.dumps(question_to_json(question), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
