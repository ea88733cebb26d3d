"""Each check finds its defect in a paper that is clean otherwise, and keeps quiet about the clean one."""

import importlib.util
import sys
from pathlib import Path

import pytest
from factories import heading, make_document, note, table, unsplit
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_text

from cbm_qa.audit import CHECKS, Paper, Severity, audit
from cbm_qa.audit.checks.abbreviations import DIFFERS
from cbm_qa.audit.checks.arithmetic import ARITHMETIC
from cbm_qa.audit.checks.crossrefs import CROSS_REFERENCES
from cbm_qa.audit.checks.leftovers import LEFTOVERS
from cbm_qa.audit.checks.quantities import QUANTITIES
from cbm_qa.audit.checks.statistics import P_VALUES
from cbm_qa.audit.checks.wording import SPELLINGS
from cbm_qa.audit.figures import find_figures
from cbm_qa.errors import UsageError
from cbm_qa.model import NoteKind

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("planting", ROOT / "benchmarks" / "audit.py")
planting = importlib.util.module_from_spec(spec)
sys.modules["planting"] = planting
spec.loader.exec_module(planting)
PAPERS = sorted(planting.PAPERS.glob("*.txt"))
NEEDS_VECTORS = {"work about something else"}


def paper_of(*blocks):
    return Paper(unsplit(make_document(heading("1", "Results"), *blocks)))


def messages(check, *blocks):
    return [f.message for f in check.run(paper_of(*blocks))]


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_a_clean_paper_has_no_finding(path, tmp_path):
    document = read_text(path.read_text(encoding="utf-8"), tmp_path)
    assert [f.message for f in audit(Paper(document)).findings] == []


@pytest.mark.parametrize(
    "plant", [p for p in planting.PLANTS if p.kind not in NEEDS_VECTORS], ids=lambda p: p.kind
)
def test_a_planted_defect_is_found_and_quoted_word_for_word(plant, tmp_path):
    path = next(p for p in PAPERS if p.stem == "rivers")
    text, places = planting.planted(plant, path.stem, path.read_text(encoding="utf-8"), tmp_path)
    document = read_text(text, tmp_path)
    findings = audit(Paper(document)).findings
    found = [f for f in findings if f.check in plant.accepted]
    assert found, [f.message for f in findings]
    assert any(planting._touches(f, [*places, plant.where]) for f in found)
    assert {f.check for f in findings} <= {*plant.accepted, *plant.besides}
    for quote in (q for f in findings for q in f.quotes):
        assert quote.quote == quote.span.of(document.text)


def test_every_check_has_a_name_of_its_own_and_says_what_it_looks_at():
    names = [c.name for c in CHECKS]
    assert len(set(names)) == len(names)
    assert all(c.title and c.about.endswith(".") for c in CHECKS)


def test_an_unknown_check_is_refused_with_the_known_ones():
    with pytest.raises(UsageError) as failure:
        audit(Paper(make_document()), ["no-such-check"])
    assert "sums" in failure.value.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade rose from 185 to 152 g, a fall of 20%.", "from 185 to 152 is a change of 17.8 %, not 20 %"),
        ("Of those, 30 of 120 patients (40%) answered.", "30 of 120 is 25.0 %, not 40 %"),
        ("We asked 100 people (60 women and 50 men).", "60 + 50 is 110, not 100 people"),
    ],
)
def test_arithmetic_is_computed_again(text, expected):
    assert expected in messages(ARITHMETIC, text)


@pytest.mark.parametrize(
    "text",
    [
        "Nitrate fell from 8.4 to 6.3 mg per litre, a decrease of 25%.",
        "In all, 1 of 3 patients (33%) answered.",
        "The rank rose from 40 to 12.",
        "The share rose from 10% to 15%, an increase of 5 percentage points.",
        "Between 1990 and 2000 the number of farms rose by 20%.",
    ],
)
def test_sound_arithmetic_is_left_alone(text):
    assert messages(ARITHMETIC, text) == []


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("The groups differed, t(28) = 2.20, p = .036.", True),
        ("The groups differed, t(28) = 2.20, p < .05.", True),
        ("The groups differed, t(28) = 2.20, p = .36.", False),
        ("It mattered, F(2, 57) = 3.80, p = .028.", True),
        ("It did not, χ2(2) = 9.10, p = .20.", False),
        ("They were related, r(40) = .35, p = .023.", True),
        ("It mattered, z = 1.20, p < .01.", False),
    ],
)
def test_p_values_follow_from_their_statistics(text, sound):
    assert (messages(P_VALUES, text) == []) is sound


