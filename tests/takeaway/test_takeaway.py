"""What a reader takes away: nothing lost, nothing taken for markup, the works in the asked style."""

import json
import re
from contextlib import suppress

import pytest
from factories import heading, make_document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cbm_qa.answer.cite import cite
from cbm_qa.errors import UsageError
from cbm_qa.model import Answer, AnswerKind, Claim
from cbm_qa.takeaway import (
    Exchange,
    Work,
    answer_html,
    answer_markdown,
    answer_plain,
    bibliography,
    bibtex,
    exchange_from_json,
    exchange_to_json,
    works_used,
    write_conversation,
)

HOSTILE = "<script>alert(1)</script> *a* [b](c) `d` & $e_f% {g}"
WORKS = (
    Work("lee2019", {
        "id": "lee2019", "type": "article-journal", "title": "Trade & trust", "container-title": "Rivers",
        "author": [{"family": "Lee", "given": "B. T."}, {"family": "Abe", "given": "A."}],
        "issued": {"date-parts": [[2019]]}, "volume": "5", "page": "3-9", "DOI": "10.1/x",
    }),
    Work("bank2020", {
        "id": "bank2020", "type": "webpage", "title": "Loans_100%", "author": [{"literal": "World Bank"}],
        "issued": {"date-parts": [[2020]]}, "year-suffix": "a", "URL": "https://example.org/a",
    }),
)  # fmt: skip


def answer_about(text=HOSTILE, title=HOSTILE, **more):
    document = make_document(heading("1", title), f"A sentence {text}.", title=title)
    citation = cite(document, document.paragraphs[0].sentences[0].span, 1)
    answer = Answer(
        text, None, AnswerKind.PASSAGE, (Claim(citation.quote, (1,)),), "", (), 0.5, citations=(citation,), **more
    )  # fmt: skip
    return answer, {document.key: document}


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "How much did Norland export to Sudland in 2020?",
        "By how much did Norland exports to Sudland fall between 2020 and 2021?",
        "Why was the strait closed in 2021?",
        "What was the trade with Westland?",
    ],
)
def test_an_exchange_comes_back_from_the_browser_as_it_went(assistant, question):
    exchange = Exchange(question, assistant.ask(question), "tiny")
    kept = json.loads(json.dumps(exchange_to_json(exchange)))
    back = exchange_from_json(kept)
    assert exchange_to_json(back) == exchange_to_json(exchange)
    assert back.answer.claims == exchange.answer.claims
    assert back.answer.citations == exchange.answer.citations


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["question", "answer", "claims", "kind"]), inner, max_size=4), max_leaves=8))  # fmt: skip
def test_anything_else_a_browser_keeps_is_refused_or_read(data):
    with suppress(UsageError):
        assert isinstance(exchange_from_json(data), Exchange)


@pytest.mark.model
def test_every_form_holds_the_value_the_quote_and_the_place(assistant):
    answer = assistant.ask("How much did Norland export to Sudland in 2020?")
    for write in (answer_plain, answer_markdown, answer_html):
        text = write(answer)
        assert "131.4" in text
        assert "Table 1, row 2020" in text
        assert "2020 | 131.4" in text.replace("\\|", "|")


def test_what_a_document_says_is_no_markup():
    answer, documents = answer_about()
    html = answer_html(answer) + write_conversation([Exchange(HOSTILE, answer)], documents, "html")
    assert "<script" not in html
    shown = MarkdownIt().render(write_conversation([Exchange(HOSTILE, answer)], documents, "markdown"))
    assert "<script" not in shown
    assert "<a " not in shown
    assert "<code>" not in shown
    assert shown.count("*a*") == html.count("*a*") - answer_html(answer).count("*a*")


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("apa", "Lee, B. T., & Abe, A. (2019). Trade & trust. Rivers, 5, 3–9."),
        ("chicago", "Lee, B. T., and A. Abe. 2019. “Trade & Trust”. Rivers 5: 3–9."),
        ("gost", "Lee B. T., Abe A. Trade & trust // Rivers. 2019. Т. 5. С. 3–9."),
    ],
)
def test_a_bibliography_in_each_style(style, wanted):
    entries = bibliography(WORKS, style)
    assert len(entries) == len(WORKS)
    assert any(entry.startswith(wanted) for entry in entries), entries


def test_italics_of_a_style_survive_in_markup_only():
    assert "<i>Rivers</i>" in "".join(bibliography(WORKS, "apa", "html"))
    assert "Trade &amp; trust" in "".join(bibliography(WORKS, "apa", "html"))
    assert "*Rivers*" in "".join(bibliography(WORKS, "apa", "markdown"))
    assert "*" not in "".join(bibliography(WORKS, "apa"))


@pytest.mark.parametrize("style", ["no-such-style", "../../etc/passwd", ""])
def test_an_unknown_style_is_named(style):
    with pytest.raises(UsageError, match="no bibliography style"):
        bibliography(WORKS, style)


def test_bibtex_has_balanced_braces_and_escapes():
    text = bibtex(WORKS)
    assert "@article{lee2019," in text
    assert "author = {Lee, B. T. and Abe, A.}" in text
    assert "pages = {3--9}" in text
    assert "author = {{World Bank}}" in text
    assert "year = {2020a}" in text
    assert r"Loans\_100\%" in text


@given(st.text(max_size=60))
def test_no_title_breaks_a_bibtex_entry(title):
    text = bibtex([Work("k", {"id": "k", "type": "book", "title": title})])
    bare = re.sub(r"\\[{}]", "", text)
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


@pytest.mark.model
def test_the_works_are_the_paper_and_what_its_quotes_cite(assistant):
    answer = assistant.ask("Why was the strait closed in 2021?")
    keys = [work.key for work in works_used([answer, answer], assistant.documents)]
    assert keys == ["tiny", *answer.citations[0].references]
    assert works_used([answer], {}) == ()


def test_a_conversation_leaves_out_what_was_not_answered():
    answer, documents = answer_about("of rivers", "Rivers")
    exchanges = [Exchange("stopped?", None, problem="Stopped"), Exchange("asked?", answer)]
    text = write_conversation(exchanges, documents, "markdown", language="ru")
    assert "stopped?" not in text
    assert "## asked?" in text
    assert "Библиография" in text
    data = json.loads(write_conversation(exchanges, documents, "json", style="gost"))
    assert [e["question"] for e in data["exchanges"]] == ["asked?"]
    assert len(data["bibliography"]["entries"]) == 1
    with pytest.raises(UsageError, match="no format"):
        write_conversation(exchanges, documents, "docx")
