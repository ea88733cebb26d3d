"""A run in the formats of other tools."""

from collections.abc import Sequence
from pathlib import Path

from cbm_qa.evaluate.formats.beir import BeirSet, write_beir
from cbm_qa.evaluate.formats.sheet import write_csv
from cbm_qa.evaluate.formats.squad import write_predictions
from cbm_qa.evaluate.formats.trec import write_qrels, write_rankings
from cbm_qa.evaluate.run import Run
from cbm_qa.model import Passage


def export_run(run: Run, passages: Sequence[Passage], folder: Path) -> tuple[str, ...]:
    """Write a run so that trec_eval, BEIR's and SQuAD's scorers, and a spreadsheet can read it.

    Args:
        run: What is exported.
        passages: Of the index; without any, no BEIR folder is written.
        folder: Made if need be.

    Returns:
        What was written, by name: questions.csv and predictions.json, and for questions with known
        evidence qrels.trec, run.trec and beir/.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "questions.csv", [row.question for row in run.rows])
    write_predictions(folder / "predictions.json", run)
    judged = [row for row in run.rows if row.relevant and row.ranking is not None]
    written = ["questions.csv", "predictions.json"]
    if judged:
        qrels = {row.question.id: dict.fromkeys(row.relevant, 1) for row in judged}
        write_qrels(folder / "qrels.trec", qrels)
        write_rankings(folder / "run.trec", {row.question.id: row.ranking or () for row in judged})
        written += ["qrels.trec", "run.trec"]
        if passages:
            corpus = {passage.id: ("", passage.embedded) for passage in passages}
            queries = {row.question.id: row.question.question for row in judged}
            write_beir(folder / "beir", BeirSet(corpus, queries, qrels))
            written.append("beir")
    return tuple(written)
