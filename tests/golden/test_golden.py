"""Papers of many styles are read as their `.expected` files say.

A change of a rule shows as a change of these files: set UPDATE_GOLDEN=1 to write them anew, and read the diff.
"""

import os
from pathlib import Path

import pytest
from reading import assert_sound, describe, read_file

PAPERS = sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in (".txt", ".md"))


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_a_paper_is_read_as_expected(path):
    document = read_file(path)
    assert_sound(document)
    expected = path.with_name(path.name + ".expected")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(describe(document), encoding="utf-8")
    assert describe(document) == expected.read_text(encoding="utf-8")
