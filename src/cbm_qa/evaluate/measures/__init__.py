"""What is measured, one small module a group; each measure is a value that prints as its name."""

from cbm_qa.evaluate.measures.abstention import AbstainF1, AbstainPrecision, AbstainRecall, FalseAbstention
from cbm_qa.evaluate.measures.answers import AnswerAccuracy, AnswerLength, TokenF1
from cbm_qa.evaluate.measures.base import Case, Measure, Observation
from cbm_qa.evaluate.measures.citations import QuoteFidelity, ReferenceAccuracy, SectionAccuracy
from cbm_qa.evaluate.measures.confidence import AURC, ECE, Coverage, is_right
from cbm_qa.evaluate.measures.figures import CellExact, NumberFidelity, loose_numbers
from cbm_qa.evaluate.measures.grounding import CitationPrecision, CitationRecall
from cbm_qa.evaluate.measures.latency import Latency
from cbm_qa.evaluate.measures.retrieval import NDCG, Recall

MEASURES: tuple[Measure, ...] = (
    AnswerAccuracy(),
    TokenF1(),
    SectionAccuracy(),
    CitationPrecision(),
    CitationRecall(),
    ReferenceAccuracy(),
    CellExact(),
    QuoteFidelity(),
    NumberFidelity(),
    AbstainPrecision(),
    AbstainRecall(),
    AbstainF1(),
    FalseAbstention(),
    Coverage(0.95),
    AURC(),
    ECE(),
    NDCG(10),
    Recall(5),
    AnswerLength(),
    Latency(50),
    Latency(95),
    Latency(99),
)
"""Every measure of a run, in the order reports print them."""

__all__ = [
    "AURC",
    "ECE",
    "MEASURES",
    "NDCG",
    "AbstainF1",
    "AbstainPrecision",
    "AbstainRecall",
    "AnswerAccuracy",
    "AnswerLength",
    "Case",
    "CellExact",
    "CitationPrecision",
    "CitationRecall",
    "Coverage",
    "FalseAbstention",
    "Latency",
    "Measure",
    "NumberFidelity",
    "Observation",
    "QuoteFidelity",
    "Recall",
    "ReferenceAccuracy",
    "SectionAccuracy",
    "TokenF1",
    "is_right",
    "loose_numbers",
]
