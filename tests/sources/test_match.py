"""Records and documents find their entry by DOI and title, and no other."""

import pytest

from cbm_qa.sources import list_sources
from cbm_qa.sources.match import match_record, same_doi, title_similarity


@pytest.fixture
def references(documents):
    return tuple(s.reference for s in list_sources(documents))


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ({"DOI": "10.1000/XYZ.7", "title": "whatever"}, "marsh2019"),
        ({"title": "Rivers in Spring: A Survey of Floods"}, "marsh2019"),
        (
            {"title": "Rivers in spring. A survey of floods in Norland", "author": [{"family": "Marsh"}]},
            "marsh2019",
        ),
        ({"title": "Displaced families of the great floods", "issued": {"date-parts": [[2018]]}}, "wen2018"),
        ({"title": "Rivers in autumn: a survey of droughts", "author": [{"family": "Marsh"}]}, None),
        ({"title": "Rivers"}, None),
        ({}, None),
        ({"title": "Displaced persons of the great war", "author": [{"family": "Wen"}]}, None),
    ],
)
def test_a_record_finds_its_entry(references, record, key):
    found = match_record(record, references)
    assert (found and found.key) == key


def test_dois_and_titles():
    assert same_doi("10.1000/ABC.", "10.1000/abc")
    assert not same_doi(None, None)
    assert title_similarity("", "") == 0
    assert title_similarity("Floods", "Floods") == 100
