import pytest
from factories import heading, make_document

from cbm_qa.answer.fit import fits_type, lacks_form
from cbm_qa.answer.question import read_question


def fits(question, sentence):
    document = make_document(heading("1", "A"), sentence)
    return fits_type(read_question(question), document, document.paragraphs[0].span)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many members does it have?", "It has twelve members.", True),
        ("How many members does it have?", "It has many members.", False),
        ("How many women were asked?", "The team asked 48 officials.", False),
        ("How long is the river?", "The river flows for 612 kilometres.", True),
        ("How long is the river?", "The grant had the number 2021.", False),
        ("What share of the fleet is old?", "The old fleet is 40% of all.", True),
        ("What share of the fleet is old?", "The fleet has 40 ships.", False),
        ("How much did the dam cost?", "The dam has a capacity of 240 MW.", False),
        ("How much did the dam cost?", "The dam took 27 million euros.", True),
        ("When was it built?", "It was built in May.", True),
        ("Why did it fail?", "It failed because of ice.", True),
        ("Why did it fail?", "It failed often.", False),
        ("What is a sluice?", "A sluice is a gate.", True),
        ("How is pump failure defined?", "Failure was defined as a stop of an hour.", True),
        ("How is pump failure defined?", "Failure was rare.", False),
        ("How many boats came?", "It has a use for 1) boats and 2) nets.", False),
        ("What is meant by benefit sharing?", "Benefit sharing, in which one pays, is rare.", True),
        ("What is a sluice?", "The sluice was opened.", False),
    ],
)
def test_a_sentence_holds_the_kind_of_thing_asked_for(question, sentence, expected):
    assert fits(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("What is Ann Berg's e-mail address?", "Ann Berg and Tom Lind wrote it.", True),
        ("What is Ann Berg's e-mail address?", "Write to ann@harbour.example.", False),
        ("What is the phone number of the harbour?", "The harbour opened in 1999.", True),
        ("On which website are readings published?", "Readings stand at https://lake.example/.", False),
        ("Who wrote it?", "Ann Berg and Tom Lind wrote it.", False),
    ],
)
def test_an_address_must_look_like_one(question, sentence, lacks):
    document = make_document(heading("1", "A"), sentence)
    assert lacks_form(read_question(question), document, document.paragraphs[0].span) is lacks
