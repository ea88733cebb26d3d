"""Whose affiliation is whose: by signs, by lines, by place."""

import pytest

from cbm_qa.answer.affiliation import affiliations_of
from cbm_qa.ingest import list_corpus, read_document

TITLE, BODY = "A study of reservoirs", "1 Introduction\n\nDams change rivers. They also change people."
BRENNA, HALMAR = "Institute of Rivers, University of Brenna, Varnia", "School of Policy, Halmar, Lestland"


def told(tmp_path, *front: str) -> dict[str, list[str]]:
    (tmp_path / "paper.txt").write_text("\n\n".join((TITLE, *front, BODY)), encoding="utf-8")
    paper = read_document(list_corpus(tmp_path)[0])
    return {
        name: [note.span.of(paper.text).rstrip(".") for note in affiliations_of(paper, place)]
        for place, name in enumerate(paper.authors)
    }


@pytest.mark.parametrize(
    ("names", "places"),
    [
        ("Ann Smith^{1}, Bo Lee^{1,2}, Cy Fox^{2}", (f"^{{1}}{BRENNA}.", f"^{{2}}{HALMAR}.")),
        ("Ann Smith¹, Bo Lee¹,² and Cy Fox²", (f"^{{1}}{BRENNA}", f"^{{2}}{HALMAR}")),
        ("Ann Smith^{*}, Bo Lee^{*,**}, Cy Fox^{**}", (f"^{{*}}{BRENNA}", f"^{{**}}{HALMAR}")),
    ],
)
def test_authors_share_affiliations_by_their_signs(tmp_path, names, places):
    found = told(tmp_path, names, *places)
    assert found == {"Ann Smith": [BRENNA], "Bo Lee": [BRENNA, HALMAR], "Cy Fox": [HALMAR]}


def test_each_author_on_a_line_with_the_affiliation_below(tmp_path):
    found = told(tmp_path, f"Ann Smith (corresponding author)\n{BRENNA}", f"Bo Lee\n{HALMAR}")
    assert found == {"Ann Smith": [BRENNA], "Bo Lee": [HALMAR]}


def test_one_affiliation_is_that_of_all_and_two_of_three_are_nobodys(tmp_path):
    assert told(tmp_path, "Ann Smith, Bo Lee", BRENNA) == {"Ann Smith": [BRENNA], "Bo Lee": [BRENNA]}
    assert told(tmp_path, "Ann Smith, Bo Lee, Cy Fox", BRENNA, HALMAR) == {
        "Ann Smith": [], "Bo Lee": [], "Cy Fox": [],
    }  # fmt: skip
