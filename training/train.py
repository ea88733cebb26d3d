"""Train the answer-sentence reranker: teachers on the labels, then the student on both.

A pair is a question and a sentence, the sentence followed by the one before it. Losses, for the
candidates of one question: softmax cross-entropy on the right ones, binary cross-entropy on each, and
for the student the Kullback-Leibler divergence from the teachers' softmax (Hinton et al. 2015, "Distilling
the Knowledge in a Neural Network"). A share of the articles is held out; its figures choose nothing but
are printed.
"""

import argparse
import json
import random
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from cbm_qa.answer.words import content_words, find_words

MAX_TOKENS = 96
PAIRS_AT_ONCE = 24
HELD_OUT = 0.08
CLOCK = time.time()


@dataclass
class Item:
    """One question: its own candidates first, then foreign ones that look near."""

    set: str
    article: str
    question: str
    sentences: list[list[str]]
    right: list[int]
    own: int = 0
    likeness: list[float] = field(default_factory=list)
    soft: list[float] = field(default_factory=list)


def main() -> None:
    """Mine hard negatives, train the teachers, label, train the student."""
    arguments = read_arguments()
    torch.manual_seed(arguments.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    items = read_items(arguments.groups)
    held = held_out_articles(items)
    mine(items)
    train = [i for i in items if i.article not in held]
    train += asked_wrongly(train)
    dev = [i for i in items if i.article in held and i.right]
    say(f"{len(train)} questions to train on, {len(dev)} held out, on {device}")
    scores: list[list[Tensor]] = []
    for number in range(arguments.teachers):
        part = [i for i in train if hash_of(i.article) % max(2, arguments.teachers) != number]
        model, tokenizer = load(arguments.teacher_base, device)
        fit(
            model,
            tokenizer,
            part,
            dev,
            arguments.teacher_epochs,
            3e-5,
            arguments.seed + number,
            soft=False,
            negatives=arguments.negatives,
        )
        scores.append([torch.tensor(row) for row in label(model, tokenizer, [*train, *dev])])
        del model
    if scores:
        for item, rows in zip([*train, *dev], zip(*scores, strict=True), strict=True):
            item.soft = torch.stack(rows).mean(0).tolist()
        say(f"teachers together: {precision_at_1(dev, [i.soft for i in dev])}")
    model, tokenizer = load(arguments.start or arguments.student_base, device)
    fit(
        model,
        tokenizer,
        train,
        dev,
        arguments.epochs,
        arguments.rate,
        arguments.seed,
        soft=bool(scores),
        negatives=arguments.negatives,
        keep=arguments.out / "student",
    )
    say("done")


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--student-base", default="sentence-transformers/all-MiniLM-L6-v2")
    parser.add_argument("--start", help="checkpoint from which the student goes on")
    parser.add_argument("--teacher-base", default="sentence-transformers/all-mpnet-base-v2")
    parser.add_argument("--teachers", type=int, default=4)
    parser.add_argument("--teacher-epochs", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--negatives", type=int, default=0, help="wrong sentences a step; 0 takes all")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def read_items(path: Path) -> list[Item]:
    """Read the groups; very long texts are cut to the window around what is right, whole papers are not."""
    items = []
    for line in path.open(encoding="utf-8"):
        group = json.loads(line)
        start = max(0, min(group["right"], default=0) - 12) if group["set"] != "written" else 0
        sentences = group["sentences"][start : start + (60 if group["set"] == "written" else 28)]
        right = [i - start for i in group["right"] if 0 <= i - start < len(sentences)]
        items.append(
            Item(group["set"], group["article"], group["question"], sentences, right, own=len(sentences))
        )
    return items


def hash_of(text: str) -> int:
    """A hash that is the same in every process."""
    value = 7
    for char in text:
        value = (value * 131 + ord(char)) % 1_000_003
    return value


def held_out_articles(items: list[Item]) -> set[str]:
    """Articles kept for the printed figures."""
    articles = sorted({i.article for i in items if i.set != "subjqa"}, key=hash_of)
    return set(articles[: int(HELD_OUT * len(articles))])


def mine(items: list[Item], near: int = 8) -> None:
    """Add to each question the foreign sentences nearest to it by words (BM25), and two at random."""
    import bm25s

    pool = sorted({(i.article, i.set, *pair) for i in items for pair in i.sentences})
    index = bm25s.BM25()
    index.index([words_of(p[3]) for p in pool], show_progress=False)
    questions = [words_of(i.question) for i in items]
    top, _ = index.retrieve(questions, k=60, show_progress=False)
    chance = random.Random(3)
    for item, asked, places in zip(items, questions, top.tolist(), strict=True):
        foreign = [pool[p] for p in places if pool[p][0] != item.article]
        same = [p for p in foreign if p[1] == item.set][: near // 2]
        other = [p for p in foreign if p not in same][: near - len(same)]
        extra = [*same, *other, *(chance.choice(pool) for _ in range(2))]
        item.likeness = [float(len(set(asked) & set(words_of(s)))) for _, s in item.sentences]
        item.sentences = [*item.sentences, *([p[2], p[3]] for p in extra if p[0] != item.article)]


def words_of(text: str) -> list[str]:
    """Return the stems of a text's content words, at least one token."""
    return [w.stem for w in content_words(find_words(text))] or ["-"]


_TERM = re.compile(r"(?<!^)\b(?:[A-Z][\w-]+(?: [A-Z][\w-]+)*|\d[\d,.]*\d|\d)\b")


def asked_wrongly(items: list[Item]) -> list[Item]:
    """Return for each question that names something the same question about something else, unanswered.

    A name or number of the question that its right sentence has, too, gives way to another one of the same
    article; then the sentence that was right is the hardest wrong one.
    """
    chance = random.Random(11)
    by_article: dict[str, set[str]] = {}
    for item in items:
        terms = by_article.setdefault(item.article, set())
        terms.update(t for _, sentence in item.sentences[: item.own] for t in _TERM.findall(sentence))
    changed = []
    for item in items:
        told = " ".join(item.sentences[i][1] for i in item.right)
        shared = [t for t in _TERM.findall(item.question) if t in told]
        if not item.right or not shared:
            continue
        old = chance.choice(shared)
        others = [
            t
            for t in sorted(by_article[item.article])
            if t[0].isdigit() == old[0].isdigit() and t not in told and t not in item.question
        ]
        if others:
            question = item.question.replace(old, chance.choice(others))
            order = [*item.right, *(i for i in range(len(item.sentences)) if i not in item.right)]
            likeness = [9.0] * len(item.right) + [
                item.likeness[i] for i in order[len(item.right) :] if i < item.own
            ]
            changed.append(
                Item(
                    item.set,
                    item.article,
                    question,
                    [item.sentences[i] for i in order],
                    [],
                    item.own,
                    likeness,
                )
            )
    return changed


def load(base: str, device: torch.device) -> tuple[nn.Module, Any]:
    """Return a cross-encoder with one output, started from a sentence encoder."""
    model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=1).float().to(device)
    return model, AutoTokenizer.from_pretrained(base)


def texts_of(item: Item, chance: random.Random | None) -> list[str]:
    """Return the candidates as the model reads them; in training the sentence before is at times left out."""
    keep = chance is None or chance.random() > 0.3
    return [
        f"{sentence} || {before[-200:]}" if keep and before else sentence
        for before, sentence in item.sentences
    ]


def logits_of(model: nn.Module, tokenizer: Any, items: list[Item], chance: random.Random | None) -> Tensor:
    """Return the score of every candidate of every item, in order, in one row."""
    texts = [texts_of(i, chance) for i in items]
    questions = [i.question for i, group in zip(items, texts, strict=True) for _ in group]
    flat = [t for group in texts for t in group]
    order = sorted(range(len(flat)), key=lambda n: len(questions[n]) + len(flat[n]))
    parts = []
    for at in range(0, len(order), PAIRS_AT_ONCE):  # of like length, so that little is padding
        some = order[at : at + PAIRS_AT_ONCE]
        batch = tokenizer(
            [questions[n] for n in some],
            [flat[n] for n in some],
            truncation="only_second",
            max_length=MAX_TOKENS,
            padding=True,
            return_tensors="pt",
        ).to(next(model.parameters()).device)
        parts.append(model(**batch).logits.squeeze(-1).float())
    back = torch.argsort(torch.tensor(order, device=parts[0].device))
    return torch.cat(parts)[back]


def fit(
    model: nn.Module,
    tokenizer: Any,
    items: list[Item],
    dev: list[Item],
    epochs: int,
    rate: float,
    seed: int,
    *,
    soft: bool,
    negatives: int,
    keep: Path | None = None,
    batch: int = 12,
) -> None:
    """Train in place: AdamW, linear warm-up and decay, bfloat16."""
    chance = random.Random(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    steps = epochs * (len(items) // batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.06 * steps), max(0.0, (steps - s) / (0.94 * steps)))
    )
    device = next(model.parameters()).device
    for epoch in range(epochs):
        model.train()
        order = sorted(items, key=lambda _: chance.random())
        total = 0.0
        for at in range(0, len(order) - batch + 1, batch):
            chosen = [draw(item, negatives, chance) for item in order[at : at + batch]]
            with torch.autocast(device.type, dtype=torch.bfloat16):
                scores = logits_of(model, tokenizer, chosen, chance)
            loss = loss_of(scores, chosen, soft=soft)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        found = precision_at_1(dev, label(model, tokenizer, dev))
        if keep is not None:
            model.save_pretrained(keep)
            tokenizer.save_pretrained(keep)
        say(
            f"epoch {epoch + 1}/{epochs}: loss {total / max(1, len(order) // batch):.4f}, "
            f"held out P@1 {found}"
        )


def draw(item: Item, negatives: int, chance: random.Random) -> Item:
    """Return the item with its right sentences and a few wrong ones: near, any, and foreign; all if 0."""
    if not negatives:
        return item
    wrong = [i for i in range(item.own) if i not in item.right]
    near = sorted(wrong, key=lambda i: -item.likeness[i])[: 2 * negatives // 3]
    own = [*chance.sample(near, min(len(near), negatives // 3))]
    rest = [i for i in wrong if i not in own]
    own += chance.sample(rest, min(len(rest), negatives // 3))
    foreign = range(item.own, len(item.sentences))
    chosen = [*item.right, *own, *chance.sample(foreign, min(len(foreign), negatives - len(own)))]
    return Item(
        item.set,
        item.article,
        item.question,
        [item.sentences[i] for i in chosen],
        list(range(len(item.right))),
        soft=[item.soft[i] for i in chosen] if item.soft else [],
    )


def loss_of(scores: Tensor, items: list[Item], *, soft: bool) -> Tensor:
    """Return the loss of a batch; reviews weigh less, being noisy."""
    losses, at = [], 0
    for item in items:
        own = scores[at : at + len(item.sentences)]
        at += len(item.sentences)
        gold = torch.zeros_like(own)
        gold[item.right] = 1.0
        loss = F.binary_cross_entropy_with_logits(own, gold)
        if item.right:
            loss = loss - (F.log_softmax(own, 0)[item.right]).logsumexp(0)
        if soft:
            taught = torch.tensor(item.soft, device=own.device)
            loss = 0.3 * loss + F.binary_cross_entropy_with_logits(own, taught.sigmoid())
            loss = loss + F.kl_div(F.log_softmax(own, 0), F.softmax(taught, 0), reduction="sum")
        losses.append(loss * (0.3 if item.set == "subjqa" else 1.0))
    return torch.stack(losses).mean()


@torch.no_grad()
def label(model: nn.Module, tokenizer: Any, items: list[Item], batch: int = 24) -> list[list[float]]:
    """Return the scores of every item's candidates."""
    model.eval()
    rows: list[list[float]] = []
    device = next(model.parameters()).device
    for at in range(0, len(items), batch):
        chosen = items[at : at + batch]
        with torch.autocast(device.type, dtype=torch.bfloat16):
            flat = logits_of(model, tokenizer, chosen, None).tolist()
        for item in chosen:
            rows.append(flat[: len(item.sentences)])
            flat = flat[len(item.sentences) :]
    return rows


def precision_at_1(items: list[Item], scores: list[list[float]]) -> str:
    """Return by set the share of questions whose best own candidate is right, and that of all candidates."""
    found: dict[str, list[tuple[bool, bool]]] = {}
    for item, row in zip(items, scores, strict=True):
        own = int(np.argmax(row[: item.own])) in item.right
        found.setdefault(item.set, []).append((own, int(np.argmax(row)) in item.right))
    return ", ".join(
        f"{name} {np.mean([a for a, _ in hits]):.3f} (all candidates {np.mean([b for _, b in hits]):.3f}, "
        f"n = {len(hits)})"
        for name, hits in sorted(found.items())
    )


def say(message: str) -> None:
    """Print with the seconds since the start."""
    print(f"[{time.time() - CLOCK:6.0f} s] {message}", flush=True)


if __name__ == "__main__":
    main()
