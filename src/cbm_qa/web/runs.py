"""Question sets and runs as the Evaluate page sees them: found by name, asked in the background."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import regex

from cbm_qa.errors import CbmQaError, UsageError
from cbm_qa.evaluate.compare import compare_runs
from cbm_qa.evaluate.formats import read_any
from cbm_qa.evaluate.html import report_html
from cbm_qa.evaluate.options import EvalOptions, select_questions
from cbm_qa.evaluate.questions import Question, write_questions
from cbm_qa.evaluate.run import evaluate_set
from cbm_qa.evaluate.saved import RunJournal, load_run, save_run
from cbm_qa.feedback import FILE as FEEDBACK_FILE
from cbm_qa.feedback import FeedbackStore, feedback_questions
from cbm_qa.web.site import Answering, Site

_SETS = (".jsonl", ".json", ".csv", ".tsv")
_HERE = ""
"""An address relative to the page: its links `?q=...` open the question in this very chat."""


class _Stopped(Exception):
    """The visitor wants no more questions asked."""


def question_sets(site: Site) -> dict[str, Path]:
    """Return the question sets by name: those of the corpus, then those made or brought here."""
    _write_feedback(site)
    folders = (site.corpus / "questions", site.home / "questions")
    found = [path for folder in folders for path in _files(folder, _SETS)]
    return {path.name: path for path in found}


def _write_feedback(site: Site) -> None:
    """Keep the set that readers' feedback makes up to date with it."""
    given, made = site.home / FEEDBACK_FILE, site.home / "questions" / "feedback.jsonl"
    if not given.exists() or (made.exists() and made.stat().st_mtime >= given.stat().st_mtime):
        return
    with suppress(UsageError):  # unreadable feedback is no reason to show no other set
        if questions := feedback_questions(FeedbackStore(site.home).all()):
            made.parent.mkdir(parents=True, exist_ok=True)
            write_questions(made, questions)


def saved_runs(site: Site) -> dict[str, Path]:
    """Return the saved runs by name, the newest first."""
    found = _files(site.home / "runs", (".jsonl",))
    return {path.stem: path for path in sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)}


def read_selection(path: Path, split: str, kinds: Sequence[str] = ()) -> tuple[Question, ...]:
    """Return the questions of a set that are to be asked.

    Args:
        path: Of the set.
        split: "dev", "test", or "" for both.
        kinds: Only these; empty for all.

    Raises:
        QuestionSetError: The set cannot be read.
        UsageError: Nothing is left to ask.
    """
    return select_questions(read_any(path), EvalOptions(split=split or None, kinds=tuple(kinds)))


def render_report(site: Site, name: str, compared_with: str = "") -> str:
    """Return the report of a saved run as a whole HTML page.

    Raises:
        UsageError: There is no such run.
        QuestionSetError: It cannot be read.
    """
    run = load_run(_named(saved_runs(site), name))
    other = load_run(_named(saved_runs(site), compared_with)) if compared_with else None
    comparison = compare_runs(other, run) if other else None
    return report_html(run, name=name, comparison=comparison, chat=_HERE)


def keep_set(site: Site, upload: Path) -> str:
    """Take a visitor's question set into the home folder; return its name.

    Raises:
        QuestionSetError: It is no question set.
        UsageError: A set of the corpus has that name.
    """
    read_any(upload)
    name = safe_name(upload.stem) + upload.suffix.lower()
    if (site.corpus / "questions" / name).exists():
        raise UsageError(f"the corpus has a question set {name!r} already", hint="rename the file")
    kept = site.home / "questions" / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(upload.read_bytes())
    return name


def safe_name(text: str) -> str:
    """Return a text as a file name without its ending: letters, digits, dots and dashes.

    >>> safe_name("../My set, 2nd")
    'My-set-2nd'
    """
    return regex.sub(r"[^\w.-]+", "-", text).strip(".-")[:80] or "questions"


class Evaluation:
    """One question set being asked in a thread of its own; saved at the end.

    Stopped, it keeps the answers it has: started again, it goes on from there.
    """

    def __init__(self, assistant: Answering, questions: Sequence[Question], name: str, folder: Path) -> None:
        self._assistant = assistant
        self._questions = questions
        self._place = folder / f"{safe_name(name)}.jsonl"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask_all, name=f"evaluate {name}", daemon=True)
        self.done, self.total = 0, len(questions)
        self.saved = ""
        self.error: CbmQaError | OSError | None = None

    @property
    def is_running(self) -> bool:
        """Whether questions are still being asked."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no further question after the one at hand."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end, no longer than this."""
        self._thread.join(seconds)

    def _ask_all(self) -> None:
        journal = RunJournal(self._place)
        try:
            run = evaluate_set(self._assistant, self._questions, progress=self._report, journal=journal)
            stamp = regex.sub(r"\D", "", run.provenance.created[:19])
            path = self._place.with_stem(f"{self._place.stem}-{stamp[:8]}-{stamp[8:]}")
            save_run(run, path)
            journal.close()
            self.saved = path.stem
        except _Stopped:
            pass
        except (CbmQaError, OSError) as error:
            self.error = error

    def _report(self, done: int, total: int) -> None:
        self.done = done
        if self._stop.is_set() and done < total:
            raise _Stopped


def _files(folder: Path, endings: Sequence[str]) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix in endings and path.is_file())


def _named(known: dict[str, Path], name: str) -> Path:
    if name not in known:
        raise UsageError(f"there is no saved run {name!r}", hint="choose one of the list")
    return known[name]
