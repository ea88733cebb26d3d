import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import DOCUMENT
from factories import heading, make_document, table
from rich.console import Console

from cbm_qa.errors import UsageError
from cbm_qa.evaluate import CellTarget, Question, read_questions
from cbm_qa.evaluate.command import run_proposals
from cbm_qa.evaluate.evidence import find_evidence
from cbm_qa.evaluate.propose import propose_questions, review_proposals
from cbm_qa.evaluate.propose.review import describe
from cbm_qa.model import DocumentKind, Paragraph, Sentence, Span

LAKE = make_document(
    heading("1", "Water"),
    "The Lake Water Board (LWB) was asked twice. In 2015, the dam upstream was closed for good by its owner.",
    heading("2", "Fish"),
    "They caught many kinds of fish, such as perch, grey pike and trout.",
    table("Table 1", "Catch", [("Year", "Perch, tons"), ("2020", "12.5"), ("2021", "9"), ("2022", "n/a")]),
)


def by_kind(kind: str, *documents) -> list[Question]:
    return [question for question in propose_questions(documents or [LAKE]) if question.kind == kind]


def test_a_cell_is_asked_for_by_its_headers_without_the_unit() -> None:
    first = by_kind("table")[0]
    assert first.question == "What was the value of Perch in 2020?"
    assert first.answers == ("12.5",)
    assert first.cells == (CellTarget("Table 1", "2020", "Perch, tons"),)
    assert first.sections == ("2",)


def test_a_difference_is_computed_from_two_cells_of_a_column() -> None:
    (asked,) = by_kind("calculation", DOCUMENT)
    assert (asked.question, asked.answers) == ("By how much do 2020 and 2021 differ in Perch?", ("3.5",))
    assert [cell.row for cell in asked.cells] == ["2020", "2021"]


def test_definitions_dates_and_enumerations_come_from_the_text() -> None:
    (definition,), (fact,), (listed,) = by_kind("definition"), by_kind("fact"), by_kind("list")
    assert (definition.question, definition.answers) == ("What does LWB stand for?", ("Lake Water Board",))
    assert fact.answers == ("2015",)
    assert "2015" not in fact.question
    assert "the dam upstream was closed for good by its owner" in fact.question
    assert listed.question == "Which kinds of fish are named?"
    assert listed.all_of == (("perch",), ("grey pike",), ("trout",))


def test_near_misses_ask_for_years_that_no_table_and_no_sentence_has() -> None:
    missed = by_kind("unanswerable")
    asked = [question.question for question in missed]
    assert asked == ["What was the value of Perch in 2019?", "What was the value of Perch in 2023?"]
    assert not any(question.answerable or question.answers for question in missed)


def test_works_of_the_reference_list_and_such_as_are_not_in_it() -> None:
    text, end = DOCUMENT.text, DOCUMENT.text.index("\n2 Fish")
    paragraph = Paragraph(0, 1, Span(8, end), (Sentence(Span(8, end), 1),))
    titled = replace(DOCUMENT.references[0], title="The slow decline of perch")
    whole = replace(DOCUMENT, references=(titled, DOCUMENT.references[1]), paragraphs=(paragraph,))
    cited, written, *_ = by_kind("source", whole)
    assert text[8:end].startswith("The lake lost")
    assert cited.question == "Which work is cited for this: The lake lost 18.7 percent of its water?"
    assert cited.references == ("Smith 2020",)
    assert written.question == "Who wrote “The slow decline of perch”?"
    assert written.answers == ("Smith",)
    assert "What does Smith 2021 say?" in [q.question for q in by_kind("unanswerable", whole)]


def test_all_evidence_stands_in_the_document_and_ids_and_splits_stay() -> None:
    proposals = propose_questions([LAKE])
    assert proposals == propose_questions([LAKE])
    assert len({question.id for question in proposals}) == len(proposals)
    assert {question.split for question in proposals} == {"dev", "test"}
    for question in proposals:
        assert bool(find_evidence(question, {"paper": LAKE})) == question.answerable


def test_notes_about_sources_are_left_out_and_a_sort_is_bounded() -> None:
    note = make_document("The Lake Water Board (LWB) was asked.", kind=DocumentKind.SOURCE_NOTE)
    assert propose_questions([note]) == ()
    long = make_document(
        heading("1", "Fish"),
        table("Table 1", "Catch", [("Year", "Perch"), *((str(1900 + n), str(n + 7)) for n in range(90))]),
    )
    rows = [question.cells[0].row for question in by_kind("table", long)]
    assert len(rows) == 12
    assert int(rows[-1]) - int(rows[0]) > 70


def typed(*lines: str) -> Iterator[str]:
    yield from lines


def test_proposals_are_accepted_corrected_and_rejected(tmp_path: Path) -> None:
    path, proposals = tmp_path / "set.jsonl", propose_questions([DOCUMENT])
    table_one, table_two, calculation = proposals[:3]
    assert calculation.kind == "calculation"
    lines = typed("a", "r", "c", "How much less?", "3.5 | 3.5 tons", "q")
    shown: list[str] = []
    done = review_proposals(proposals, path, lambda asked, default: next(lines), shown.append)
    assert (done.accepted, done.rejected, done.left) == (2, 1, len(proposals) - 3)
    first, corrected = read_questions(path)
    assert first == table_one
    assert (corrected.question, corrected.answers) == ("How much less?", ("3.5", "3.5 tons"))
    assert any("12.5" in line for line in shown)

    again: list[str] = []
    review_proposals(proposals, path, lambda asked, default: "q", again.append)
    assert not any(table_one.question in line or table_two.question in line for line in again)


def test_groups_and_near_misses_are_corrected_in_their_own_way(tmp_path: Path) -> None:
    proposals = [*by_kind("list"), *by_kind("unanswerable")[:1]]
    lines = typed("c", "", "perch | bass; pike", "c", "Perch in 1066?")
    path = tmp_path / "set.jsonl"
    review_proposals(proposals, path, lambda asked, default: next(lines), lambda line: None)
    listed, missed = read_questions(path)
    assert listed.question == proposals[0].question
    assert listed.all_of == (("perch", "bass"), ("pike",))
    assert (missed.question, missed.answerable) == ("Perch in 1066?", False)
    assert ("expected", "the documents do not say") in describe(missed)


def test_where_nobody_can_be_asked_all_are_taken_and_called_unchecked(tmp_path: Path) -> None:
    path, out = tmp_path / "set.jsonl", io.StringIO()
    assert run_proposals([LAKE], path, Console(file=out, width=200), None) == 0
    assert read_questions(path) == propose_questions([LAKE])
    assert "unchecked" in out.getvalue()


def test_a_set_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        run_proposals([LAKE], tmp_path / "none" / "set.jsonl", Console(file=io.StringIO()), None)
