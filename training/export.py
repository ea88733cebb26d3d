"""Write a trained cross-encoder as int8 ONNX, and check that it ranks as the original does.

Weights are quantised to int8 for each output channel, activations while running (dynamic quantisation).
"""

import argparse
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from cbm_qa.rerank import Reranker, pair_text
from cbm_qa.rerank.reranker import MAX_TOKENS


def main() -> None:
    """Export, quantise, compare on some groups, print the hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--groups", type=Path, help="groups to compare both on")
    arguments = parser.parse_args()
    model = AutoModelForSequenceClassification.from_pretrained(arguments.trained).float().eval()
    tokenizer = AutoTokenizer.from_pretrained(arguments.trained)
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole = arguments.out / "whole.onnx"
    export(model, tokenizer, whole)
    final = arguments.out / "model.onnx"
    quantize_dynamic(whole, final, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
    shutil.copy(arguments.trained / "tokenizer.json", arguments.out / "tokenizer.json")
    print(f"{final}: {final.stat().st_size / 2**20:.1f} MB, sha256 {sha256(final)}")
    if arguments.groups:
        compare(model, tokenizer, Reranker(arguments.out), arguments.groups)


def export(model: torch.nn.Module, tokenizer: object, path: Path) -> None:
    """Write the model in full precision, for any batch and length."""
    example = tokenizer(
        ["Who?", "What is it?"], ["She did.", "It is a port."], padding=True, return_tensors="pt"
    )
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "batch", 1: "length"} for name in names}
    model.config.return_dict = False
    torch.onnx.export(
        model,
        tuple(example[name] for name in names),
        str(path),
        input_names=names,
        output_names=["logits"],
        dynamic_axes=axes | {"logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def compare(model: torch.nn.Module, tokenizer: object, reranker: Reranker, groups: Path) -> None:
    """Print how often both put the same sentence first, and the right one, on a sample."""
    lines = [json.loads(line) for line in groups.open(encoding="utf-8")]
    sample = random.Random(5).sample([g for g in lines if g["right"] and len(g["sentences"]) > 3], 100)
    same, right, right_whole = [], [], []
    for group in sample:
        texts = [pair_text(sentence, before) for before, sentence in group["sentences"]]
        batch = tokenizer(
            [group["question"]] * len(texts), texts, truncation="only_second", max_length=MAX_TOKENS,
            padding=True, return_tensors="pt",
        )  # fmt: skip
        with torch.no_grad():
            whole = model(**batch)[0].reshape(-1).numpy()
        small = reranker.score(group["question"], texts)
        same.append(np.argmax(whole) == np.argmax(small))
        right.append(np.argmax(small) in group["right"])
        right_whole.append(np.argmax(whole) in group["right"])
    print(
        f"first the same {np.mean(same):.3f}; P@1 {np.mean(right_whole):.3f} whole, "
        f"{np.mean(right):.3f} int8 (training questions, n = {len(sample)})"
    )


def sha256(path: Path) -> str:
    """Return the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
