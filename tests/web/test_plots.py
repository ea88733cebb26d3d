"""Plots: what is drawn is what the table says, in the picture and in words."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from factories import make_document
from hypothesis import given
from hypothesis import strategies as st
from typed_tables import named_table

from cbm_qa.model import Answer, AnswerKind, CellCitation, Citation
from cbm_qa.web.charts import MOST_SERIES, Chart, Series, marked_chart, table_charts, year_of
from cbm_qa.web.plots import answer_plot, describe, render_chart

TRADE = (
    ("Year", "Exports, million USD", "Imports, million USD", "Share (%)", "Note"),
    ("2021", "9.5", "n/a", "4%", "a"),
    ("2019", "8", "7", "3%", "b"),
    ("2020", "-1.5", "6", "5%", "c"),
)
ACROSS = (
    ("Measure", "2019", "2020", "2021"),
    ("Pilots (persons)", "41", "n/a", "58"),
    ("Note", "x", "y", "z"),
)


def drawn(html):
    """The figure as a tree: it is well formed, and what is inside is escaped."""
    return ElementTree.fromstring(html)


def answer(named, *cells, kind=AnswerKind.CALCULATION):
    """An answer that cites cells given as (row number, column number)."""
    table = named.table
    chosen = [c for c in table.cells if (c.row_index, c.column_index) in cells]
    citations = [
        Citation(n, "paper", "A study", "1", "One", None, None, "q", table.row_spans[c.row_index], ())
        for n, c in enumerate(chosen, 1)
    ]
    cited = [
        CellCitation(table.label, c.row, c.column, c.text, c.value, c.unit, n)
        for n, c in enumerate(chosen, 1)
    ]
    return Answer("?", None, kind, (), "", ("1",), 0.9, tuple(citations), tuple(cited))


def plot_of(named, *cells, **options):
    return answer_plot(answer(named, *cells, **options), {"paper": named.document})


def test_series_of_one_unit_come_together_in_the_order_of_the_years():
    charts = table_charts(named_table(*TRADE).table)
    assert [c.title for c in charts] == ["All in million USD", *TRADE[0][1:4]]
    together = charts[0]
    assert together.labels == ("2019", "2020", "2021")
    assert [s.values for s in together.series] == [
        (Decimal(8), Decimal("-1.5"), Decimal("9.5")),
        (Decimal(7), Decimal(6), None),
    ]


def test_years_may_stand_in_the_header():
    (chart,) = table_charts(named_table(*ACROSS).table)
    assert (chart.title, chart.labels, chart.over_years) == (
        "Pilots (persons)",
        ("2019", "2020", "2021"),
        True,
    )
    assert chart.series[0].values == (Decimal(41), None, Decimal(58))


def test_a_table_without_years_is_bars_of_its_rows_and_one_of_words_is_nothing():
    rows = (("Country", "Area, km²"), ("Norland", "120"), ("Sudland", "80"))
    (chart,) = table_charts(named_table(*rows).table)
    assert not chart.over_years
    assert "Norland 120, Sudland 80" in describe(chart)
    assert table_charts(named_table(("A", "B"), ("x", "y"), ("z", "w")).table) == []
    assert table_charts(named_table(("A", "B"), ("x", "1")).table) == []


@pytest.mark.parametrize(
    ("label", "year"),
    [
        ("2019", 2019),
        ("2019/20", 2019),
        ("FY 2020", 2020),
        ("2021 (est.)", 2021),
        ("12019", None),
        ("May", None),
        ("450", None),
    ],
)
def test_years_are_told_from_other_labels(label, year):
    assert year_of(label) == year


def test_a_missing_value_interrupts_the_line():
    (chart,) = table_charts(named_table(*ACROSS).table)
    line = drawn(render_chart(chart)).find(".//path[@class='line']").get("d")
    assert line.count("M") == 2
    assert "L" not in line


def test_the_words_hold_every_value_and_the_units():
    html = render_chart(table_charts(named_table(*TRADE).table)[1])
    figure = drawn(html)
    label = figure.find("svg").get("aria-label")
    assert "2019 8, 2020 −1.5, 2021 9.5" in label
    assert "million USD" in label
    assert figure.find("svg").get("role") == "img"


@given(
    st.lists(
        st.lists(
            st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=MOST_SERIES,
    ),
    st.sampled_from(["line", "bar"]),
    st.booleans(),
)
def test_any_values_are_drawn_inside_the_picture(values, kind, over_years):
    series = tuple(Series(f"<{n}>&'\"", tuple(row)) for n, row in enumerate(values))
    chart = Chart("A <b>", "x & y", ("2019", "2020", "2025"), series, over_years)
    figure = drawn(render_chart(chart, kind=kind))
    known = [v for row in values for v in row if v is not None]
    if not known or any(abs(v) > Decimal("1e15") for v in known):
        assert figure.tag == "p"
        return
    _, _, width, height = map(float, figure.find("svg").get("viewBox").split())
    for shape in figure.findall("./svg//rect"):
        assert -0.5 <= float(shape.get("x")) <= width
        assert -0.5 <= float(shape.get("y")) <= height
        assert float(shape.get("y")) + float(shape.get("height")) <= height + 1
    assert len(figure.findall("./svg//rect")) == (0 if kind == "line" and over_years else len(known))


def test_an_answer_over_years_shows_the_whole_course_and_marks_its_cells():
    html = plot_of(named_table(*TRADE), (0, 1), (1, 1))
    figure = drawn(html)
    assert figure.find("figcaption").text == "Exports, million USD"
    assert len(figure.findall(".//g[@class='hit']")) == 2
    assert len(figure.findall(".//g[@class='point']")) == 1
    assert [t.text for t in figure.findall(".//text[@class='value']")] == ["8", "9.5"]


def test_two_columns_of_one_year_are_compared_as_bars():
    figure = drawn(plot_of(named_table(*TRADE), (1, 1), (1, 2), kind=AnswerKind.COMPARISON))
    assert [t.text for t in figure.findall(".//text[@class='name']")] == list(TRADE[0][1:3])
    assert [t.text for t in figure.findall(".//text[@class='start']")] == ["8", "7"]
    assert "2019" in figure.find("figcaption").text


def test_rows_without_years_are_compared_as_bars():
    rows = (("Country", "Area, km²"), ("Norland", "120"), ("Sudland", "80"), ("Westland", "9"))
    figure = drawn(plot_of(named_table(*rows), (0, 1), (2, 1)))
    assert [t.text for t in figure.findall(".//text[@class='name']")] == ["Norland", "Westland"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (((0, 1),), AnswerKind.CALCULATION),  # one cell is no course
        (((0, 1), (1, 3)), AnswerKind.CALCULATION),  # two units have no common axis
        (((0, 4), (1, 4)), AnswerKind.TABLE),  # words
        (((0, 1), (1, 1)), AnswerKind.PASSAGE),
    ],
)
def test_no_plot_where_it_would_say_nothing(cells, kind):
    assert plot_of(named_table(*TRADE), *cells, kind=kind) == ""


def test_no_plot_of_a_document_that_is_gone():
    assert answer_plot(answer(named_table(*TRADE), (0, 1), (1, 1)), {"other": make_document()}) == ""


def test_marks_name_cells_in_either_orientation():
    chart = marked_chart(
        named_table(*ACROSS).table, frozenset({("Pilots (persons)", "2019"), ("Pilots (persons)", "2021")})
    )
    assert chart.series[0].marked == {0, 2}
