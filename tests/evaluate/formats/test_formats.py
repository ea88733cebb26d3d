import json
from dataclasses import replace
from pathlib import Path

import pytest
from evaluate.scripted import BIRDS, CATCH, FISH, PASSAGES, QUESTIONS, WATER, ScriptedAssistant
from evaluate.test_questions import questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cbm_qa.errors import QuestionSetError
from cbm_qa.evaluate import CellTarget, Question, evaluate_set, write_questions
from cbm_qa.evaluate.formats import (
    BeirSet,
    SquadParagraph,
    read_any,
    read_beir,
    read_csv,
    read_qrels,
    read_rankings,
    read_squad,
    write_beir,
    write_csv,
    write_qrels,
    write_rankings,
    write_squad,
)
from cbm_qa.evaluate.formats.export import export_run
from cbm_qa.evaluate.ranking import score_rankings

LINES = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12)
NAMES = LINES.filter(str.strip)
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def clean(text: str) -> str:
    """Return the text without what a cell cannot keep: outer spaces, line breaks, backslashes."""
    return "".join(c for c in text if c.isprintable() and c != "\\").strip() or "x"


def cleaned(question: Question) -> Question:
    lists = ("answers", "sections", "quotes", "references", "history")
    return replace(
        question,
        **{
            name: clean(getattr(question, name))
            for name in ("id", "question", "kind", "language")
            if getattr(question, name)
        },
        **{name: tuple(map(clean, getattr(question, name))) for name in lists},
        all_of=tuple(tuple(map(clean, group)) for group in question.all_of),
        cells=tuple(CellTarget(clean(c.table), clean(c.row), clean(c.column)) for c in question.cells),
    )


@MANY
@given(questions().map(cleaned))
def test_csv_round_trip(tmp_path: Path, question: Question) -> None:
    write_csv(tmp_path / "set.csv", [question])
    assert read_csv(tmp_path / "set.csv") == (question,)


def test_csv_as_a_spreadsheet_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_text(
        "\ufeffid;question;answerable;answers;all_of;cells\n"
        'a;"Why; really?";YES;18.7 % | a \\| b;"dam | weir\nclosed";Table 1 > 2020 > Perch, tons\n'
        "b;When?;0;;;\n",
        encoding="utf-8",
    )
    first, second = read_csv(path)
    assert (first.question, first.answers) == ("Why; really?", ("18.7 %", "a | b"))
    assert first.all_of == (("dam", "weir"), ("closed",))
    assert first.cells == CATCH.cells
    assert second == Question("b", "When?", False)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("id,question,answerable\nq,Why?,perhaps\n", "line 2, answerable"),
        ("id,question,answerable\nq,Why?,yes,more\n", "more cells"),
        ("id,question,answerable\nq,Why?,yes\nq,Who?,yes\n", "already taken"),
        ("id,question,answerable,cells\nq,Why?,yes,Table 1 > 2020\n", r"line 2, cells\[0\]"),
        ('id,question,answerable\n"q"x,Why?,yes\n', "not CSV"),
        ("id,question,answerable\n", "holds no question"),
        ("question,answerable\nWhy?,yes\n", "id"),
    ],
)
def test_a_fault_in_csv_is_named(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "set.csv"
    path.write_text(content)
    with pytest.raises(QuestionSetError, match=reason):
        read_csv(path)


RANKED = st.dictionaries(
    NAMES,
    st.lists(st.tuples(NAMES, st.integers(0, 999)), min_size=1, max_size=5, unique_by=lambda h: h[0]),
    max_size=4,
)


@MANY
@given(RANKED)
def test_trec_run_round_trip(tmp_path: Path, ranked) -> None:
    rankings = {
        query: tuple(sorted(((key, score / 8) for key, score in hits), key=lambda hit: -hit[1]))
        for query, hits in ranked.items()
    }
    write_rankings(tmp_path / "run.trec", rankings)
    assert read_rankings(tmp_path / "run.trec") == rankings


@MANY
@given(st.dictionaries(NAMES, st.dictionaries(NAMES, st.integers(0, 3), min_size=1, max_size=4), max_size=4))
def test_judgements_round_trip(tmp_path: Path, qrels) -> None:
    write_qrels(tmp_path / "qrels.trec", qrels)
    assert read_qrels(tmp_path / "qrels.trec") == qrels


def test_scores_give_the_order_not_ranks_nor_lines(tmp_path: Path) -> None:
    path = tmp_path / "run.trec"
    path.write_text("1 Q0 a 1 0.5 x\n1 Q0 b 2 9.5 x\n\n2\tQ0\tc\t1\t3\ty\n")
    assert read_rankings(path) == {"1": (("b", 9.5), ("a", 0.5)), "2": (("c", 3.0),)}


@pytest.mark.parametrize("line", ["1 Q0 a 1", "1 Q0 a 1 high x"])
def test_a_broken_line_of_a_run_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run.trec"
    path.write_text(f"1 Q0 a 1 0.5 x\n{line}\n")
    with pytest.raises(QuestionSetError, match=r"run\.trec, line 2"):
        read_rankings(path)
    with pytest.raises(QuestionSetError, match=r"run\.trec, line 1"):
        read_qrels(path)
    with pytest.raises(QuestionSetError, match="cannot read"):
        read_qrels(tmp_path / "none")


def test_beir_round_trip_and_unjudged_queries(tmp_path: Path) -> None:
    contents = BeirSet(
        {"d1": ("Lake", "It fell.\u2028More."), "d2": ("", "Perch")},
        {"q1": "Why?"},
        {"q1": {"d1": 1, "d2": 0}},
    )
    write_beir(tmp_path, contents)
    assert read_beir(tmp_path) == contents
    with (tmp_path / "queries.jsonl").open("a") as file:
        file.write('{"_id": "q2", "text": "Who?", "metadata": {}}\n')
    assert read_beir(tmp_path) == contents


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("corpus.jsonl", '{"text": "x"}', "line 1: the field '_id'"),
        ("queries.jsonl", "x", "not JSON"),
        ("queries.jsonl", "[]", "an object"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1", "line 2"),
    ],
)
def test_a_fault_in_beir_is_named(tmp_path: Path, name: str, content: str, reason: str) -> None:
    write_beir(tmp_path, BeirSet({"d1": ("", "x")}, {"q1": "Why?"}, {"q1": {"d1": 1}}))
    (tmp_path / name).write_text(content)
    with pytest.raises(QuestionSetError, match=reason):
        read_beir(tmp_path)


