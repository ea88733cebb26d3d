"""A first question set for new documents: proposed by rules, accepted or corrected by a person."""

from cbm_qa.evaluate.propose.proposals import propose_questions
from cbm_qa.evaluate.propose.review import review_proposals

__all__ = ["propose_questions", "review_proposals"]
