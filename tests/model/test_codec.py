import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cbm_qa.errors import ModelError
from cbm_qa.model import (
    Answer,
    AnswerKind,
    Calculation,
    Cell,
    CellCitation,
    Citation,
    Claim,
    Document,
    DocumentKind,
    Mention,
    Note,
    NoteKind,
    Origin,
    Paragraph,
    Reference,
    Section,
    Sentence,
    Span,
    Table,
)
from cbm_qa.model.codec import answer_to_json, document_from_json, document_to_json

CONTRACTS = Path(__file__).parents[1] / "contracts"
words = st.text(max_size=12)
optional = st.none() | words


def contract(name):
    return Draft202012Validator(json.loads((CONTRACTS / f"{name}.schema.json").read_text(encoding="utf-8")))


@st.composite
def documents(draw):
    text = draw(st.text(min_size=20, max_size=60))
    place = st.integers(0, len(text) - 1).flatmap(
        lambda start: st.builds(Span, st.just(start), st.integers(start + 1, len(text)))
    )
    in_order = st.lists(place, max_size=3).map(sorted)
    sections = tuple(
        Section(draw(optional), draw(words), draw(st.integers(1, 5)), span, n - 1 if n else None)
        for n, span in enumerate(draw(in_order))
    )
    section = st.sampled_from([None, *range(len(sections))])
    keys = draw(st.lists(words, unique=True, max_size=3))
    references = tuple(
        Reference(
            key,
            tuple(draw(st.lists(words, max_size=2))),
            draw(optional),
            draw(words),
            draw(words),
            draw(optional),
            draw(optional),
            draw(optional),
            draw(st.none() | st.integers(1, 99)),
            span.of(text),
            span,
        )
        for key, span in zip(keys, sorted(draw(place) for _ in keys), strict=True)
    )
    return Document(
        key=draw(words),
        title=draw(words),
        authors=tuple(draw(st.lists(words, max_size=2))),
        year=draw(st.none() | st.integers(1500, 2100)),
        kind=draw(st.sampled_from(DocumentKind)),
        origin=Origin(draw(words), draw(words), draw(optional), draw(optional)),
        text=text,
        sections=sections,
        paragraphs=tuple(
            Paragraph(draw(section), n, span, (Sentence(span, 1),), draw(optional))
            for n, span in enumerate(draw(in_order), 1)
        ),
        notes=tuple(
            Note(draw(st.sampled_from(NoteKind)), draw(words), draw(section), s) for s in draw(in_order)
        ),
        tables=tuple(draw(tables(span, section)) for span in draw(in_order)),
        references=references,
        mentions=tuple(
            Mention(span.of(text), draw(section), span, tuple(keys[:1]), None if keys else draw(words))
            for span in draw(in_order)
        ),
    )


@st.composite
def tables(draw, span, section):
    value = draw(st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=6))
    cell = Cell("2020", draw(words), draw(words), value, draw(optional), value is None, span, 0, 1)
    return Table(
        draw(words),
        draw(words),
        draw(words),
        draw(section),
        span,
        ("Year", cell.column),
        ((cell.row, cell.text),),
        (span,),
        (cell,),
    )


@given(documents())
def test_a_stored_document_comes_back_as_it_was(document):
    stored = json.loads(json.dumps(document_to_json(document)))
    assert document_from_json(stored) == document


@given(documents())
def test_a_document_keeps_to_the_contract(document):
    assert list(contract("document").iter_errors(document_to_json(document))) == []


def test_a_value_keeps_all_its_digits():
    value = Decimal("0.1000000000000000000000001")
    span = Span(0, 5)
    cell = Cell("2020", "Share", "text", value, None, False, span, 0, 1)
    table = Table("", "", "", None, span, ("Year", "Share"), (("2020", "text"),), (span,), (cell,))
    document = Document(
        "k", "", (), None, DocumentKind.PAPER, Origin("k.txt", "0"), "text of it", tables=(table,)
    )
    stored = json.loads(json.dumps(document_to_json(document)))
    assert document_from_json(stored).tables[0].cells[0].value == value
    assert stored["tables"][0]["cells"][0]["value"] == pytest.approx(0.1)


@pytest.mark.parametrize(("value", "printed"), [("8", 8), ("8.0", 8), ("18.7", 18.7), ("-0.5", -0.5)])
def test_a_whole_value_is_printed_without_a_fraction(value, printed):
    citation = CellCitation("Table 1", "2020", "Share", value, Decimal(value), "%", 1)
    (cell,) = answer_to_json(_answer(cells=(citation,)))["cells"]
    assert (cell["value"], type(cell["value"])) == (printed, type(printed))


def _broken(stored):
    yield None
    yield []
    yield "text"
    for key in ("text", "origin", "sections", "mentions"):
        yield {k: v for k, v in stored.items() if k != key}
    yield {**stored, "kind": "poem"}
    yield {**stored, "paragraphs": None}
    yield {**stored, "origin": {"file": "a", "sha256": "b", "colour": "red"}}
    yield {**stored, "sections": [{**stored["sections"][0], "start": "x"}]}
    (table,) = stored["tables"]
    yield {**stored, "tables": [{**table, "cells": [{**table["cells"][0], "exact": "many"}]}]}


def test_what_is_no_stored_document_is_refused():
    from factories import heading, make_document, table

    stored = document_to_json(
        make_document(heading("1", "Rivers"), table("Table 1", "Floods", [["Year", "n"], ["2020", "3"]]))
    )
    for broken in _broken(stored):
        with pytest.raises(ModelError):
            document_from_json(broken)


def _answer(**fields):
    return Answer(
        **{
            "question": "How many floods?",
            "understood": None,
            "kind": AnswerKind.TABLE,
            "claims": (Claim("There were 3 floods.", (1,)),),
            "reason": "",
            "values": ("3",),
            "confidence": 0.912345,
            "timings_ms": {"total": 1.23},
            **fields,
        }
    )


CITATION = Citation(1, "paper", "Rivers", "1", "Floods", 1, None, "2020\t3", Span(3, 9), ("smith2020",))


@pytest.mark.parametrize(
    "answer",
    [
        _answer(
            citations=(CITATION,),
            cells=(CellCitation("Table 1", "2020", "Floods", "3", Decimal(3), None, 1),),
            calculation=Calculation("3 + 1", Decimal(4), None),
        ),
        _answer(citations=(CITATION,), calculation=Calculation("max(3, 1)", "2020", None)),
        _answer(kind=AnswerKind.ABSTENTION, claims=(), reason="It does not say.", nearest=(CITATION,)),
    ],
)
def test_an_answer_keeps_to_the_contract(answer):
    printed = json.loads(json.dumps(answer_to_json(answer)))
    assert list(contract("answer").iter_errors(printed)) == []
    assert printed["abstained"] == (not answer.claims)


def test_the_printed_answer_is_made_of_its_claims():
    two = (Claim("One flood came.", (1,)), Claim("Two more followed.", (1, 2)))
    assert _answer(claims=two).text == "One flood came. [1] Two more followed. [1] [2]"
