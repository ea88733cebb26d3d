"""A paper read as a careful referee reads it: what does not hold together, with quotes and reasons."""

from cbm_qa.audit.check import Check
from cbm_qa.audit.checks import CHECKS
from cbm_qa.audit.finding import Audit, Finding, Part, Severity, SourceVerdict, Verdict
from cbm_qa.audit.paper import Paper
from cbm_qa.audit.runner import audit, audit_index

__all__ = [
    "CHECKS",
    "Audit",
    "Check",
    "Finding",
    "Paper",
    "Part",
    "Severity",
    "SourceVerdict",
    "Verdict",
    "audit",
    "audit_index",
]
