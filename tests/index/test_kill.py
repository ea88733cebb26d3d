"""A build is killed for real (SIGKILL, in its own process) at every stage; the index must not notice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cbm_qa.index import Index
from cbm_qa.index.dense import FAISS_FILE
from cbm_qa.index.store import DATABASE

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")

_BUILD = """
import os, signal, sys
from pathlib import Path
from fakes import HashEmbedder, read_lines
from cbm_qa.config import Settings
from cbm_qa.index import build, store, write

corpus, folder, moment, count = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(stage, done, total):
    if stage == moment and done == int(count):
        die()

if moment == "before the FAISS file":
    write.write_faiss = die
if moment == "FAISS file half written":
    os.replace = die
if moment == "pages half written":
    def connect(path):
        connection = store.connect(path)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("PRAGMA cache_spill = 1")  # writes into the database before the commit
        return connection
    write.connect = connect
    write._complete_manifest = die
options = {"embedder": HashEmbedder(), "read": read_lines, "progress": progress}
build.build_index(Path(corpus), Path(folder), Settings(), **options)
"""

MOMENTS = [
    ("read", 1),
    ("embed", 1),
    ("embed", 40),
    ("write", 1),
    ("write", 2),
    ("pages half written", 0),
    ("before the FAISS file", 0),
    ("FAISS file half written", 0),
]
COMMITTED = {"before the FAISS file", "FAISS file half written"}


def kill_build(corpus, folder, moment, count):
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(corpus), str(folder), moment, str(count)],
        env={**os.environ, "PYTHONPATH": str(tests)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(("moment", "count"), MOMENTS, ids=[f"{m} {c}" for m, c in MOMENTS])
def test_a_killed_update_leaves_a_whole_index(build, corpus, folder, moment, count):
    (corpus / "hills.txt").write_text("# Slopes\n" + "Hills erode slowly.\n" * 300, encoding="utf-8")
    build()
    old = Index.open(folder)
    for name in ("hills", "lakes"):
        (corpus / f"{name}.txt").write_text(
            "# New\n" + f"All of the {name} changed.\n" * 400, encoding="utf-8"
        )
    kill_build(corpus, folder, moment, count)
    if moment == "pages half written":
        assert (folder / f"{DATABASE}-journal").stat().st_size > 0
    found = Index.open(folder)
    if moment in COMMITTED:
        assert "All of the hills changed." in found.documents["hills"].text
    else:
        assert (found.digest, found.passages) == (old.digest, old.passages)
    report = build()
    assert report.updated == (() if moment in COMMITTED else ("hills", "lakes"))
    assert list(folder.glob(f".{FAISS_FILE}*")) == []


@pytest.mark.parametrize(("moment", "count"), [("embed", 1), ("write", 2)], ids=["embed", "write"])
def test_a_killed_first_build_can_be_run_again(build, corpus, folder, moment, count):
    kill_build(corpus, folder, moment, count)
    assert build().added == ("hills", "lakes", "rivers")
