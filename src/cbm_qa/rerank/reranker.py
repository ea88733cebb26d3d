"""A cross-encoder in ONNX Runtime: question and sentence in, one score out."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cbm_qa.errors import UsageError

MODEL_FOLDER = Path(__file__).parent / "model"
MAX_TOKENS = 96  # of a pair; the model was trained on so many
_CONTEXT_CHARS = 200


def load_reranker(name: str) -> "Reranker | None":
    """Return the reranker a setting names: "packaged", "none", or a folder with its two files.

    Raises:
        UsageError: The folder lacks `model.onnx` or `tokenizer.json`.
    """
    if name == "none":
        return None
    folder = MODEL_FOLDER if name == "packaged" else Path(name)
    missing = [file for file in ("model.onnx", "tokenizer.json") if not (folder / file).is_file()]
    if missing:
        raise UsageError(
            f"the reranker folder {folder} has no {missing[0]}", hint='use "packaged" or "none" instead'
        )
    return Reranker(folder)


def pair_text(sentence: str, before: str) -> str:
    """Return a sentence as the model reads it: with the end of the one before, which names its "it"."""
    return f"{sentence} || {before[-_CONTEXT_CHARS:]}" if before else sentence


class Reranker:
    """Scores sentences for a question. Opening is quick; the model is loaded with the first call."""

    def __init__(self, folder: Path) -> None:
        """Use the `model.onnx` and `tokenizer.json` of a folder."""
        self._folder = folder

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one logit for each text, (n,): above 0 it rather answers than not.

        A pair longer than `MAX_TOKENS` loses the end of its text.
        """
        # One by one: activations are quantised run by run, and a score must not depend on its company.
        return np.array([self._score(question, text) for text in texts], dtype=np.float32)

    def _score(self, question: str, text: str) -> float:
        encoded = self._tokenizer.encode(question, text)
        inputs = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        feed = {name: np.array([values], dtype=np.int64) for name, values in inputs.items()}
        return float(self._session.run(None, feed)[0].item())

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  # tokenizers has no types
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
        return tokenizer

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401  # onnxruntime has no types
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        return InferenceSession(str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
