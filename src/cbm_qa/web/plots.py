"""A chart as SVG in the page: drawn in the site's own colours, with the same in words beside it.

No library: those at hand draw colours and fonts into the picture, which then neither follows the dark
theme nor says anything to a screen reader.
"""

from collections.abc import Mapping
from decimal import Decimal
from html import escape

from cbm_qa.model import Answer, AnswerKind, Document
from cbm_qa.web.charts import Chart, marked_chart
from cbm_qa.web.drawing import draw_over_years, draw_rows, format_number, mark
from cbm_qa.web.language import said, text_of

_BIG = Decimal("1e15")
_PLOTTED = {AnswerKind.CALCULATION, AnswerKind.COMPARISON, AnswerKind.TABLE, AnswerKind.LIST}


def answer_plot(answer: Answer, documents: Mapping[str, Document]) -> str:
    """Return the plot of the cells that an answer computes with or compares, "" where none helps."""
    if answer.kind not in _PLOTTED or len(answer.cells) < 2:
        return ""
    cited = {c.marker: c for c in answer.citations}
    tables = {
        table.span: table
        for cell in answer.cells
        if (citation := cited.get(cell.marker)) and citation.document in documents
        for table in documents[citation.document].tables
        if table.span.contains(citation.span)
    }
    if len(tables) != 1:
        return ""
    cells = frozenset((cell.row, cell.column) for cell in answer.cells)
    chart = marked_chart(next(iter(tables.values())), cells)
    return render_chart(chart, kind="line" if chart.over_years else "bar") if chart else ""


def render_chart(chart: Chart, *, kind: str = "line", width: int = 440) -> str:
    """Return a figure: the drawing, its key, and all of it in words for those who cannot see it.

    Args:
        chart: What to draw.
        kind: "line", where the labels are years; anything else draws bars.
        width: Of the drawing, in pixels at full size; it shrinks with the page.
    """
    values = [v for one in chart.series for v in one.values if v is not None]
    if not values or any(abs(v) > _BIG for v in values):
        return f"<p class='quiet'>{said('plot.impossible')}</p>"
    width = max(280, min(width, 1000))
    is_line = chart.over_years and kind == "line"
    if not chart.over_years:
        drawing, height = draw_rows(chart, width)
    else:
        height = max(220, min(340, width // 2))
        drawing = draw_over_years(chart, width, height, is_line=is_line)
    unit = f", {chart.unit}" if chart.unit and chart.unit not in chart.title else ""
    title = said(chart.said, **chart.values) if chart.said else escape(chart.title + unit)
    words = describe(chart)
    named = escape(f"{chart.title}{unit}. {text_of(words)}", quote=True)
    return (
        f"<figure class='plot' style='max-width:{width}px'>"
        f"<figcaption>{title}</figcaption>"
        f"<svg viewBox='0 0 {width} {height}' role='img' aria-label='{named}'>{drawing}"
        f"</svg>{_key(chart, is_line=is_line)}"
        f"<details class='plot-words'><summary>{said('plot.words')}</summary><p>{words}</p></details>"
        f"</figure>"
    )


def describe(chart: Chart) -> str:
    """Return the chart in words, as HTML: every value of a short series, the course of a long one."""
    parts = []
    for one in chart.series:
        points = [(label, v) for label, v in zip(chart.labels, one.values, strict=True) if v is not None]
        if len(points) <= 12:
            words = escape(", ".join(f"{label} {format_number(v)}" for label, v in points))
        else:
            low, high = min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])
            ends = {"first": points[0], "last": points[-1], "low": low, "high": high}
            told = {name: f"{format_number(value)} ({label})" for name, (label, value) in ends.items()}
            words = said("plot.course", **told)
        parts.append(f"{escape(one.name)}: {words}.")
    return " ".join(parts)


def _key(chart: Chart, *, is_line: bool) -> str:
    if len(chart.series) < 2:
        return ""
    items = []
    for n, one in enumerate(chart.series):
        sign = f"<path class='line' d='M0 6L22 6'/><g class='point'>{mark(n, 11, 6, 4)}</g>"
        if not is_line:
            sign = "<rect class='bar' x='4' width='14' height='12'/>"
        items.append(
            f"<li><svg class='swatch s{n}' viewBox='0 0 22 12' aria-hidden='true'>{sign}</svg>"
            f"{escape(one.name)}</li>"
        )
    return f"<ul class='key'>{''.join(items)}</ul>"
