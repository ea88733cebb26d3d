import sqlite3

import numpy as np
import pytest
from fakes import HashEmbedder, read_lines

from cbm_qa.config import Settings
from cbm_qa.errors import CorpusError, IndexLocked, IndexStoreError
from cbm_qa.index import Index, build_index
from cbm_qa.index.dense import FAISS_FILE
from cbm_qa.index.store import DATABASE


def embedded_texts(embedder):
    return [text for call in embedder.calls for text in call]


def test_a_first_build_adds_every_document(build, folder):
    report = build()
    assert report.added == ("hills", "lakes", "rivers")
    assert (report.updated, report.unchanged, report.removed, report.problems) == ((), (), (), ())
    assert (report.documents, report.passages) == (3, len(Index.open(folder).passages))


def test_a_build_without_changes_neither_reads_nor_embeds_nor_writes(build, folder, embedder):
    build()
    embedder.calls.clear()
    before = (folder / DATABASE).read_bytes()

    def must_not_read(entry):
        raise AssertionError(entry)

    report = build(read=must_not_read)
    assert report.unchanged == ("hills", "lakes", "rivers")
    assert embedder.calls == []
    assert (folder / DATABASE).read_bytes() == before


def test_only_a_changed_document_is_read_and_embedded_again(build, corpus, folder, embedder):
    build()
    embedder.calls.clear()
    (corpus / "hills.txt").write_text("# Slopes\nHills stay.", encoding="utf-8")
    report = build()
    assert (report.updated, report.unchanged) == (("hills",), ("lakes", "rivers"))
    assert set(embedded_texts(embedder)) == {"Slopes\nHills stay.", "Hills stay."}
    assert "Rain speeds" not in Index.open(folder).documents["hills"].text


def test_a_change_in_the_manifest_alone_counts_as_a_change(build, corpus):
    build()
    (corpus / "corpus.toml").write_text(
        "".join(f'[[document]]\nfile = "{n}.txt"\n' for n in ("hills", "lakes"))
        + '[[document]]\nfile = "rivers.txt"\ntitle = "On rivers"\n',
        encoding="utf-8",
    )
    report = build()
    assert (report.updated, report.unchanged) == (("rivers",), ("hills", "lakes"))


def test_a_new_order_in_the_manifest_moves_documents_without_embedding(build, corpus, folder, embedder):
    build()
    embedder.calls.clear()
    names = ("rivers", "hills", "lakes")
    (corpus / "corpus.toml").write_text(
        "".join(f'[[document]]\nfile = "{name}.txt"\n' for name in names), encoding="utf-8"
    )
    build()
    assert tuple(Index.open(folder).documents) == names
    assert embedder.calls == []


def test_a_document_that_is_gone_is_removed_with_its_passages(build, corpus, folder):
    build()
    (corpus / "hills.txt").unlink()
    report = build()
    index = Index.open(folder)
    assert report.removed == ("hills",)
    assert (
        {p.document for p in index.passages} == {s.document for s in index.sentences} == {"lakes", "rivers"}
    )


@pytest.mark.parametrize(
    ("settings", "other"),
    [(Settings(passage_tokens=20), HashEmbedder()), (Settings(), HashEmbedder(dimension=32))],
    ids=["passage length", "embedder"],
)
def test_other_passages_or_vectors_embed_everything_again_without_reading(build, settings, other):
    build()

    def must_not_read(entry):
        raise AssertionError(entry)

    assert build(settings, embedder=other, read=must_not_read).updated == ("hills", "lakes", "rivers")


def test_another_chunker_embeds_everything_again(build, monkeypatch):
    build()
    monkeypatch.setattr("cbm_qa.index.plan.CHUNKER", "another")
    assert build().updated == ("hills", "lakes", "rivers")


def test_another_parser_reads_everything_again(build, monkeypatch):
    build()
    monkeypatch.setattr("cbm_qa.index.plan.PARSER", "another")
    read = []
    build(read=lambda entry: read.append(entry.key) or read_lines(entry))
    assert read == ["hills", "lakes", "rivers"]


def test_rebuild_does_everything_again(build):
    build()
    assert build(rebuild=True).updated == ("hills", "lakes", "rivers")


def test_an_index_updated_step_by_step_equals_one_built_at_once(build, corpus, folder, tmp_path):
    (corpus / "lakes.txt").rename(tmp_path / "lakes.txt")
    build()
    (tmp_path / "lakes.txt").rename(corpus / "lakes.txt")
    (corpus / "hills.txt").write_text("# Slopes\nHills stay.", encoding="utf-8")
    build()
    stepwise = Index.open(folder)
    build_index(corpus, tmp_path / "other", Settings(), embedder=HashEmbedder(), read=read_lines)
    at_once = Index.open(tmp_path / "other")
    assert stepwise.passages == at_once.passages
    assert stepwise.sentences == at_once.sentences
    assert np.array_equal(stepwise.sentence_vectors, at_once.sentence_vectors)
    assert (stepwise.digest, stepwise.faiss_sha256) == (at_once.digest, at_once.faiss_sha256)


