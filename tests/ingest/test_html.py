"""Web pages: main text without navigation, headings, tables with spans, links, mentions."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_file

from cbm_qa.errors import ReadError
from cbm_qa.ingest.grid import SpannedCell, lay_out
from cbm_qa.ingest.html.marks import escape, finish_cell
from cbm_qa.ingest.inline import clean_inline

FORMATS = Path(__file__).parents[1] / "data" / "formats"
PROSE = "The survey covered nine towns in the north and asked every household about the harvest. " * 4
PAGE = f"""<!DOCTYPE html><html><head><title>Salt roads | The Northern Review</title>
<link rel="canonical" href="https://review.example/salt">
<meta name="citation_title" content="Salt roads of the north">
<meta name="citation_author" content="Brandt, Lena"><meta name="citation_author" content="Omar Said">
<meta name="citation_publication_date" content="2019/04/02"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>
<div class="sidebar"><p>Subscribe to our newsletter for more.</p></div>
<main><h1>Salt roads of the north</h1>
<h2>1 Introduction</h2><p>{PROSE}As shown before <a href="https://review.example/x">elsewhere</a>,
trade grew<sup><a href="#ref-1">1</a>,<a href="#ref-2">2</a></sup> by 10<sup>3</sup> tonnes
(see <a href="https://data.example/set">the data set</a>).</p>
<p>where the second paragraph begins in lower case.</p>
<h2>2 Results</h2>
<table><caption>Table 1. Salt sold by town, tonnes</caption>
<thead><tr><th rowspan="2">Town</th><th colspan="2">Sold</th></tr><tr><th>2018</th><th>2019</th></tr></thead>
<tbody><tr><td>Aldby</td><td>12.5</td><td>13</td></tr><tr><td>Borg</td><td>n/a</td><td>7</td></tr></tbody></table>
<figure><img src="a.png"><figcaption>A salt cart.</figcaption></figure>
<h2>References</h2><ol><li id="ref-1">Lund, A. (2010). Carts. Aldby Press.</li>
<li id="ref-2">Moe, B. (2012). Roads. Aldby Press.</li></ol></main>
<footer><p>Copyright 2019 The Northern Review. All rights reserved.</p></footer></body></html>"""


def read_page(tmp_path, page, name="page.html", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(page.encode(encoding))
    return read_file(path)


@pytest.fixture
def document(tmp_path):
    return read_page(tmp_path, PAGE)


def test_the_front_comes_from_the_head_of_the_page(document):
    assert document.title == "Salt roads of the north"
    assert document.authors == ("Lena Brandt", "Omar Said")
    assert document.year == 2019


def test_navigation_and_footers_are_gone(document):
    for words in ("Home", "About us", "newsletter", "All rights"):
        assert words not in document.text
    assert document.text.count("Salt roads of the north") == 1


def test_headings_make_sections(document):
    assert [s.name for s in document.sections] == ["1", "2", "References"]


def test_a_table_with_spans_has_a_plain_header_and_typed_cells(document):
    (table,) = document.tables
    assert (table.label, table.caption) == ("Table 1", "Salt sold by town, tonnes")
    assert table.header == ("Town", "Sold 2018", "Sold 2019")
    assert [c.text for c in table.cells] == ["12.5", "13", "n/a", "7"]
    assert table.cells[2].missing


def test_raised_links_to_the_list_are_mentions_and_exponents_stay(document):
    assert [m.references for m in document.mentions] == [("lund2010",), ("moe2012",)]
    assert "grew[1,2] by 10^3 tonnes" in document.text


def test_addresses_of_other_sites_are_kept(document):
    assert "the data set (https://data.example/set)" in document.text
    assert "elsewhere (http" not in document.text


def test_a_marked_paragraph_is_never_joined_to_the_one_before(document):
    starts = [p.span.of(document.text)[:9] for p in document.paragraphs]
    assert "where the" in starts


def test_a_caption_is_a_note(document):
    assert "A salt cart." in [n.span.of(document.text) for n in document.notes]


def test_the_encoding_that_a_page_names_is_used(tmp_path):
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{"Соль везли на север. " * 20}</p></body></html>'
    assert "Соль везли" in read_page(tmp_path, page, encoding="cp1251").text


def test_markup_in_text_stays_text(tmp_path):
    page = f"<html><body><h1>Marks</h1><p>{PROSE} a &lt;script&gt;alert(1)&lt;/script&gt; *b* \\* 2*3</p></body></html>"
    assert "<script>alert(1)</script> *b* \\* 2*3" in read_page(tmp_path, page).text


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><script>x</script></body></html>", "<!-- -->"]
)
def test_a_page_without_text_says_so(tmp_path, page):
    with pytest.raises(ReadError, match=r"page\.html"):
        read_page(tmp_path, page)


def test_deep_nesting_ends(tmp_path):
    deep = "<div>" * 50_000 + "the bottom" + "</div>" * 50_000
    assert PROSE.strip() in read_page(tmp_path, f"<html><body><p>{PROSE}</p>{deep}</body></html>").text


def test_row_headers_that_span_rows_are_repeated():
    document = read_file(FORMATS / "example_08.html")
    assert document.tables[1].rows[3] == ("2025", "Q2", "April", "$210", "$150")
    assert [t.rows[0][0] for t in document.tables] == ["2025"] * 3


def test_nested_lists_are_items():
    document = read_file(FORMATS / "example_03.html")
    texts = [p.span.of(document.text) for p in document.paragraphs]
    assert "First item in unordered list" in texts
    assert "Nested ordered item 1" in texts


cells = st.builds(
    SpannedCell,
    text=st.text(string.ascii_lowercase, max_size=3),
    columns=st.integers(1, 5),
    rows=st.integers(1, 5),
    is_header=st.booleans(),
)


@given(st.lists(st.lists(cells, max_size=4), max_size=6))
def test_any_spans_give_rows_of_one_width_that_lose_no_text(rows):
    laid_out = lay_out(rows)
    assert len({len(row) for row in laid_out}) <= 1
    shown = " ".join(" ".join(row) for row in laid_out).split()
    named_only = {c.text for row in rows for c in row if c.rows > 1}
    assert {c.text for row in rows for c in row if c.text} - named_only <= set(shown)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cn"]), max_size=60))
def test_escaped_text_reads_as_itself(text):
    """But for what stands for a raised sign: "^{", raised digits, and a sign that leads a line."""
    plain = text.replace("^", "").replace("<", "").replace("[", "")
    plain = "x" + "".join(c for c in plain if c not in "¹²³⁴⁵⁶⁷⁸⁹⁰")
    import unicodedata

    expected = " ".join(unicodedata.normalize("NFC", plain).split())
    assert clean_inline(finish_cell(escape(plain))) == expected


def test_table_within_a_cell_of_a_data_table_is_text_of_that_cell(tmp_path):
    inner = "<table><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>"
    page = (
        f"<html><body><h1>Ducks</h1><p>{PROSE}</p><table><tr><td>Name</td><td>Sounds</td></tr>"
        f"<tr><td>Teal</td><td>Long {inner}</td></tr><tr><td>{inner}</td><td>none</td></tr></table></body></html>"
    )
    (table,) = read_page(tmp_path, page).tables
    assert (table.header, table.rows) == (("Name", "Sounds"), (("Teal", "Long A B 1 2"), ("A B 1 2", "none")))


def test_table_that_arranges_a_page_gives_its_inner_tables(tmp_path):
    inner = "<table><tr><th>Name</th><th>Sounds</th></tr><tr><td>Teal</td><td>2</td></tr></table>"
    page = f"<html><body><table><tr><td><h1>Ducks</h1><p>{PROSE}</p></td><td>{inner}</td></tr></table></body></html>"
    document = read_page(tmp_path, page)
    assert PROSE.strip() in document.text
    assert [(t.header, t.rows) for t in document.tables] == [(("Name", "Sounds"), (("Teal", "2"),))]


def test_tables_one_after_the_other_are_two_and_a_picture_alone_in_a_cell_is_its_description(tmp_path):
    table = "<table><tr><th>Name</th><th>Seen</th></tr><tr><td>Teal</td><td>%s</td></tr></table>"
    seen = '<img src="tick.png" alt="Yes">', 'Rarely <img src="x.png" alt="a rare duck">'
    page = f"<html><body><h1>Ducks</h1><p>{PROSE}</p>{table % seen[0]}{table % seen[1]}</body></html>"
    assert [t.rows for t in read_page(tmp_path, page).tables] == [(("Teal", "Yes"),), (("Teal", "Rarely"),)]


def test_one_column_of_short_entries_is_a_table_and_one_of_text_is_none(tmp_path):
    column = "<table><tr><td>%s</td></tr><tr><td>%s</td></tr></table>"
    page = f"<html><body><h1>Ducks</h1>{column % ('Teal', 'Wigeon')}{column % (PROSE, PROSE)}</body></html>"
    document = read_page(tmp_path, page)
    assert [(t.header, t.rows) for t in document.tables] == [(("Teal",), (("Wigeon",),))]
    assert len(document.paragraphs) == 2


@pytest.mark.parametrize("name", ["<th>Domain</th>", "<td>Domain:</td>"])
def test_first_fact_of_a_box_is_no_header(tmp_path, name):
    rows = f"<tr>{name}<td>Eukaryota</td></tr>" * 2
    box = f"<table><tr><th colspan=2>Duck</th></tr><tr><th colspan=2>Ranks</th></tr>{rows}</table>"
    (table,) = read_page(tmp_path, f"<html><body><h1>Ducks</h1><p>{PROSE}</p>{box}</body></html>").tables
    assert table.header == ("Ranks", "")
    assert [row[1] for row in table.rows] == ["Eukaryota", "Eukaryota"]
