"""The report's sections of figures: measures, groups of questions, plots, confusion of kinds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cbm_qa.evaluate.html.plots import interval_bar, latency_plot, reliability_plot, risk_plot
from cbm_qa.evaluate.intervals import Estimate
from cbm_qa.evaluate.measures import AURC, MEASURES, Measure
from cbm_qa.evaluate.questions import KINDS, SPLITS
from cbm_qa.evaluate.run import Run
from cbm_qa.evaluate.summary import UNSPLIT, GroupLine, Part, Summary
from cbm_qa.markup import Markup, element, join, table

_HEADLINES = (
    ("AnswerAccuracy", "of answerable questions answered right"),
    ("SectionAccuracy", "cite an accepted section"),
    ("AbstainRecall", "of unanswerable questions declined"),
    ("FalseAbstention", "of answerable questions declined"),
    ("NumberFidelity", "of answers have every number in their evidence"),
    ("Latency@p50", "median time of an answer"),
)
_MEASURES: Mapping[str, Measure] = {str(measure): measure for measure in MEASURES}


def measures_section(summary: Summary) -> Markup:
    """Return headline figures and a table of all measures, split by split."""
    blocks = [
        element("section", _part_title(part), _tiles(part), _measure_table(part, is_open=number == 0))
        for number, part in enumerate(_reported_first(summary))
    ]
    return join(blocks)


def groups_section(summary: Summary) -> Markup:
    """Return tables by kind and by language, split by split."""
    blocks = []
    for part in _reported_first(summary):
        blocks.append(element("h3", f"{part.split}: by kind"))
        blocks.append(_group_table("kind", part.kinds))
        if len(part.languages) > 1:
            blocks.append(element("h3", f"{part.split}: by language"))
            blocks.append(_group_table("language", part.languages))
    return element("section", element("h2", "Kinds and languages"), *blocks)


def plots_section(run: Run) -> Markup:
    """Return reliability, risk and coverage, and the times of answers."""
    outcomes = {name: _outcomes(part) for name, part in _splits(run) if len(_outcomes(part))}
    times = np.array([row.latency_ms for row in run.rows if not row.error])
    plots = []
    if outcomes:
        legend = [element("span", name, class_=f"key s{n}") for n, name in enumerate(outcomes)]
        plots = [
            _figure(
                reliability_plot(outcomes),
                "Reliability",
                "Share right by stated confidence; on the dashed line the two agree. "
                "An abstention claims that there is no answer.",
                legend,
            ),
            _figure(
                risk_plot(outcomes),
                "Risk and coverage",
                "Share wrong if only the most confident outcomes were given. Lower is better.",
                legend,
            ),
        ]
    if len(times):
        marks = {f"p{rank}": float(np.percentile(times, rank)) for rank in (50, 95)}
        plots.append(
            _figure(latency_plot(times, marks), "Latency", "Wall-clock time, one question after another.")
        )
    return element("section", element("h2", "Confidence and time"), element("div", *plots, class_="plots"))


def confusion_section(run: Run) -> Markup:
    """Return how each kind of question was answered: a table of kinds against kinds of answers."""
    counts = Counter((row.question.kind or "(none)", _given_kind(row.answer, row.error)) for row in run.rows)
    asked = {kind for kind, _ in counts}
    given = sorted({kind for _, kind in counts}, key=lambda kind: (kind in ("abstention", "failed"), kind))
    rows = []
    for kind in [k for k in KINDS if k in asked] + sorted(asked - set(KINDS)):
        total = sum(counts[kind, answer] for answer in given)
        cells = [_heat(counts[kind, answer], total) for answer in given]
        rows.append((kind, *cells, str(total)))
    return element(
        "section",
        element("h2", "What was asked, and how it was answered"),
        element("p", "Rows: kind of question. Columns: kind of answer. Darker: a larger share of the row.",
                class_="quiet"),
        table(("asked as", *given, "all"), rows, class_="heat"),
    )  # fmt: skip


def _reported_first(summary: Summary) -> list[Part]:
    """Return what is reported first, what was looked at while working second."""
    return sorted(summary.parts, key=lambda part: part.split != SPLITS[1])


def _part_title(part: Part) -> Markup:
    roles = {"test": "the reported half", "dev": "looked at while working"}
    role = roles.get(part.split)
    failed = f", {part.errors} failed" if part.errors else ""
    about = f"{part.n} questions{failed}" + (f": {role}" if role else "")
    return element("h2", f"{part.split} ", element("small", about))


def _tiles(part: Part) -> Markup:
    tiles = []
    for name, words in _HEADLINES:
        found = part.totals[name]
        if found.value is None:
            continue
        tiles.append(
            element(
                "li",
                element("strong", _shown(name, found.value)),
                element("span", words),
                element("small", _interval(name, found)),
            )
        )
    return element("ul", *tiles, class_="tiles")


def _measure_table(part: Part, *, is_open: bool) -> Markup:
    rows = []
    for name, measure in _MEASURES.items():
        found = part.totals[name]
        if found.value is None or found.low is None or found.high is None:
            continue
        bar = Markup("") if measure.unit else interval_bar(found.value, found.low, found.high)
        better = " ↓" if measure.lower_is_better else ""
        rows.append((f"{name}{better}", bar, _shown(name, found.value), _interval(name, found), str(found.n)))
    header = ("measure", "", "figure", "95 % interval", "n")
    return element(
        "details",
        element("summary", "Every measure, with its interval"),
        table(header, rows, class_="figures bars"),
        element("p", "↓ lower is better. n: questions concerned.", class_="quiet"),
        open="open" if is_open else "",
    )


def _group_table(what: str, lines: Sequence[GroupLine]) -> Markup:
    rows = []
    for line in lines:
        share = Markup("–") if line.accuracy is None else _share_bar(line.accuracy)
        rows.append(
            (
                line.name,
                str(line.n),
                share,
                _percent(line.section_accuracy),
                f"{line.abstained} of {line.n}",
                "–" if line.p50_ms is None else f"{line.p50_ms:.0f} ms",
            )
        )
    return table((what, "n", "right", "section cited", "abstained", "median time"), rows, class_="figures")


def _share_bar(share: float) -> Markup:
    bar = element("i", style=f"width:{100 * share:.0f}%")
    return element(
        "span", element("span", bar, class_="track"), element("b", f"{100 * share:.0f} %"), class_="share"
    )


def _figure(plot: Markup, title: str, caption: str, legend: Sequence[Markup] = ()) -> Markup:
    shown = element("p", *legend, class_="legend") if len(legend) > 1 else Markup("")
    words = element("figcaption", element("strong", f"{title}. "), caption)
    return element("figure", plot, shown, words)


def _heat(count: int, total: int) -> Markup:
    share = count / total if total else 0.0
    style = f"--share:{100 * share:.0f}%"
    return element("span", str(count) if count else "·", class_="cell" if count else "cell none", style=style)


def _splits(run: Run) -> Iterator[tuple[str, Run]]:
    for split in (SPLITS[1], SPLITS[0], ""):
        part = run.only(lambda question, split=split: question.split == split)  # type: ignore[misc]
        if part.rows:
            yield split or UNSPLIT, part


def _outcomes(run: Run) -> NDArray[np.float64]:
    observed = run.observed(AURC())
    concerned = observed[observed[:, 1] > 0]
    return np.column_stack([concerned[:, 0], concerned[:, 1] > 1]).astype(float)


def _given_kind(answer: Mapping[str, object], error: str) -> str:
    return "failed" if error else str(answer.get("kind", "abstention" if answer.get("abstained") else "?"))


def _shown(name: str, value: float) -> str:
    unit = _MEASURES[name].unit
    return f"{value:.0f} {unit}" if unit else f"{100 * value:.1f} %"


def _interval(name: str, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "–"
    scale, digits = (1, 0) if _MEASURES[name].unit else (100, 1)
    return f"{scale * found.low:.{digits}f} to {scale * found.high:.{digits}f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
