"""Fit the sentence weights and the calibration of the passage answerer, and print them.

    python benchmarks/calibrate.py --questions corpus/questions/paper.jsonl --squad FILE [FILE ...]

Tuned on the dev half of the question set and on SQuAD 1.1 files named for training. From each SQuAD
article a document is made; each of its questions is put twice: to the whole article, and to the article
without the paragraph that answers, as a question that the document does not answer.
The reranker was trained on most articles of these files, and its opinion of them is too good: name those it
was not trained on with --articles. Logistic regression with an L2 penalty, by Newton's method; half the
weight goes to each source.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np

from cbm_qa import Assistant
from cbm_qa.answer.calibrate import Features
from cbm_qa.answer.evidence import Evidence
from cbm_qa.answer.passage import PassageAnswerer, SentenceFeatures
from cbm_qa.config import Settings
from cbm_qa.evaluate.matching import contains
from cbm_qa.index import build_index

_PENALTY = 1.0


@dataclass
class Case:
    """One question put to one document; `answers` is empty where it has none."""

    question: str
    answers: list[str]
    evidence: Evidence
    answerer: PassageAnswerer


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--squad", type=Path, nargs="*", default=[])
    parser.add_argument("--articles", nargs="*", help="titles of the only SQuAD articles to use")
    parser.add_argument("--index", type=Path, default=Path("index"))
    args = parser.parse_args()
    sets = [list(own_cases(Assistant.open(args.index), args.questions))]
    with tempfile.TemporaryDirectory() as folder:
        if args.squad:
            sets.append(
                [case for path in args.squad for case in squad_cases(path, Path(folder), args.articles)]
            )
        sentence_weights(sets)
        calibration(sets)


def own_cases(assistant: Assistant, path: Path) -> Iterator[Case]:
    """Yield the dev half of a question set; follow-ups and questions in other languages are left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["split"] == "dev" and not item.get("history") and item.get("language", "en") == "en":
            if item["kind"] in ("table", "calculation"):
                continue  # other answerers' questions
            answers = item.get("answers", []) if item["answerable"] else []
            yield Case(
                item["question"], answers, gather(assistant, item["question"], None), answerer_of(assistant)
            )


def squad_cases(path: Path, folder: Path, titles: list[str] | None) -> Iterator[Case]:
    """Yield each question of a SQuAD file with and without the paragraph that answers it."""
    corpus, index = folder / path.stem / "corpus", folder / path.stem / "index"
    corpus.mkdir(parents=True)
    articles = [
        a for a in json.loads(path.read_text(encoding="utf-8"))["data"] if not titles or a["title"] in titles
    ]
    for number, article in enumerate(articles):
        text = "\n\n".join(p["context"].replace("\n", " ") for p in article["paragraphs"])
        (corpus / f"a{number}.txt").write_text(
            f"{article.get('title', number)}\n\nText\n\n{text}\n", encoding="utf-8"
        )
    build_index(corpus, index, Settings())
    assistant = Assistant.open(index)
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            start = paragraph["context"].replace("\n", " ")[:60]
            for item in paragraph["qas"]:
                evidence = gather(assistant, item["question"], f"a{number}")
                answers = [a["text"] for a in item["answers"]]
                yield Case(item["question"], answers, evidence, answerer_of(assistant))
                yield Case(item["question"], [], without(evidence, start), answerer_of(assistant))


def gather(assistant: Assistant, question: str, document: str | None) -> Evidence:
    """Return what the answerers would see of a question."""
    return assistant.gather(question, document=document)


def answerer_of(assistant: Assistant) -> PassageAnswerer:
    """Return the passage answerer of an assistant."""
    return next(a for a in assistant.answerers if isinstance(a, PassageAnswerer))


def without(evidence: Evidence, start: str) -> Evidence:
    """Return the evidence without the paragraph that begins so."""

    def stays(span_start: int, document: str) -> bool:
        paragraph = evidence.documents[document].paragraph_at(span_start)
        return paragraph is None or not paragraph.span.of(evidence.documents[document].text).startswith(start)

    kept = tuple(s for s in evidence.sentences if stays(s.span.start, s.document))
    return replace(evidence, sentences=kept)


def sentence_weights(sets: list[list[Case]]) -> None:
    """Fit and print the sentence features' weights: the right sentences of a question against its others."""
    lists: list[tuple[np.ndarray, np.ndarray, float]] = []
    for number, cases in enumerate(sets):
        asked = [c for c in cases if c.answers]
        hits = []
        for case in asked:
            scored = case.answerer.rank(case.evidence)
            right = np.array([is_right(case, s.sentence) for s in scored])
            hits.append(bool(len(right) and right[0]))
            if right.any() and not right.all():
                lists.append((np.array([astuple(s.features) for s in scored]), right, 1 / len(asked)))
        print(f"set {number}: P@1 with the present weights {np.mean(hits):.3f} of {len(hits)}")
    beta = fit_listwise(lists)
    print("sentence weights, cosine = 1:")
    for field, value in zip(fields(SentenceFeatures), beta, strict=True):
        print(f"  {field.name:14} {value / beta[0]:.3f}")


def fit_listwise(lists: list[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """Return the weights that maximise the softmax probability of the right items (gradient ascent)."""
    beta = np.ones(lists[0][0].shape[1])
    for step in range(400):
        gradient = -0.01 * beta
        for x, right, weight in lists:
            z = x @ beta
            p = np.exp(z - z.max())
            p /= p.sum()
            among = p * right / (p * right).sum()
            gradient += weight * (among - p) @ x
        beta += (4.0 if step < 200 else 1.0) * gradient
    return beta


def calibration(sets: list[list[Case]]) -> None:
    """Fit and print the calibration: is the best sentence right?"""
    rows, labels, weights, group = [], [], [], []
    for number, cases in enumerate(sets):
        for case in cases:
            scored = case.answerer.rank(case.evidence)
            if scored:
                rows.append(astuple(case.answerer.features(scored[0], scored, case.evidence)))
                labels.append(bool(case.answers) and is_right(case, scored[0].sentence))
                weights.append(1000 / len(cases))
                group.append((number, bool(case.answers)))
    x, y = np.array(rows), np.array(labels, float)
    fitted = fit(x, y, np.array(weights))
    print(f"calibration: intercept {fitted[0]:.3f}")
    for field, value in zip(fields(Features), fitted[1:], strict=True):
        print(f"  {field.name:14} {value:.3f}")
    p = 1 / (1 + np.exp(-(fitted[0] + x @ fitted[1:])))
    for number in range(len(sets)):
        here = np.array([g[0] == number for g in group])
        answerable = np.array([g[1] for g in group]) & here
        for threshold in (0.3, 0.4, 0.5, 0.6):
            kept = p >= threshold
            print(
                f"set {number} threshold {threshold}: answers {kept[answerable].mean():.3f} of the "
                f"answerable ({y[answerable & kept].mean():.3f} right), "
                f"{kept[here & ~answerable].mean():.3f} of the others"
            )


def is_right(case: Case, sentence: object) -> bool:
    """Whether the sentence holds an accepted answer."""
    text = sentence.span.of(case.evidence.documents[sentence.document].text)
    return any(contains(text, answer) for answer in case.answers)


def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return intercept and coefficients of a weighted logistic regression."""
    design = np.hstack([np.ones((len(x), 1)), x])
    beta = np.zeros(design.shape[1])
    ridge = np.diag([0.0] + [_PENALTY] * x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (weights * (y - p)) - ridge @ beta
        hessian = (design * (weights * p * (1 - p))[:, None]).T @ design + ridge
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return beta


if __name__ == "__main__":
    main()
