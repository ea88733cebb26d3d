import pytest

from cbm_qa.answer.definition import DefinitionAnswerer, find_definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("The Joint Pilot Board (JPB) met.", "JPB", "Joint Pilot Board"),
        ("growth of gross domestic product (GDP) was", "GDP", "gross domestic product"),
        ("by the Council for Trade and Development (CTD).", "CTD", "Council for Trade and Development"),
        (
            "a Meeting on Inland and Marine-Bird Measures in Oceania (MIMO) was",
            "MIMO",
            "Meeting on Inland and Marine-Bird Measures in Oceania",
        ),
        ("the Eurasian Trade Union (EATU) is", "EATU", "Eurasian Trade Union"),
        ("deoxyribonucleic acid (DNA) is", "DNA", "deoxyribonucleic acid"),
        ("the Trans-Strait Ferry Route (TSFR), opened", "TSFR", "Trans-Strait Ferry Route"),
    ],
)
def test_a_long_form_before_its_abbreviation_is_found(text, short, long):
    found = list(find_definitions(text))
    assert [(d.short, d.long) for d in found] == [(short, long)]
    assert found[0].span.of(text) == f"{long} ({short})"


@pytest.mark.parametrize(
    "text", ["as shown (Table 1)", "the treaty (2015)", "some words (XQZ) here", "(JPB) alone"]
)
def test_other_brackets_define_nothing(text):
    assert list(find_definitions(text)) == []


@pytest.mark.parametrize(
    "question", ["What does JPB stand for?", "What is the JPB?", "JPB meaning", "full name of the jpb"]
)
def test_the_meaning_of_an_abbreviation_is_quoted(evidence_for, tiny, question):
    found = DefinitionAnswerer().propose(evidence_for(question))
    assert found is not None
    assert found.values == ("Joint Pilot Board",)
    assert found.citations[0].quote == "Joint Pilot Board (JPB)"


def test_the_abbreviation_of_a_name_is_given(evidence_for):
    found = DefinitionAnswerer().propose(evidence_for("How is the Joint Pilot Board abbreviated?"))
    assert found is not None
    assert found.values == ("JPB",)


@pytest.mark.parametrize("question", ["Who founded the JPB?", "What does XYZ stand for?"])
def test_other_questions_are_left_alone(evidence_for, question):
    assert DefinitionAnswerer().propose(evidence_for(question)) is None


@pytest.mark.parametrize(
    "question", ["How is JPB failure defined?", "What kind of tool is the one with the acronym JPB?"]
)
def test_what_is_asked_about_more_than_the_abbreviation_is_not_its_meaning(evidence_for, question):
    assert DefinitionAnswerer().propose(evidence_for(question)) is None
