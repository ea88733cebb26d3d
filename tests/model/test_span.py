import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.errors import ModelError
from cbm_qa.model import Span


@st.composite
def spans(draw):
    start = draw(st.integers(0, 50))
    return Span(start, start + draw(st.integers(1, 50)))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_an_empty_or_backward_span_is_refused(start, end):
    with pytest.raises(ModelError, match=f"{start}..{end}"):
        Span(start, end)


def test_a_span_names_its_slice():
    assert Span(4, 9).of("The river rises.") == "river"


@given(spans(), spans())
def test_containing_and_overlapping_are_those_of_the_characters(a, b):
    first, second = set(range(a.start, a.end)), set(range(b.start, b.end))
    assert a.contains(b) == (second <= first)
    assert a.overlaps(b) == bool(first & second)


@given(st.lists(spans()))
def test_spans_sort_by_where_they_begin(many):
    starts = [span.start for span in sorted(many)]
    assert starts == sorted(starts)
