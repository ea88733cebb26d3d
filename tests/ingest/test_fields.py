"""Fields of reference strings in the styles that readers meet."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.ingest.fields import read_fields
from cbm_qa.ingest.labelled import read_labelled
from cbm_qa.ingest.tagger import tag

PART = Path(__file__).parents[1] / "data" / "references" / "anystyle-good-part.xml"  # AnyStyle, BSD-2-Clause

APA = "Marsh, A. B., & Okoro, C. (2019a). Rivers in spring. Journal of Hydrology, 13(1), 175–181. https://doi.org/10.1000/xyz.7"
VANCOUVER = "Marsh AB, Okoro C. Rivers in spring. J Hydrol. 2019;13(1):175-81."
IEEE = "A. B. Marsh and C. Okoro, “Rivers in spring,” in Proc. 3rd Int. Conf. Rivers, 2019, pp. 175–181."
BOOK = "Marsh, A. (2001). The river book (2nd ed.). Cambridge: Cambridge University Press."
WEB = "River Agency (RA) (2020). Spring floods. https://rivers.example/floods"
THESIS = "Okoro, C. (2015). Floods (Doctoral dissertation). University of Norland."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (APA, {"year": "2019a", "title": "Rivers in spring", "container": "Journal of Hydrology", "volume": "13", "issue": "1", "pages": "175-181", "doi": "10.1000/xyz.7", "type": "article-journal"}),
        (VANCOUVER, {"year": "2019", "title": "Rivers in spring", "container": "J Hydrol", "volume": "13", "issue": "1", "pages": "175-81", "type": "article-journal"}),
        (IEEE, {"year": "2019", "title": "Rivers in spring", "pages": "175-181", "type": "paper-conference"}),
        (BOOK, {"year": "2001", "container": "", "publisher": "Cambridge University Press", "type": "book"}),
        (WEB, {"year": "2020", "title": "Spring floods", "url": "https://rivers.example/floods", "type": "webpage"}),
        (THESIS, {"year": "2015", "type": "thesis"}),
    ],
    ids=["apa", "vancouver", "ieee", "book", "web", "thesis"],
)  # fmt: skip
def test_the_fields_of_an_entry(text, wanted):
    fields = read_fields(text)
    assert {name: getattr(fields, name) for name in wanted} == wanted


@pytest.mark.parametrize("text", [APA, VANCOUVER, IEEE])
def test_both_authors_are_told_apart(text):
    names = read_fields(text).authors
    assert len(names) == 2
    assert "Marsh" in names[0]
    assert "Okoro" in names[1]


def test_a_part_of_the_gold_set_is_read_nearly_right():
    entries = list(read_labelled(PART))
    words = [(a, b) for e in entries for a, b in zip(tag(e.words), e.labels, strict=True)]
    assert len(entries) == 40
    assert sum(a == b for a, b in words) / len(words) > 0.9


@given(st.text(max_size=200))
def test_any_text_gives_fields_that_stand_in_it(text):
    fields = read_fields(text)
    squeezed = "".join(text.split())
    for value in (fields.volume, fields.issue, fields.publisher, fields.title):
        assert "".join(value.split()) in squeezed


@pytest.mark.parametrize(
    ("text", "authors", "title", "volume"),
    [
        ("Marsh, A., and Okoro, C. Rivers in the early spring. Trans. Amer. Hydrol. Soc. 347 (1995), 1-20.", 2, "Rivers in the early spring", "347"),
        ("Marsh, A., Transfinite rivers of the northern hills, J. Hydrology, 27 (1962), 259-316.", 1, "Transfinite rivers of the northern hills", "27"),
    ],
)  # fmt: skip
def test_a_year_in_brackets_at_the_end_does_not_close_the_authors(text, authors, title, volume):
    fields = read_fields(text)
    assert (len(fields.authors), fields.title, fields.volume) == (authors, title, volume)


@given(st.sampled_from(["36, 3", "36(3)", "Vol. 36, No. 3", "36/3", "36:3"]))
def test_volume_and_issue_are_told_apart(printed):
    fields = read_fields(
        f"Marsh, A. (1995). Rivers in the early spring. Journal of Hydrology, {printed}, 259-316."
    )
    assert (fields.volume, fields.issue) == ("36", "3")
