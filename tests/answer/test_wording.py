from dataclasses import replace

import pytest

from cbm_qa.answer.cite import cite
from cbm_qa.answer.wording import around_value
from cbm_qa.model import Answer, AnswerKind, Claim


@pytest.fixture
def answer(tiny):
    citation = cite(tiny, tiny.paragraphs[2].sentences[0].span, 1)
    claims = (Claim(citation.quote, (1,)),)
    return Answer("Who?", None, AnswerKind.PASSAGE, claims, "", ("12",), 0.9, (citation,))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Of 112 boats 12 sank.", ("Of 112 boats ", "12", " sank.")),
        ("None of 112 sank, or 0.12.", ("None of 112 sank, or 0.12.", "", "")),
    ],
)
def test_the_value_is_set_apart_where_it_stands_by_itself(answer, text, parts):
    assert around_value(answer, text) == parts


def test_the_value_of_a_table_is_not_looked_for_in_words(answer):
    table = replace(answer, kind=AnswerKind.TABLE)
    assert around_value(table, "12 sank") == ("12 sank", "", "")
