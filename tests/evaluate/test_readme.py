"""The quality table of the README is that of the last recorded run, over the questions as they are."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("fill_readme", ROOT / "benchmarks" / "readme.py")
readme = importlib.util.module_from_spec(spec)
spec.loader.exec_module(readme)


@pytest.fixture
def kept() -> dict:
    return json.loads(readme.RESULTS.read_text(encoding="utf-8"))


def test_the_block_shows_the_recorded_run(kept) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.read_block(text) == readme.render(kept), "run: python benchmarks/readme.py"


def test_the_recorded_run_is_over_the_questions_as_they_are(kept) -> None:
    assert kept["set"] == readme.set_digest(), "run: python benchmarks/readme.py"


def test_a_figure_that_moved_makes_the_block_stale(kept) -> None:
    moved = json.loads(json.dumps(kept))
    moved["figures"]["AnswerAccuracy"]["value"] -= 0.03
    assert readme.differences(kept, kept) == []
    assert len(readme.differences(kept, moved)) == 1
    assert readme.differences(kept, kept | {"set": "other"}) == ["the question set has changed since"]


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    text = f"Above.\n{readme.BEGIN}\nold\n{readme.END}\nBelow.\n"
    filled = readme.replace_block(text, "new")
    assert filled == f"Above.\n{readme.BEGIN}\nnew\n{readme.END}\nBelow.\n"
    assert readme.read_block(readme.replace_block("No markers.\n", "new")) == "new"
