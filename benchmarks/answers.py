"""Answer-sentence selection on public sets: how often the right sentence comes first.

    python benchmarks/answers.py ../shared/data

For each question all sentences of its passage are ranked by BM25, by the embedder's cosine, by the
reranker, and by all together as `ranking.py` weighs them: cosine, share of the question's words in the
sentence, that with the sentence before, the reranker's opinion. P@1: share of questions whose first
sentence is right; MAP and MRR as usual. Questions without a right sentence or with a single sentence are
left out. Only the parts named for reporting are read.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np

from cbm_qa.answer.ranking import JUDGED, SentenceFeatures
from cbm_qa.answer.words import content_words, find_words
from cbm_qa.collection import LOGIT_SCALE
from cbm_qa.config import Settings
from cbm_qa.index.embed import load_embedder
from cbm_qa.rerank import load_reranker, pair_text

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
from prepare import Group, selqa, xquad

Scorer = Callable[[str, list[list[str]]], np.ndarray]


def main() -> None:
    """Print one line for each set and scorer."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    answers = parser.parse_args().data / "answer-sentences"
    sets = {
        "selqa-report": selqa(answers / "selqa-report.jsonl"),
        "xquad-en-report": xquad(answers / "xquad-en-report.json"),
    }
    for name, groups in sets.items():
        cases = [g for g in groups if g["right"] and len(g["sentences"]) > 1]
        for label, scorer in scorers().items():
            report(name, label, cases, scorer)


def scorers() -> dict[str, Scorer]:
    """Return what is compared, by name."""
    embedder = load_embedder(Settings().embedder)
    reranker = load_reranker("packaged")

    def bi_encoder(question: str, pairs: list[list[str]]) -> np.ndarray:
        vectors = embedder.encode([question, *(sentence for _, sentence in pairs)])
        return vectors[1:] @ vectors[0]

    def cross_encoder(question: str, pairs: list[list[str]]) -> np.ndarray:
        return reranker.score(question, [pair_text(sentence, before) for before, sentence in pairs])

    def together(question: str, pairs: list[list[str]]) -> np.ndarray:
        names = (f.name for f in fields(SentenceFeatures))
        w = dict(zip(names, JUDGED, strict=True))
        opinion = np.tanh(cross_encoder(question, pairs) / LOGIT_SCALE)
        own = share(question, [sentence for _, sentence in pairs])
        around = share(question, [f"{before} {sentence}" for before, sentence in pairs])
        return (
            w["cosine"] * bi_encoder(question, pairs)
            + w["overlap"] * own
            + w["context"] * around
            + w["relevance"] * opinion
        )

    return {"BM25": bm25, "bi-encoder": bi_encoder, "reranker": cross_encoder, "together": together}


def share(question: str, texts: list[str]) -> np.ndarray:
    """Return the share of the question's words in each text; words that few of the texts have weigh more."""
    held = [frozenset(w.stem for w in find_words(text)) for text in texts]
    weights = {
        w.stem: math.log(1 + (len(held) + 1) / (sum(w.stem in h for h in held) + 0.5))
        for w in content_words(find_words(question))
    }
    total = sum(weights.values()) or 1.0
    return np.array([sum(weights[s] for s in weights if s in h) / total for h in held])


def bm25(question: str, pairs: list[list[str]]) -> np.ndarray:
    """Score by BM25 within the passage."""
    import bm25s

    index = bm25s.BM25()
    index.index([[w.stem for w in find_words(s)] or ["-"] for _, s in pairs], show_progress=False)
    return index.get_scores([w.stem for w in find_words(question)])


def report(name: str, label: str, cases: list[Group], scorer: Scorer) -> None:
    """Rank the sentences of every case and print the means with 95 % bootstrap intervals for P@1."""
    first, average, reciprocal = [], [], []
    started = time.perf_counter()
    for case in cases:
        order = np.argsort(-scorer(case["question"], case["sentences"]), kind="stable")
        hits = np.isin(order, case["right"])
        ranks = np.flatnonzero(hits) + 1
        first.append(hits[0])
        average.append(np.mean(np.arange(1, len(ranks) + 1) / ranks))
        reciprocal.append(1 / ranks[0])
    spent = (time.perf_counter() - started) / len(cases)
    draws = np.random.default_rng(7).choice(np.array(first, float), (2000, len(first))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    print(
        f"{name:16} {label:11} P@1 {np.mean(first):.3f} [{low:.3f}, {high:.3f}]  MAP {np.mean(average):.3f}  "
        f"MRR {np.mean(reciprocal):.3f}  n {len(cases)}  {1000 * spent:.0f} ms"
    )


if __name__ == "__main__":
    main()
