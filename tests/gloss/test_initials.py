import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.gloss import Initials

TEXT = (
    "The work was paid for by the National Institute of General Medical Sciences of the National "
    "Institutes of Health. The World Trade Organization (WTO) and the Port of Arlen Harbour Board agreed."
)
INITIALS = Initials([TEXT])


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("What is the NIGMS award?", "What is the National Institute of General Medical Sciences award?"),
        ("who runs the PAHB", "who runs the Port of Arlen Harbour Board"),
    ],
)
def test_a_short_form_the_documents_lack_is_spelt_out(asked, read):
    assert INITIALS.spelt_out(asked, known=["WTO", "port"]) == read


@pytest.mark.parametrize(
    "asked",
    ["When did the WTO agree?", "What is the XYZ?", "WHAT DID THE PAHB SAY?", "what is nigms"],
)
def test_known_short_forms_and_strange_ones_are_left_alone(asked):
    assert INITIALS.spelt_out(asked, known=["WTO"]) is None


@given(st.text(max_size=80))
def test_what_is_spelt_out_stands_in_the_text(question):
    read = INITIALS.spelt_out(question, known=())
    assert read is None or any(name in read for name in INITIALS._names.values())
