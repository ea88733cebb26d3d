"""Layouts that journals print: tables over a page, notes below them, entries told by their indent."""

from dataclasses import replace

import pytest
import regex
from reading import read_file, read_text
from reportlab.pdfgen.canvas import Canvas
from typeset import typeset

ROWS = "\n".join(f"Site {n}\t{n * 3}\t{n * 7}.5\t{'north' if n % 2 else 'south'}" for n in range(1, 60))
PAPER = f"""Grain in the stores of the steppe

1 Introduction

The stores of the steppe were counted every year by hand, and what was found in them was written down.

2 Results

The counts of all stores are shown in the table, store by store, from the west to the east of the steppe.

Table 1. Grain by store
Store\tSacks\tWeight, tons\tSide
{ROWS}

Source: own counts

3 Discussion

More was stored in the east than in the west in all years, as the records of the railway show as well.

References

Ade BC, Bede DE. Stores of grain and who filled them. J Grain. 2001;4:1-9. PMID 1234567.

Cede F. Railways in the steppe, and what they carried to the stores. J Rail. 2003;8:11-19. PMID 2345678.

Dede GH, Eede IJ, Fede K. Weights and measures of the old stores, with their names. J Meas. 2005;1:21-29. PMID 3456.
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    return read_text(PAPER, tmp_path_factory.mktemp("paper"))


@pytest.mark.parametrize("columns", [1, 2])
def test_table_over_a_page_without_its_last_rule_is_one_table(paper, tmp_path, columns):
    read = read_file(typeset(paper, tmp_path / "long.pdf", columns=columns))
    assert len(paper.tables[0].rows) == 59
    assert [(t.header, t.rows) for t in read.tables] == [(t.header, t.rows) for t in paper.tables]
    assert len({read.page_at(span.start).index for span in read.tables[0].row_spans}) == (
        2 if columns == 1 else 1
    )


def test_entries_are_told_by_their_indent_even_without_a_full_stop(paper, tmp_path):
    open_ended = tuple(replace(r, raw=r.raw.rstrip(".")) for r in paper.references)
    read = read_file(typeset(replace(paper, references=open_ended), tmp_path / "entries.pdf", columns=2))
    assert [r.raw for r in read.references] == [r.raw for r in open_ended]
    assert [r.raw.split(".")[0] for r in read.references] == [
        "Ade BC, Bede DE",
        "Cede F",
        "Dede GH, Eede IJ, Fede K",
    ]


def test_small_print_below_a_table_is_its_note(tmp_path):
    text = PAPER.replace("Source: own counts", "Note: a sack is 60 kg").replace(
        ROWS, "\n".join(ROWS.split("\n")[:5])
    )
    paper = read_text(text, tmp_path)
    note = replace(paper.tables[0], source_note="A sack holds 60 kg; the north side is wet.")
    read = read_file(typeset(replace(paper, tables=(note,)), tmp_path / "note.pdf"))
    assert read.tables[0].source_note == "A sack holds 60 kg; the north side is wet."
    assert not any("A sack holds" in p.span.of(read.text) for p in read.paragraphs)


def test_boxes_of_a_symbol_font_begin_items_of_a_list_and_an_item_is_no_affiliation(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "form.pdf"
    canvas = Canvas(str(path))
    for number, words in enumerate(("The university decides", "The state decides", "Nobody decides at all")):
        canvas.setFont("ZapfDingbats", 10)
        canvas.drawString(72, 700 - 14 * number, "o")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(90, 700 - 14 * number, words)
    canvas.save()
    read = read_file(path)
    texts = [p.span.of(read.text) for p in read.paragraphs]
    assert [regex.sub(r"^\P{L}+", "", text) for text in texts] == [
        "The university decides",
        "The state decides",
        "Nobody decides at all",
    ]
    assert read.notes == ()


def test_line_in_italics_above_its_text_is_a_heading(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "italics.pdf"
    canvas = Canvas(str(path))
    lines = [
        ("Helvetica", "The nuts are of two kinds, and both of them hold against the vibration of the engine"),
        ("Helvetica", "for as long as it runs."),
        ("Helvetica-Oblique", "Nuts of the first kind"),
        (
            "Helvetica",
            "They are made of one piece of metal, and a spring in them holds the thread in its place",
        ),
        ("Helvetica", "when the bolt is turned. They were described in the handbook of"),
        ("Helvetica-Oblique", "Bolts and Nuts"),
        (
            "Helvetica",
            "by nobody, which is a book about them all, and it was printed many years ago in a town",
        ),
        ("Helvetica", "that lies far away."),
    ]
    for number, (font, words) in enumerate(lines):
        canvas.setFont(font, 10)
        canvas.drawString(72, 700 - 12 * number, words)
    canvas.save()
    assert [s.title for s in read_file(path).sections] == ["Nuts of the first kind"]


def test_numbered_mentions_are_tied_to_their_entries(tmp_path):
    text = (
        PAPER.replace(
            "as the records of the railway show as well.", "as others found [1-3], and first of all [2]."
        )
        .replace("Ade BC", "1. Ade BC")
        .replace("Cede F. R", "2. Cede F. R")
        .replace("Dede GH", "3. Dede GH")
    )
    paper = read_text(text, tmp_path)
    read = read_file(typeset(paper, tmp_path / "numbered.pdf"))
    keys = [r.key for r in read.references]
    assert [m.references for m in read.mentions][-4:] == [(keys[0],), (keys[1],), (keys[2],), (keys[1],)]


def test_program_in_the_text_is_no_table_and_a_number_alone_below_a_short_page_is_its_own(tmp_path):
    path = tmp_path / "program.pdf"
    canvas = Canvas(str(path), pagesize=(600, 840))
    for _ in range(2):
        canvas.setFont("Helvetica", 10)
        for line in range(20):
            canvas.drawString(130, 700 - 12 * line, "The counts are read by the program below, line by line.")
        canvas.setFont("Courier", 9)
        rows = (("function add(a, b)", "{"), ("  return a + b;", ""), ("}", ""), ("print(add(3,", "5));"))
        for line, (left, right) in enumerate(rows):
            canvas.drawString(130, 440 - 11 * line, left)
            canvas.drawString(260, 440 - 11 * line, right)
        canvas.drawString(300, 140, "7")  # higher than a foot stands, the same on both pages
        canvas.showPage()
    canvas.save()
    read = read_file(path)
    assert read.tables == ()
    assert "function add(a, b) { return a + b; } print(add(3, 5));" in " ".join(read.text.split())
    assert "7" not in read.text
