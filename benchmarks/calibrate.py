"""Fit the weights of a sentence's features and the calibration of its confidence, and print both.

    python benchmarks/calibrate.py --data ../shared/data

Fitted on the dev half of the shipped questions and on the dev papers of `benchmarks/others.py`; nothing
of the test halves is read. A sentence is right that holds an accepted answer. Weights: softmax over the
best 24 sentences of a question, gradient ascent. Calibration: logistic regression with an L2 penalty,
Newton's method. Each is also fitted without one paper and tried on it, which tells how it carries over.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from shutil import copyfile

import numpy as np
from others import HERE, PAPERS, question_file

from cbm_qa import Assistant
from cbm_qa.answer.calibrate import Features
from cbm_qa.answer.evidence import Evidence
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.answer.ranking import SentenceFeatures
from cbm_qa.config import Settings
from cbm_qa.evaluate.matching import contains
from cbm_qa.index import build_index

_SHIPPED = HERE.parent / "corpus" / "questions" / "paper.jsonl"
_CANDIDATES = 24
_PENALTY = 2.0
_OTHER_ANSWERERS = ("table", "calculation", "metadata", "summary")


@dataclass
class Case:
    """One question: the features of its best sentences, which of them are right, and what is known of it."""

    paper: str
    is_answerable: bool
    sentences: np.ndarray  # (sentences, features)
    right: np.ndarray
    calibration: np.ndarray


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--index", type=Path, default=Path("index"), help="of the shipped corpus")
    args = parser.parse_args()
    cases = list(cases_of("shipped", _SHIPPED, args.index))
    with tempfile.TemporaryDirectory() as folder:
        for name in PAPERS:
            questions = question_file(name)
            if json.loads(questions.read_text(encoding="utf-8").splitlines()[0])["split"] != "dev":
                continue
            corpus, index = Path(folder) / name, Path(folder) / f"{name}-index"
            corpus.mkdir()
            copyfile(args.data / PAPERS[name], corpus / PAPERS[name].name)
            build_index(corpus, index, Settings())
            cases += cases_of(name, questions, index)
    sentence_weights(cases)
    calibration(cases)


def cases_of(paper: str, questions: Path, index: Path) -> Iterator[Case]:
    """Yield the dev questions that sentences answer; follow-ups and other languages are left out."""
    assistant = Assistant.open(index, settings=replace(Settings(), rerank=_CANDIDATES))
    ranker = next(a for a in assistant.answerers if isinstance(a, PassageAnswerer)).ranker
    for line in questions.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        is_other = item.get("history") or item.get("language", "en") != "en"
        if item.get("split") != "dev" or is_other or item["kind"] in _OTHER_ANSWERERS:
            continue
        evidence = assistant.gather(item["question"])
        ranked = ranker.rank(evidence)[:_CANDIDATES]
        if ranked:
            yield Case(
                paper,
                item["answerable"],
                np.array([astuple(r.features) for r in ranked]),
                np.array([is_right(item, evidence, r.sentence) for r in ranked]),
                np.array(astuple(ranker.calibration_features(ranked[0], ranked, evidence))),
            )


def is_right(item: dict[str, list[str]], evidence: Evidence, sentence: object) -> bool:
    """Whether the sentence holds an accepted answer, or the first of a list."""
    text = sentence.span.of(evidence.documents[sentence.document].text)
    accepted = item.get("answers") or next(iter(item.get("all_of") or [[]]))
    return bool(item["answerable"]) and any(contains(text, answer) for answer in accepted)


def sentence_weights(cases: Sequence[Case]) -> None:
    """Print the weights with and without the reranker, and P@1 on each paper left out."""
    asked = [c for c in cases if c.is_answerable]
    papers = sorted({c.paper for c in cases})
    names = [field.name for field in fields(SentenceFeatures)]
    for label, use in (("judged", np.ones(len(names))), ("at first sight", np.array([*[1] * 7, 0]))):
        beta = fit_listwise(asked, use)
        print(f"{label}: " + ", ".join(f"{n} {b / beta[0]:.2f}" for n, b in zip(names, beta, strict=True)))
        for paper in papers:
            other = fit_listwise([c for c in asked if c.paper != paper], use)
            hits = [c.right[np.argmax(c.sentences @ other)] for c in asked if c.paper == paper]
            print(f"  P@1 on {paper}, fitted on the others: {np.mean(hits):.3f} of {len(hits)}")


def fit_listwise(cases: Sequence[Case], use: np.ndarray) -> np.ndarray:
    """Return the weights that maximise the softmax probability of the right sentences."""
    told = [(c.sentences, c.right) for c in cases if c.right.any() and not c.right.all()]
    beta = use.astype(float)
    for step in range(600):
        gradient = -0.01 * beta
        for x, right in told:
            z = x @ beta
            p = np.exp(z - z.max())
            p /= p.sum()
            gradient += ((p * right / (p * right).sum()) - p) @ x / len(told)
        beta += (4.0 if step < 300 else 1.0) * gradient * use
    return beta


def calibration(cases: Sequence[Case]) -> None:
    """Print the calibration, and what each threshold gives when every paper is judged by the others."""
    x = np.array([c.calibration for c in cases])
    y = np.array([bool(c.right[0]) for c in cases], float)
    answerable = np.array([c.is_answerable for c in cases])
    paper = np.array([c.paper for c in cases])
    p = np.zeros(len(y))
    for name in sorted(set(paper)):
        here = paper == name
        p[here] = probability(x[here], fit_logistic(x[~here], y[~here]))
        print(
            f"{name}: area under the ROC curve {area(p[here], y[here]):.3f} for right ones, "
            f"{area(p[here], answerable[here].astype(float)):.3f} for answerable ones"
        )
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        kept = p >= threshold
        print(
            f"threshold {threshold}: answers {kept[answerable].mean():.3f} of the answerable, "
            f"{(kept * y)[answerable].mean():.3f} rightly; "
            f"declines {1 - kept[~answerable].mean():.3f} of the others"
        )
    beta = fit_logistic(x, y)
    names = [field.name for field in fields(Features)]
    print(
        f"intercept {beta[0]:.3f}, " + ", ".join(f"{n} {b:.3f}" for n, b in zip(names, beta[1:], strict=True))
    )


def fit_logistic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return intercept and coefficients."""
    design = np.hstack([np.ones((len(x), 1)), x])
    beta = np.zeros(design.shape[1])
    ridge = np.diag([0.0] + [_PENALTY] * x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        hessian = (design * (p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, design.T @ (y - p) - ridge @ beta)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def probability(x: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """Return the logistic of each row."""
    return 1 / (1 + np.exp(-(beta[0] + x @ beta[1:])))


def area(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the area under the ROC curve."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores)] = np.arange(len(scores))
    hits = labels.sum()
    return float((ranks[labels > 0].sum() - hits * (hits - 1) / 2) / (hits * (len(labels) - hits)))


if __name__ == "__main__":
    main()
