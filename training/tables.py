"""Fit the model that chooses among programs over a table; writes src/cbm_qa/answer/tables/weights.npz.

    python training/tables.py gather [--data ../shared/data] [--work /tmp/tables] [--size N]
    python training/tables.py fit [--work /tmp/tables]

Weak supervision, as in Pasupat and Liang (2015): a question has an answer, not a program; every program that
comes to the answer counts as right, and the model shares out the credit. Only random-split-1-train of
WikiTableQuestions and TAT-QA's contexts of even index are read. One table in eight is held out, to calibrate
the probability and to print how precise the most probable answers are.
"""

import argparse
import pickle
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import table_sets
from table_sets import is_right

from cbm_qa.answer.tables.asked import read_asked
from cbm_qa.answer.tables.features import NAMES, Describer
from cbm_qa.answer.tables.model import KINDS, WEIGHTS, calibration_features, grams, links
from cbm_qa.answer.tables.programs import programs_of
from cbm_qa.answer.tables.typed import views_of

_MOST = 250  # programs kept of a question: all right ones, and wrong ones drawn at random
_HELD_OUT = 8
_LEAST_GRAM, _LEAST_LINK = 8, 6
_EPOCHS, _BATCH, _RATE, _DECAY = 5, 32, 6e-3, 2e-5
_HIDDEN, _TEMPLATE_SIZE = 48, 8


