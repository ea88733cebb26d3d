"""The report's single questions: what fell short, and what differs between two runs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from cbm_qa.evaluate.compare import Comparison
from cbm_qa.evaluate.report import expected_text
from cbm_qa.evaluate.run import Row
from cbm_qa.evaluate.summary import Failure
from cbm_qa.markup import Markup, element, join


def failures_section(failures: Sequence[Failure], asked: int, chat: str) -> Markup:
    """Return every question that fell short, grouped by the first reason."""
    groups: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.reasons[0]].append(failure)
    blocks = []
    for reason, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        cases = [_failure(failure, chat) for failure in members]
        blocks.append(element("h3", f"{reason} ", element("small", str(len(members)))))
        blocks.extend(cases)
    none = [] if failures else [element("p", "Nothing fell short.", class_="quiet")]
    about = (
        f"{len(failures)} of {asked} questions fell short in something; the gravest reason decides the group."
    )
    return element(
        "section", element("h2", "What fell short"), element("p", about, class_="quiet"), *none, *blocks
    )


def changed_section(comparison: Comparison, chat: str) -> Markup:
    """Return the questions answered otherwise than in the earlier run, the lost ones first."""
    groups = (
        ("now wrong", comparison.lost),
        ("now right", comparison.gained),
        ("answered otherwise, judged the same", comparison.reworded),
    )
    blocks = []
    for title, pairs in groups:
        if pairs:
            blocks.append(element("h3", f"{title} ", element("small", str(len(pairs)))))
            blocks.extend(_change(before, after, chat) for before, after in pairs)
    return join(blocks or [element("p", "Every question was answered as before.", class_="quiet")])


def _failure(failure: Failure, chat: str) -> Markup:
    row = failure.row
    lines = [("why", "; ".join(failure.reasons)), *_asked(row), ("given", _given(row))]
    return _case(row, [*map(_line, lines), *_evidence(row.answer)], chat)


def _change(before: Row, after: Row, chat: str) -> Markup:
    lines = [*_asked(after), ("before", _given(before)), ("now", _given(after))]
    return _case(after, [*map(_line, lines), *_evidence(after.answer)], chat)


def _case(row: Row, lines: Sequence[Markup], chat: str) -> Markup:
    question = row.question
    tags = [question.kind, question.language if question.language != "en" else "", question.split]
    summary = element(
        "summary",
        element("span", question.question, class_="asked", lang=question.language),
        *(element("span", tag, class_="tag") for tag in tags if tag),
    )
    query = urlencode({"q": question.question})
    link = element("a", "Ask it in the chat", href=f"{chat}?{query}", rel="noreferrer")
    return element(
        "details",
        summary,
        element("dl", *lines),
        element("p", element("code", question.id), " · ", link, class_="quiet"),
        class_="case",
    )


def _asked(row: Row) -> list[tuple[str, str]]:
    question = row.question
    return [
        *(("before it", earlier) for earlier in question.history),
        ("expected", expected_text(row)),
        *(("its evidence", f"“{quote}”") for quote in question.quotes),
    ]


def _given(row: Row) -> str:
    if row.error:
        return f"no answer: {row.error}"
    confidence = row.answer.get("confidence")
    said = " ".join(str(row.answer.get("answer", "")).split()) or "nothing"
    return said if confidence is None else f"{said} (confidence {confidence:.2f})"


def _evidence(answer: Mapping[str, Any]) -> list[Markup]:
    cited = [("cited", c) for c in answer.get("citations", [])]
    near = [("nearest", c) for c in answer.get("nearest", [])]
    return [
        join(
            (
                element("dt", name),
                element(
                    "dd",
                    element("blockquote", str(c.get("quote", ""))),
                    element("small", f"[{c.get('marker', '')}] {c.get('document', '')}, {_place(c)}"),
                ),
            )
        )
        for name, c in (*cited, *near)
    ]


def _place(citation: Mapping[str, Any]) -> str:
    number, title = str(citation.get("section", "")), str(citation.get("section_title", ""))
    return number if title in ("", number) else f"{number} {title}"


def _line(item: tuple[str, str]) -> Markup:
    return join((element("dt", item[0]), element("dd", item[1])))
