"""The commands as a person or a program runs them, in a process of their own where it matters."""

import json
import os
import subprocess
import sys

import pytest


def test_a_figure_is_answered_with_its_table_and_section(run):
    status, out, _ = run("ask", "How much did Norland export to Sudland in 2020?")
    assert status == 0
    assert "131.4 million crowns" in out
    assert "2.1 Exports, Table 1, row 2020" in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_refusal_shows_what_is_nearest(run):
    status, out, _ = run("ask", "What was Norland's trade with Westland?")
    assert status == 0
    assert "Westland" in out.splitlines()[0]
    assert "Nearest passages" in out


def test_json_is_one_object_with_the_fields_of_the_contract(run):
    status, out, _ = run("ask", "Why was the strait closed in 2021?", "--json")
    answer = json.loads(out)
    assert status == 0
    assert not answer["abstained"]
    assert answer["citations"][0]["section"] == "2.1"
    assert {"values", "kind", "confidence", "cells", "calculation", "notices", "timings_ms"} <= answer.keys()


def test_a_batch_gives_one_line_a_question_whatever_the_question(run, tmp_path):
    asked = [
        "What does JPB stand for?",
        "",
        "x" * 20_000,
        "?!",
        "How many trained pilots were there in 2019?",
    ]
    lines = [json.dumps({"question": q, "id": i}) for i, q in enumerate(asked)]
    lines.insert(1, "")
    lines.append(json.dumps({"question": "And in 2022?", "history": [asked[-1]]}))
    lines.append(json.dumps({"question": "Why?", "document": "nowhere"}))
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(lines), encoding="utf-8")
    status, out, err = run("ask", "--batch", batch, "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [a["question"] for a in answers] == [*asked, "And in 2022?", "Why?"]
    assert [a["abstained"] for a in answers] == [False, True, True, True, False, False, True]
    assert answers[-2]["values"] == ["58"]
    assert "line 3: the question is empty" in " ".join(err.split())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{not json", "line 1 is not JSON"),
        ('{"q": 1}', "line 1 needs"),
        ("[1, 2]", "line 1 needs"),
        ('{"question": "And 2020?", "history": [5]}', "line 1 needs"),
    ],
)
def test_a_malformed_batch_names_its_line(run, tmp_path, content, said):
    batch = tmp_path / "batch.jsonl"
    batch.write_text(content, encoding="utf-8")
    status, out, err = run("ask", "--batch", batch)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "?!…"], "no word in it"),
        (["ask", "x" * 20_000], "20,000 characters"),
        (["ask"], "give either a question or --batch"),
        (["ask", "Why?", "--document", "nope"], "there is no document 'nope'"),
        (["ask", "Why?", "--index", "no/such/folder"], "cbm-qa index"),
        (["ask", "--batch", "no-such-file"], "cannot be read: No such file"),
        (["show", "nope"], "the index has: tiny"),
        (["show", "tiny", "9.9"], "has no section '9.9'"),
        (["index", "--corpus", "no/such/folder"], "no/such/folder"),
        (["eval", "no-such-file"], "no-such-file"),
    ],
)
def test_bad_input_ends_with_one_line_and_status_2(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert err.startswith("cbm-qa: ")
    assert err.count("\n") == 1


def test_search_prints_places_and_json_lines(run):
    _, shown, _ = run("search", "simulator for training", "--top", 2)
    _, out, _ = run("search", "simulator for training", "--top", 2, "--json")
    first, second = map(json.loads, out.splitlines())
    assert "2 Trade › 2.2 Pilots" in shown
    assert (first["rank"], second["rank"]) == (1, 2)
    assert "bought a simulator" in first["text"]


def test_show_lists_outlines_and_prints_sections(run):
    assert run("show")[1].split()[:3] == ["tiny", "paper", "Coastal"]
    outline = run("show", "tiny")[1]
    assert "2 tables, 3 references" in outline
    section = run("show", "tiny", "2.2")[1]
    assert "Trained pilots (persons)" in section
    whole = json.loads(run("show", "tiny", "--json")[1])
    assert [s["title"] for s in whole["sections"]][:3] == ["Abstract", "Introduction", "Trade"]
    assert json.loads(run("show", "tiny", "2.1", "--json")[1])["text"].startswith("2.1. Exports")


def test_a_second_build_has_nothing_to_do(run):
    status, out, _ = run("index", "--json")
    report = json.loads(out)
    assert status == 0
    assert (report["unchanged"], report["added"], report["problems"]) == (["tiny"], [], [])


def test_what_cannot_be_read_is_reported_and_the_rest_is_indexed(run, tmp_path, tiny_corpus):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "good.txt").write_bytes((tiny_corpus / "tiny.txt").read_bytes())
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 40)
    status, out, err = run("index", "--corpus", corpus, "--index", tmp_path / "index")
    assert status == 0
    assert out.startswith("1 documents")
    assert "empty.txt" in err
    assert "binary.txt" in err


def test_an_index_folder_that_cannot_be_written_is_named(run, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    status, _, err = run("index", "--index", blocked / "index", "--rebuild")
    assert status == 2
    assert "cannot be written" in err


def test_a_closed_pipe_and_bytes_that_are_no_text_are_survived(tiny_index):
    environment = {**os.environ, "CBM_QA_INDEX": str(tiny_index)}
    command = f"{sys.executable} -m cbm_qa show tiny --json | head -c 10"
    piped = subprocess.run(["sh", "-c", command], capture_output=True, env=environment, check=False)
    assert piped.stdout == b'{"key": "t'
    assert b"Traceback" not in piped.stderr
    odd = subprocess.run(
        [sys.executable, "-m", "cbm_qa", "ask", b"What is \xff\xfe the strait?", "--json"],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert odd.returncode == 0, odd.stderr
    assert json.loads(odd.stdout)["question"].startswith("What is")