def main() -> None:
    """Run one of the two steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=["gather", "fit"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("/tmp/tables"))
    parser.add_argument("--size", type=int)
    parser.add_argument("--sets", nargs="*", default=["wtq", "tatqa"])
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args()
    if args.step == "gather":
        gather(args.data, args.work, args.size, args.sets)
    else:
        fit(args.work, args.out)


def gather(data: Path, work: Path, size: int | None, sets: list[str]) -> None:
    """Write the programs of every training question, with features and whether they come to the answer."""
    questions = table_sets.draw(table_sets.wikitablequestions(data, "train"), size) if "wtq" in sets else []
    questions += table_sets.tatqa(data, "even") if "tatqa" in sets else []
    questions.sort(key=lambda q: q.table)
    parts = [questions[n : n + 500] for n in range(0, len(questions), 500)]
    work.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        jobs = [
            pool.submit(_gather_part, data, part, work / f"part-{'-'.join(sets)}-{n:02}.pickle")
            for n, part in enumerate(parts)
        ]
        for job in jobs:
            print(job.result(), flush=True)


def _gather_part(data: Path, questions: list[Any], path: Path) -> str:
    documents = table_sets.read_tables(data, list({q.table for q in questions}))
    rows = [row for q in questions if (row := _encode(q, documents[q.table])) is not None]
    with path.open("wb") as file:
        pickle.dump(rows, file)
    right = sum(bool(row["right"].any()) for row in rows)
    return f"{path.name}: {len(rows)} questions, {right} with a right program"


def _encode(question: Any, document: Any) -> dict[str, Any] | None:
    if not document.tables:
        return None
    asked = read_asked(question.question)
    programs = [p for view in views_of(document.tables[0]) for p in programs_of(view, asked)]
    if not programs:
        return None
    verdicts: dict[tuple[str, ...], bool] = {}
    for p in programs:
        if p.items not in verdicts:
            verdicts[p.items] = is_right(question, p.items)
    right = np.array([verdicts[p.items] for p in programs])
    kept = _sample(right, question.id)
    programs = [programs[n] for n in kept]
    describers = {id(p.view): Describer(p.view, asked) for p in programs}
    columns: dict[tuple[int, int], int] = {}
    column_links: list[list[str]] = [[]]
    taken, by = [], []
    for p in programs:
        for column, into in ((p.column, taken), (p.sorted_by, by)):
            if column is None:
                into.append(0)
                continue
            key = (id(p.view), column)
            if key not in columns:
                columns[key] = len(column_links)
                column_links.append(links(asked, p.view.columns[column]))
            into.append(columns[key])
    items = {key: n for n, key in enumerate(dict.fromkeys(_key(p.items) for p in programs))}
    return {
        "id": question.id, "table": question.table, 
        "set": "tatqa" if question.table.startswith("tatqa") else "wtq",
        "kind": question.kind, "grams": grams(asked), "links": column_links,
        "dense": np.array([describers[id(p.view)].describe(p) for p in programs], dtype=np.float16),
        "template": [p.template for p in programs],
        "base": np.array([KINDS.index(p.base.kind) for p in programs]),
        "taken": np.array(taken), "sorted": np.array(by), "right": right[kept],
        "answer": np.array([items[_key(p.items)] for p in programs]),
    }  # fmt: skip


def _key(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(item.casefold() for item in items))


def _sample(right: np.ndarray, name: str) -> np.ndarray:
    """Return which programs are kept; a held-out question is judged on all of its programs elsewhere."""
    draws = np.random.default_rng(zlib.crc32(name.encode()))
    wrong = np.flatnonzero(~right)
    room = max(50, _MOST - int(right.sum()))
    chosen = wrong if len(wrong) <= room else draws.choice(wrong, room, replace=False)
    return np.sort(np.concatenate([np.flatnonzero(right)[:_MOST], chosen]))


def fit(work: Path, out: Path) -> None:
    """Fit, calibrate on the held-out tables, print their precision by coverage, and write the weights."""
    import torch

    rows = [row for path in sorted(work.glob("part-*.pickle")) for row in pickle.loads(path.read_bytes())]
    held = [row for row in rows if zlib.crc32(row["table"].encode()) % _HELD_OUT == 0]
    train = [row for row in rows if zlib.crc32(row["table"].encode()) % _HELD_OUT and row["right"].any()]
    print(f"{len(rows)} questions, {len(train)} to train on, {len(held)} held out")
    vocabulary = _vocabulary(train)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    net = _Net(vocabulary, torch)
    prepared = [net.prepare(row) for row in train]
    held_prepared = [net.prepare(row) for row in held]
    order = np.random.default_rng(0)
    optimiser = torch.optim.AdamW(net.parameters, lr=_RATE, weight_decay=1e-4)
    steps = _EPOCHS * (len(train) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=_RATE, total_steps=steps)
    for epoch in range(_EPOCHS):
        shuffled, loss_sum = order.permutation(len(prepared)), 0.0
        for start in range(0, len(shuffled), _BATCH):
            batch = [prepared[n] for n in shuffled[start : start + _BATCH]]
            loss = net.loss(batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            loss_sum += float(loss.detach()) * len(batch)
        print(f"epoch {epoch}: loss {loss_sum / len(prepared):.3f}", end="; ")
        if epoch % 2 == 0:
            _report(net, held, held_prepared)
    weights = net.weights()
    weights |= _calibrate(net, held, held_prepared)
    weights |= {name: np.array(vocabulary[name]) for name in ("templates", "grams", "links")}
    np.savez_compressed(out, **weights)
    print(f"{out}: {out.stat().st_size / 1024:.0f} KiB")


def _vocabulary(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    templates: Counter[str] = Counter()
    for row in rows:
        words.update(set(row["grams"]))
        right = np.flatnonzero(row["right"])
        columns = {int(row[name][n]) for n in right for name in ("taken", "sorted")}
        pairs.update({pair for column in columns for pair in row["links"][column]})
        templates.update(set(row["template"]))
    return {
        "templates": ["", *sorted(t for t, n in templates.items() if n >= 5)],
        "grams": sorted(w for w, n in words.items() if n >= _LEAST_GRAM),
        "links": sorted(p for p, n in pairs.items() if n >= _LEAST_LINK),
    }


class _Net:
    """The model of `cbm_qa.answer.tables.model`, to be fitted."""

    def __init__(self, vocabulary: dict[str, list[str]], torch: Any) -> None:
        self.torch = torch
        self.index = {name: {v: n for n, v in enumerate(values)} for name, values in vocabulary.items()}
        t, g, p = (len(vocabulary[n]) for n in ("templates", "grams", "links"))
        d = len(NAMES)
        zeros = lambda *shape: torch.zeros(*shape, requires_grad=True)  # noqa: E731
        noise = lambda *shape: (torch.randn(*shape) * (1 / shape[0]) ** 0.5).requires_grad_()  # noqa: E731
        self.table = {
            "linear": zeros(d), "hidden": noise(d + _TEMPLATE_SIZE, _HIDDEN), "hidden_bias": zeros(_HIDDEN),
            "out": noise(_HIDDEN, 1), "template_vectors": noise(t, _TEMPLATE_SIZE), "template_bias": zeros(t),
            "template_grams": zeros(t, g), "kind_grams": zeros(len(KINDS), g),
            "link_taken": zeros(p), "link_sorted": zeros(p),
        }  # fmt: skip

    @property
    def parameters(self) -> list[Any]:
        return list(self.table.values())

    def prepare(self, row: dict[str, Any]) -> dict[str, Any]:
        torch = self.torch
        templates, known, pairs = self.index["templates"], self.index["grams"], self.index["links"]
        flat, offsets = [], []
        for column in row["links"]:
            offsets.append(len(flat))
            flat += [pairs[p] for p in column if p in pairs]
        return {
            "dense": torch.from_numpy(row["dense"]),
            "template": torch.tensor([templates.get(t, 0) for t in row["template"]]),
            "base": torch.from_numpy(row["base"]),
            "grams": torch.tensor([known[g] for g in row["grams"] if g in known], dtype=torch.long),
            "flat": torch.tensor(flat, dtype=torch.long), "offsets": torch.tensor(offsets),
            "taken": torch.from_numpy(row["taken"]), "sorted": torch.from_numpy(row["sorted"]),
            "right": torch.from_numpy(row["right"]),
        }  # fmt: skip

    def collate(self, batch: list[dict[str, Any]]) -> dict[str, Any]:
        """Join questions, so that one pass scores the programs of all of them."""
        torch = self.torch
        sizes = [len(x["template"]) for x in batch]
        gram_starts = np.cumsum([0, *(len(x["grams"]) for x in batch)])[:-1]
        flat_starts = np.cumsum([0, *(len(x["flat"]) for x in batch)])[:-1]
        column_starts = np.cumsum([0, *(len(x["offsets"]) for x in batch)])[:-1]
        joined = {
            name: torch.cat([x[name] for x in batch])
            for name in ("dense", "template", "base", "grams", "flat", "right")
        }
        joined["offsets"] = torch.cat(
            [x["offsets"] + int(s) for x, s in zip(batch, flat_starts, strict=True)]
        )
        for name in ("taken", "sorted"):
            joined[name] = torch.cat([x[name] + int(s) for x, s in zip(batch, column_starts, strict=True)])
        joined["gram_offsets"] = torch.tensor(gram_starts, dtype=torch.long)
        joined["question"] = torch.repeat_interleave(torch.arange(len(batch)), torch.tensor(sizes))
        joined["sizes"] = sizes
        return joined

    def scores(self, x: dict[str, Any]) -> Any:
        torch, w = self.torch, self.table
        dense, bag = x["dense"].float(), torch.nn.functional.embedding_bag
        joint = torch.cat([dense, w["template_vectors"][x["template"]]], dim=1)
        total = (torch.relu(joint @ w["hidden"] + w["hidden_bias"]) @ w["out"])[:, 0] + dense @ w["linear"]
        for name, which in (("template_grams", "template"), ("kind_grams", "base")):
            sums = bag(x["grams"], w[name].T.contiguous(), x["gram_offsets"], mode="sum")
            total = total + sums[x["question"], x[which]]
        total = total + w["template_bias"][x["template"]]
        for name, where in (("link_taken", "taken"), ("link_sorted", "sorted")):
            total = total + bag(x["flat"], w[name][:, None], x["offsets"], mode="sum")[:, 0][x[where]]
        return total

    def loss(self, batch: list[dict[str, Any]]) -> Any:
        torch = self.torch
        x = self.collate(batch)
        losses = [
            torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)
            for scores, right in zip(
                self.scores(x).split(x["sizes"]), x["right"].split(x["sizes"]), strict=True
            )
        ]
        lexical = sum(
            self.table[n].abs().sum() for n in ("template_grams", "kind_grams", "link_taken", "link_sorted")
        )
        return torch.stack(losses).mean() + _DECAY * lexical

    def weights(self) -> dict[str, np.ndarray]:
        small = ("template_grams", "kind_grams", "link_taken", "link_sorted")
        found = {name: value.detach().numpy() for name, value in self.table.items()}
        found["out"] = found["out"][:, 0]
        for name in small:
            value = found[name]
            found[name] = np.where(np.abs(value) < 0.02, 0.0, value).round(3).astype(np.float16)
        return found


def _first_readings(net: _Net, rows: list[Any], prepared: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield share, margin, score, template and whether it is right, of the first answer to each question."""
    with net.torch.no_grad():
        for row, x in zip(rows, prepared, strict=True):
            scores = net.scores(net.collate([x])).numpy()
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            sums = np.bincount(row["answer"], weights=shares)
            order = np.argsort(-sums)
            best = order[0]
            margin = sums[best] - (sums[order[1]] if len(order) > 1 else 0.0)
            own = np.flatnonzero(row["answer"] == best)
            n = own[np.argmax(shares[own])]
            yield (
                float(sums[best]),
                float(margin),
                float(scores[n]),
                row["dense"][n],
                row["template"][n],
                bool(row["right"][n]),
            )


