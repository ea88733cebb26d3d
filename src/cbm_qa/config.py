"""Settings: plain scalars with defaults, so that any result can be traced to what made it."""

import hashlib
import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from cbm_qa.errors import UsageError

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes what the assistant says.

    Attributes:
        embedder: The packaged default, or any sentence-transformers model by name or folder.
        passage_tokens: Longest passage, in the embedder's tokens, heading path included.
        pool_size: Hits taken from each route before fusion.
        retrieval: Both routes fused, or one alone.
        tables: Whether table cells are read and calculated with.
        table_threshold: Least probability of an answer from a file that is all table; see docs/tables.md.
        reranker: "packaged", "none", or a folder with model.onnx and tokenizer.json.
        rerank: Sentences that the reranker reads, the best at first sight.
        top_k: Passages that the answerers see.
        rrf_k: Damping of reciprocal rank fusion; 60 as in Cormack, Clarke and Büttcher (SIGIR 2009).
        max_sentences: Longest passage answer, in sentences.
        threshold: Below this confidence the assistant abstains.
    """

    embedder: str = DEFAULT_EMBEDDER
    passage_tokens: int = 200
    pool_size: int = 50
    retrieval: Literal["fused", "dense", "lexical"] = "fused"
    tables: bool = True
    table_threshold: float = 0.6
    reranker: str = "packaged"
    rerank: int = 16
    top_k: int = 12
    rrf_k: int = 60
    max_sentences: int = 3
    threshold: float = 0.3

    def digest(self) -> str:
        """Return 12 hex digits that change when any setting does."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What the process that reads one document may take (see `default_limits`).

    Attributes:
        seconds: Wall-clock time; each page that was read adds a second.
        megabytes: Address space, where the system can limit it (not on Windows).
    """

    seconds: float = 120.0
    megabytes: int = 2048


def default_limits() -> ReadLimits:
    """Return the limits on reading: CBM_QA_READ_SECONDS (120) and CBM_QA_READ_MB (2048).

    Raises:
        UsageError: One of them is no positive number.
    """
    default = ReadLimits()
    return ReadLimits(
        _positive("CBM_QA_READ_SECONDS", default.seconds), int(_positive("CBM_QA_READ_MB", default.megabytes))
    )


def default_file_limit() -> float:
    """Return how many megabytes a file may have that is added: CBM_QA_FILE_MB, or 100.

    Raises:
        UsageError: It is no positive number.
    """
    return _positive("CBM_QA_FILE_MB", 100.0)


def _positive(name: str, default: float) -> float:
    text = os.environ.get(name)
    try:
        value = float(text) if text else default
    except ValueError:
        value = 0.0
    if not 1 <= value < math.inf:
        raise UsageError(f"{name} is a number from 1 on, not {text!r}", hint=f"unset it for {default:g}")
    return value


def default_contact() -> str:
    """Return the e-mail address that web services are told: CBM_QA_CONTACT.

    Raises:
        UsageError: It is not set, or no e-mail address.
    """
    contact = os.environ.get("CBM_QA_CONTACT", "").strip()
    name, at, host = contact.partition("@")
    if not (name and at and "." in host) or any(c.isspace() or ord(c) > 126 for c in contact):
        raise UsageError(
            "web services want to know whom to write to",
            hint="set CBM_QA_CONTACT to your e-mail address; --dry-run asks nobody",
        )
    return contact


def default_corpus() -> Path:
    """Return the corpus folder: CBM_QA_CORPUS, or `corpus` here."""
    return Path(os.environ.get("CBM_QA_CORPUS") or "corpus")


def default_index() -> Path:
    """Return the index folder: CBM_QA_INDEX, or `index` here."""
    return Path(os.environ.get("CBM_QA_INDEX") or "index")


def default_home() -> Path:
    """Return the folder for what people leave (runs, feedback): CBM_QA_HOME, or `.cbm-qa` here."""
    return Path(os.environ.get("CBM_QA_HOME") or ".cbm-qa")
