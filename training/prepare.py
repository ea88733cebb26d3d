"""Bring public question sets to one form: a question, candidate sentences, which of them answer.

One JSON object a line: {"set", "id", "article", "question", "sentences": [[before, sentence], ...],
"right": [indexes]}; `right` is empty where the text does not answer. Only parts meant for training are read.
"""

import argparse
import csv
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cbm_qa.ingest.sentences import split_sentences

Group = dict[str, Any]


def main() -> None:
    """Write the groups and print how many each set gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    answers = arguments.data / "answer-sentences"
    sets = {
        "selqa": selqa(answers / "selqa-train.jsonl"),
        "xquad": xquad(answers / "xquad-en-train.json"),
        "tatqa": tatqa(arguments.data / "tables" / "tatqa" / "tatqa_dataset_dev.json"),
        "subjqa": subjqa(answers / "subjqa"),
        "written": written(Path(__file__).parent / "written"),
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("w", encoding="utf-8") as file:
        for name, groups in sets.items():
            count = 0
            for group in groups:
                file.write(json.dumps({"set": name, **group}, ensure_ascii=False) + "\n")
                count += 1
            print(f"{name}: {count} questions")


def with_context(sentences: list[str]) -> list[list[str]]:
    """Pair each sentence with the one before it."""
    return [[before, sentence] for before, sentence in zip(["", *sentences], sentences, strict=False)]


def selqa(path: Path) -> Iterator[Group]:
    """SelQA: sentences of a section of an article, with the right ones marked."""
    for line in path.open(encoding="utf-8"):
        item = json.loads(line)
        yield {
            "id": item["id"],
            "article": item["article"],
            "question": item["question"],
            "sentences": with_context(item["sentences"]),
            "right": item["answers"],
        }


def xquad(path: Path) -> Iterator[Group]:
    """XQuAD: the sentences of a paragraph; right is the one that holds the answer's span."""
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield from spans_of(paragraph["context"], paragraph["qas"], article["title"])


def spans_of(context: str, questions: list[dict[str, Any]], article: str) -> Iterator[Group]:
    """Yield one group for each SQuAD question of a paragraph."""
    sentences = [s.span for s in split_sentences(context)]
    texts = [s.of(context) for s in sentences]
    for question in questions:
        starts = [a["answer_start"] for a in question["answers"]]
        right = [i for i, s in enumerate(sentences) if any(s.start <= at < s.end for at in starts)]
        yield {
            "id": question["id"],
            "article": article,
            "question": question["question"],
            "sentences": with_context(texts),
            "right": right,
        }


def tatqa(path: Path) -> Iterator[Group]:
    """TAT-QA, contexts of even index: questions answered by a span of a paragraph."""
    for item in json.loads(path.read_text(encoding="utf-8"))[::2]:
        pairs = []
        for paragraph in sorted(item["paragraphs"], key=lambda p: p["order"]):
            texts = [s.span.of(paragraph["text"]) for s in split_sentences(paragraph["text"])]
            pairs += with_context(texts)
        for question in item["questions"]:
            if question["answer_from"] != "text" or not isinstance(question["answer"], list):
                continue
            spans = [str(a) for a in question["answer"]]
            right = [i for i, (_, text) in enumerate(pairs) if any(span in text for span in spans)]
            if right and len(pairs) > 1:
                yield {
                    "id": question["uid"],
                    "article": item["table"]["uid"],
                    "question": question["question"],
                    "sentences": pairs,
                    "right": right,
                }


def subjqa(folder: Path, most: int = 3000) -> Iterator[Group]:
    """SubjQA: sentences of a review; many questions are not answered by theirs."""
    rows = []
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    random.Random(0).shuffle(rows)
    for row in rows[:most]:
        review = row["review"].removesuffix("ANSWERNOTFOUND").strip()
        sentences = [s.span for s in split_sentences(" ".join(review.split("\n")))]
        start, end = json.loads(row["human_ans_indices"].replace("(", "[").replace(")", "]"))
        is_answered = row["human_ans_spans"] != "ANSWERNOTFOUND"
        texts = [s.of(review) for s in sentences]
        yield {
            "id": f"{row['q_review_id']}-{row['nn_mod']}",
            "article": row["item_id"],
            "question": row["question"],
            "sentences": with_context(texts),
            "right": [i for i, s in enumerate(sentences) if is_answered and s.start < end and start < s.end],
        }


def written(folder: Path) -> Iterator[Group]:
    """Papers and questions written for this; `right` is empty where the whole paper does not answer."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            paper = json.loads(line)
            pairs = [pair for section in paper["sections"] for pair in with_context(section)]
            for number, (question, right) in enumerate(paper["questions"]):
                yield {
                    "id": f"{paper['article']}-{number}",
                    "article": paper["article"],
                    "question": question,
                    "sentences": pairs,
                    "right": right,
                }


if __name__ == "__main__":
    main()
