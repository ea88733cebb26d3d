"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv.

References:
    Thakur et al. (NeurIPS 2021 Datasets and Benchmarks), BEIR.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cbm_qa.evaluate.formats.source import fault, read_text
from cbm_qa.evaluate.formats.trec import Qrels

_HEADER = "query-id\tcorpus-id\tscore"


@dataclass(frozen=True, slots=True)
class BeirSet:
    """A retrieval set: (title, text) by document id, question by query id, and what is relevant."""

    corpus: dict[str, tuple[str, str]]
    queries: dict[str, str]
    qrels: Qrels


def read_beir(folder: Path, *, split: str = "test") -> BeirSet:
    """Read a folder in the layout of BEIR; queries without judgements in the split are left out.

    Raises:
        QuestionSetError: A file is missing or a line has another form.
    """
    corpus = {
        str(_field(folder / "corpus.jsonl", number, line, "_id")): (
            str(line.get("title", "")),
            str(_field(folder / "corpus.jsonl", number, line, "text")),
        )
        for number, line in _json_lines(folder / "corpus.jsonl")
    }
    path = folder / "queries.jsonl"
    queries = {
        str(_field(path, number, line, "_id")): str(_field(path, number, line, "text"))
        for number, line in _json_lines(path)
    }
    qrels = _read_judgements(folder / "qrels" / f"{split}.tsv")
    return BeirSet(corpus, {key: text for key, text in queries.items() if key in qrels}, qrels)


def write_beir(folder: Path, contents: BeirSet, *, split: str = "test") -> None:
    """Write a folder that `read_beir` reads back."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    _write_lines(
        folder / "corpus.jsonl",
        [{"_id": key, "title": title, "text": text} for key, (title, text) in contents.corpus.items()],
    )
    _write_lines(
        folder / "queries.jsonl", [{"_id": key, "text": text} for key, text in contents.queries.items()]
    )
    rows = [
        f"{query}\t{document}\t{relevance}"
        for query, judged in contents.qrels.items()
        for document, relevance in judged.items()
    ]
    text = "".join(f"{row}\n" for row in (_HEADER, *rows))
    (folder / "qrels" / f"{split}.tsv").write_text(text, encoding="utf-8")


def _read_judgements(path: Path) -> Qrels:
    qrels: Qrels = {}
    for number, line in enumerate(read_text(path, "BEIR judgements").splitlines(), 1):
        if not line.strip() or (number == 1 and line.split("\t")[0] == "query-id"):
            continue
        try:
            query, document, relevance = line.split("\t")
            qrels.setdefault(query, {})[document] = int(relevance)
        except ValueError as error:
            raise fault(path, number, f"expected query-id, corpus-id and score, found {line!r}") from error
    return qrels


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(read_text(path, "BEIR JSON lines").split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise fault(path, number, f"not JSON: {error}") from error
        if not isinstance(data, dict):
            raise fault(path, number, "expected an object")
        yield number, data


def _field(path: Path, number: int, line: dict[str, Any], name: str) -> object:
    if name not in line:
        raise fault(path, number, f"the field {name!r} is missing")
    return line[name]


def _write_lines(path: Path, lines: list[dict[str, str]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
