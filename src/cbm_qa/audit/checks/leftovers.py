"""What was left behind by writing and editing: doubled words, placeholders, open brackets."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper

_NAME = "leftover"
_DOUBLED = regex.compile(
    r"(?<![\p{L}\d’'-])(the|a|an|of|in|to|and|for|with|on|by|from|is|are|was|were|be|as|at|or|it|this|"
    r"these|we|our|"
    r"their|its|which|not|has|have|will|can|between|through|into)\s+\1(?![\p{L}\d’'-]|\.\p{L})"
)
_FINE = regex.compile(r"\b(?:is is|on on)\b|\bA a\b")
# "They came in in the evening."
_PHRASAL = regex.compile(r"\b(?:c[oa]me|coming|log\w*|check\w*|fill\w*|turn\w*|set|go\w*|carr\w+|mov\w+)\s$")
_PLACEHOLDER = regex.compile(
    r"\bTODO\b|\bTBD\b|\bFIXME\b|\bXXX+\b|\?\?+(?=\W)|\[citation needed\]|\[(?:ref|REF|cite|\?)\]|"
    r"Error! (?:Reference|Bookmark)[^.]*|\[insert[^\]]*\]|<insert[^>]*>",
    regex.I,
)


def _leftovers(paper: Paper) -> Iterator[Finding]:
    for statement in paper.statements:
        doubled = _DOUBLED.search(statement.text)
        if (
            doubled
            and not _FINE.search(doubled[0])
            and not _PHRASAL.search(statement.text[: doubled.start()])
        ):
            yield paper.finding(
                _NAME,
                Severity.LOW,
                0.9,
                f"“{doubled[0]}”",
                statement.span,
                reason="a word stands twice in a row",
            )
        left = _PLACEHOLDER.search(statement.text)
        if left:
            yield paper.finding(
                _NAME,
                Severity.MEDIUM,
                0.85,
                f"“{left[0]}” was left in the text",
                statement.span,
                reason="a placeholder that should have been replaced",
            )


LEFTOVERS = Check(_NAME, "Left over from writing", "Doubled words and placeholders.", _leftovers)
