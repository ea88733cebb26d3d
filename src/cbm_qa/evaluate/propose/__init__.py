"""A first question set for new documents: proposed by rules, accepted or corrected by a person."""

from cbm_qa.evaluate.propose.proposals import propose_questions
from cbm_qa.evaluate.propose.review import ReviewFile, correct, expected_line, review_proposals

__all__ = ["ReviewFile", "correct", "expected_line", "propose_questions", "review_proposals"]
