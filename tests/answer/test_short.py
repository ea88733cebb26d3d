import pytest
from factories import heading, make_document
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.answer.question import read_question
from cbm_qa.answer.short import short_answer


def short(question, sentence):
    document = make_document(heading("1", "A"), sentence)
    found = short_answer(read_question(question), document, document.paragraphs[0].span)
    return found.of(document.text) if found else None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many members does it have?", "It has twelve members and was founded in 1990.", "twelve"),
        ("How many boats came?", "In 2019, 40 boats and 1,250 sailors came.", "40"),
        ("How many sailors came?", "In 2019, 40 boats and 1,250 sailors came.", "1,250"),
        ("How many boats came?", "With 40 sailors 1200 boats came.", "1200"),
        ("How many boats came?", "Of 1200 then known 40 sank.", None),
        ("How long is the river?", "The river flows for 612 kilometres past 40 towns.", "612 kilometres"),
        ("What share of the fleet is old?", "The old fleet of 40 ships is 12.5% of all.", "12.5%"),
        ("How much did the dam cost?", "The dam of 240 MW took 27 million euros.", "27 million euros"),
        ("When was it signed?", "It was signed on 14 June 2009 by both.", "14 June 2009"),
        ("In which year did it open?", "It opened in May 1987.", "May 1987"),
        ("When was the 2009 treaty signed?", "The 2009 treaty was signed in 2010.", "2010"),
        ("How many came?", "In 2019, 40 boats, 3 ferries and 12 rafts sank.", None),
        ("Who signed it?", "It was signed by Ann Berg in 2010.", None),
        ("When did it end?", "It ended at last.", None),
        ("How many boats came?", "Many boats came (Table 3).", None),
    ],
)
def test_the_figure_or_date_asked_for_is_found_where_it_is_plain(question, sentence, expected):
    assert short(question, sentence) == expected


@given(
    st.sampled_from(["How many boats came?", "When did they come?", "What share is old?", "Why?"]),
    st.lists(
        st.sampled_from("40 boats came 1,250 12.5% in 2019 May half of [3] Table 2 € (x) two".split()),
        max_size=12,
    ),
)
def test_what_is_found_stands_in_the_sentence_and_not_in_the_question(question, words):
    sentence = f"There {' '.join(words)} now."
    found = short(question, sentence)
    assert found is None or (found in sentence and found not in question)
