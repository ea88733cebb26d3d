"""OpenDocument texts, books and slides: structure, tables, and files that are none."""

import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reading import assert_sound, outline, paragraphs, read_file

from cbm_qa.errors import ReadError

PROSE = "The river rises in spring and falls in autumn, as all rivers of the steppe do."
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT_HEAD = (
    f'<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" '
    f'xmlns:table="{ODF}:table:1.0" xmlns:style="{ODF}:style:1.0" xmlns:draw="{ODF}:drawing:1.0" '
    f'xmlns:svg="{ODF}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<office:automatic-styles><style:style style:name="P1" style:parent-style-name="Title"/>'
    '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    "</office:automatic-styles><office:body><office:text>"
)
ODT_TAIL = "</office:text></office:body></office:document-content>"
ODT_BODY = f"""
<text:tracked-changes><text:changed-region><text:deletion><text:p>Taken out</text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p text:style-name="P1">On rivers</text:p>
<text:h text:outline-level="1">Introduction</text:h>
<text:p>{PROSE}<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Seen<text:s/>in 2021.</text:p>
</text:note-body></text:note> Ice covers 5 km<text:span text:style-name="T1">2</text:span> &lt; 6.</text:p>
<text:list><text:list-item><text:p>First bank</text:p></text:list-item><text:list-item><text:p>Second bank</text:p>
</text:list-item></text:list>
<text:p><draw:frame><svg:title>A picture</svg:title><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>
<text:h text:outline-level="2">Counts</text:h>
<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell>
<table:table-cell><text:p>Flow, m3</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell><text:p>2020</text:p></table:table-cell><table:table-cell><text:p>12.5</text:p></table:table-cell>
</table:table-row><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>No count after</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row><table:table-row table:number-rows-repeated="1048576">
<table:table-cell table:number-columns-repeated="2"/></table:table-row></table:table>
"""


def odt(path, body=ODT_BODY):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", ODT_HEAD + body + ODT_TAIL)
    return path


def test_opendocument_text_has_its_sections_lists_notes_and_tables(tmp_path):
    document = read_file(odt(tmp_path / "rivers.odt"))
    assert_sound(document)
    assert document.title == "On rivers"
    assert outline(document) == ["Introduction", "  Counts"]
    assert {"First bank", "Second bank", "In a box"} <= set(paragraphs(document))
    assert "5 km^2 < 6." in document.text
    assert "Seen in 2021." in document.text
    assert "Taken out" not in document.text
    assert "A picture" not in document.text
    (table,) = document.tables
    assert table.header == ("Year", "Flow, m3")
    assert table.rows == (("2020", "12.5"), ("No count after", ""))


def test_deep_or_foreign_opendocument_is_told(tmp_path):
    with pytest.raises(ReadError, match=r"no text was found|nested"):
        read_file(odt(tmp_path / "empty.odt", "<text:p/>"))
    path = tmp_path / "bad.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<a>")
        archive.writestr("mimetype", "x")
    with pytest.raises(ReadError, match=r"bad\.odt: it is damaged"):
        read_file(path)


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>A book of rivers</dc:title><dc:creator>Ada Reed</dc:creator><dc:creator>Ben Moss</dc:creator>
<dc:date>2019-05-01</dc:date></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/chapter%202.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="n"/><itemref idref="p"/><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>"""
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>%s</body></html>'
)
TABLE = "<table><tr><th>Year</th><th>Flow</th></tr><tr><td>2020</td><td>12</td></tr></table>"


def epub(path, **changes):
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/nav.xhtml": PAGE % "<p>Go to chapter one</p>",
        "OPS/text/one.xhtml": PAGE % f"<h1>Springs</h1><p>{PROSE}</p><h2>Wells</h2><p>Wells are old.</p>",
        "OPS/text/chapter 2.xhtml": PAGE % f"<h1>Mouths</h1><p>Mouths are wide.</p>{TABLE}",
        **changes,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_book_has_its_chapters_in_order_under_its_title(tmp_path):
    document = read_file(epub(tmp_path / "book.epub"))
    assert_sound(document)
    assert (document.title, document.year) == ("A book of rivers", 2019)
    assert document.authors == ("Ada Reed", "Ben Moss")
    assert [line.strip() for line in outline(document)] == ["Springs", "Wells", "Mouths"]
    assert PROSE in paragraphs(document)
    assert "Go to chapter one" not in document.text
    assert [(t.header, t.rows) for t in document.tables] == [(("Year", "Flow"), (("2020", "12"),))]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"META-INF/container.xml": None}, "is missing"),
        ({"OPS/book.opf": None}, "damaged or no book"),
        ({"OPS/book.opf": '<!DOCTYPE p [<!ENTITY a "b">]><package>&a;</package>'}, "damaged or no book"),
        ({"OPS/text/one.xhtml": "<p>" + " " * 60_000_000}, "would unpack to"),
        (
            {"META-INF/encryption.xml": '<e><CipherReference URI="OPS/text/chapter%202.xhtml"/></e>'},
            "locked",
        ),
    ],
    ids=["no container", "no package", "entities", "bomb", "locked"],
)
def test_book_that_cannot_be_read_says_why(tmp_path, changes, said):
    with pytest.raises(ReadError, match=said) as caught:
        read_file(epub(tmp_path / "book.epub", **changes))
    assert caught.value.hint


@pytest.fixture
def slides(tmp_path):
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "On rivers", "A talk of 2021"
    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "Findings"
    second.placeholders[1].text_frame.text = "The flow fell"
    second.placeholders[1].text_frame.add_paragraph().text = "The ice grew"
    second.notes_slide.notes_text_frame.text = PROSE
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "Counts"
    table = third.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for (row, column), text in {(0, 0): "Year", (0, 1): "Flow", (1, 0): "2020", (1, 1): "12"}.items():
        table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ["2020", "2021"]
    data.add_series("Ice, days", (101, 99.5))
    place = (Inches(1), Inches(4), Inches(4), Inches(2))
    third.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    path = tmp_path / "talk.pptx"
    deck.save(path)
    return path


def test_slides_are_sections_with_lists_notes_tables_and_the_figures_of_charts(slides):
    document = read_file(slides)
    assert_sound(document)
    assert document.title == "On rivers"
    assert [line.strip() for line in outline(document)] == ["Findings", "Counts"]
    assert {"The flow fell", "The ice grew", PROSE} <= set(paragraphs(document))
    one, two = document.tables
    assert (one.header, one.rows) == (("Year", "Flow"), (("2020", "12"),))
    assert two.header[1] == "Ice, days"
    assert two.rows == (("2020", "101"), ("2021", "99.5"))


def test_damaged_slides_are_told(slides):
    slides.write_bytes(slides.read_bytes()[:5000])
    with pytest.raises(ReadError, match=r"talk\.pptx: it is damaged"):
        read_file(slides)
