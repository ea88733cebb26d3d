"""An answer read back from the JSON that `codec.answer_to_json` wrote."""

from decimal import Decimal
from typing import Any

from cbm_qa.model.answer import Answer, AnswerKind, Calculation, CellCitation, Citation, Claim
from cbm_qa.model.span import Span


def answer_from_json(data: dict[str, Any], claims: tuple[Claim, ...]) -> Answer:
    """Return the answer that JSON values describe.

    Args:
        data: As `answer_to_json` writes them.
        claims: The statements, which that form holds only joined to one text.
    """
    told = data["calculation"]
    return Answer(
        question=str(data["question"]),
        understood=data["understood"],
        kind=AnswerKind(data["kind"]),
        claims=claims,
        reason=str(data["answer"]) if data["abstained"] else "",
        values=tuple(map(str, data["values"])),
        confidence=float(data["confidence"]),
        citations=tuple(map(_citation_from_json, data["citations"])),
        cells=tuple(
            CellCitation(
                str(c["table"]),
                str(c["row"]),
                str(c["column"]),
                str(c["text"]),
                None if c["value"] is None else Decimal(str(c["value"])),
                c["unit"],
                int(c["marker"]),
            )
            for c in data["cells"]
        ),
        calculation=None
        if told is None
        else Calculation(
            str(told["expression"]),
            told["value"] if isinstance(told["value"], str) else Decimal(str(told["value"])),
            told["unit"],
        ),
        notices=tuple(map(str, data["notices"])),
        nearest=tuple(map(_citation_from_json, data["nearest"])),
        timings_ms={str(stage): float(ms) for stage, ms in data["timings_ms"].items()},
    )


def _citation_from_json(data: dict[str, Any]) -> Citation:
    return Citation(
        marker=int(data["marker"]),
        document=str(data["document"]),
        title=str(data["title"]),
        section=str(data["section"]),
        section_title=str(data["section_title"]),
        paragraph=data["paragraph"],
        page=data["page"],
        quote=str(data["quote"]),
        span=Span(int(data["start"]), int(data["end"])),
        references=tuple(map(str, data["references"])),
        speaker=str(data.get("speaker", "")),
    )
