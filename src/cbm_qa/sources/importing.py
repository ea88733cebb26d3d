"""What a list from a reference manager adds to the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cbm_qa.errors import UsageError
from cbm_qa.ingest import read_document
from cbm_qa.model import Document
from cbm_qa.sources.attach import attach_abstract
from cbm_qa.sources.catalogue import State, list_sources
from cbm_qa.sources.facts import read_facts, write_facts
from cbm_qa.sources.match import match_record

_MIN_ABSTRACT = 80  # characters; less is no abstract


@dataclass(frozen=True, slots=True)
class Import:
    """Keys of the entries that were matched, and that got an abstract; titles of the rest."""

    matched: tuple[str, ...]
    abstracts: tuple[str, ...]
    unmatched: tuple[str, ...]


def import_works(
    corpus: Path, documents: Mapping[str, Document], works: Sequence[Mapping[str, Any]]
) -> Import:
    """Match works to entries; keep their DOI and address, and add the abstracts of those not here as text."""
    sources = list_sources(documents)
    references = tuple(s.reference for s in sources)
    by_key = {s.reference.key: s for s in sources}
    facts = read_facts(corpus)
    matched, abstracts, unmatched = [], [], []
    for work in works:
        reference = match_record(work, references)
        if reference is None:
            unmatched.append(str(work.get("title") or work.get("DOI")))
            continue
        matched.append(reference.key)
        facts[reference.key] = {**facts.get(reference.key, {}), **work, "id": reference.key}
        abstract = " ".join(str(work.get("abstract") or "").split())
        if len(abstract) >= _MIN_ABSTRACT and by_key[reference.key].state in (State.ABSENT, State.NOTE):
            try:
                attach_abstract(corpus, documents, reference, abstract, read_document)
            except UsageError:  # the list names the work twice
                continue
            abstracts.append(reference.key)
    write_facts(corpus, facts)
    return Import(tuple(matched), tuple(abstracts), tuple(unmatched))
