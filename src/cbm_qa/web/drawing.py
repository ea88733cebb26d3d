"""The drawing of a chart: lines, standing bars and lying bars in SVG."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from itertools import pairwise

from cbm_qa.web.charts import Chart, Series, year_of

_FONT = 6.4  # average width of a character, in units of the drawing
_MARKS = ("circle", "square", "diamond", "up", "cross", "down")
_CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "up": ((0, -1.2), (1.2, 1), (-1.2, 1)),
    "down": ((0, 1.2), (1.2, -1), (-1.2, -1)),
    "cross": ((-1, -0.4), (1, -0.4), (1, 0.4), (-1, 0.4)),
}
_TOP, _BOTTOM = 18.0, 26.0


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where things stand: the labels across, the values from `low` at the bottom to `high` at the top."""

    chart: Chart
    xs: tuple[float, ...]
    low: float
    high: float
    height: int

    def y(self, value: float) -> float:
        return _TOP + (self.height - _TOP - _BOTTOM) * (self.high - value) / (self.high - self.low)

    def points(self, one: Series) -> Iterator[tuple[int, float, float, Decimal]]:
        """Yield (position, x, y, value) of every value of a series."""
        for i, (x, value) in enumerate(zip(self.xs, one.values, strict=True)):
            if value is not None:
                yield i, x, self.y(float(value)), value

    def said(self, one: Series, i: int, value: Decimal) -> str:
        words = f"{one.name}, {self.chart.labels[i]}: {format_number(value)} {self.chart.unit}"
        return f"<title>{escape(words.strip())}</title>"


def draw_over_years(chart: Chart, width: int, height: int, *, is_line: bool) -> str:
    """Return lines or standing bars over an axis of years."""
    ticks = _ticks(chart, from_zero=not is_line)
    left = 12 + _FONT * max(len(_tick(t)) for t in ticks)
    right, inset = width - 10.0, 14.0 if is_line else 0.0
    xs = tuple(_places(chart.labels, left + inset, right - inset, is_line=is_line))
    plane = _Plane(chart, xs, ticks[0], ticks[-1], height)
    grid = "".join(
        f"<line class='{'base' if t == 0 else 'grid'}' x1='{left:.0f}' x2='{right:.0f}' "
        f"y1='{plane.y(t):.1f}' y2='{plane.y(t):.1f}'/>"
        f"<text class='end' x='{left - 8:.0f}' y='{plane.y(t) + 4:.1f}'>{_tick(t)}</text>"
        for t in ticks
    )
    draw = _line if is_line else _bars
    body = "".join(f"<g class='s{n}'>{draw(plane, n, one)}</g>" for n, one in enumerate(chart.series))
    return grid + _axis_labels(chart.labels, xs, height - 7) + body


def draw_rows(chart: Chart, width: int) -> tuple[str, int]:
    """Return lying bars under their names, and the height they take."""
    values = [v for one in chart.series for v in one.values if v is not None]
    low, high = min(0.0, *map(float, values)), max(0.0, *map(float, values))
    room = width - 16 - _FONT * max(len(format_number(v)) for v in values)
    scale = room / ((high - low) or 1)
    y, parts = 0, []
    for i, label in enumerate(chart.labels):
        shown = label if len(label) * _FONT < width else f"{label[: int(width / _FONT) - 2]}…"
        parts.append(f"<text class='name' x='0' y='{y + 13}'>{escape(shown)}</text>")
        y += 19
        for n, one in enumerate(chart.series):
            value = one.values[i]
            if value is None:
                continue
            long = abs(float(value)) * scale
            at = -low * scale - (long if value < 0 else 0)
            parts.append(
                f"<g class='s{n}'><rect class='bar' x='{at:.1f}' y='{y}' width='{max(long, 1):.1f}' "
                f"height='13'/>"
                f"<text class='start' x='{at + long + 6:.1f}' y='{y + 11}'>{format_number(value)}</text></g>"
            )
            y += 16
        y += 8
    return "".join(parts), y


def mark(n: int, x: float, y: float, r: float) -> str:
    """Return a point in the shape of its series, so that colour is not all that tells them apart."""
    shape = _MARKS[n % len(_MARKS)]
    if shape == "circle":
        return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{r}'/>"
    return f"<path d='M{'L'.join(f'{x + r * a:.1f} {y + r * b:.1f}' for a, b in _CORNERS[shape])}Z'/>"


