"""The page as a whole: head, sections in order, foot."""

from collections.abc import Sequence
from importlib.resources import files

from cbm_qa.evaluate.compare import Comparison
from cbm_qa.evaluate.html.cases import changed_section, failures_section
from cbm_qa.evaluate.html.figures import confusion_section, groups_section, measures_section, plots_section
from cbm_qa.evaluate.report import comparison_table
from cbm_qa.evaluate.run import Run
from cbm_qa.evaluate.summary import Summary, list_failures, summarise_run
from cbm_qa.markup import Markup, element, join, table

CHAT = "http://localhost:7860/"
"""Where `cbm-qa serve` answers by default."""


def report_html(run: Run, *, name: str, comparison: Comparison | None = None, chat: str = CHAT) -> str:
    """Return the report of a run as one HTML file.

    Args:
        run: What is reported.
        name: Of the question set.
        comparison: With another run, or None.
        chat: Address of the chat, which opens a question given as `?q=`.
    """
    summary = summarise_run(run)
    sections = [
        measures_section(summary),
        *([_comparison_section(comparison, chat)] if comparison else []),
        groups_section(summary),
        plots_section(run),
        confusion_section(run),
        failures_section(list_failures(run), len(run.rows), chat),
        _provenance_section(run),
    ]
    style = Markup(files("cbm_qa.evaluate.html").joinpath("style.css").read_text(encoding="utf-8"))
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("base", target="_blank"),  # a link leaves the report open
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Evaluation: {name}"),
        element("style", style),
    )
    body = element("body", element("main", _masthead(summary, name), *sections))
    return f'<!doctype html>\n<html lang="en">{head}{body}</html>\n'


def _masthead(summary: Summary, name: str) -> Markup:
    made = summary.provenance
    parts = " and ".join(f"{part.n} {part.split}" for part in summary.parts)
    when = f"{made.created[:10]}, {made.created[11:16]} UTC"
    code = f", commit {made.commit}" if made.commit else ""
    return element(
        "header",
        element("p", "Evaluation of cbm-qa", class_="kicker"),
        element("h1", name),
        element("p", f"{parts} questions, {when}{code}", class_="quiet"),
    )


def _comparison_section(comparison: Comparison, chat: str) -> Markup:
    shown = comparison_table(comparison)
    return element(
        "section",
        element("h2", "Against the earlier run"),
        element(
            "p", f"{shown.title}. Intervals of the difference and p are paired by question.", class_="quiet"
        ),
        table(shown.header, shown.rows, class_="figures"),
        changed_section(comparison, chat),
    )


def _provenance_section(run: Run) -> Markup:
    made = run.provenance
    facts: Sequence[tuple[str, object]] = (
        ("started", made.created),
        ("commit", made.commit),
        ("code", made.code_digest),
        ("corpus", made.corpus_digest),
        ("index", made.index_digest),
        ("weights", made.weights_digest),
        ("settings", made.settings_digest),
        *((f"  {key}", value) for key, value in made.settings.items()),
        ("machine", made.machine),
    )
    rows = [
        join((element("dt", key.strip()), element("dd", str(value)))) for key, value in facts if value != ""
    ]
    return element("section", element("h2", "What made this run"), element("dl", *rows, class_="made"))
