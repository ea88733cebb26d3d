import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import QUESTIONS, RIGHT, ScriptedAssistant, with_changed_number
from rich.console import Console

from cbm_qa.config import Settings
from cbm_qa.errors import QuestionSetError, UsageError
from cbm_qa.evaluate import write_questions
from cbm_qa.evaluate.command import run_eval
from cbm_qa.evaluate.options import EvalOptions


@pytest.fixture
def question_file(tmp_path: Path) -> Path:
    path = tmp_path / "set.jsonl"
    write_questions(path, QUESTIONS)
    return path


def run(path: Path, script=RIGHT, **options) -> str:
    out = io.StringIO()
    console = Console(file=out, width=80)
    assert run_eval(lambda settings: ScriptedAssistant(script), path, EvalOptions(**options), console) == 0
    return out.getvalue()


def test_the_report_fits_80_columns_and_shows_splits_apart(question_file: Path) -> None:
    report = run(question_file, failures=True)
    assert max(map(len, report.splitlines())) <= 80
    assert "dev (n = 2)" in report
    assert "test (n = 2)" in report
    assert "AnswerAccuracy" in report
    assert "100.0 [100.0, 100.0] (2)" in report


def test_two_splits_of_hundreds_fit_80_columns_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    write_questions(path, [replace(q, id=f"{q.id}{n}") for q in QUESTIONS for n in range(120)])
    (line,) = (line for line in run(path).splitlines() if "QuoteFidelity" in line)
    assert line.split() == ["QuoteFidelity", *(["100.0", "[100.0,", "100.0]", "(240)"] * 2)]


def test_a_failure_shows_what_was_asked_expected_given_and_cited(question_file: Path) -> None:
    report = run(question_file, with_changed_number(RIGHT), failures=True)
    assert "catch (table)" in report
    lines = [" ".join(line.split()) for line in report.splitlines()]
    assert "asked How many tons of perch in 2020?" in lines
    assert "expected 12.5; section 2; Table 1, 2020, Perch, tons" in lines
    assert "given 15.2 tons [1]" in lines
    assert "cited paper 2" in lines


