"""Questions put to one table, and what every answer must keep to."""

from dataclasses import replace

from typed_tables import document_with

from cbm_qa.answer.evidence import Candidate, Evidence
from cbm_qa.answer.question import read_question
from cbm_qa.answer.tables.engine import TablesAnswerer
from cbm_qa.answer.verify import numbers_in

PROSE = "Much of what is said of this is told in words and not in figures at all. " * 40


def ask_in_paper(rows, question, caption="Mining", *, prose=PROSE):
    """Ask a paper that has one table; what is found says no number that its evidence lacks."""
    document = document_with(("Table 1", caption, rows))
    document = replace(document, text=document.text + prose)
    found = TablesAnswerer(0.6).propose(Evidence(read_question(question), {document.key: document}, (), ()))
    if isinstance(found, Candidate):
        assert_nothing_from_nowhere(found, question)
    return found


def assert_nothing_from_nowhere(found, question):
    evidence = (
        [question, found.calculation.expression, str(found.calculation.value)] if found.calculation else []
    )
    evidence += [c.quote for c in found.citations]
    evidence += [part for c in found.cells for part in (c.text, c.row, c.column, c.table)]
    said = numbers_in(" ".join(claim.text for claim in found.claims))
    assert said <= frozenset().union(*map(numbers_in, evidence)), found.claims
    assert {c.marker for c in found.cells} <= {c.marker for c in found.citations}
