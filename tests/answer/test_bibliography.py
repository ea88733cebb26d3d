"""Questions about the list of references as a whole, and works in a citation format."""

import json

import pytest
from reading import read_text

from cbm_qa.answer.bibliography import formatted, list_works
from cbm_qa.answer.cite import cite_entry
from cbm_qa.answer.question import read_question
from cbm_qa.answer.verify import numbers_in

PAPER = """Rivers

1. Introduction

Snow decides (Marsh and Okoro, 2019). Dams fail (Wen, 2018).

References

- Idle, P. (2018a). A work that nobody names. *Journal of Silence*, 1(2), 3-9.
- Marsh, A., Okoro, C. (2019). Rivers in spring. *Journal of Hydrology*, 13(1), 175-181. Doi: 10.1000/xyz.7.
- River Agency (2021). *Closing of the dams*. https://rivers.example/dams
- Wen, C. (2018). Dams and floods. *Water Policy*, 8(2), 1-20.
"""


@pytest.fixture
def paper(tmp_path):
    return read_text(PAPER, tmp_path)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Which sources are from 2018?", ["Idle, P. (2018a)", "Wen, C. (2018)"]),
        ("List the references published after 2018", ["Marsh, A. (2019)", "River Agency (2021)"]),
        ("Which sources are older than 2019?", ["Idle, P. (2018a)", "Wen, C. (2018)"]),
        ("Which references are never cited in the text?", ["Idle, P. (2018a)", "River Agency (2021)"]),
        ("Which sources are web pages?", ["River Agency (2021)"]),
        ("How many references does the paper have?", ["4"]),
        ("How many sources are from 2018?", ["2"]),
    ],
)
def test_entries_are_chosen(paper, question, values):
    candidate = list_works(paper, read_question(question))
    assert list(candidate.values) == values
    assert all(c.quote in paper.text for c in candidate.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Which source backs the failing dams?",
        "What fell in 2018?",
        "Which sources of rivers are there?",
        "Who works in 2018?",
    ],
)
def test_other_questions_are_left_to_others(paper, question):
    assert list_works(paper, read_question(question)) is None


@pytest.mark.parametrize(
    ("form", "start"), [("BibTeX", "@article{marsh2019,"), ("RIS", "TY  - JOUR"), ("CSL-JSON", "[")]
)
def test_a_work_in_a_format(paper, form, start):
    work = paper.references[1]
    candidate = formatted(paper, [work], read_question(f"Cite Marsh and Okoro in {form}"))
    text = candidate.values[0]
    assert text.startswith(start)
    assert numbers_in(text) <= numbers_in(work.raw) | numbers_in("1")
    if form == "CSL-JSON":
        assert json.loads(text)[0]["DOI"] == "10.1000/xyz.7"


def test_no_format_no_answer(paper):
    assert formatted(paper, [paper.references[1]], read_question("Cite Marsh and Okoro")) is None


def test_a_year_that_a_comma_joins_to_the_volume_is_quoted_by_itself(tmp_path):
    text = PAPER.replace(
        "Wen, C. (2018). Dams and floods. *Water Policy*, 8(2), 1-20.",
        "Wen, C.; Lu, D. Dams and floods. Water Policy 2018, 32, 924-931.",
    )
    paper = read_text(text, tmp_path)
    work = next(r for r in paper.references if "Water Policy" in r.span.of(paper.text))
    citation = cite_entry(paper, work, 1, "Wen and Lu (2018)")
    assert citation.quote.endswith("Water Policy 2018")
    assert cite_entry(paper, work, 1, "Wen and Lu").quote == work.span.of(paper.text)
