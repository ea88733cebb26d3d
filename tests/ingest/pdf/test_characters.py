"""Letters and accents that a PDF draws apart are put together, and quotation marks are left alone."""

import pytest

from cbm_qa.ingest.pdf.characters import build_lines
from cbm_qa.ingest.pdf.layout import Char


def read(text):
    chars = (Char(c, 6.0 * n, 0, 6.0 * n + 6, 10, 8, 10, False, False) for n, c in enumerate(text))
    return " ".join(line.text for line in build_lines(chars))


@pytest.mark.parametrize(
    ("drawn", "meant"),
    [
        ("caf´e", "café"),
        ("M¨uller", "Müller"),
        ("m`ere", "mère"),
        ("`a", "à"),
        ("Garc´ıa", "García"),
        ("`type", "`type"),
        ("`apple'", "`apple'"),
        ("x`d", "x`d"),
    ],
)
def test_accents_drawn_before_their_letters(drawn, meant):
    assert read(drawn) == meant
