"""Public question sets as documents and questions of cbm-qa; see `public.py`.

Only files that are set aside for reporting are read. Where a sample is drawn, its size and seed are
recorded with the results.
"""

import csv
import gzip
import io
import json
import random
import re
import tarfile
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cbm_qa.evaluate import Question
from cbm_qa.evaluate.formats import read_qrels, read_squad
from cbm_qa.evaluate.formats.trec import Qrels

SEED = 20250101


@dataclass(frozen=True, slots=True)
class PublicSet:
    """What is indexed and what is asked.

    Attributes:
        name: As the results call it.
        documents: Text of each file by its name, which gives the document's key.
        questions: Asked by `evaluate_set`; their `document` says where only one may be looked at.
        candidates: For answer selection: the candidate sentences of a question, in order.
        right: For answer selection: the indexes of the right ones.
        qrels: For retrieval: relevant documents by query.
        sample: How many of how many questions, if not all.
    """

    name: str
    documents: dict[str, str]
    questions: tuple[Question, ...]
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    right: dict[str, frozenset[int]] = field(default_factory=dict)
    qrels: Qrels = field(default_factory=dict)
    sample: str = ""


def selqa(data: Path, size: int) -> PublicSet:
    """Load SelQA: one document a question, of its candidate sentences."""
    lines = (data / "answer-sentences" / "selqa-report.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    drawn, sample = _draw(rows, size)
    documents, questions = {}, []
    candidates, right = {}, {}
    for row in drawn:
        key = _key(row["id"])
        sentences = [_plain(sentence) for sentence in row["sentences"]]
        documents[f"{key}.txt"] = _text("Candidates", [" ".join(sentences)])
        answers = tuple(sentences[n] for n in row["answers"])
        questions.append(Question(row["id"], row["question"], True, answers=answers, document=key))
        candidates[row["id"]], right[row["id"]] = tuple(sentences), frozenset(row["answers"])
    return PublicSet("SelQA", documents, tuple(questions), candidates, right, sample=sample)


def xquad(data: Path, language: str, size: int) -> PublicSet:
    """Load XQuAD: one index of all articles; every question is put to all of them."""
    path = data / "answer-sentences" / f"xquad-{language}-report.json"
    paragraphs, read = read_squad(path)
    by_id = {question.id: question for question in read}
    articles: dict[str, list[str]] = {}
    questions = []
    for paragraph in paragraphs:
        text = _plain(paragraph.text)
        articles.setdefault(paragraph.title, []).append(text)
        for key in paragraph.questions:
            quote = _around(text, by_id[key].answers)
            questions.append(_with(by_id[key], language, quotes=(quote,) if quote else ()))
    documents = {
        f"a{number}.txt": _text(title.replace("_", " "), texts)
        for number, (title, texts) in enumerate(articles.items())
    }
    drawn, sample = _draw(questions, size)
    return PublicSet(f"XQuAD {language}", documents, tuple(drawn), sample=sample)


def kazqad(data: Path, size: int) -> PublicSet:
    """Load KazQAD's validation part: each question with its own passage, as in reading comprehension."""
    path = data / "answer-sentences" / "kazqad-kk-validation.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    drawn, sample = _draw(rows, size)
    documents, questions, keys = {}, [], {}
    for row in drawn:
        key = keys.setdefault(row["context"], f"k{len(keys)}")
        documents[f"{key}.txt"] = _text(row["title"], [_plain(row["context"])])
        answers = tuple(dict.fromkeys(text for text in row["answers"]["text"] if text.strip()))
        questions.append(
            Question(row["id"], row["question"], bool(answers), answers=answers, language="kk", document=key)
        )
    return PublicSet("KazQAD", documents, tuple(questions), sample=sample)


def wikitablequestions(data: Path, size: int) -> PublicSet:
    """Load WikiTableQuestions: a document a table; each question is put to its table."""
    folder = data / "tables" / "wikitablequestions"
    with (folder / "random-split-1-dev.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    drawn, sample = _draw(rows, size)
    with tarfile.open(folder / "csv.tar.gz") as archive:
        tables = {name: _csv_table(archive, name) for name in {row["context"] for row in drawn}}
    documents = {f"{_key(name)}.md": _markdown("Table", [], rows) for name, rows in tables.items()}
    questions = []
    for row in drawn:
        wanted = [_unescape(part) for part in row["targetValue"].split("|")]
        questions.append(_listed(row["id"], row["utterance"], wanted, _key(row["context"])))
    return PublicSet("WikiTableQuestions", documents, tuple(questions), sample=sample)


def tatqa(data: Path, size: int) -> PublicSet:
    """Load TAT-QA's dev part, contexts with an odd index: a document of table and paragraphs each."""
    path = data / "tables" / "tatqa" / "tatqa_dataset_dev.json"
    contexts = json.loads(path.read_text(encoding="utf-8"))[1::2]
    asked = [(number, item) for number, context in enumerate(contexts) for item in context["questions"]]
    drawn, sample = _draw(asked, size)
    documents, questions = {}, []
    for number in sorted({number for number, _ in drawn}):
        paragraphs = [_plain(p["text"]) for p in contexts[number]["paragraphs"]]
        documents[f"t{number}.md"] = _markdown("Report", paragraphs, contexts[number]["table"]["table"])
    for number, item in drawn:
        given = item["answer"] if isinstance(item["answer"], list) else [item["answer"]]
        wanted = [_amount(str(part), item["scale"]) for part in given]
        questions.append(_listed(item["uid"], item["question"], wanted, f"t{number}"))
    return PublicSet("TAT-QA", documents, tuple(questions), sample=sample)


def cranfield(data: Path) -> PublicSet:
    """Load Cranfield: 1,400 abstracts in one index; judged by the ranking of documents alone."""
    folder = data / "retrieval" / "cranfield"
    documents = {}
    for doc in re.findall(r"<doc>.*?</doc>", (folder / "cran.all.1400.xml").read_text("utf-8"), re.DOTALL):
        number, title, text = (_tag(doc, name) for name in ("docno", "title", "text"))
        if text:
            documents[f"d{number}.txt"] = _text(title or "Untitled", [text])
    topics = ElementTree.parse(folder / "cran.qry.xml").getroot().findall("top")
    # The judgements count the queries from 1; the numbers in the query file are older ones.
    questions = tuple(
        Question(str(n), _plain(topic.findtext("title") or ""), True) for n, topic in enumerate(topics, 1)
    )
    judged = read_qrels(folder / "cranqrel.trec.txt")
    qrels = {query: {f"d{key}": value for key, value in docs.items()} for query, docs in judged.items()}
    return PublicSet("Cranfield", documents, questions, qrels=qrels)


def _draw(items: Sequence[Any], size: int) -> tuple[list[Any], str]:
    """Return a sample in the order of the set, and how it was drawn."""
    if len(items) <= size:
        return list(items), ""
    chosen = sorted(random.Random(SEED).sample(range(len(items)), size))
    return [items[n] for n in chosen], f"{size} of {len(items)}, seed {SEED}"


def _with(question: Question, language: str, *, quotes: tuple[str, ...]) -> Question:
    return Question(
        question.id, question.question, question.answerable, answers=question.answers, quotes=quotes,
        language=language,
    )  # fmt: skip


def _listed(key: str, text: str, wanted: Iterable[str], document: str) -> Question:
    groups = tuple((item,) for item in wanted)
    if len(groups) == 1:
        return Question(key, text, True, answers=groups[0], document=document)
    return Question(key, text, True, all_of=groups, document=document)


def _amount(text: str, scale: str) -> str:
    """Return an answer of TAT-QA as it is printed: a scale stands in the header, a percent sign not."""
    return f"{text}%" if scale == "percent" and "%" not in text else text


def _around(text: str, answers: Sequence[str]) -> str:
    """Return the words around the first answer, so that the place is unmistakable."""
    start = text.find(_plain(answers[0])) if answers else -1
    return text[max(0, start - 40) : start + len(answers[0]) + 40].strip() if start >= 0 else ""


def _csv_table(archive: tarfile.TarFile, name: str) -> list[list[str]]:
    member = archive.extractfile(name)
    if member is None:
        raise FileNotFoundError(name)
    text = member.read().decode("utf-8")
    return list(csv.reader(io.StringIO(text), escapechar="\\", doublequote=False))


def _markdown(title: str, paragraphs: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    body = "\n\n".join(re.sub(r"^([#>*+|-]|\d+\.)", r"\\\1", p) for p in paragraphs)
    return f"# {title}\n\n{body}\n\nTable 1. {title}\n\n" + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")


def _text(title: str, paragraphs: Sequence[str]) -> str:
    return f"{_plain(title)}\n\nText\n\n" + "\n\n".join(paragraphs) + "\n"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _unescape(text: str) -> str:
    return text.replace("\\n", " ").replace("\\p", "|").replace("\\\\", "\\")


def _tag(text: str, name: str) -> str:
    found = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return _plain(found[1]) if found else ""


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