def _report(net: _Net, rows: list[Any], prepared: list[Any]) -> None:
    for name in ("wtq", "tatqa"):
        chosen = [n for n, row in enumerate(rows) if row["set"] == name]
        first = list(_first_readings(net, [rows[n] for n in chosen], [prepared[n] for n in chosen]))
        if not first:
            continue
        right = np.array([r for *_, r in sorted(first, key=lambda f: -f[0])], dtype=float)
        at = {c: right[: int(c * len(right))].mean() for c in (0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)}
        print(name, " ".join(f"{c:.0%}:{p:.3f}" for c, p in at.items()), end="; ")
    print(flush=True)


def _calibrate(net: _Net, rows: list[Any], prepared: list[Any]) -> dict[str, np.ndarray]:
    """Fit a logistic regression on the first answers, with a bias for each template, drawn to zero."""
    torch = net.torch
    first = list(_first_readings(net, rows, prepared))
    x = torch.tensor([calibration_features(s, m, z, dense) for s, m, z, dense, _, _ in first])
    t = torch.tensor([net.index["templates"].get(name, 0) for *_, name, _ in first])
    y = torch.tensor([float(r) for *_, r in first])
    w = torch.zeros(x.shape[1], requires_grad=True)
    b = torch.zeros(len(net.index["templates"]), requires_grad=True)
    optimiser = torch.optim.LBFGS([w, b], max_iter=200)

    def closure() -> Any:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w + b[t], y, reduction="sum")
        loss = loss + 0.5 * (b**2).sum() * 4 + 0.01 * (w**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return {"calibration": w.detach().numpy(), "calibration_bias": b.detach().numpy()}


if __name__ == "__main__":
    main()