def test_a_p_value_that_changes_what_is_significant_is_grave():
    paper = paper_of("It mattered, t(28) = 1.20, p = .03.")
    assert [f.severity for f in P_VALUES.run(paper)] == [Severity.HIGH]


def test_a_figure_of_a_chapter_is_one_number_and_another_works_table_is_not_ours():
    caption = note(NoteKind.CAPTION, "Figure 7-26. A nut.")
    assert messages(CROSS_REFERENCES, "Figure 7-26 shows a nut, as Table 9 of Smith does.", caption) == []


def test_tables_missing_and_unnamed():
    rows = [["Year", "Catch"], ["2019", "3"]]
    found = messages(CROSS_REFERENCES, "Table 2 shows the catch.", table("Table 1", "Catch", rows))
    assert "the text points to table 2, which is not there" in found
    assert "the text never refers to table 1" in found


def test_doubled_words_but_not_phrasal_verbs():
    assert messages(LEFTOVERS, "We saw the the boat.") == ["“the the”"]
    assert messages(LEFTOVERS, "They came in in the evening.") == []


@pytest.mark.parametrize(
    ("text", "value", "unit", "year"),
    [
        ("In 2023, trade reached 43.8 billion USD.", 43_800_000_000, "usd", 2023),
        ("Exports were US$1,250 million in 2020.", 1_250_000_000, "usd", 2020),
        ("A share of 12.5% was lost.", 12.5, "%", None),
        ("We visited 62 projects.", 62, "projects", None),
        ("It is 15 km away.", 15, "km", None),
    ],
)
def test_figures_are_read_with_their_unit_and_year(text, value, unit, year):
    (figure,) = find_figures(text)
    assert (float(figure.value), figure.unit, figure.year) == (value, unit, year)


@given(st.text(max_size=200))
def test_any_sentence_can_be_read_for_figures(text):
    for figure in find_figures(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.agrees_with(figure.value)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\t"), min_size=1, max_size=80),
        max_size=4,
    )
)
def test_any_text_can_be_audited(paragraphs):
    blocks = [p for p in paragraphs if p.strip()]
    audit(Paper(make_document(heading("1", "Results"), *blocks)))


def test_a_long_form_that_does_not_fit_its_letters():
    text = "The Organisation for Trade and Transport in Asia (OTTE) met."
    assert messages(DIFFERS, text) == [
        "OTTE does not stand for “Organisation for Trade and Transport in Asia”"
    ]
    assert messages(DIFFERS, "The Organisation for Trade and Transport in Europe (OTTE) met.") == []


@pytest.mark.parametrize(
    "text",
    [
        "By decreasing protein from 185 to 152 g, intake of nitrogen decreased by 20%.",
        "Costs fell from 80 to 60 euros and visits increased by 10%.",
    ],
)
def test_the_percentage_of_another_quantity_is_left_alone(text):
    assert messages(ARITHMETIC, text) == []


def test_ranges_and_the_figures_of_different_works_are_not_compared():
    blocks = (
        "The footprint of milk ranged from 0.99 to 1.04 kg in farms of the north.",
        "The footprint of milk ranged from 1.4 to 2.3 kg in farms of the north.",
    )
    assert messages(QUANTITIES, *blocks) == []


def test_a_quantity_that_stands_twice_is_compared():
    blocks = (
        "The canal carried 12.4 million tonnes of grain in 2019.",
        "In 2019 the canal carried 14.2 million tonnes of grain.",
    )
    assert len(messages(QUANTITIES, *blocks)) == 1
    assert (
        messages(QUANTITIES, blocks[0], "In 2019 the canal carried about 12 million tonnes of grain.") == []
    )


def test_analyses_and_laboratories_are_no_spelling():
    block = "The analyses of the laboratories were analyzed by laborers. " * 3
    assert messages(SPELLINGS, block) == []
    assert (
        len(messages(SPELLINGS, "We analysed it.", "We analysed it.", "We analyzed it.", "I analyzed it."))
        == 1
    )
