"""Reading a text file with errors that say what was expected."""

from pathlib import Path

from cbm_qa.errors import QuestionSetError


def read_text(path: Path, what: str) -> str:
    """Return a file's text without a byte order mark.

    Args:
        path: Of the file.
        what: Named in the message ("a TREC run").

    Raises:
        QuestionSetError: It cannot be read as UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionSetError(
            f"cannot read {path} as {what}: {reason}", hint="docs/evaluation.md lists the formats"
        ) from error


def fault(path: Path, number: int, reason: str) -> QuestionSetError:
    """Return the error for one line of a file."""
    return QuestionSetError(
        f"{path.name}, line {number}: {reason}", hint="docs/evaluation.md lists the formats"
    )
