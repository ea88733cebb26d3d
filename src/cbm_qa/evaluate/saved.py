"""Runs on disk: JSON lines, what made the run first, then a line for each question."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate.provenance import Provenance
from cbm_qa.evaluate.questions import question_from_json, question_to_json
from cbm_qa.evaluate.run import Row, Run

_FORMAT = 2
_READABLE = (1, 2)


def save_run(run: Run, path: Path) -> None:
    """Write a run; folders are made, an older file is replaced at the end in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    lines = [_line(_header(run.provenance)), *(_line(row_to_json(row)) for row in run.rows)]
    draft.write_text("".join(lines), encoding="utf-8")
    draft.replace(path)


def load_run(path: Path) -> Run:
    """Read a run that `save_run` wrote.

    Raises:
        QuestionSetError: The file cannot be read or is no saved run.
    """
    try:
        # Not splitlines: a text may hold the line separators of Unicode.
        header, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line)
        return Run(_provenance(header), tuple(row_from_json(row) for row in rows))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(
            f"{path} is not a saved run: {error}", hint="save one with: cbm-qa eval SET --save FILE"
        ) from error


class RunJournal:
    """Keeps the rows of a run that is going on beside its final place, as `NAME.partial`.

    Started again for the same place, with the same code, settings, index and machine, it gives back
    the rows of the interrupted run (`continued` counts them); otherwise it starts over and drops
    them (`discarded`).
    """

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".partial")
        self.continued = 0
        self.discarded = 0

    def begin(self, provenance: Provenance) -> tuple[Provenance, Mapping[str, Row]]:
        """Return what made the kept rows and these by id, or start an empty file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        first, rows = self._read()
        if first is not None and replace(first, created="") == replace(provenance, created=""):
            self._write(first, rows)  # without a line that the interruption cut short
            self.continued = len(rows)
            return first, {row.question.id: row for row in rows}
        self.discarded = len(rows)
        self._write(provenance, [])
        return provenance, {}

    def keep(self, row: Row) -> None:
        """Append a row; it is on disk before the next question is asked."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(row_to_json(row)))

    def close(self) -> None:
        """Remove the file: the run is saved whole."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[Provenance | None, list[Row]]:
        try:
            lines = [line for line in self.path.read_text(encoding="utf-8").split("\n") if line]
            return _provenance(json.loads(lines[0])), list(_whole_rows(lines[1:]))
        except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            return None, []

    def _write(self, provenance: Provenance, rows: list[Row]) -> None:
        lines = [_line(_header(provenance)), *(_line(row_to_json(row)) for row in rows)]
        self.path.write_text("".join(lines), encoding="utf-8")


def row_to_json(row: Row) -> dict[str, Any]:
    """Return a row as JSON values."""
    return {
        "question": question_to_json(row.question),
        "answer": row.answer,
        "observed": row.observed,
        "latency_ms": round(row.latency_ms, 3),
        "error": row.error,
        "ranking": row.ranking,
        "relevant": row.relevant,
    }


def row_from_json(data: dict[str, Any]) -> Row:
    """Return the row that `row_to_json` described.

    Raises:
        KeyError, TypeError, ValueError: It is no row.
    """
    ranking = data.get("ranking")
    return Row(
        question=question_from_json(data["question"]),
        answer=data["answer"],
        observed={name: (float(a), float(b)) for name, (a, b) in data["observed"].items()},
        latency_ms=float(data["latency_ms"]),
        error=data["error"],
        ranking=None if ranking is None else tuple((str(key), float(score)) for key, score in ranking),
        relevant=tuple(data.get("relevant", ())),
    )


def _whole_rows(lines: list[str]) -> Iterator[Row]:
    for line in lines:
        try:
            yield row_from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return


def _header(provenance: Provenance) -> dict[str, Any]:
    return {"format": _FORMAT, "run": asdict(provenance)}


def _provenance(header: dict[str, Any]) -> Provenance:
    if header["format"] not in _READABLE:
        raise ValueError(f"format {header['format']} is not {_FORMAT}")
    return Provenance(**header["run"])


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"
