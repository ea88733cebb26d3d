"""The Evaluate page: ask a question set, read the report, compare two runs, make a first set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from cbm_qa.errors import CbmQaError
from cbm_qa.web.language import label, labelled, said
from cbm_qa.web.propose import build_proposals
from cbm_qa.web.render import render_error, said_error
from cbm_qa.web.runs import (
    Evaluation,
    keep_set,
    question_sets,
    read_selection,
    render_report,
    saved_runs,
)
from cbm_qa.web.site import Site

_PARTS = [(label("evaluate.part.all"), ""), ("dev", "dev"), ("test", "test")]
_LOOK_EVERY = 0.4  # seconds between two looks at a run
_NOTHING = (label("evaluate.no_other"), "")


@dataclass(frozen=True, slots=True)
class _Controls:
    """What starts and stops a run."""

    sets: gr.Dropdown
    part: gr.Dropdown
    start: gr.Button
    stop: gr.Button
    bring: gr.UploadButton
    state: gr.HTML


def build_evaluate(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which the assistant is measured."""
    with gr.Tabs(elem_classes="subpages"):
        with gr.Tab(label("evaluate.runs"), id="runs"):
            controls = _build_controls(site)
            runs = _build_report(site)
        if not site.read_only:
            with gr.Tab(label("evaluate.new"), id="propose"):
                build_proposals(site, controls.sets, lambda: _set_choices(site))
    if not site.read_only:
        _wire(site, controls, runs)
    app.load(
        lambda: (_set_choices(site), _run_choices(site)),
        None,
        [controls.sets, runs],
        show_progress="hidden",
        api_name=False,
    )


def _build_controls(site: Site) -> _Controls:
    if not site.read_only:
        gr.HTML(f"<h2 class='page-head'>{said('evaluate.ask')}</h2>")
    with gr.Row(elem_classes="controls", visible=not site.read_only):
        sets = list(question_sets(site))
        controls = (
            gr.Dropdown(
                sets, value=sets[0] if sets else None, label=label("evaluate.set"), scale=3, min_width=200
            ),
            gr.Dropdown(_PARTS, value="", label=label("evaluate.part"), scale=1, min_width=120),
            gr.Button(label("evaluate.run"), variant="primary", scale=0, min_width=96, elem_id="run-set"),
            gr.Button(label("chat.stop"), scale=0, min_width=96, visible=False, elem_id="stop-run"),
            gr.UploadButton(
                label("evaluate.bring"),
                scale=0,
                min_width=128,
                file_types=[".jsonl", ".json", ".csv"],
                elem_id="bring",
            ),
        )
    return _Controls(*controls, state=gr.HTML("", elem_id="run-state"))


def _build_report(site: Site) -> gr.Dropdown:
    """Fill the part that opens and compares saved runs; return the list of them."""
    gr.HTML(f"<h2 class='page-head'>{said('evaluate.read')}</h2>")
    with gr.Row(elem_classes="controls"):
        runs = gr.Dropdown(
            list(saved_runs(site)),
            value=None,
            label=label("evaluate.saved"),
            scale=3,
            min_width=200,
            elem_id="runs",
        )
        other = gr.Dropdown([_NOTHING], value="", label=label("evaluate.compare"), scale=3, min_width=200)
        save = gr.DownloadButton(label("evaluate.save"), scale=0, min_width=152, interactive=False)
    report = gr.HTML(_empty(), elem_id="run-report")

    def show(name: str | None, compared_with: str) -> tuple[Any, ...]:
        return _show(site, name, compared_with or "")

    for event in (runs.change, other.input):
        event(show, [runs, other], [report, other, save], show_progress="minimal", api_name=False)
    return runs


