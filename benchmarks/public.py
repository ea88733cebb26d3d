"""Run public question sets through the same engine as `cbm-qa eval`, and print one table.

    python benchmarks/public.py [SET ...] [--data ../shared/data] [--size 300] [--save benchmarks/public.json]

Each set becomes files on disk that go through ingest, index, retrieval and answering like any user's.
Sets: selqa xquad-en xquad-ru xquad-zh kazqad wikitablequestions tatqa cranfield.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import public_sets
from public_sets import PublicSet

from cbm_qa import Assistant
from cbm_qa.answer.passage import PassageAnswerer
from cbm_qa.config import Settings
from cbm_qa.evaluate import Run, evaluate_set
from cbm_qa.evaluate.intervals import Estimate, estimate
from cbm_qa.evaluate.matching import Token, tokenize
from cbm_qa.evaluate.measures import MEASURES, NDCG
from cbm_qa.evaluate.provenance import describe
from cbm_qa.evaluate.ranking import score_rankings
from cbm_qa.index import build_index
from cbm_qa.index.embed import load_embedder

_SIGNS = frozenset({"usd", "eur", "gbp", "jpy", "%"})
_DEPTH = 100  # passages ranked a query, as deep as the deepest measure looks


def main() -> None:
    """Run the chosen sets and keep what they came to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--size", type=int, default=300, help="most questions of a set")
    parser.add_argument("--save", type=Path, help="add the results to this file")
    args = parser.parse_args()
    loaders = _loaders(args.data, args.size)
    for name in args.sets or loaders:
        result = run_set(loaders[name]())
        _print(result)
        if args.save:
            kept = json.loads(args.save.read_text(encoding="utf-8")) if args.save.exists() else {}
            kept[result["set"]] = result
            args.save.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def run_set(public: PublicSet) -> dict[str, Any]:
    """Index a set's documents, ask its questions, and return the figures."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        corpus.mkdir()
        for name, text in public.documents.items():
            (corpus / name).write_text(text, encoding="utf-8")
        built = build_index(corpus, index, Settings())
        assistant = Assistant.open(index)
    indexed = time.perf_counter()
    if public.qrels:
        figures = rank_by_each_route(assistant, public)
    else:
        run = evaluate_set(assistant, public.questions)
        figures = {str(m): estimate(m, run.observed(m)) for m in MEASURES}
        figures["ExactValues"] = exact_values(run)
        if public.candidates:
            figures |= select_sentences(assistant, public)
    return {
        "set": public.name,
        "questions": len(public.questions),
        "sample": public.sample,
        "documents": built.documents,
        "unread": len(built.problems),
        "passages": built.passages,
        "index_s": round(indexed - started, 1),
        "ask_s": round(time.perf_counter() - indexed, 1),
        "commit": describe(assistant).commit,
        "settings": describe(assistant).settings_digest,
        "figures": {
            name: {"value": _round(f.value), "low": _round(f.low), "high": _round(f.high), "n": f.n}
            for name, f in figures.items()
            if f.n
        },
    }


def rank_by_each_route(assistant: Assistant, public: PublicSet) -> dict[str, Estimate]:
    """Return the measures of the ranking, and those of each route alone, named after it."""
    embedder = load_embedder(assistant.index.embedder_name)
    figures = {}
    for route in ("fused", "dense", "lexical"):
        alone = Assistant(assistant.index, embedder, replace(Settings(), retrieval=route))
        rankings = {q.id: rank_documents(alone, q.question) for q in public.questions}
        label = "" if route == "fused" else f", {route} only"
        scores = score_rankings(public.qrels, rankings)
        figures |= {f"{name}{label}": figure for name, figure in scores.items()}
    return figures


def rank_documents(assistant: Assistant, question: str) -> tuple[tuple[str, float], ...]:
    """Return documents in the order of their best passage."""
    hits = assistant.search(question, top_k=_DEPTH)
    keys = dict.fromkeys(hit.passage.document for hit in hits)
    return tuple((key, 1.0 / rank) for rank, key in enumerate(keys, 1))


def exact_values(run: Run) -> Estimate:
    """Return how often the bare values are exactly those expected, no more and no less.

    The rule of denotation accuracy: values are compared as sets, numbers by value; signs of currency
    and percent do not count. A passage has no bare value and counts as wrong.
    """
    observed = []
    for row in run.rows:
        if not row.question.answerable:
            continue
        question = row.question
        groups = (*((question.answers,) if question.answers else ()), *question.all_of)
        given = {_bare(value) for value in row.answer.get("values") or ()}
        wanted = [{_bare(answer) for answer in group} for group in groups]
        right = len(given) == len(wanted) and all(given & group for group in wanted)
        observed.append((float(right), 1.0))
    return estimate(NDCG(10), np.array(observed).reshape(-1, 2))


def select_sentences(assistant: Assistant, public: PublicSet) -> dict[str, Estimate]:
    """Return MAP and MRR of the candidate sentences in the order of the passage answerer."""
    answerer = next(a for a in assistant.answerers if isinstance(a, PassageAnswerer))
    qrels, rankings = {}, {}
    for question in public.questions:
        sentences = public.candidates[question.id]
        document = assistant.documents[question.document or ""]
        starts = _offsets(document.text, sentences)
        evidence = assistant.gather(question.question, document=question.document)
        ranked = [scored.sentence.span for scored in answerer.rank(evidence)]
        found = [int(np.searchsorted(starts, span.start, side="right")) - 1 for span in ranked]
        order = dict.fromkeys([n for n in found if n >= 0] + list(range(len(sentences))))
        qrels[question.id] = {str(n): 1 for n in public.right[question.id]}
        rankings[question.id] = tuple((str(n), 1.0 / rank) for rank, n in enumerate(order, 1))
    scores = score_rankings(qrels, rankings)
    return {"MAP": scores["AP"], "MRR": scores["RR"]}


def _offsets(text: str, sentences: tuple[str, ...]) -> list[int]:
    """Return where each candidate begins; one that ingest changed keeps the place of the one before."""
    starts, position = [], 0
    for sentence in sentences:
        found = text.find(sentence, position)
        position = found if found >= 0 else position
        starts.append(position)
        position += len(sentence) if found >= 0 else 0
    return starts


def _bare(value: str) -> tuple[Token, ...]:
    return tuple(token for token in tokenize(value) if token not in _SIGNS)


def _loaders(data: Path, size: int) -> dict[str, Callable[[], PublicSet]]:
    return {
        "selqa": lambda: public_sets.selqa(data, size),
        "xquad-en": lambda: public_sets.xquad(data, "en", size),
        "xquad-ru": lambda: public_sets.xquad(data, "ru", size),
        "xquad-zh": lambda: public_sets.xquad(data, "zh", size),
        "kazqad": lambda: public_sets.kazqad(data, size),
        "wikitablequestions": lambda: public_sets.wikitablequestions(data, size),
        "tatqa": lambda: public_sets.tatqa(data, size),
        "cranfield": lambda: public_sets.cranfield(data),
    }


def _print(result: dict[str, Any]) -> None:
    sample = f" ({result['sample']})" if result["sample"] else ""
    print(
        f"{result['set']}: {result['questions']} questions{sample}, {result['documents']} documents, "
        f"index {result['index_s']} s, answers {result['ask_s']} s"
    )
    for name, figure in result["figures"].items():
        interval = f"[{figure['low']:.3f}, {figure['high']:.3f}]"
        print(f"  {name:26} {figure['value']:.3f} {interval} ({figure['n']})")


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    main()
