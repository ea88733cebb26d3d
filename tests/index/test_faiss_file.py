import logging

import numpy as np
import pytest

from cbm_qa.index.dense import FAISS_FILE, digest_faiss, has_faiss, load_faiss, serialise_faiss, write_faiss


@pytest.fixture
def vectors():
    rows = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.mark.parametrize("content", [None, b"", b"garbage", b"IxFI" + b"\xff" * 100])
def test_a_file_that_is_not_the_derived_one_is_made_again(tmp_path, vectors, content):
    data = serialise_faiss(vectors)
    if content is not None:
        (tmp_path / FAISS_FILE).write_bytes(content)
    index = load_faiss(tmp_path, vectors, digest_faiss(data))
    assert np.array_equal(index.reconstruct_n(0, 20), vectors)
    assert (tmp_path / FAISS_FILE).read_bytes() == data


def test_the_file_of_another_build_is_made_again(tmp_path, vectors):
    write_faiss(tmp_path, serialise_faiss(vectors[::-1]))
    index = load_faiss(tmp_path, vectors, digest_faiss(serialise_faiss(vectors)))
    assert np.array_equal(index.reconstruct_n(0, 20), vectors)


def test_the_derived_file_is_used_as_it_is(tmp_path, vectors):
    data = serialise_faiss(vectors)
    write_faiss(tmp_path, data)
    assert has_faiss(tmp_path, digest_faiss(data))
    unused = np.zeros_like(vectors)
    assert np.array_equal(load_faiss(tmp_path, unused, digest_faiss(data)).reconstruct_n(0, 20), vectors)


def test_where_the_folder_cannot_be_written_the_index_stays_in_memory(tmp_path, vectors, caplog):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with caplog.at_level(logging.INFO):
        index = load_faiss(blocked, vectors, digest_faiss(serialise_faiss(vectors)))
    assert index.ntotal == 20
    assert "kept in memory" in caplog.text
