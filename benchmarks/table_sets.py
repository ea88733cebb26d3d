"""The public table questions, each with the document that is its table; see `tables.py`."""

import csv
import io
import json
import random
import re
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from denotation import is_denotation

from cbm_qa.ingest import Entry, read_document
from cbm_qa.model import Document, DocumentKind

SEED = 20250101


@dataclass(frozen=True, slots=True)
class TableQuestion:
    """A question put to one table; `kind` is what the set says of it, or what its words ask for."""

    id: str
    question: str
    targets: tuple[str, ...]
    table: str
    kind: str


def wikitablequestions(data: Path, part: str) -> list[TableQuestion]:
    """Return the questions of random-split-1, "train" or "dev"; tables are named by path in the archive."""
    path = data / "tables" / "wikitablequestions" / f"random-split-1-{part}.tsv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        TableQuestion(
            row["id"], row["utterance"], tuple(map(_unescape, row["targetValue"].split("|"))),
            row["context"], kind_of(row["utterance"]),
        )
        for row in rows
    ]  # fmt: skip


def tatqa(data: Path, half: str) -> list[TableQuestion]:
    """Return TAT-QA's questions about the table alone: contexts of even index ("even") or odd ("odd")."""
    found = []
    for number, context in enumerate(tatqa_contexts(data)):
        if (number % 2 == 0) != (half == "even"):
            continue
        for item in context["questions"]:
            if item["answer_from"] == "table" and item["answer_type"] in ("arithmetic", "span", "multi-span"):
                given = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
                found.append(
                    TableQuestion(
                        item["uid"],
                        item["question"],
                        tuple(map(str, given)),
                        f"tatqa/{number}",
                        item["answer_type"],
                    )
                )
    return found


@lru_cache(maxsize=2)
def tatqa_contexts(data: Path) -> list[dict[str, Any]]:
    """Return the contexts of TAT-QA's dev part."""
    contexts: list[dict[str, Any]] = json.loads(
        (data / "tables" / "tatqa" / "tatqa_dataset_dev.json").read_text(encoding="utf-8")
    )
    return contexts


def kind_of(question: str) -> str:
    """Return what a question of WikiTableQuestions asks for, roughly, by its words."""
    text = question.casefold()
    for kind, pattern in (
        (
            "difference",
            r"\bdifference\b|how (?:many|much) (?:more|less|fewer|longer)|how many \w+ (?:more|less)",
        ),
        ("count", r"\bhow many\b|\bnumber of\b|\bhow often\b"),
        ("sum or mean", r"\btotal\b|\bcombined\b|\baverage\b|\bsum\b"),
        ("next or previous", r"\b(?:after|before|next|previous|following|prior)\b"),
        ("comparison", r"\bor\b.*\?|\bmore\b.*\bthan\b"),
        ("superlative", r"\b\w{3,}est\b|\bmost\b|\bleast\b|\btop\b|\bfirst\b|\blast\b"),
    ):
        if re.search(pattern, text):
            return kind
    return "cell or list"


def table_rows(data: Path, names: Sequence[str]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the rows of the named tables."""
    wanted = set(names)
    for number, context in enumerate(tatqa_contexts(data)):
        if f"tatqa/{number}" in wanted:
            yield f"tatqa/{number}", context["table"]["table"]
    if any(not name.startswith("tatqa/") for name in wanted):
        with tarfile.open(data / "tables" / "wikitablequestions" / "csv.tar.gz") as archive:
            for member in archive:
                if member.name in wanted:
                    file = archive.extractfile(member)
                    text = file.read().decode("utf-8") if file else ""
                    yield member.name, list(csv.reader(io.StringIO(text), escapechar="\\", doublequote=False))


def write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    """Write a table as a CSV file like any user's."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
            [[" ".join(c.split()) for c in row] for row in rows]
        )


def read_tables(data: Path, names: Sequence[str]) -> dict[str, Document]:
    """Return the document that each named table becomes when it is read from a CSV file."""
    documents = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in table_rows(data, names):
            key = key_of(name)
            path = Path(folder, f"{key}.csv")
            write_csv(rows, path)
            entry = Entry(key=key, path=path, file=path.name, sha256="0" * 64, kind=DocumentKind.PAPER)
            documents[name] = read_document(entry)
    return documents


def is_right(question: TableQuestion, values: Sequence[str]) -> bool:
    """Return whether the values are exactly those expected."""
    if question.table.startswith("tatqa/"):
        return is_denotation(map(_figure, question.targets), map(_figure, values))
    return is_denotation(question.targets, values)


def _figure(text: str) -> str:
    """Return an amount of TAT-QA as a bare number of two decimals: its answers have signs or not."""
    bare = text.strip().replace("$", "").replace(",", "").replace("%", "").strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    try:
        return str(Decimal(bare).quantize(Decimal("0.01")))
    except InvalidOperation:
        return text


def key_of(name: str) -> str:
    """Return the document key of a table: its path in lower case, with dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().removesuffix(".csv")).strip("-")


def draw(items: Sequence[TableQuestion], size: int | None) -> list[TableQuestion]:
    """Return a sample in the order of the set; all where no size is given."""
    if size is None or len(items) <= size:
        return list(items)
    chosen = sorted(random.Random(SEED).sample(range(len(items)), size))
    return [items[n] for n in chosen]


def _unescape(text: str) -> str:
    return text.replace("\\n", " ").replace("\\p", "|").replace("\\\\", "\\")
