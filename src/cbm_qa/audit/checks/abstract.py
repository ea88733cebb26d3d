"""What the abstract promises and the body does not hold."""

from collections.abc import Iterator

import regex

from cbm_qa.answer.words import similarity, stems
from cbm_qa.audit.check import Check
from cbm_qa.audit.figures import find_figures
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement

_NAME = "abstract-only"
_METHOD = regex.compile(
    r"\b((?:\p{Ll}[\p{L}-]+ ){1,2}(?:analysis|regression|modelling|modeling|interviews|survey|test|"
    r"simulation|experiments?|classification|clustering|estimation|meta-analysis))\b"
)
_LEAD_WORDS = (
    "the a an our this of for in by and using used on with from through further detailed thorough as"
    " comprehensive careful first second recent new extensive in-depth systematic subsequent were was is"
    " are that these to such"
)
_LEAD = frozenset(_LEAD_WORDS.split())


def _abstract_only(paper: Paper) -> Iterator[Finding]:
    abstract = [s for s in paper.statements if _is_abstract(paper, s)]
    body = [s for s in paper.statements if not _is_abstract(paper, s)]
    if not abstract or len(body) < 15:
        return
    yield from _figures(paper, abstract, body)
    yield from _methods(paper, abstract, body)


def _is_abstract(paper: Paper, statement: Statement) -> bool:
    title = paper.document.section_title(statement.section).casefold()
    return "abstract" in title or title in ("summary", "аннотация", "摘要")


def _figures(paper: Paper, abstract: list[Statement], body: list[Statement]) -> Iterator[Finding]:
    """Yield figures of the abstract that neither the body nor a table gives."""
    document = paper.document
    known = [f for s in body for f in find_figures(s.text)]
    cells = [c for t in document.tables for c in t.cells if c.value is not None]
    printed = "\n".join(s.text for s in body) + "\n".join(t.span.of(document.text) for t in document.tables)
    for statement in abstract:
        for figure in find_figures(statement.text):
            shown = statement.text[figure.start : figure.end].strip()
            number = regex.search(r"\d[\d.,]*", shown)
            said = any(f.agrees_with(figure.value, figure.step) for f in known)
            in_text = number and regex.search(rf"(?<![\d.,]){regex.escape(number[0])}(?!\d)", printed)
            close = any(c.value and abs(c.value - figure.value) <= figure.step for c in cells)
            if figure.unit.isalpha() and len(figure.unit) > 3 and figure.value <= 12:
                continue  # "two groups": the body may use words
            if figure.unit == "%" and len(regex.findall(r"\d+(?:[.,]\d+)*", statement.text)) > 2:
                continue  # worked out from figures beside it
            if not (said or in_text or close):
                yield paper.finding(
                    _NAME,
                    Severity.MEDIUM,
                    0.75,
                    f"the abstract says {shown}, which the body never gives",
                    statement.span,
                    reason="neither a sentence nor a table cell has this value",
                )


def _methods(paper: Paper, abstract: list[Statement], body: list[Statement]) -> Iterator[Finding]:
    """Yield methods that the abstract names and the body never does."""
    sentences = [stems(s.text) for s in body] + [stems(s.title) for s in paper.document.sections]
    for statement in abstract:
        for match in _METHOD.finditer(statement.text):
            method = _named(match[1])
            wanted = stems(method)
            if len(wanted) < 2 or len(method.split()) < 2:
                continue
            if not any(
                all(any(similarity(w, s) for s in sentence) for w in wanted) for sentence in sentences
            ):
                yield paper.finding(
                    _NAME,
                    Severity.MEDIUM,
                    0.8,
                    f"the abstract names “{method}”, the body never does",
                    statement.span,
                    reason="no sentence or heading of the body has these words together",
                )


def _named(phrase: str) -> str:
    """Return the method without the words that lead to it: "studied by regression analysis"."""
    words = phrase.split()
    last = max((n for n, w in enumerate(words) if w in _LEAD or w.endswith("ed")), default=-1)
    return " ".join(words[last + 1 :])


ABSTRACT = Check(
    _NAME,
    "In the abstract, but not in the paper",
    "Figures and methods of the abstract are looked for in the body and the tables.",
    _abstract_only,
)
