"""What made a run: the code, the settings, the index and the machine."""

import hashlib
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cbm_qa
from cbm_qa.config import Settings


@dataclass(frozen=True, slots=True)
class Provenance:
    """Enough to repeat a run, or to say why two differ; "" or {} where something is not known.

    Attributes:
        created: UTC time of the start, ISO 8601.
        commit: Of the code, with "-dirty" when files were changed since.
        settings: The assistant's settings.
        settings_digest: As `Settings.digest` gives it.
        index_digest: What the assistant's index says of itself.
        machine: System, processor, number of cores visible, Python.
        code_digest: Of every source file, so that uncommitted changes show.
        corpus_digest: Of the files that the documents were read from.
        weights_digest: Of the embedding model.
    """

    created: str
    commit: str
    settings: dict[str, Any]
    settings_digest: str
    index_digest: str
    machine: str
    code_digest: str = ""
    corpus_digest: str = ""
    weights_digest: str = ""


def describe(assistant: object) -> Provenance:
    """Return where the answers of `assistant` come from.

    Its attributes `settings` (a `Settings`), `index.digest`, `index.embedder_fingerprint` and
    `documents` are recorded where it has them.
    """
    index = getattr(assistant, "index", None)
    package = Path(cbm_qa.__file__).parent
    found = getattr(assistant, "settings", None)
    settings = found if isinstance(found, Settings) else None
    return Provenance(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(package),
        settings=asdict(settings) if settings else {},
        settings_digest=settings.digest() if settings else "",
        index_digest=str(getattr(index, "digest", "")),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        code_digest=_digest(path.read_bytes() for path in sorted(package.rglob("*.py"))),
        corpus_digest=_digest(
            document.origin.sha256.encode()
            for _, document in sorted(getattr(assistant, "documents", {}).items())
        ),
        weights_digest=_digest([str(getattr(index, "embedder_fingerprint", "")).encode()]),
    )


def _digest(parts: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:12]


def _commit(folder: Path) -> str:
    try:
        found = subprocess.run(
            ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip()
