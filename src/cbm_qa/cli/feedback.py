"""`cbm-qa feedback`: what readers said of answers, and a question set made of it."""

from pathlib import Path
from typing import Annotated

import typer

from cbm_qa.cli import shared
from cbm_qa.cli.shared import JsonOption, print_json
from cbm_qa.config import default_home
from cbm_qa.errors import UsageError


def feedback(
    export: Annotated[
        Path | None, typer.Option("--export", help="Write what was judged as a question set for `eval`.")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="Folder it is kept in (CBM_QA_HOME, or ./.cbm-qa).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List what readers said of answers in the browser, or write it as a question set."""
    from cbm_qa.evaluate.questions import question_to_json, write_questions
    from cbm_qa.feedback import FeedbackStore, Verdict, feedback_questions

    given = FeedbackStore(home or default_home()).all()
    questions = feedback_questions(given)
    if as_json and export is None:
        for question in questions:
            print_json(question_to_json(question))
        return
    if export is None:
        for one in given:
            shared.out.print(f"[dim]{one.at[:16]}[/dim] {one.verdict.value.replace('_', ' '):<15}", end=" ")
            shared.out.print(one.exchange.question, markup=False)
        if not given:
            shared.out.print("No feedback yet: readers give it under an answer in the browser.")
        return
    if not questions:
        raise UsageError("no feedback says what is right yet", hint="judge answers in the browser first")
    try:
        write_questions(export, questions)
    except OSError as error:
        raise UsageError(f"{export} cannot be written: {error.strerror}") from error
    wrong = sum(1 for one in given if one.verdict is Verdict.WRONG)
    left = f"; {wrong} judged wrong left out: nobody said what is right" if wrong else ""
    shared.out.print(f"{len(questions)} questions written to {export}{left}.", markup=False, soft_wrap=True)
