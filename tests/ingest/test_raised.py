"""Raised numbers are mentions where most entries of a numbered list are named so, and exponents elsewhere."""

import pytest
from reading import assert_sound, paragraphs, read_text

from cbm_qa.ingest.raised import set_in_brackets

ENTRIES = "\n\n".join(
    f"{n}. {name}, A. The book of {name.lower()} and its uses. *Journal of Names* 20{n:02}, {n}, 1-9."
    for n, name in enumerate("Adams Baker Clark Davis Evans Frank".split(), 1)
)
PAPER = """Wells of the steppe

Jane Doe^{{1}}, Karl Roe^{{2}}

^{{1}} University of Wells

1 Introduction

Wells are old.{a} They are deep, as Clark{b} found, and cover 5 km^{{2}} of land or 10^{{3}} ha.{c} Nobody counts them now.

2 Results

Nine wells were dug.

References

{entries}
"""


def paper(a="^{1,2}", b="^{3}", c="^{4–6}"):
    return PAPER.format(a=a, b=b, c=c, entries=ENTRIES)


@pytest.mark.parametrize("a", ["^{1,2}", "^{1,} ^{2}", " ^{1, 2}"])
def test_raised_numbers_are_tied_to_entries_and_stay_with_their_sentence(tmp_path, a):
    read = read_text(paper(a), tmp_path, "wells.txt")
    assert [m.references for m in read.mentions] == [(r.key,) for r in read.references]
    first = read.paragraphs[0]
    sentences = [s.span.of(read.text) for s in first.sentences]
    assert sentences[0].replace(" ", "") == "Wellsareold.[1,2]"
    assert sentences[2] == "Nobody counts them now."
    assert "[" not in "".join(read.authors)
    assert_sound(read)


def test_exponents_stay_exponents(tmp_path):
    text = paragraphs(read_text(paper(), tmp_path, "wells.txt"))[0]
    assert "5 km^2 of land or 10^3 ha.[4–6]" in text


def test_few_raised_numbers_are_signs_of_notes(tmp_path):
    read = read_text(paper(a="^{1}", b="", c=""), tmp_path, "wells.txt")
    assert read.mentions == ()
    assert "Wells are old. They" in read.text


def test_numbers_beyond_the_list_are_no_mentions(tmp_path):
    read = read_text(paper(a="^{17}", b="^{28}", c="^{31}"), tmp_path, "wells.txt")
    assert read.mentions == ()


@pytest.mark.parametrize(
    "line", ["10^{3} cells", "x^{2} + 1", "5 km^{2}", "^{1} A note", "−^{1}", "word^{a}"]
)
def test_what_is_no_mention_is_left(line):
    assert set_in_brackets(line) == line
