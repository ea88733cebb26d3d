"""What made a run: the code, the settings, the index and the machine."""

import os
import platform
import subprocess
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
    """

    created: str
    commit: str
    settings: dict[str, Any]
    settings_digest: str
    index_digest: str
    machine: str


def describe(assistant: object) -> Provenance:
    """Return where the answers of `assistant` come from.

    Its attributes `settings` (a `Settings`) and `index.digest` are recorded where it has them.
    """
    found = getattr(assistant, "settings", None)
    settings = found if isinstance(found, Settings) else None
    return Provenance(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(Path(cbm_qa.__file__).parent),
        settings=asdict(settings) if settings else {},
        settings_digest=settings.digest() if settings else "",
        index_digest=str(getattr(getattr(assistant, "index", None), "digest", "")),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
    )


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