def _wire(site: Site, controls: _Controls, runs: gr.Dropdown) -> None:
    """Let visitors run sets and bring their own."""
    running: dict[str, Evaluation] = {}

    def run(name: str | None, split: str, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        try:
            path = question_sets(site).get(name or "")
            if path is None or name is None:
                yield said_error("evaluate.choose"), *_buttons(idle=True), gr.skip()
                return
            evaluation = Evaluation(
                site.assistant, read_selection(path, split), f"{path.stem} {split}", site.home / "runs"
            )
        except CbmQaError as error:
            yield render_error(str(error), error.hint), *_buttons(idle=True), gr.skip()
            return
        running[str(request.session_hash)] = evaluation
        yield from _follow(evaluation, lambda: _run_choices(site, evaluation.saved))

    def stop(request: gr.Request) -> Any:  # noqa: ANN401  # a change of a component
        if evaluation := running.get(str(request.session_hash)):
            evaluation.stop()
        return gr.update(interactive=False)

    def bring(upload: str) -> tuple[Any, str]:
        try:
            name = keep_set(site, Path(upload))
        except CbmQaError as error:
            return gr.skip(), render_error(str(error), error.hint)
        return _set_choices(site, name), f"<p class='progress-line'>{said('evaluate.ready', name=name)}</p>"

    controls.start.click(
        run,
        [controls.sets, controls.part],
        [controls.state, controls.start, controls.stop, runs],
        show_progress="hidden",
        concurrency_limit=1,  # two at once would lengthen each other's times
        api_name=False,
    )
    controls.stop.click(stop, None, controls.stop, show_progress="hidden", api_name=False)
    controls.bring.upload(bring, controls.bring, [controls.sets, controls.state], api_name=False)


def _follow(evaluation: Evaluation, run_choices: Callable[[], Any]) -> Iterator[tuple[Any, ...]]:
    """Show how far a run is until it ends; a visitor who leaves stops it."""
    evaluation.start()
    try:
        while evaluation.is_running:
            yield _bar(evaluation), *_buttons(idle=False), gr.skip()
            evaluation.wait(_LOOK_EVERY)
    finally:
        evaluation.stop()
    if evaluation.error is not None:
        hint = getattr(evaluation.error, "hint", "")
        yield render_error(str(evaluation.error), hint), *_buttons(idle=True), gr.skip()
    elif evaluation.saved:
        line = said("evaluate.done", total=evaluation.total, name=evaluation.saved)
        yield f"<p class='progress-line'>{line}</p>", *_buttons(idle=True), run_choices()
    else:
        line = said("evaluate.stopped", done=evaluation.done, total=evaluation.total)
        yield f"<p class='progress-line'>{line}</p>", *_buttons(idle=True), gr.skip()


def _show(site: Site, name: str | None, compared_with: str) -> tuple[Any, ...]:
    """Return the report, the runs it may be compared with, and the file to save."""
    if not name:
        return gr.skip(), gr.skip(), gr.skip()
    others = [run for run in saved_runs(site) if run != name]
    chosen = compared_with if compared_with in others else ""
    choices = gr.update(choices=[_NOTHING, *others], value=chosen)
    try:
        page = render_report(site, name, chosen)
    except CbmQaError as error:
        return render_error(str(error), error.hint), choices, gr.update(interactive=False)
    kept = site.home / "reports" / f"{name}.html"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(page, encoding="utf-8")
    return _frame(page, name), choices, gr.update(value=str(kept.resolve()), interactive=True)


def _frame(page: str, name: str) -> str:
    """Return a page in a frame: its own styles, no script; the site's script fits the height."""
    return (
        f"<iframe class='report' {labelled('evaluate.report', name=name)} "
        f"sandbox='allow-same-origin allow-popups allow-popups-to-escape-sandbox' "
        f"srcdoc='{escape(page, quote=True)}'></iframe>"
    )


def _bar(evaluation: Evaluation) -> str:
    done, total = evaluation.done, evaluation.total
    return (
        f"<p class='progress-line' role='status'><progress max='{total}' value='{done}'></progress> "
        f"{said('evaluate.asked', done=done, total=total)}</p>"
    )


def _buttons(*, idle: bool) -> tuple[Any, Any]:
    return gr.update(visible=idle), gr.update(visible=not idle, interactive=True)


def _set_choices(site: Site, chosen: str | None = None) -> Any:  # noqa: ANN401  # a change of a component
    names = list(question_sets(site))
    return gr.update(choices=names, value=chosen) if chosen else gr.update(choices=names)


def _run_choices(site: Site, chosen: str | None = None) -> Any:  # noqa: ANN401  # a change of a component
    names = list(saved_runs(site))
    return gr.update(choices=names, value=chosen) if chosen else gr.update(choices=names)


def _empty() -> str:
    return f"<p class='quiet'>{said('evaluate.empty')}</p>"
