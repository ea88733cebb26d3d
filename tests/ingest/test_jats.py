"""JATS XML: the tags' sections, tables, references and the mentions tied to them."""

from pathlib import Path

import pytest
from reading import assert_sound, outline, paragraphs, read_file, read_text

from cbm_qa.errors import ReadError
from cbm_qa.model import NoteKind

DAIRY = Path(__file__).parents[1] / "data" / "formats" / "dairy.nxml"


@pytest.fixture(scope="module")
def dairy():
    return read_file(DAIRY)


def article(tmp_path, body, refs="", front=""):
    """A made-up article."""
    xml = (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS.dtd">'
        '<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group>'
        f"<article-title>Salt roads</article-title></title-group>{front}</article-meta></front>"
        f"<body>{body}</body><back><ref-list><title>References</title>{refs}</ref-list></back></article>"
    )
    return read_text(xml, tmp_path, "salt.xml")


def ref(number, family, year, label=True):
    return (
        f'<ref id="r{number}">{f"<label>{number}</label>" if label else ""}<element-citation><person-group '
        f'person-group-type="author"><name><surname>{family}</surname><given-names>A B</given-names></name>'
        f"</person-group><year>{year}</year><article-title>On carts</article-title><source>J Salt</source>"
        "<volume>3</volume><issue>2</issue><fpage>10</fpage><lpage>12</lpage></element-citation></ref>"
    )


def cited(number):
    return f'<xref ref-type="bibr" rid="r{number}">{number}</xref>'


REFS = "".join(ref(n, name, 2000 + n) for n, name in enumerate(("Aas", "Berg", "Carr", "Dahl", "Eide"), 1))


def test_a_real_article_is_sound(dairy):
    assert_sound(dairy)
    assert dairy.title.startswith("Potential to reduce greenhouse gas emissions")
    assert dairy.authors == ("Henrique M. N. Ribeiro-Filho", "Maurício Civiero", "Ermias Kebreab")
    assert dairy.year == 2020


def test_sections_are_those_of_the_tags(dairy):
    assert outline(dairy)[:6] == [
        "Abstract",
        "Introduction",
        "Materials and methods",
        "  Functional unit",
        "  Feed production",
        "    GHG emissions from crop and pasture production",
    ]


def test_what_publishers_print_as_sections_is_one(dairy):
    assert {"Funding", "Competing interests", "Data availability"} <= {s.title for s in dairy.sections}


def test_tables_keep_every_cell_and_their_notes(dairy):
    herd, feed = dairy.tables
    assert (herd.label, herd.caption) == ("Table 1", "Descriptive characteristics of the herd.")
    assert herd.header == ("Item", "Unit", "Average")
    assert ("Milk production", "kg year^-1", "7,015") in herd.rows
    assert feed.rows[0] == ("Off-farm", "", "", "", "")
    assert feed.source_note.startswith("a CO2e, carbon dioxide equivalent.\nb Emission factor")


def test_references_have_the_fields_of_their_tags(dairy):
    herrero = dairy.references[1]
    assert (herrero.key, herrero.year, herrero.number) == ("herrero2016", "2016", 2)
    assert herrero.title == "Greenhouse gas mitigation potentials in the livestock sector"
    assert (herrero.container, herrero.doi) == ("Nat Clim Chang", "10.1038/nclimate2925")


def test_an_untagged_entry_is_read_as_printed(dairy):
    assert (dairy.references[0].key, dairy.references[0].title) == ("ipcc2019", "Climate Change and Land")


def test_a_link_to_an_entry_that_is_not_there_says_so(dairy):
    missing = [m for m in dairy.mentions if m.unresolved]
    assert missing
    assert "does not have" in missing[0].unresolved


def test_a_range_names_the_entries_between(tmp_path):
    document = article(tmp_path, f"<p>Carts came [{cited(1)}, {cited(3)}–{cited(5)}].</p>", REFS)
    assert [m.references[0] for m in document.mentions] == ["aas2001", "carr2003", "dahl2004", "eide2005"]


def test_raised_numbers_are_mentions_in_brackets(tmp_path):
    document = article(
        tmp_path, f"<p>Carts came<sup>{cited(1)},{cited(2)}</sup> to 10<sup>3</sup> towns.</p>", REFS
    )
    assert paragraphs(document) == ["Carts came[1],[2] to 10^3 towns."]
    assert [m.references for m in document.mentions] == [("aas2001",), ("berg2002",)]


def test_a_list_without_labels_is_numbered_where_mentions_are_numbers(tmp_path):
    refs = ref(1, "Aas", 2001, label=False) + ref(2, "Berg", 2002, label=False)
    assert [r.number for r in article(tmp_path, f"<p>So [{cited(2)}].</p>", refs).references] == [1, 2]
    named = article(tmp_path, '<p>So (<xref ref-type="bibr" rid="r2">Berg 2002</xref>).</p>', refs)
    assert [r.number for r in named.references] == [None, None]
    assert [(m.text, m.references) for m in named.mentions] == [("Berg 2002", ("berg2002",))]


def test_an_entry_that_is_only_tagged_is_written_out(tmp_path):
    (entry,) = article(tmp_path, "<p>So.</p>", ref(1, "Aas", 2001)).references
    assert entry.raw == "Aas, A B (2001). On carts. J Salt. 3(2):10–12."


def test_blocks_inside_a_paragraph_stand_apart(tmp_path):
    body = (
        "<sec><label>2.1</label><title>Carts</title><p>Two kinds:<list><list-item><p>oak</p></list-item>"
        "<list-item><p>pine</p></list-item></list> were found.<fig><label>Fig 1</label><caption><title>A cart."
        "</title></caption></fig></p></sec>"
    )
    document = article(tmp_path, body)
    assert outline(document) == ["2.1 Carts"]
    assert paragraphs(document) == ["Two kinds: were found.", "oak", "pine"]
    captions = [n.span.of(document.text) for n in document.notes if n.kind is NoteKind.CAPTION]
    assert captions == ["Fig 1. A cart."]


def test_footnote_signs_are_left_out_and_ordinals_kept(tmp_path):
    body = (
        '<p>The 19<sup>th</sup> cart<xref ref-type="fn" rid="f1"><sup>a</sup></xref> of CO<sub>2</sub>.</p>'
    )
    assert paragraphs(article(tmp_path, body)) == ["The 19th cart of CO2."]


def test_named_entities_of_old_files_are_read(tmp_path):
    assert paragraphs(article(tmp_path, "<p>5&nbsp;&mu;m</p>")) == ["5 μm"]


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><article>&z;</article>', "entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>', "entities"),
        ("<article><front>", "no whole XML"),
        ("<feed><entry/></feed>", "no article in JATS"),
        ("<article><body/></article>", "no text"),
        ("<article><body>" + "<sec>" * 5000 + "<p>x</p>" + "</sec>" * 5000 + "</body></article>", "deeply"),
    ],
    ids=["bomb", "external", "cut", "other XML", "empty", "deep"],
)
def test_what_cannot_be_read_is_told(tmp_path, xml, message):
    with pytest.raises(ReadError, match=message):
        read_text(xml, tmp_path, "odd.xml")
