"""The same assistant with other settings: `--config` and ablations."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from cbm_qa.config import Settings
from cbm_qa.errors import UsageError

if TYPE_CHECKING:
    from cbm_qa.assistant import Assistant

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_INDEX_TIME = ("embedder", "passage_tokens")


@dataclass(frozen=True, slots=True)
class Variant:
    """A name for a table's column, and the settings that differ."""

    name: str
    changes: dict[str, Any]


ABLATIONS = (
    Variant("dense only", {"retrieval": "dense"}),
    Variant("lexical only", {"retrieval": "lexical"}),
    Variant("no reranker", {"reranker": "none"}),
    Variant("no tables", {"tables": False}),
)
"""What `--ablate` takes away, one thing at a time."""


def parse_settings(pairs: Sequence[str]) -> Settings:
    """Return the default settings with those given as "key=value" in place.

    Raises:
        UsageError: There is no such setting, or the value does not fit it.

    >>> parse_settings(["top_k=5", "tables=no"]).top_k
    5
    """
    known = [field.name for field in fields(Settings)]
    changes: dict[str, Any] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}=...?" if close else f"the settings are: {', '.join(known)}"
            raise UsageError(f"there is no setting {name!r}" if sign else f"{pair!r} has no value", hint=hint)
        changes[name] = _parse(name, text)
    return replace(Settings(), **changes)


def open_variant(index: Path, corpus: Path, settings: Settings) -> "Assistant":
    """Open an assistant with these settings.

    Settings that change how the index is made need another index: it is built from the corpus in
    a folder that is removed again, as the assistant holds all of it in memory.

    Raises:
        CbmQaError: There is no index, or another cannot be built.
    """
    from cbm_qa.assistant import Assistant
    from cbm_qa.index import build_index

    default = Settings()
    if all(getattr(settings, name) == getattr(default, name) for name in _INDEX_TIME):
        return Assistant.open(index, settings=settings)
    with tempfile.TemporaryDirectory() as folder:
        build_index(corpus, Path(folder), settings)
        return Assistant.open(folder, settings=settings)


def _parse(name: str, text: str) -> object:
    kind = get_type_hints(Settings)[name]
    choices = get_args(kind)
    try:
        if choices:
            return choices[choices.index(text)]
        return _TRUTHS[text.casefold()] if kind is bool else kind(text)
    except (ValueError, KeyError) as error:
        wanted = f"one of {', '.join(choices)}" if choices else f"a value like {getattr(Settings(), name)}"
        raise UsageError(f"{name}={text} does not fit", hint=f"give {wanted}") from error
