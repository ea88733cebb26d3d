"""Write a trained cross-encoder as int8 ONNX, and check that it ranks as the original does.

Weights are quantised to int8 for each output channel, activations while running (dynamic quantisation).
With --embedder it is the default embedding model that is written: weights as int8 for each row or column,
widened to float32 when loaded, so that what is computed is not rounded.
"""

import argparse
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

from cbm_qa.rerank import Reranker, pair_text
from cbm_qa.rerank.reranker import MAX_TOKENS

LARGE = 10_000  # numbers in a matrix worth narrowing


def main() -> None:
    """Export, quantise, compare on some groups, print the hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trained", type=Path, nargs="+", help="of several the weights are averaged")
    parser.add_argument("out", type=Path)
    parser.add_argument("--groups", type=Path, help="groups to compare both on")
    parser.add_argument("--embedder", action="store_true", help="TRAINED is a sentence encoder")
    arguments = parser.parse_args()
    if arguments.embedder:
        export_embedder(arguments.trained[0], arguments.out)
        return
    model = averaged(arguments.trained)
    tokenizer = AutoTokenizer.from_pretrained(arguments.trained[0])
    arguments.out.mkdir(parents=True, exist_ok=True)
    whole = arguments.out / "whole.onnx"
    export(model, tokenizer, whole)
    final = arguments.out / "model.onnx"
    quantize_dynamic(whole, final, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    whole.unlink()
    shutil.copy(arguments.trained[0] / "tokenizer.json", arguments.out / "tokenizer.json")
    print(f"{final}: {final.stat().st_size / 2**20:.1f} MB, sha256 {sha256(final)}")
    if arguments.groups:
        compare(model, tokenizer, Reranker(arguments.out), arguments.groups)


def averaged(folders: list[Path]) -> torch.nn.Module:
    """Return the model whose weights are the mean of several that started from the same weights.

    References:
        Wortsman et al. (ICML 2022), Model soups.
    """
    models = [AutoModelForSequenceClassification.from_pretrained(f).float().eval() for f in folders]
    states = [model.state_dict() for model in models]
    mean = {
        name: torch.stack([s[name] for s in states]).mean(0) if value.is_floating_point() else value
        for name, value in states[0].items()
    }
    models[0].load_state_dict(mean)
    return models[0]


class Pooled(torch.nn.Module):
    """A sentence encoder with what follows it: the mean over tokens, brought to length 1."""

    def __init__(self, model: torch.nn.Module) -> None:
        """Wrap the encoder."""
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return (batch, dimension) vectors."""
        types = torch.zeros_like(input_ids)
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=types)[0]
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)


def export_embedder(source: Path, out: Path) -> None:
    """Write a sentence encoder with mean pooling as `model.onnx`, weights in int8."""
    model = AutoModel.from_pretrained(source).float().eval()
    model.config.return_dict = False
    example = AutoTokenizer.from_pretrained(source)(["Who?", "What then?"], padding=True, return_tensors="pt")
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "batch", 1: "length"} for name in names}
    out.mkdir(parents=True, exist_ok=True)
    path = out / "model.onnx"
    torch.onnx.export(
        Pooled(model),
        tuple(example[name] for name in names),
        str(path),
        input_names=names,
        output_names=["vector"],
        dynamic_axes=axes | {"vector": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    narrow_weights(path)
    print(f"{path}: {path.stat().st_size / 2**20:.1f} MB, sha256 {sha256(path)}")


def narrow_weights(path: Path) -> None:
    """Keep large float32 matrices as int8 with a scale for each row (looked up) or column (multiplied).

    The runtime folds the widening, Cast and Mul over constants, when it loads the file.
    """
    proto = onnx.load(path)
    looked_up = {name for node in proto.graph.node if node.op_type == "Gather" for name in node.input}
    widening, kept = [], []
    for initializer in proto.graph.initializer:
        values = onnx.numpy_helper.to_array(initializer)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < LARGE:
            kept.append(initializer)
            continue
        name, axis = initializer.name, int(initializer.name in looked_up)
        scale = np.maximum(np.abs(values).max(axis=axis, keepdims=True), 1e-12) / 127
        narrow = np.round(values / scale).astype(np.int8)
        kept.append(onnx.numpy_helper.from_array(narrow, f"{name}_int8"))
        kept.append(onnx.numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"))
        cast = onnx.helper.make_node("Cast", [f"{name}_int8"], [f"{name}_wide"], to=onnx.TensorProto.FLOAT)
        widening += [cast, onnx.helper.make_node("Mul", [f"{name}_wide", f"{name}_scale"], [name])]
    nodes = [*widening, *proto.graph.node]
    del proto.graph.node[:], proto.graph.initializer[:]
    proto.graph.node.extend(nodes)
    proto.graph.initializer.extend(kept)
    onnx.save(proto, path)


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
