"""The field's file formats: BEIR, TREC, SQuAD and CSV, read and written."""

from pathlib import Path

from cbm_qa.evaluate.formats.beir import BeirSet, read_beir, write_beir
from cbm_qa.evaluate.formats.sheet import read_csv, write_csv
from cbm_qa.evaluate.formats.squad import SquadParagraph, read_squad, write_predictions, write_squad
from cbm_qa.evaluate.formats.trec import read_qrels, read_rankings, write_qrels, write_rankings
from cbm_qa.evaluate.questions import Question, read_questions

__all__ = [
    "BeirSet",
    "SquadParagraph",
    "read_any",
    "read_beir",
    "read_csv",
    "read_qrels",
    "read_rankings",
    "read_squad",
    "write_beir",
    "write_csv",
    "write_predictions",
    "write_qrels",
    "write_rankings",
    "write_squad",
]


def read_any(path: Path) -> tuple[Question, ...]:
    """Return the questions of a file by its ending: .csv and .tsv, .json (SQuAD), else JSON lines.

    Raises:
        QuestionSetError: The file cannot be read or breaks its format.
    """
    if path.suffix in (".csv", ".tsv"):
        return read_csv(path)
    if path.suffix == ".json":
        return read_squad(path)[1]
    return read_questions(path)
