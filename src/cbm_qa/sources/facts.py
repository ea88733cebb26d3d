"""What is known of cited works beyond their printed entries: `sources/works.json` of a corpus, CSL items."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbm_qa.errors import CorpusError, ManifestError

FILE = Path("sources") / "works.json"


def read_facts(corpus: Path) -> dict[str, dict[str, Any]]:
    """Return CSL items by the key of the entry they belong to; none where the file is missing.

    Raises:
        ManifestError: The file is no JSON list of items with an "id".
    """
    path = corpus / FILE
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
        return {str(item["id"]): item for item in items}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ManifestError(
            f"{path}: is no list of works: {error}", hint="delete it, and import again"
        ) from error


def write_facts(corpus: Path, facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Replace the file at once.

    Raises:
        CorpusError: The corpus cannot be written.
    """
    path = corpus / FILE
    fresh = path.with_name(".works.json.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        items = [{**facts[key], "id": key} for key in sorted(facts)]
        fresh.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        os.replace(fresh, path)
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}") from error
