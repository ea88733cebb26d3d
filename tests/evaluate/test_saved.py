import json
from pathlib import Path

import pytest
from evaluate.scripted import QUESTIONS, ScriptedAssistant

from cbm_qa.config import Settings
from cbm_qa.evaluate import RunJournal, evaluate_set, load_run, save_run


class Interrupted(ScriptedAssistant):
    """Is stopped by the user when it is asked for the fourth time (the first does not count)."""

    def ask(self, question, **more):
        if len(self.asked) == 3:
            raise KeyboardInterrupt
        return super().ask(question, **more)


@pytest.fixture
def interrupted(tmp_path: Path) -> Path:
    path = tmp_path / "runs" / "today.jsonl"
    with pytest.raises(KeyboardInterrupt):
        evaluate_set(Interrupted(), QUESTIONS, journal=RunJournal(path))
    return path


def test_every_answer_is_on_disk_when_the_next_question_is_asked(interrupted: Path) -> None:
    partial = interrupted.with_name("today.jsonl.partial")
    lines = partial.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["question"]["id"] for line in lines[1:]] == ["water", "fish"]


def test_an_interrupted_run_goes_on_where_it_stopped(interrupted: Path) -> None:
    assistant, journal = ScriptedAssistant(), RunJournal(interrupted)
    run = evaluate_set(assistant, QUESTIONS, journal=journal)
    assert [asked for asked, _, _ in assistant.asked[1:]] == [q.question for q in QUESTIONS[2:]]
    assert [row.question for row in run.rows] == list(QUESTIONS)
    assert journal.continued == 2
    save_run(run, interrupted)
    journal.close()
    assert [p.name for p in interrupted.parent.iterdir()] == ["today.jsonl"]
    assert load_run(interrupted).rows[0].ranking == run.rows[0].ranking


def test_a_line_cut_short_is_asked_again(interrupted: Path) -> None:
    partial = interrupted.with_name("today.jsonl.partial")
    partial.write_text(partial.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assistant = ScriptedAssistant()
    evaluate_set(assistant, QUESTIONS, journal=RunJournal(interrupted))
    assert [asked for asked, _, _ in assistant.asked[1:]] == [q.question for q in QUESTIONS[1:]]
    assert len(partial.read_text(encoding="utf-8").splitlines()) == 1 + len(QUESTIONS)


def test_a_run_with_other_settings_starts_over(interrupted: Path) -> None:
    class Other(ScriptedAssistant):
        settings = Settings(top_k=3)

    assistant, journal = Other(), RunJournal(interrupted)
    evaluate_set(assistant, QUESTIONS, journal=journal)
    assert len(assistant.asked) == 1 + len(QUESTIONS)
    assert (journal.continued, journal.discarded) == (0, 2)


@pytest.mark.parametrize("content", ["", "no json\n", '{"format": 99}\n', "[1]\n"])
def test_a_broken_file_starts_over(tmp_path: Path, content: str) -> None:
    path = tmp_path / "today.jsonl"
    path.with_name("today.jsonl.partial").write_text(content)
    journal = RunJournal(path)
    evaluate_set(ScriptedAssistant(), QUESTIONS, journal=journal)
    assert journal.continued == 0


def test_a_saved_run_of_the_first_format_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    save_run(evaluate_set(ScriptedAssistant(), QUESTIONS), path)
    head, *rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    head["format"] = 1
    for name in ("code_digest", "corpus_digest", "weights_digest"):
        del head["run"][name]
    for row in rows:
        del row["ranking"], row["relevant"]
    path.write_text("\n".join(json.dumps(line) for line in (head, *rows)), encoding="utf-8")
    assert load_run(path).rows[0].ranking is None