def format_number(value: Decimal) -> str:
    """Return a number as a reader expects it: thousands apart, a true minus."""
    return (f"{value:,f}" if abs(value.adjusted()) < 16 else str(value)).replace("-", "−")


def _line(plane: _Plane, n: int, one: Series) -> str:
    """Return a line with its points; a missing value interrupts it."""
    path: list[str] = []
    points: list[str] = []
    last = -1
    for i, x, y, value in plane.points(one):
        path.append(f"{'L' if last == i - 1 and path else 'M'}{x:.1f} {y:.1f}")
        last = i
        is_hit = i in one.marked
        shape = mark(n, x, y, 6 if is_hit else 3.6) + plane.said(one, i, value)
        points.append(f"<g class='{'hit' if is_hit else 'point'}'>{shape}</g>")
        if is_hit:
            points.append(_value(x, max(y - 11, 11), value))
    return f"<path class='line' d='{''.join(path)}'/>{''.join(points)}"


def _bars(plane: _Plane, n: int, one: Series) -> str:
    """Return the bars of one series, beside those of the others."""
    count = len(plane.chart.series)
    gap = min((b - a for a, b in pairwise(plane.xs)), default=80.0)
    whole = min(gap * 0.72, 80.0)
    wide = whole / count
    every = [v for other in plane.chart.series for v in other.values if v is not None]
    is_labelled = _FONT * max(len(format_number(v)) for v in every) <= wide + 8 / count
    zero = plane.y(max(plane.low, 0))
    parts = []
    for i, x, y, value in plane.points(one):
        at, top = x - whole / 2 + n * wide, min(y, zero)
        parts.append(
            f"<rect class='{'bar hit' if i in one.marked else 'bar'}' x='{at:.1f}' y='{top:.1f}' "
            f"width='{max(wide - 1, 1):.1f}' height='{max(abs(zero - y), 0.5):.1f}'>"
            f"{plane.said(one, i, value)}</rect>"
        )
        if is_labelled:
            parts.append(_value(at + wide / 2, top - 4, value))
    return "".join(parts)


def _value(x: float, y: float, value: Decimal) -> str:
    return f"<text class='value' x='{x:.1f}' y='{y:.1f}'>{format_number(value)}</text>"


def _places(labels: Sequence[str], start: float, end: float, *, is_line: bool) -> list[float]:
    """Return where the labels stand: years by their distance in time, in a line; else evenly."""
    years = [year_of(label) for label in labels]
    if is_line and None not in years and len(set(years)) == len(years):
        known = [year or 0 for year in years]
        return [start + (end - start) * (k - known[0]) / (known[-1] - known[0]) for k in known]
    if is_line:
        return [start + (end - start) * n / (len(labels) - 1) for n in range(len(labels))]
    step = (end - start) / len(labels)
    return [start + step * (n + 0.5) for n in range(len(labels))]


def _axis_labels(labels: Sequence[str], xs: Sequence[float], y: float) -> str:
    """Return the labels below the axis, those left out that would run into the one before."""
    parts, free = [], -math.inf
    for label, x in zip(labels, xs, strict=True):
        shown = label if len(label) <= 10 else f"{label[:9]}…"
        half = _FONT * len(shown) / 2
        if x - half >= free:
            parts.append(f"<text class='middle' x='{x:.1f}' y='{y:.0f}'>{escape(shown)}</text>")
            free = x + half + 6
    return "".join(parts)


def _ticks(chart: Chart, *, from_zero: bool) -> list[float]:
    """Return the ticks of the value axis from end to end; with zero, unless that would hide the course."""
    values = [float(v) for one in chart.series for v in one.values if v is not None]
    low, high = min(values), max(values)
    if from_zero or 0 < low < 0.6 * high or low == high:
        low = min(low, 0.0)
    if from_zero or 0.6 * low < high < 0 or low == high:
        high = max(high, 0.0)
    if high == low:
        low, high = low - 1, high + 1
    step = 10.0 ** math.floor(math.log10((high - low) / 4))
    step *= next(m for m in (1, 2, 2.5, 5, 10, 20) if (high - low) / (step * m) <= 5)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{n * step:.12g}") for n in range(first, last + 1)]


def _tick(value: float) -> str:
    return f"{value:,.10g}".replace("-", "−")
