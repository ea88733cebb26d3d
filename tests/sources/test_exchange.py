"""CSL-JSON, BibTeX and RIS, written and read back."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbm_qa.errors import CbmQaError
from cbm_qa.sources import list_sources
from cbm_qa.sources.exchange import FORMATS, read_works, write_works

KEPT = ("title", "container-title", "volume", "issue", "page", "DOI", "type")


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_written_is_read_back(documents, tmp_path, form):
    works = [s.csl for s in list_sources(documents)]
    file = tmp_path / f"works{FORMATS[form]}"
    file.write_text(write_works(works, form), encoding="utf-8")
    back = {w["id"]: w for w in read_works(file)}
    assert list(back) == [w["id"] for w in works]
    for work in works:
        assert {k: back[work["id"]].get(k) for k in KEPT if k in work} == {
            k: work[k] for k in KEPT if k in work
        } or (form != "csl" and work["type"] == "webpage")
        assert back[work["id"]]["issued"] == work["issued"]
    assert back["marsh2019"]["author"] == [
        {"family": "Marsh", "given": "A.B."},
        {"family": "Okoro", "given": "C."},
    ]


def test_the_csl_is_what_citeproc_reads(documents):
    item = json.loads(write_works([s.csl for s in list_sources(documents)], "csl"))[1]
    assert item["type"] == "article-journal"
    assert item["issued"] == {"date-parts": [[2019]]}
    assert (item["volume"], item["issue"], item["page"]) == ("13", "1", "175-181")


ZOTERO = """@article{marsh_rivers_2019,
 title = {Rivers in {Spring}: A survey of fl\\"oods},
 author = {Marsh, Anna B. and Okoro, Chidi},
 journal = {Journal of Hydrology}, year = {2019}, doi = {10.1000/XYZ.7},
 abstract = {Rivers rise.},
}
@article{broken, title = {No end
"""


def test_a_broken_entry_does_not_lose_the_others(tmp_path):
    file = tmp_path / "zotero.bib"
    file.write_text(ZOTERO, encoding="utf-8")
    work = read_works(file)[0]
    assert work["title"] == "Rivers in Spring: A survey of flöods"
    assert (work["DOI"], work["abstract"]) == ("10.1000/XYZ.7", "Rivers rise.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{not json"),
        ("a.json", "[]"),
        ("a.json", '{"a": 1}'),
        ("a.bib", "@"),
        ("a.ris", ""),
        ("a.txt", "hello"),
        ("a.json", "[1, null]"),
    ],
)
def test_what_is_no_list_is_refused_in_one_line(tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CbmQaError) as raised:
        read_works(file)
    assert "\n" not in str(raised.value)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(list(FORMATS.values())))
def test_any_text_is_read_or_refused(tmp_path_factory, text, ending):
    file = tmp_path_factory.mktemp("any") / f"x{ending}"
    file.write_text(text, encoding="utf-8", errors="replace")
    with contextlib.suppress(CbmQaError):
        assert read_works(file)
