"""A few dozen of the runs that `mutate.py` does by the thousand."""

import random
from pathlib import Path

import pytest
from fuzz.mutate import fuzz, mutate
from reading import read_file
from typeset import typeset

FORMATS = Path(__file__).parents[1] / "data" / "formats"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    paper = Path(__file__).parents[1] / "data" / "tiny.txt"
    pdf = typeset(read_file(paper), tmp_path_factory.mktemp("seeds") / "tiny.pdf")
    return [pdf, *sorted(FORMATS.glob("*.html"))]


def test_broken_files_end_in_a_document_or_a_clear_error(seeds):
    tally = fuzz(seeds, 40, seed=7)
    assert tally.failures == []
    assert tally.outcomes.total() == 40
    assert tally.outcomes["document"] > 0


def test_mutations_change_the_file_and_can_be_repeated():
    data = bytes(range(256)) * 40
    broken = [mutate(data, random.Random(n)) for n in range(200)]
    assert broken == [mutate(data, random.Random(n)) for n in range(200)]
    assert sum(b != data for b in broken) > 180
    assert len({len(b) for b in broken}) > 50
