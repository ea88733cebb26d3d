"""`cbm-qa add` and `cbm-qa remove` as a person runs them."""

import json
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.model


def cbm_qa(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "cbm_qa", *map(str, arguments)], capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_add_ask_remove(tiny_corpus, tiny_index, tmp_path):
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(tiny_corpus, corpus)
    shutil.copytree(tiny_index, index)
    where = ("--corpus", corpus, "--index", index)
    note = tmp_path / "Ferries.md"
    note.write_text("# On ferries\n\n## Fleet\n\nThe strait had eleven ferries in 1998.\n", encoding="utf-8")
    program = tmp_path / "program.pdf"
    program.write_bytes(b"\x7fELF")

    status, out, err = cbm_qa("add", note, program, *where)
    assert status == 2
    assert "added ferries: On ferries (1 section)" in out
    assert "The index has 2 documents now" in out
    assert err == "cbm-qa: program.pdf: this is a Linux program, not a .pdf file (add the document itself)\n"

    _, out, _ = cbm_qa("ask", "How many ferries were there in 1998?", "--json", "--index", index)
    answer = json.loads(out)
    assert answer["citations"][0]["document"] == "ferries"
    assert "eleven ferries" in answer["answer"]

    status, out, _ = cbm_qa("remove", "ferries", *where)
    assert status == 0
    assert "The index has 1 document now" in out
    assert cbm_qa("remove", "ferries", *where)[0] == 2
