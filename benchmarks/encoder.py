"""How near the packaged question encoder comes to the embedder that it stands for.

    python benchmarks/encoder.py ../shared/data

Prints the least cosine of the two vectors of a question, the overlap of the ten nearest Cranfield abstracts,
and P@1 on SelQA's reporting part, passages and sentences being embedded in full precision both times.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from public_sets import cranfield

from cbm_qa.config import DEFAULT_EMBEDDER
from cbm_qa.index.embed import load_embedder
from cbm_qa.index.question import PackagedEncoder

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
from prepare import selqa


def main() -> None:
    """Encode the questions both ways and compare what comes nearest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    embedder, packaged = load_embedder(DEFAULT_EMBEDDER), PackagedEncoder()
    public = cranfield(data)
    questions = [q.question for q in public.questions]
    whole = embedder.encode(questions)
    started = time.perf_counter()
    narrow = packaged.encode(questions)
    spent = (time.perf_counter() - started) / len(questions)
    abstracts = embedder.encode(list(public.documents.values()))
    nearest = [np.argsort(-(vectors @ abstracts.T), axis=1)[:, :10] for vectors in (whole, narrow)]
    overlap = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(*nearest, strict=True)])
    print(f"least cosine {(whole * narrow).sum(1).min():.4f} over {len(questions)} questions")
    print(f"overlap@10 {overlap:.3f} over {len(abstracts)} abstracts; {1000 * spent:.1f} ms a question")
    cases = [
        g
        for g in selqa(data / "answer-sentences" / "selqa-report.jsonl")
        if g["right"] and len(g["sentences"]) > 1
    ]
    hits = []
    for case in cases:
        sentences = embedder.encode([sentence for _, sentence in case["sentences"]])
        vectors = (embedder.encode([case["question"]])[0], packaged.encode([case["question"]])[0])
        hits.append([int(np.argmax(sentences @ v)) in case["right"] for v in vectors])
    whole_first, narrow_first = np.mean(hits, axis=0)
    print(f"P@1 whole {whole_first:.3f}, packaged {narrow_first:.3f} over {len(cases)} questions")


if __name__ == "__main__":
    main()
