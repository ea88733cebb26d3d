from dataclasses import replace
from pathlib import Path

import pytest

from cbm_qa.answer.evidence import Evidence
from cbm_qa.answer.question import read_question
from cbm_qa.ingest import Entry, read_document
from cbm_qa.model import DocumentKind

TINY = Path(__file__).parents[1] / "data" / "tiny.txt"


@pytest.fixture(scope="session")
def tiny():
    return read_document(
        Entry(key="tiny", path=TINY, file="tiny.txt", sha256="0" * 64, kind=DocumentKind.PAPER)
    )


@pytest.fixture(scope="session")
def evidence_for(tiny):
    """Evidence for a question with no retrieved passages: what the table answerer needs."""

    def build(question, **changes):
        return replace(Evidence(read_question(question), {"tiny": tiny}, (), ()), **changes)

    return build
