from factories import heading, make_document

from cbm_qa.answer.lead_in import announced_after
from cbm_qa.model import Span


def span_of(document, text):
    start = document.text.index(text)
    return Span(start, start + len(text))


def told(document, text):
    return [s.of(document.text) for s in announced_after(document, span_of(document, text))]


def test_the_reasons_after_an_announcement_belong_to_it():
    document = make_document(
        heading("1", "Methods"),
        "The model was run again for two reasons. First, the lake had no ice. Second, ice hides fish. Boats came.",
    )
    found = told(document, "The model was run again for two reasons.")
    assert found == ["First, the lake had no ice.", "Second, ice hides fish."]


def test_an_announcement_may_take_two_sentences():
    document = make_document(
        heading("1", "Theory"),
        "The field has some open questions, which are old. Some are listed below:",
        "Sparse. Few words are used.",
        "Correct. It is true.",
    )
    found = told(document, "The field has some open questions, which are old.")
    assert found == ["Some are listed below:", "Sparse. Few words are used.", "Correct. It is true."]


def test_items_may_come_after_the_rest_of_the_paragraph():
    document = make_document(
        heading("1", "Theory"),
        "We suggest the following attributes. Their weight may differ.",
        "Sparse. Few words are used.",
        "Correct. It is true.",
    )
    found = told(document, "We suggest the following attributes.")
    assert found == ["Sparse. Few words are used.", "Correct. It is true."]


def test_labelled_paragraphs_after_an_announcement_are_its_items():
    document = make_document(
        heading("1", "Theory"),
        "We suggest the following attributes:",
        "Sparse. Few words are used.",
        "Correct. It is true.",
        "The rest of the section has a long way to go before anything else is said of it.",
    )
    assert told(document, "We suggest the following attributes:") == [
        "Sparse. Few words are used.",
        "Correct. It is true.",
    ]


def test_a_sentence_that_announces_nothing_stands_alone():
    document = make_document(heading("1", "A"), "Rivers rise in spring. First, they freeze.")
    assert told(document, "Rivers rise in spring.") == []
