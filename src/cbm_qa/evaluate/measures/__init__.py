"""What is measured, one small module a group; each measure is a value that prints as its name."""

from cbm_qa.evaluate.measures.abstention import AbstainF1, AbstainPrecision, AbstainRecall, FalseAbstention
from cbm_qa.evaluate.measures.answers import AnswerAccuracy, AnswerLength, TokenF1
from cbm_qa.evaluate.measures.base import Case, Measure, Observation
from cbm_qa.evaluate.measures.citations import QuoteFidelity, ReferenceAccuracy, SectionAccuracy
from cbm_qa.evaluate.measures.figures import CellExact, NumberFidelity, loose_numbers
from cbm_qa.evaluate.measures.latency import Latency

MEASURES: tuple[Measure, ...] = (
    AnswerAccuracy(),
    TokenF1(),
    SectionAccuracy(),
    ReferenceAccuracy(),
    CellExact(),
    QuoteFidelity(),
    NumberFidelity(),
    AbstainPrecision(),
    AbstainRecall(),
    AbstainF1(),
    FalseAbstention(),
    AnswerLength(),
    Latency(50),
    Latency(95),
)
"""Every measure of a run, in the order reports print them."""

__all__ = [
    "MEASURES",
    "AbstainF1",
    "AbstainPrecision",
    "AbstainRecall",
    "AnswerAccuracy",
    "AnswerLength",
    "Case",
    "CellExact",
    "FalseAbstention",
    "Latency",
    "Measure",
    "NumberFidelity",
    "Observation",
    "QuoteFidelity",
    "ReferenceAccuracy",
    "SectionAccuracy",
    "TokenF1",
    "loose_numbers",
]