def test_json_holds_figures_failures_and_comparison(question_file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    run(question_file, save=kept)
    report = json.loads(
        run(question_file, with_changed_number(RIGHT), as_json=True, failures=True, compare=kept)
    )
    assert [part["split"] for part in report["splits"]] == ["dev", "test"]
    assert report["splits"][0]["totals"]["AnswerAccuracy"] == {"value": 0.0, "low": 0.0, "high": 0.0, "n": 2}
    assert [f["question"]["id"] for f in report["failures"]] == ["water", "catch"]
    assert report["comparison"]["now_wrong"] == ["water", "catch"]


def test_markdown_has_whole_tables(question_file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    run(question_file, save=kept)
    report = run(question_file, with_changed_number(RIGHT), markdown=True, failures=True, compare=kept)
    tables = [line for line in report.splitlines() if line.startswith("|")]
    assert "| kind | n | accuracy | sections | abstained | p50 ms |" in tables
    assert "| table | 1 | 0.0 % | 100.0 % | 0/1 | " in report
    assert "- now wrong: catch (table) How many tons of perch in 2020?" in report
    assert "- given: 15.2 tons \\[1]" in report


def test_the_comparison_on_the_terminal_lists_what_turned_wrong(question_file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    run(question_file, with_changed_number(RIGHT), save=kept)
    report = run(question_file, compare=kept)
    assert max(map(len, report.splitlines())) <= 80
    assert "now right: water (fact)" in report
    assert "(n = 4)" in report


def test_a_split_and_kinds_can_be_chosen(question_file: Path) -> None:
    report = run(question_file, split="dev", kinds=("table",))
    assert "dev (n = 1)" in report
    assert "test" not in report


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"split": "tset"}, "'test'"),
        ({"kinds": ("tables",)}, "'table'"),
        ({"kinds": ("zzz",)}, "fact"),
        ({"split": "dev", "kinds": ("unanswerable",)}, "--split"),
        ({"as_json": True, "markdown": True}, "not both"),
        ({"renew": True}, "--gate FILE --renew"),
        ({"gate": Path("b"), "ablate": True}, "one at a time"),
        ({"gate": Path("b"), "split": "dev"}, "--split"),
        ({"ablate": True, "html": Path("x.html")}, "--html"),
    ],
)
def test_a_selection_that_makes_no_sense_is_refused_with_a_way_out(
    question_file: Path, options: dict[str, object], hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        run(question_file, **options)
    assert hint in caught.value.hint


def test_a_run_that_cannot_be_saved_or_read_is_a_clear_error(question_file: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot save"):
        run(question_file, save=question_file / "run.jsonl")
    with pytest.raises(QuestionSetError, match="not a saved run"):
        run(question_file, compare=tmp_path / "missing.jsonl")


def test_importing_needs_only_numpy_besides_the_standard_library() -> None:
    code = (
        "import sys, cbm_qa.evaluate.command; "
        "print([m for m in ('rich', 'torch', 'faiss', 'gradio', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_gate_is_recorded_passes_and_fails(question_file: Path, tmp_path: Path) -> None:
    many = [replace(q, id=f"{q.id}{n}", split="dev") for n in range(10) for q in QUESTIONS]
    path, baseline, out = tmp_path / "many.jsonl", tmp_path / "baseline.json", io.StringIO()
    write_questions(path, many)
    run(path, gate=baseline, renew=True)
    assert "nothing fell beyond noise" in run(path, gate=baseline)
    worse = ScriptedAssistant(with_changed_number(RIGHT))
    options = EvalOptions(gate=baseline, markdown=True)
    assert run_eval(lambda settings: worse, path, options, Console(file=out, width=80)) == 1
    assert "| NumberFidelity | 100.0 | 66.7 | promise | FALLEN |" in out.getvalue()


def test_ablations_are_asked_with_their_settings(question_file: Path) -> None:
    seen: list[Settings] = []

    def open_assistant(settings: Settings) -> ScriptedAssistant:
        seen.append(settings)
        return ScriptedAssistant()

    out = io.StringIO()
    options = EvalOptions(ablate=True, settings=Settings(top_k=7))
    assert run_eval(open_assistant, question_file, options, Console(file=out, width=80)) == 0
    assert seen[0] == Settings(top_k=7)
    assert [(s.retrieval, s.reranker, s.tables) for s in seen[1:]] == [
        ("dense", "packaged", True),
        ("lexical", "packaged", True),
        ("fused", "none", True),
        ("fused", "packaged", False),
    ]
    assert "lexical only" in out.getvalue()


def test_a_document_can_be_kept_to(question_file: Path) -> None:
    assert "dev (n = 2)" in run(question_file, document="paper")
    with pytest.raises(QuestionSetError, match="'other'"):
        run(question_file, document="other")


def test_the_page_is_written_beside_the_report(question_file: Path, tmp_path: Path) -> None:
    page = tmp_path / "reports" / "today.html"
    assert "AnswerAccuracy" in run(question_file, html=page)
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(UsageError, match="cannot write"):
        run(question_file, html=question_file / "today.html")


def test_a_run_is_exported_and_any_trec_run_scored(question_file: Path, tmp_path: Path) -> None:
    run(question_file, export=tmp_path / "out")
    table = run(tmp_path / "out" / "qrels.trec", score=tmp_path / "out" / "run.trec")
    (line,) = (line for line in table.splitlines() if line.startswith("nDCG@10"))
    assert line.split() == ["nDCG@10", "1.0000", "1.0000", "to", "1.0000", "3"]
    with pytest.raises(UsageError, match="cannot write"):
        run(question_file, export=question_file)
