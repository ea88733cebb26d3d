"""How good the assistant is: question sets, measures, runs, comparisons and reports.

    questions --run--> Run --summary--> Summary --report--> terminal | Markdown | JSON
    two Runs --compare--> Comparison ----------------------> the same

The command line calls `cbm_qa.evaluate.command.run_eval`.
"""

from cbm_qa.evaluate.compare import Comparison, compare_runs
from cbm_qa.evaluate.questions import CellTarget, Question, read_questions, write_questions
from cbm_qa.evaluate.run import Answering, Row, Run, evaluate_set
from cbm_qa.evaluate.saved import RunJournal, load_run, save_run
from cbm_qa.evaluate.summary import Failure, Summary, list_failures, summarise_run

__all__ = [
    "Answering",
    "CellTarget",
    "Comparison",
    "Failure",
    "Question",
    "Row",
    "Run",
    "RunJournal",
    "Summary",
    "compare_runs",
    "evaluate_set",
    "list_failures",
    "load_run",
    "read_questions",
    "save_run",
    "summarise_run",
    "write_questions",
]
