"""Questions to vectors without torch: the default embedding model in ONNX Runtime.

Its weights are those of the embedder that the passages are embedded with, kept as int8 for each row or
column and widened to float32 when loaded, so that only the weights are rounded, never what is computed.
`training/export.py --embedder` makes the file and says how near its vectors are.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from cbm_qa.config import DEFAULT_EMBEDDER
from cbm_qa.index.embed import Vectors, embedder_fingerprint, find_model_folder, load_embedder

MODEL_FILE = Path(__file__).parent / "model" / "model.onnx"
_MAX_TOKENS = 256  # as the embedder that this stands for


class QuestionEncoder(Protocol):
    """What turns questions into vectors of the space that the passages lie in.

    Attributes:
        name: What `Settings.embedder` calls its embedder.
        fingerprint: That of its embedder.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def fingerprint(self) -> str: ...  # noqa: D102

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dimension) float32 rows of length 1 in the order of `texts`."""
        ...


def load_question_encoder(name: str) -> QuestionEncoder:
    """Return what encodes questions to an index that was built with this embedder.

    Raises:
        EmbedderError: The embedder is not on this machine or cannot be loaded.
    """
    return PackagedEncoder() if name == DEFAULT_EMBEDDER else load_embedder(name)


class PackagedEncoder:
    """The default embedder for questions. Opening is quick; the model is loaded with the first call."""

    def __init__(self) -> None:
        """Make sure that the embedder it stands for is the expected one."""
        self.name = DEFAULT_EMBEDDER
        self.fingerprint = embedder_fingerprint(DEFAULT_EMBEDDER)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 384) float32 rows of length 1; a text over 256 tokens loses its end."""
        rows = [self._encode(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, 384), dtype=np.float32)

    def _encode(self, text: str) -> Vectors:
        encoded = self._tokenizer.encode(text)
        feed = {"input_ids": encoded.ids, "attention_mask": encoded.attention_mask}
        row: Vectors = self._session.run(None, {k: np.array([v], np.int64) for k, v in feed.items()})[0][0]
        return row

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  # tokenizers has no types
        from tokenizers import Tokenizer

        folder = find_model_folder(DEFAULT_EMBEDDER)
        tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        tokenizer.no_padding()
        tokenizer.enable_truncation(_MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401  # onnxruntime has no types
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        return InferenceSession(str(MODEL_FILE), options, providers=["CPUExecutionProvider"])
