"""One question with its answer, as it is kept and written away."""

from dataclasses import dataclass
from typing import Any

from cbm_qa.errors import UsageError
from cbm_qa.model import Answer, Claim
from cbm_qa.model.answer_codec import answer_from_json
from cbm_qa.model.codec import answer_to_json


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    Attributes:
        question: As asked.
        answer: None where it was stopped or could not be read.
        document: Key of the document it was kept to, or None.
        problem: Why there is no answer, or "".
        hint: What to do about that, or "".
    """

    question: str
    answer: Answer | None
    document: str | None = None
    problem: str = ""
    hint: str = ""


def exchange_to_json(exchange: Exchange) -> dict[str, Any]:
    """Return the exchange as JSON values; `exchange_from_json` reads them back."""
    answer = exchange.answer
    record: dict[str, Any] = {"question": exchange.question, "document": exchange.document}
    if answer is None:
        return record | {"problem": exchange.problem, "hint": exchange.hint}
    claims = [{"text": claim.text, "markers": list(claim.markers)} for claim in answer.claims]
    return record | {"answer": answer_to_json(answer) | {"claims": claims}}


def exchange_from_json(data: Any) -> Exchange:  # noqa: ANN401  # whatever a browser kept
    """Return the exchange that JSON values describe.

    Raises:
        UsageError: They describe none.
    """
    try:
        question, kept = str(data["question"]), data.get("answer")
        document = data.get("document")
        if kept is None:
            return Exchange(question, None, document, str(data.get("problem", "")), str(data.get("hint", "")))
        claims = tuple(Claim(str(c["text"]), tuple(map(int, c["markers"]))) for c in kept["claims"])
        return Exchange(question, answer_from_json(kept, claims), document)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UsageError(
            f"this is no kept question and answer: {error!r}", hint="start a new chat"
        ) from error
