"""What a build has to do: the corpus as it is against the index as it was."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cbm_qa.config import Settings
from cbm_qa.index.chunk import CHUNKER
from cbm_qa.index.schema import SCHEMA_VERSION
from cbm_qa.index.store import Catalogue, StoredFile
from cbm_qa.ingest import PARSER, Entry


@dataclass(frozen=True, slots=True)
class Plan:
    """Document keys by what is to be done with them, each in the order of the corpus.

    Attributes:
        parse: Read from their files: new or changed ones.
        embed: Cut and embedded; all that are parsed among them.
        removed: No longer in the corpus.
        is_reordered: The documents that stay are in another order than before.
    """

    parse: tuple[str, ...]
    embed: tuple[str, ...]
    removed: tuple[str, ...]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        """Whether the index is up to date."""
        return not (self.parse or self.embed or self.removed or self.is_reordered)


def plan_build(
    entries: Sequence[Entry], recipe: Mapping[str, str], previous: Catalogue | None, *, rebuild: bool = False
) -> Plan:
    """Compare a corpus with what is indexed of it.

    Args:
        entries: The files of the corpus.
        recipe: What `make_recipe` says of this version and these settings.
        previous: The index as it is, None without a usable one.
        rebuild: Do everything again.
    """
    keys = tuple(entry.key for entry in entries)
    known: Mapping[str, StoredFile] = {} if previous is None else previous.files
    problems = {} if previous is None else previous.problems
    unreadable = {key: problem.stored for key, problem in problems.items()}
    if previous is None or rebuild or previous.manifest.get("parser") != recipe["parser"]:
        parse = keys
    else:
        seen = {**unreadable, **known}
        parse = tuple(entry.key for entry in entries if seen.get(entry.key) != stored_file(entry))
    is_same_recipe = previous is not None and all(previous.manifest.get(k) == v for k, v in recipe.items())
    stay = [key for key in keys if key in known]
    return Plan(
        parse=parse,
        embed=parse if is_same_recipe else tuple(key for key in keys if key in parse or key in known),
        removed=tuple(key for key in (*known, *unreadable) if key not in set(keys)),
        is_reordered=stay != [key for key in known if key in set(keys)],
    )


def make_recipe(settings: Settings, embedder_fingerprint: str) -> dict[str, str]:
    """Return the manifest rows that decide whether passages and vectors are still good."""
    return {
        "schema": SCHEMA_VERSION,
        "parser": PARSER,
        "chunker": CHUNKER,
        "embedder": embedder_fingerprint,
        "passage_tokens": str(settings.passage_tokens),
    }


def stored_file(entry: Entry) -> StoredFile:
    """Return the fingerprints of a corpus entry: its bytes, and what the manifest says of it."""
    said = [
        *(entry.key, entry.file, entry.kind, entry.title),
        *(entry.authors, entry.year, entry.url, entry.licence, entry.about, entry.seen, entry.seen_on),
    ]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return StoredFile(entry.sha256, digest)
