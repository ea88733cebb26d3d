import pytest
from factories import heading, make_document, note

from cbm_qa.answer.imprint import imprint
from cbm_qa.model import NoteKind

PAPER = make_document(
    note(NoteKind.OTHER, "Journal of Lakes, vol. 4 (2), 2020, doi:10.1000/lake.4"),
    note(NoteKind.OTHER, "Corresponding author: ann.smith@lake.example"),
    note(NoteKind.OTHER, "Received 3 May 2019, accepted 1 June 2020"),
    heading("1", "Introduction"),
    "Rivers rise in spring. They fall in autumn.",
    heading(None, "Conflict of interest"),
    "Ann Smith owns a boat.",
)


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What is the corresponding author's e-mail?", ("ann.smith@lake.example",)),
        ("What is the e-mail of Smith?", ("ann.smith@lake.example",)),
        ("What is the DOI of this paper?", ("10.1000/lake.4",)),
        (
            "In which journal did the paper appear?",
            ("Journal of Lakes, vol. 4 (2), 2020, doi:10.1000/lake.4",),
        ),
        ("When was the article accepted?", ("Received 3 May 2019, accepted 1 June 2020",)),
    ],
)
def test_a_line_of_the_front_matter_is_found(question, values):
    assert imprint(PAPER, question).values == values


def test_declared_interests_are_quoted():
    found = imprint(PAPER, "Does any author have a conflict of interest?")
    assert [c.quote for c in found.citations] == ["Ann Smith owns a boat."]


def test_what_is_not_printed_is_not_found():
    plain = make_document(heading("1", "Introduction"), "Rivers rise in spring.")
    assert imprint(plain, "What is the corresponding author's e-mail?") is None
    assert imprint(plain, "Does any author have a conflict of interest?") is None
    assert imprint(PAPER, "Why do rivers rise?") is None