def test_squad_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    asked = (Question("a", "Who?", True, answers=("Smith", "John Smith")), Question("b", "When?", False))
    paragraphs = (SquadParagraph("Lake", "By John Smith.", ("a", "b")), SquadParagraph("Lake", "More.", ()))
    write_squad(path, paragraphs, asked)
    assert read_squad(path) == (paragraphs, asked)
    (item, _) = json.loads(path.read_text())["data"][0]["paragraphs"][0]["qas"]
    assert item["answers"][1] == {"text": "John Smith", "answer_start": 3}


def test_squad_1_has_no_mark_for_impossible_questions(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    qas = [{"id": 1, "question": " Who? ", "answers": [{"text": "He", "answer_start": 0}] * 2}]
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": "He.", "qas": qas}]}]}))
    assert read_any(path) == (Question("1", "Who?", True, answers=("He",)),)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"data": [{"paragraphs": [{}]}]}', '{"data": [1]}'])
def test_another_json_is_not_taken_for_squad(tmp_path: Path, content: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(content)
    with pytest.raises(QuestionSetError, match="not SQuAD"):
        read_squad(path)


def test_squad_needs_answers_verbatim_and_ids_once(tmp_path: Path) -> None:
    path, paragraph = tmp_path / "set.json", SquadParagraph("Lake", "By Smith.", ("a",))
    with pytest.raises(QuestionSetError, match="does not stand"):
        write_squad(path, [paragraph], [Question("a", "Who?", True, answers=("Jones",))])
    write_squad(path, [paragraph, paragraph], [Question("a", "Who?", True, answers=("Smith",))])
    with pytest.raises(QuestionSetError, match="stands twice"):
        read_squad(path)


def test_a_set_is_read_by_its_ending(tmp_path: Path) -> None:
    write_csv(tmp_path / "set.csv", QUESTIONS)
    write_questions(tmp_path / "set.jsonl", QUESTIONS)
    assert read_any(tmp_path / "set.csv") == read_any(tmp_path / "set.jsonl") == QUESTIONS


def test_a_run_is_exported_and_others_score_it_as_we_do(tmp_path: Path) -> None:
    run = evaluate_set(ScriptedAssistant(), QUESTIONS)
    written = export_run(run, PASSAGES, tmp_path)
    assert set(written) == {path.name for path in tmp_path.iterdir()}
    scores = score_rankings(read_qrels(tmp_path / "qrels.trec"), read_rankings(tmp_path / "run.trec"))
    assert (scores["nDCG@10"].value, scores["nDCG@10"].n) == (1.0, 3)
    beir = read_beir(tmp_path / "beir")
    assert beir.queries == {q.id: q.question for q in (WATER, FISH, CATCH)}
    assert json.loads((tmp_path / "predictions.json").read_text())["catch"] == "12.5"
    assert json.loads((tmp_path / "predictions.json").read_text())[BIRDS.id] == ""


def test_without_evidence_only_answers_are_exported(tmp_path: Path) -> None:
    run = evaluate_set(ScriptedAssistant(), [replace(WATER, quotes=())])
    assert export_run(run, (), tmp_path) == ("questions.csv", "predictions.json")


def test_a_judged_query_without_ranking_counts_nothing() -> None:
    qrels = {"1": {"a": 1}, "2": {"a": 1}, "3": {"a": 0}}
    scores = score_rankings(qrels, {"1": (("a", 1.0),), "9": (("a", 1.0),)})
    assert (scores["RR"].value, scores["RR"].n) == (0.5, 2)
    assert score_rankings(qrels, {})["AP"].value == 0.0
    with pytest.raises(QuestionSetError, match="no query"):
        score_rankings({"3": {"a": 0}}, {})
