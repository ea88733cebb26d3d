"""The corpus that comes with the repository is read whole and right."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from reading import assert_sound, outline

from cbm_qa.ingest import list_corpus, read_document

CORPUS = Path(__file__).parents[2] / "corpus"
ENTRIES = list_corpus(CORPUS)


@pytest.fixture(scope="module")
def paper():
    return read_document(next(entry for entry in ENTRIES if entry.key == "paper"))


@pytest.fixture(scope="module", params=ENTRIES, ids=lambda entry: entry.key)
def document(request):
    return read_document(request.param)


def test_the_sections_come_in_order(paper):
    titles = [s.number or s.title for s in paper.sections]
    assert titles == "Abstract 1 2 3 3.1 3.2 4 5 Acknowledgments References".split()
    assert outline(paper)[3].startswith("3 Results")
    assert outline(paper)[4].startswith("  3.1 ")


def test_the_tables_are_whole(paper):
    shapes = {t.label: (len(t.header), len(t.rows), len(t.cells)) for t in paper.tables}
    assert shapes == {"Table 1": (5, 5, 20), "Table 2": (5, 3, 12), "Table 3": (3, 4, 8)}
    assert [t.source_note.split(":")[0] for t in paper.tables] == ["Source"] * 3


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "unit"),
    [
        ("Table 1", "2023", "Chinese exports to Kazakhstan, billion USD", "18.7", "billion USD"),
        ("Table 1", "2020", "Chinese exports to Kazakhstan, billion USD", "8", "billion USD"),
        ("Table 2", "China’s share in global GDP (%)", "2010", "12.5", "%"),
        ("Table 2", "China’s gross domestic product (GDP) (trillion USD)", "2024", "18.2", "trillion USD"),
    ],
)
def test_a_cell_is_a_number_with_its_unit(paper, table, row, column, value, unit):
    (cell,) = [
        c for t in paper.tables if t.label == table for c in t.cells if (c.row, c.column) == (row, column)
    ]
    assert (cell.value, cell.unit, cell.missing) == (Decimal(value), unit, False)


def test_every_cell_is_typed(paper):
    one, two, three = paper.tables
    assert all(c.value is not None and c.unit == "billion USD" for c in one.cells)
    numbers = [c for c in two.cells if c.value is not None]
    (missing,) = [c for c in two.cells if c.missing]
    assert (len(numbers), missing.text, missing.value, missing.unit) == (11, "No data available", None, None)
    assert all(c.value is None and not c.missing and c.unit is None for c in three.cells)


def test_every_reference_stands_once_and_whole(paper):
    assert len(paper.references) == 66
    assert len({r.key for r in paper.references}) == 66
    assert all(r.authors and r.year and (r.title or r.url) for r in paper.references)
    assert all(r.raw[0].isupper() and "\n" not in r.raw for r in paper.references)
    # A torn entry would show as two starts, or as an address that ends inside a word.
    assert all(len(re.findall(r"\((?:19|20)\d\d[a-z]?\)\.", r.raw)) == 1 for r in paper.references)
    assert all(r.raw.rstrip().endswith((".", ">", "/")) or r.url for r in paper.references)


def test_every_mention_finds_its_reference(paper):
    unresolved = [m for m in paper.mentions if m.unresolved]
    assert len(paper.mentions) == 72
    assert len(unresolved) == 2
    # Both are a name that the list spells otherwise; the reader is told which.
    assert all("nearest: " in m.unresolved and not m.references for m in unresolved)
    assert all(len(m.references) == 1 for m in paper.mentions if not m.unresolved)


def test_every_reference_but_few_is_mentioned(paper):
    mentioned = Counter(key for m in paper.mentions for key in m.references)
    assert len(mentioned) >= 64


def test_no_paragraph_was_left_cut_by_a_page(document):
    for paragraph in document.paragraphs:
        text = paragraph.span.of(document.text)
        first = text.lstrip("“\"'‘([")[0]
        assert not first.islower(), text[:60]
        assert text.rstrip("”\"'’)]")[-1] in ".!?:;…", text[-60:]


def test_nothing_of_a_page_is_left_in_the_text(document):
    assert "\f" not in document.text
    assert "^{" not in document.text
    assert not any(re.fullmatch(r"\s*\d*\s*", line) for line in document.text.split("\n"))


def test_every_span_is_sound(document):
    assert_sound(document)


def test_affiliations_are_no_part_of_the_running_text(paper):
    affiliations = [n.span.of(paper.text) for n in paper.notes if n.kind == "affiliation"]
    assert len(affiliations) == 5
    running = "\n".join(p.span.of(paper.text) for p in paper.paragraphs)
    assert not any(a in running for a in affiliations)
    assert paper.authors == tuple(dict.fromkeys(paper.authors))
    assert len(paper.authors) == 5
