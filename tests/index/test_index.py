import sqlite3
import subprocess
import sys

import numpy as np
import pytest
from fakes import HashEmbedder, read_lines

from cbm_qa.config import Settings
from cbm_qa.errors import CorpusError, IndexCorrupt, IndexMissing, IndexStale, IndexStoreError
from cbm_qa.index import Index, build_index, index_state
from cbm_qa.index.store import DATABASE
from cbm_qa.ingest import list_corpus


def change(folder, statement):
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_is_opened_is_what_was_built(build, corpus, folder, embedder):
    build()
    index = Index.open(folder)
    assert list(index.documents.values()) == [read_lines(entry) for entry in list_corpus(corpus)]
    assert np.array_equal(index.passage_vectors, embedder.encode([p.embedded for p in index.passages]))
    texts = [s.span.of(index.documents[s.document].text) for s in index.sentences]
    assert np.array_equal(index.sentence_vectors, embedder.encode(texts))
    assert (index.embedder_name, index.embedder_fingerprint) == (embedder.name, embedder.fingerprint)


def test_each_passage_knows_its_sentences(build, folder):
    build()
    index = Index.open(folder)
    for passage in index.passages:
        assert [index.sentences[n].passage for n in index.sentence_rows(passage.id)] == [passage.id] * len(
            index.sentence_rows(passage.id)
        )
    assert sum(len(index.sentence_rows(p.id)) for p in index.passages) == len(index.sentences)
    assert index.sentence_rows("no such passage") == range(0)


def test_a_missing_index_is_told_with_what_to_run(tmp_path):
    with pytest.raises(IndexMissing) as caught:
        Index.open(tmp_path)
    assert caught.value.hint == "run: cbm-qa index"


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_garbage_index_is_told_with_what_to_run(tmp_path, content):
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(IndexCorrupt) as caught:
        Index.open(tmp_path)
    assert caught.value.hint == "run: cbm-qa index"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_index_is_corrupt(build, folder, share):
    build()
    content = (folder / DATABASE).read_bytes()
    (folder / DATABASE).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(IndexCorrupt):
        Index.open(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET vector = x'00'",
        "UPDATE documents SET payload = '{'",
        "UPDATE documents SET payload = '{}'",
        "UPDATE passages SET kind = 'poem'",
        "DELETE FROM manifest WHERE name = 'dimension'",
        "DROP TABLE sentences",
    ],
)
def test_rows_that_make_no_sense_are_corrupt(build, folder, statement):
    build()
    change(folder, statement)
    with pytest.raises(IndexCorrupt):
        Index.open(folder)


def test_an_index_of_another_version_is_stale(build, corpus, folder, embedder):
    build()
    change(folder, "UPDATE manifest SET value = '0' WHERE name = 'schema'")
    with pytest.raises(IndexStale) as caught:
        Index.open(folder)
    assert caught.value.hint == "run: cbm-qa index"
    assert index_state(corpus, folder, Settings(), embedder=embedder) == "outdated"
    assert build().added == ("hills", "lakes", "rivers")


def test_an_index_that_may_not_be_read_is_told_apart_from_a_corrupt_one(build, folder, monkeypatch):
    build()

    def deny(path):
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error

    monkeypatch.setattr("cbm_qa.index.store.connect", deny)
    with pytest.raises(IndexStoreError) as caught:
        Index.open(folder)
    assert type(caught.value) is IndexStoreError


def test_the_state_follows_corpus_settings_and_damage(build, corpus, folder, embedder):
    def state(settings=None, used=embedder):
        return index_state(corpus, folder, settings or Settings(), embedder=used)

    assert state() == "missing"
    build()
    assert state() == "current"
    assert state(Settings(top_k=3)) == "current"
    assert state(Settings(passage_tokens=100)) == "outdated"
    assert state(used=HashEmbedder(version=2)) == "outdated"
    (corpus / "new.txt").write_text("# New\nText.", encoding="utf-8")
    assert state() == "outdated"
    build()
    assert state() == "current"
    (corpus / "new.txt").unlink()
    assert state() == "outdated"
    (folder / DATABASE).write_bytes(b"garbage" * 1000)
    assert state() == "corrupt"


def test_an_unreadable_file_does_not_keep_the_index_outdated(build, corpus, folder, embedder):
    (corpus / "bad.txt").write_text("\0", encoding="utf-8")
    build()
    assert index_state(corpus, folder, Settings(), embedder=embedder) == "current"


def test_an_unknown_embedder_makes_the_index_outdated(build, corpus, folder, tmp_path):
    build()
    assert index_state(corpus, folder, Settings(embedder=str(tmp_path / "nowhere"))) == "outdated"


def test_a_missing_corpus_cannot_be_compared(build, folder, tmp_path, embedder):
    build()
    with pytest.raises(CorpusError):
        index_state(tmp_path / "nowhere", folder, Settings(), embedder=embedder)


def test_opening_and_comparing_load_no_model(build, corpus, folder):
    build()
    code = (
        "import sys; from pathlib import Path; from cbm_qa.config import Settings\n"
        "from cbm_qa.index import Index, index_state\n"
        "Index.open(Path(sys.argv[2])); index_state(Path(sys.argv[1]), Path(sys.argv[2]), Settings())\n"
        "print([m for m in ('torch', 'sentence_transformers', 'faiss', 'bm25s') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(corpus), str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_index_without_sentences_keeps_the_shape_of_its_matrix(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bare.txt").write_text("# Only a heading", encoding="utf-8")
    embedder = HashEmbedder(dimension=8)
    build_index(tmp_path / "corpus", tmp_path / "index", Settings(), embedder=embedder, read=read_lines)
    index = Index.open(tmp_path / "index")
    assert index.passage_vectors.shape == index.sentence_vectors.shape == (0, 8)