def test_an_unreadable_document_is_reported_and_stops_no_other(build, corpus, folder):
    (corpus / "bad.txt").write_text("\0", encoding="utf-8")
    report = build()
    assert report.problems == (("bad.txt", "bad.txt: not a text"),)
    assert tuple(Index.open(folder).documents) == ("hills", "lakes", "rivers")


def test_an_unreadable_document_is_reported_again_but_not_tried_again_while_unchanged(build, corpus):
    (corpus / "bad.txt").write_text("\0", encoding="utf-8")
    build()
    tried = []
    report = build(read=lambda entry: tried.append(entry.key) or read_lines(entry))
    assert (tried, [file for file, _ in report.problems]) == ([], ["bad.txt"])
    (corpus / "bad.txt").write_text("# Now\nGood.", encoding="utf-8")
    assert build().problems == ()


def test_a_document_that_became_unreadable_leaves_the_index(build, corpus, folder):
    build()
    (corpus / "hills.txt").write_text("\0", encoding="utf-8")
    report = build()
    assert (report.removed, len(report.problems)) == (("hills",), 1)
    assert "hills" not in Index.open(folder).documents


def test_nothing_readable_at_all_is_an_error_and_leaves_the_index(build, corpus, folder):
    build()
    digest = Index.open(folder).digest
    for path in corpus.iterdir():
        path.write_text("\0", encoding="utf-8")
    with pytest.raises(CorpusError, match="no document of the corpus can be read"):
        build()
    assert Index.open(folder).digest == digest


def test_a_missing_corpus_is_an_error_with_a_hint(tmp_path, folder):
    with pytest.raises(CorpusError) as caught:
        build_index(tmp_path / "nowhere", folder, Settings(), embedder=HashEmbedder())
    assert caught.value.hint
    assert not folder.exists()


def test_a_second_writer_is_refused(build):
    refused = []

    def try_to_build(stage, done, total):
        if not refused:
            with pytest.raises(IndexLocked, match="another build is running") as caught:
                build()
            refused.append(caught.value.hint)

    build(progress=try_to_build)
    assert "wait" in refused[0]


def test_a_reader_sees_the_old_index_whole_while_a_writer_is_at_work(build, corpus, folder):
    build()
    old = Index.open(folder)
    (corpus / "hills.txt").write_text("# Slopes\nHills stay.", encoding="utf-8")
    seen = []
    build(progress=lambda stage, done, total: seen.append((stage, Index.open(folder).digest)))
    assert {stage for stage, _ in seen} == {"read", "embed", "write"}
    assert {digest for _, digest in seen} == {old.digest}
    assert Index.open(folder).digest != old.digest


def test_progress_reaches_the_total_of_each_stage(build):
    last = {}
    build(progress=lambda stage, done, total: last.update({stage: (done, total)}))
    assert list(last) == ["read", "embed", "write"]
    assert all(done == total > 0 for done, total in last.values())


def test_an_index_folder_that_cannot_be_made_is_an_error_with_a_hint(build, corpus):
    (corpus.parent / "file").write_text("", encoding="utf-8")
    with pytest.raises(IndexStoreError, match="cannot be written") as caught:
        build_index(
            corpus, corpus.parent / "file" / "index", Settings(), embedder=HashEmbedder(), read=read_lines
        )
    assert "--index" in caught.value.hint


def test_a_read_only_index_folder_is_an_error_with_a_hint(build, monkeypatch):
    def deny(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock.acquire", deny)
    with pytest.raises(IndexStoreError, match="Permission denied") as caught:
        build()
    assert "--index" in caught.value.hint


def test_a_full_disk_is_an_error_and_leaves_the_index(build, corpus, folder, monkeypatch):
    build()
    digest = Index.open(folder).digest
    (corpus / "hills.txt").write_text("# Slopes\nHills stay.", encoding="utf-8")

    def fail(*args):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("cbm_qa.index.write._complete_manifest", fail)
        with pytest.raises(IndexStoreError, match="disk is full"):
            build()
    assert Index.open(folder).digest == digest


def test_a_faiss_file_that_cannot_be_written_does_not_fail_the_build(build, folder, monkeypatch):
    def deny(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cbm_qa.index.dense.os.replace", deny)
    build()
    assert len(Index.open(folder).documents) == 3
    assert not (folder / FAISS_FILE).exists()
    assert list(folder.glob(f".{FAISS_FILE}*")) == []


@pytest.mark.parametrize("damage", [b"", b"garbage", None], ids=["emptied", "garbage", "missing"])
def test_a_build_restores_a_damaged_faiss_file(build, folder, damage):
    build()
    good = (folder / FAISS_FILE).read_bytes()
    (folder / FAISS_FILE).unlink()
    if damage is not None:
        (folder / FAISS_FILE).write_bytes(damage)
    build()
    assert (folder / FAISS_FILE).read_bytes() == good


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_corrupt_index_is_built_anew(build, folder, content):
    folder.mkdir()
    (folder / DATABASE).write_bytes(content)
    assert build().added == ("hills", "lakes", "rivers")
    assert len(Index.open(folder).documents) == 3
