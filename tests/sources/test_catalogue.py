"""The catalogue knows each entry, how much of the work is here, and where it is named."""

import pytest

from cbm_qa.errors import UsageError
from cbm_qa.sources import State, list_sources
from cbm_qa.sources.catalogue import find_source, mentioning_sentences
from cbm_qa.sources.view import sections_of, short_name, source_json


def test_every_entry_has_its_state_and_its_mentions(documents):
    sources = {s.reference.key: s for s in list_sources(documents)}
    assert {k: (s.state, len(s.mentions), len(s.near)) for k, s in sources.items()} == {
        "idle2001": (State.ABSENT, 0, 0),
        "marsh2019": (State.ABSENT, 2, 0),
        "riveragency2020": (State.NOTE, 1, 0),
        "wen2018": (State.ABSENT, 1, 1),
    }
    assert sections_of(sources["wen2018"], documents["paper"]) == ["1", "2"]
    assert [
        s.of(documents["paper"].text) for s in mentioning_sentences(documents["paper"], sources["marsh2019"])
    ] == [
        "Floods rise in spring (Marsh and Okoro, 2019).",
        "Rivers carry sand (Marsh and Okoro, 2019).",
    ]


def test_links_and_names(documents):
    sources = {s.reference.key: s for s in list_sources(documents)}
    assert sources["marsh2019"].link == "https://doi.org/10.1000/xyz.7"
    assert sources["riveragency2020"].link == "https://rivers.example/dams"
    assert short_name(sources["marsh2019"].reference) == "Marsh and Okoro (2019)"


def test_what_is_known_beside_the_entry_fills_it_and_never_overrules_it(documents):
    known = {
        "idle2001": {"DOI": "10.1000/idle", "title": "Another title"},
        "marsh2019": {"DOI": "10.1/other"},
    }
    sources = {s.reference.key: s for s in list_sources(documents, known)}
    assert sources["idle2001"].link == "https://doi.org/10.1000/idle"
    assert sources["idle2001"].csl["title"] == "A work that nobody names"
    assert sources["marsh2019"].csl["DOI"] == "10.1000/xyz.7"


def test_json_has_sentences_with_their_places(documents):
    source = find_source(list_sources(documents), "Riveragency2020")
    data = source_json(source, documents["paper"], with_sentences=True)
    assert data["state"] == "note"
    assert data["seen"]["how_much"] == "abstract"
    (sentence,) = data["sentences"]
    assert documents["paper"].text[sentence["start"] : sentence["end"]] == sentence["text"]


def test_an_unknown_key_names_the_nearest(documents):
    with pytest.raises(UsageError) as raised:
        find_source(list_sources(documents), "marsh2018")
    assert "marsh2019" in raised.value.hint
