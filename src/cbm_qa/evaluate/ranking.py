"""Scoring any system's ranking against judgements, by ir_measures."""

from collections.abc import Mapping, Sequence

import numpy as np

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate.intervals import Estimate, estimate
from cbm_qa.evaluate.measures import NDCG

RANKING_MEASURES = ("nDCG@10", "R@5", "R@100", "AP", "RR", "P@10")
"""What is reported of a ranking, in the names of ir_measures."""


def score_rankings(
    qrels: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[tuple[str, float]]]
) -> dict[str, Estimate]:
    """Return the mean of each measure over the judged queries, with its interval.

    A judged query without a ranking counts 0; a ranking of an unjudged query is left out. As in
    trec_eval a document without judgement is not relevant, and queries without any relevant
    document are left out.

    Args:
        qrels: By query and document, more than 0 for relevant.
        rankings: By query, documents with scores.

    Raises:
        QuestionSetError: No query has a relevant document.
    """
    from ir_measures import iter_calc, parse_measure

    judged = {query: dict(docs) for query, docs in qrels.items() if any(r > 0 for r in docs.values())}
    if not judged:
        raise QuestionSetError("no query has a relevant document", hint="give judgements above 0")
    numbers = {query: n for n, query in enumerate(judged)}
    given = {query: dict(rankings[query]) for query in judged if rankings.get(query)}
    measures = {parse_measure(name): name for name in RANKING_MEASURES}
    values = {name: np.zeros(len(judged)) for name in RANKING_MEASURES}
    if given:
        for found in iter_calc(list(measures), judged, given):
            values[measures[found.measure]][numbers[found.query_id]] = found.value
    ones = np.ones(len(judged))
    # A mean over queries is a share with one possible each, whatever the measure.
    return {name: estimate(NDCG(10), np.column_stack([column, ones])) for name, column in values.items()}
