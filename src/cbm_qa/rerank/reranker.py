"""A cross-encoder in ONNX Runtime: question and sentence in, one score out."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL_FOLDER = Path(__file__).parent / "model"
MAX_TOKENS = 96  # of a pair; the model was trained on so many
_CONTEXT_CHARS = 200
_BATCH = 16


def packaged_reranker() -> "Reranker | None":
    """Return the reranker that comes with the package; None where the package was built without it."""
    return Reranker(MODEL_FOLDER) if (MODEL_FOLDER / "model.onnx").is_file() else None


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
        scores = np.empty(len(texts), dtype=np.float32)
        encoded = [self._tokenizer.encode(question, text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))  # like lengths pad little
        for at in range(0, len(order), _BATCH):
            places = order[at : at + _BATCH]
            width = max(len(encoded[i].ids) for i in places)
            inputs = {
                name: np.array([_padded(getattr(encoded[i], field), width) for i in places], dtype=np.int64)
                for name, field in (
                    ("input_ids", "ids"),
                    ("attention_mask", "attention_mask"),
                    ("token_type_ids", "type_ids"),
                )
            }
            scores[places] = self._session.run(None, inputs)[0].reshape(-1)
        return scores

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401  # tokenizers has no types
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        return tokenizer

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401  # onnxruntime has no types
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 2
        options.log_severity_level = 3
        return InferenceSession(str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"])


def _padded(values: Sequence[int], width: int) -> list[int]:
    return [*values, *([0] * (width - len(values)))]
