"""The report's figures as inline SVG, coloured by the page's style sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cbm_qa.markup import Markup, element

Outcomes = NDArray[np.float64]
"""(n, 2): the confidence of an outcome, and whether it was right (1.0 or 0.0)."""

_BINS = 10
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 12.0, 44.0


@dataclass(frozen=True, slots=True)
class _Axes:
    """Maps the unit square to the inside of a frame."""

    width: float = 440.0
    height: float = 320.0

    def x(self, share: float) -> float:
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def y(self, share: float) -> float:
        return self.height - _BOTTOM - share * (self.height - _TOP - _BOTTOM)

    def frame(
        self,
        x_ticks: Sequence[tuple[float, str]],
        y_ticks: Sequence[tuple[float, str]],
        x_name: str,
        y_name: str,
    ) -> list[Markup]:
        parts = []
        for at, label in y_ticks:
            y = self.y(at)
            parts.append(element("line", x1=self.x(0), x2=self.x(1), y1=y, y2=y, class_="grid"))
            parts.append(element("text", label, x=self.x(0) - 6, y=y + 4, text_anchor="end"))
        for at, label in x_ticks:
            parts.append(element("text", label, x=self.x(at), y=self.y(0) + 17, text_anchor="middle"))
        middle = (self.y(0) + self.y(1)) / 2
        parts.append(
            element("text", x_name, x=self.x(0.5), y=self.height - 6, text_anchor="middle", class_="name")
        )
        parts.append(
            element(
                "text",
                y_name,
                x=12,
                y=middle,
                text_anchor="middle",
                class_="name",
                transform=f"rotate(-90 12 {middle:.0f})",
            )
        )
        return parts

    def draw(self, label: str, parts: Sequence[Markup], class_: str = "") -> Markup:
        box = f"0 0 {self.width:.0f} {self.height:.0f}"
        return element("svg", *parts, viewBox=box, role="img", class_=class_, aria_label=label)


_PERCENTS = tuple((n / 4, f"{25 * n}") for n in range(5))


def reliability_plot(series: Mapping[str, Outcomes]) -> Markup:
    """Plot the share that was right against the stated confidence, a dot a bin, larger for more outcomes."""
    axes = _Axes()
    parts = axes.frame(_PERCENTS, _PERCENTS, "stated confidence, %", "right, %")
    parts.append(element("line", x1=axes.x(0), y1=axes.y(0), x2=axes.x(1), y2=axes.y(1), class_="diagonal"))
    for number, outcomes in enumerate(series.values()):
        bins = np.minimum((outcomes[:, 0] * _BINS).astype(int), _BINS - 1)
        dots = []
        for index in sorted(set(bins.tolist())):
            inside = outcomes[bins == index]
            share = len(inside) / len(outcomes)
            dots.append((inside[:, 0].mean(), inside[:, 1].mean(), 2.5 + 14 * share**0.5, len(inside)))
        route = " ".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y, _, _ in dots)
        parts.append(element("polyline", points=route, class_=f"series s{number} thin"))
        for x, y, radius, count in dots:
            title = element("title", f"{count} outcomes, said {x:.0%}, right {y:.0%}")
            parts.append(
                element("g", title, element("circle", cx=axes.x(x), cy=axes.y(y), r=radius),
                        class_=f"dots s{number}")
            )  # fmt: skip
    return axes.draw("Reliability: share right by stated confidence", parts)


def risk_plot(series: Mapping[str, Outcomes]) -> Markup:
    """Plot the share that was wrong among the most confident outcomes, from few of them to all."""
    axes = _Axes()
    curves = [_risks(outcomes) for outcomes in series.values()]
    highest = max((float(risk.max()) for _, risk in curves), default=0.0)
    top = max(0.1, np.ceil(highest * 10) / 10)
    ticks = [(n / 4, f"{100 * top * n / 4:.3g}") for n in range(5)]
    parts = axes.frame(_PERCENTS, ticks, "questions covered, most confident first, %", "wrong, %")
    if top > 0.05:
        y = axes.y(0.05 / top)
        parts.append(element("line", x1=axes.x(0), x2=axes.x(1), y1=y, y2=y, class_="diagonal"))
        parts.append(element("text", "5 % wrong", x=axes.x(1), y=y - 5, text_anchor="end", class_="name"))
    for number, (covered, risk) in enumerate(curves):
        route = " ".join(f"{axes.x(x):.1f},{axes.y(y / top):.1f}" for x, y in zip(covered, risk, strict=True))
        parts.append(element("polyline", points=route, class_=f"series s{number}"))
    return axes.draw("Risk against coverage", parts)


def latency_plot(times_ms: NDArray[np.float64], marks: Mapping[str, float]) -> Markup:
    """Plot how many answers took how long, on a logarithmic axis, with vertical marks."""
    axes = _Axes(width=900.0, height=240.0)
    low, high = np.floor(np.log10(max(times_ms.min(), 0.1))), np.ceil(np.log10(max(times_ms.max(), 1.0)))
    high = max(high, low + 1)
    edges = np.linspace(low, high, 49)
    counts, _ = np.histogram(np.log10(np.maximum(times_ms, 0.1)), bins=edges)
    top = max(int(counts.max()), 1)

    def at(value: float) -> float:
        return float((np.log10(max(value, 0.1)) - low) / (high - low))

    steps = [step * 10.0**n for n in range(int(low), int(high) + 1) for step in (1, 2, 5)]
    x_ticks = [(at(step), _milliseconds(step)) for step in steps if step <= 10**high]
    parts = axes.frame(x_ticks, [(0, "0"), (1, str(top))], "time of one answer", "questions")
    width = (axes.x(1) - axes.x(0)) / len(counts)
    for n, count in enumerate(counts.tolist()):
        y = axes.y(count / top)
        if count:
            parts.append(
                element("rect", x=axes.x(0) + n * width + 0.5, y=y, width=width - 1,
                        height=axes.y(0) - y, class_="bar")
            )  # fmt: skip
    for number, (label, value) in enumerate(marks.items()):
        x = axes.x(at(value))
        parts.append(element("line", x1=x, x2=x, y1=axes.y(0), y2=axes.y(1), class_="mark"))
        parts.append(
            element("text", f"{label} {_milliseconds(value)}", x=x + 4, y=axes.y(1) + 11 + 14 * number,
                    class_="name")
        )  # fmt: skip
    return axes.draw("Histogram of the time of an answer", parts, class_="wide")


def interval_bar(value: float, low: float, high: float) -> Markup:
    """Draw a share with its interval on a line from 0 to 100 %."""
    width, middle = 160.0, 8.0
    parts = [
        element("line", x1=4, x2=width - 4, y1=middle, y2=middle, class_="grid"),
        element(
            "line", x1=_along(low, width), x2=_along(high, width), y1=middle, y2=middle, class_="whisker"
        ),
        element("circle", cx=_along(value, width), cy=middle, r=4, class_="dot"),
    ]
    label = f"{100 * value:.1f} %, interval {100 * low:.1f} to {100 * high:.1f}"
    return element("svg", *parts, viewBox="0 0 160 16", class_="interval", role="img", aria_label=label)


def _along(share: float, width: float) -> float:
    return 4 + max(0.0, min(share, 1.0)) * (width - 8)


def _risks(outcomes: Outcomes) -> tuple[list[float], NDArray[np.float64]]:
    """Return shares covered and risks, at the end of each group of equal confidence."""
    ordered = outcomes[np.argsort(-outcomes[:, 0], kind="stable")]
    kept = np.arange(1, len(ordered) + 1)
    risk = 1 - np.cumsum(ordered[:, 1]) / kept
    ends = np.append(ordered[1:, 0] != ordered[:-1, 0], True)
    return (kept[ends] / len(ordered)).tolist(), risk[ends]


def _milliseconds(value: float) -> str:
    return f"{value / 1000:g} s" if value >= 1000 else f"{value:.3g} ms"
