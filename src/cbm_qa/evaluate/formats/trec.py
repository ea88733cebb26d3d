"""TREC files: rankings ("run files") and relevance judgements ("qrels").

Columns are separated by white space, so white space in an id is written as in a URL (%20) and read
back. The formats are those of trec_eval (https://github.com/usnistgov/trec_eval).
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from cbm_qa.evaluate.formats.source import fault, read_text

Qrels = dict[str, dict[str, int]]
"""By query and document: 0 for not relevant, more for relevant."""

Rankings = dict[str, tuple[tuple[str, float], ...]]
"""By query: documents with scores, best first."""

_BLANKS = re.compile(r"[\s%]")


def read_qrels(path: Path) -> Qrels:
    """Read lines of "query iteration document relevance".

    Raises:
        QuestionSetError: A line has another form.
    """
    qrels: Qrels = {}
    for number, line in enumerate(read_text(path, "TREC judgements").splitlines(), 1):
        if not line.strip():
            continue
        columns = line.split()
        try:
            query, _, document, relevance = columns
            qrels.setdefault(unquote(query), {})[unquote(document)] = int(relevance)
        except ValueError as error:
            raise fault(path, number, f'expected "query 0 document relevance", found {line!r}') from error
    return qrels


def write_qrels(path: Path, qrels: Mapping[str, Mapping[str, int]]) -> None:
    """Write judgements, in the order given."""
    lines = [
        f"{_plain(query)} 0 {_plain(document)} {relevance}\n"
        for query, judged in qrels.items()
        for document, relevance in judged.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")


def read_rankings(path: Path) -> Rankings:
    """Read lines of "query Q0 document rank score tag"; as in trec_eval the score gives the order.

    Raises:
        QuestionSetError: A line has another form.
    """
    found: dict[str, list[tuple[str, float]]] = {}
    for number, line in enumerate(read_text(path, "a TREC run").splitlines(), 1):
        if not line.strip():
            continue
        try:
            query, _, document, _, score, *_ = line.split()
            found.setdefault(unquote(query), []).append((unquote(document), float(score)))
        except ValueError as error:
            raise fault(path, number, f'expected "query Q0 document rank score", found {line!r}') from error
    return {query: tuple(sorted(hits, key=lambda hit: -hit[1])) for query, hits in found.items()}


def write_rankings(
    path: Path, rankings: Mapping[str, Sequence[tuple[str, float]]], *, tag: str = "cbm-qa"
) -> None:
    """Write rankings, ranks counted from 1.

    Args:
        path: Of the file.
        rankings: By query: documents with falling scores.
        tag: Name of the system, the last column.
    """
    lines = [
        f"{_plain(query)} Q0 {_plain(document)} {rank} {score:.6f} {_plain(tag)}\n"
        for query, hits in rankings.items()
        for rank, (document, score) in enumerate(hits, 1)
    ]
    path.write_text("".join(lines), encoding="utf-8")


def _plain(name: str) -> str:
    return _BLANKS.sub(lambda found: quote(found[0]), name)
