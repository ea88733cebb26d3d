"""What a source says to a sentence: one of four verdicts, with the place."""

from dataclasses import replace

import pytest
from factories import heading, make_document, unsplit
from reading import read_text

from cbm_qa.audit import Paper, Verdict
from cbm_qa.audit.checks.against_sources import AGAINST_SOURCES
from cbm_qa.audit.runner import sources_of
from cbm_qa.audit.verdicts import judge
from cbm_qa.model import DocumentKind

TEXT = """A paper on canals

1. Introduction

The northern canal carried 12.4 million tonnes of grain in 2019 (Moore, 2020).

References

Moore, A. (2020). Grain on the northern canal. Canal Studies, 3(1), 10-20. https://doi.org/10.1234/cs.2020.10
"""


@pytest.fixture
def paper(tmp_path):
    return read_text(TEXT, tmp_path)


def verdict(paper, *sentences, kind=DocumentKind.SOURCE):
    sources = {}
    if sentences:
        sources = {
            "moore2020": unsplit(make_document(heading("1", "Grain"), *sentences, key="moore2020", kind=kind))
        }
    # Without vectors, shared words stand for nearness.
    (found,) = judge(Paper(paper, sources))
    return found


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ((), Verdict.NOT_AVAILABLE),
        (("The northern canal carried 12.4 million tonnes of grain in 2019.",), Verdict.SUPPORTED),
        (("The northern canal carried 10.1 million tonnes of grain in 2019.",), Verdict.DIFFERS),
        (("Wine is made in the south.",), Verdict.NOT_FOUND),
    ],
)
def test_the_four_verdicts(paper, sentences, expected):
    found = verdict(paper, *sentences)
    assert found.verdict is expected
    assert (found.evidence is None) == (expected is Verdict.NOT_AVAILABLE)


def test_a_source_is_found_by_key_or_doi_and_a_text_comes_before_a_note(paper):
    note = make_document(key="a-note", kind=DocumentKind.SOURCE_NOTE)
    text = make_document(key="a-text", kind=DocumentKind.SOURCE)
    note = replace(note, origin=replace(note.origin, about="moore2020"))
    text = replace(text, origin=replace(text.origin, about="10.1234/CS.2020.10"))
    assert sources_of(paper, {d.key: d for d in (paper, note, text)})["moore2020"].key == "a-text"
    assert sources_of(paper, {d.key: d for d in (paper, note)})["moore2020"].key == "a-note"


def test_a_note_that_is_silent_is_no_finding_but_one_that_differs_is(paper):
    def findings(sentence, kind):
        source = unsplit(make_document(heading("1", "Grain"), sentence, key="moore2020", kind=kind))
        return [f.message for f in AGAINST_SOURCES.run(Paper(paper, {"moore2020": source}))]

    other = "The northern canal carried 10.1 million tonnes of grain in 2019."
    assert findings("Wine is made in the south.", DocumentKind.SOURCE_NOTE) == []
    assert findings("Wine is made in the south.", DocumentKind.SOURCE) == [
        "not found in what we have: Moore (2020)"
    ]
    assert findings(other, DocumentKind.SOURCE_NOTE) == ["figure or date differs: Moore (2020)"]
