"""Building the index, or bringing it up to date with the corpus."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cbm_qa.config import Settings, default_limits
from cbm_qa.errors import CorpusError, IndexCorrupt, IndexMissing, IndexStale, ReadError
from cbm_qa.index.dense import has_faiss, load_faiss, remove_leftovers
from cbm_qa.index.embed import Embedder, embedder_fingerprint, find_model_folder, load_embedder
from cbm_qa.index.lock import lock_index
from cbm_qa.index.plan import Plan, make_recipe, plan_build, stored_file
from cbm_qa.index.prepare import prepare_documents
from cbm_qa.index.store import Catalogue, Problem, read_catalogue, read_contents, read_documents
from cbm_qa.index.write import Change, write_change
from cbm_qa.ingest import Entry, list_corpus, read_document
from cbm_qa.model import Document

logger = logging.getLogger(__name__)


class Progress(Protocol):
    """Told how far a build is, so that a front end can show it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note.

        The stage is "read" (documents), "pages" (of the document being read), "embed" (texts) or "write"
        (documents).
        """
        ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        added: Keys of new documents, in the order of the corpus, like the next three.
        updated: Changed, or cut and embedded again.
        unchanged: Neither read nor embedded again.
        removed: No longer in the corpus, or no longer readable.
        problems: Files that could not be read as documents, and why.
        documents: How many the index holds now.
        passages: How many the index holds now.
        seconds: How long it took.
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    documents: int
    passages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build is asked to do."""

    entries: Sequence[Entry]
    index: Path
    settings: Settings
    recipe: Mapping[str, str]
    embedder: Embedder | None


def build_index(
    corpus: Path,
    index: Path,
    settings: Settings,
    *,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
    rebuild: bool = False,
    read: Callable[[Entry], Document] | None = None,
) -> BuildReport:
    """Build the index of a corpus, or update what has changed since the last build.

    Killed at any moment it leaves the previous index as it was.

    Args:
        corpus: Folder with the documents.
        index: Folder for the index; made if need be.
        settings: Of which `embedder` and `passage_tokens` matter here.
        progress: Called as the build goes on.
        embedder: Used instead of the one that `settings` names.
        rebuild: Read and embed everything again.
        read: Turns an entry of the corpus into a document, instead of `read_document`.

    Raises:
        CorpusError: There is no corpus, or none of its files can be read.
        ManifestError: corpus.toml is malformed.
        EmbedderError: The embedding model cannot be used.
        IndexLocked: Another build is running.
        IndexStoreError: The index folder cannot be written.
    """
    started = time.perf_counter()
    report = progress or _report_nothing
    entries = list_corpus(corpus)
    if embedder is None and find_model_folder(settings.embedder) is None:
        embedder = load_embedder(settings.embedder)  # has to be downloaded before it has a fingerprint
    fingerprint = embedder.fingerprint if embedder is not None else embedder_fingerprint(settings.embedder)
    with lock_index(index):
        remove_leftovers(index)
        previous = _read_previous(index)
        recipe = make_recipe(settings, fingerprint)
        plan = plan_build(entries, recipe, previous, rebuild=rebuild)
        if previous is None or not plan.is_empty:
            job = _Job(entries, index, settings, recipe, embedder)
            change = _work_out(job, plan, previous, read or _reader(report), report)
            write_change(index, change, report)
        current = read_catalogue(index)
        _restore_faiss(index, current)
    return _summarise(plan, previous, current, time.perf_counter() - started)


def _work_out(
    job: _Job, plan: Plan, previous: Catalogue | None, read: Callable[[Entry], Document], report: Progress
) -> Change:
    """Do everything that takes time, so that what is left is one short transaction."""
    parsed, failed = _read_all([entry for entry in job.entries if entry.key in plan.parse], read, report)
    problems = _all_problems(job.entries, failed, previous)
    kept = (
        {} if previous is None else {key: file for key, file in previous.files.items() if key not in failed}
    )
    files = {e.key: stored_file(e) for e in job.entries if e.key in parsed or e.key in kept}
    if not files:
        raise CorpusError(
            f"no document of the corpus can be read: {problems[0].message}",
            hint="put documents in the corpus folder: PDF, HTML, Word, ODT, EPUB, PPTX, JATS, Markdown ...",
        )
    stored = read_documents(job.index) if set(plan.embed) - set(plan.parse) else {}
    documents = [parsed[key] if key in parsed else stored[key] for key in plan.embed if key in files]
    manifest = dict(job.recipe)
    if previous is not None:
        manifest |= {name: previous.manifest[name] for name in ("embedder_name", "dimension")}
    prepared = []
    if documents:
        embedder = job.embedder or load_embedder(job.settings.embedder, verify=True)
        manifest |= {"embedder_name": embedder.name, "dimension": str(embedder.dimension)}
        prepared = prepare_documents(documents, embedder, job.settings.passage_tokens, report)
    return Change(manifest, files, prepared, problems, is_fresh=previous is None)


def _read_all(
    entries: Sequence[Entry], read: Callable[[Entry], Document], report: Progress
) -> tuple[dict[str, Document], dict[str, Problem]]:
    """Read documents; one that cannot be read does not stop the others."""
    parsed: dict[str, Document] = {}
    failed: dict[str, Problem] = {}
    for number, entry in enumerate(entries, 1):
        try:
            parsed[entry.key] = read(entry)
        except ReadError as error:
            logger.warning("%s: %s", entry.file, error)
            failed[entry.key] = Problem(entry.key, entry.file, stored_file(entry), str(error))
        report("read", number, len(entries))
    return parsed, failed


def _reader(report: Progress) -> Callable[[Entry], Document]:
    """Return the reader of documents, with the limits of now, that reports the pages of a long one."""
    limits = default_limits()
    return lambda entry: read_document(entry, limits, lambda done, total: report("pages", done, total))


def _all_problems(
    entries: Sequence[Entry], failed: Mapping[str, Problem], previous: Catalogue | None
) -> list[Problem]:
    """Return the problems of now, and those of before whose files are still the same."""
    known = {} if previous is None else previous.problems
    problems = []
    for entry in entries:
        old = known.get(entry.key)
        if entry.key in failed:
            problems.append(failed[entry.key])
        elif old is not None and old.stored == stored_file(entry):
            problems.append(old)
    return problems


def _read_previous(index: Path) -> Catalogue | None:
    """Return what the index holds, or None where there is none to build on."""
    try:
        return read_catalogue(index)
    except IndexMissing:
        return None
    except (IndexStale, IndexCorrupt) as error:
        logger.warning("%s; it is built anew", error)
        return None


def _restore_faiss(index: Path, current: Catalogue) -> None:
    """Make the FAISS file again where it was lost or belongs to another build."""
    sha256 = current.manifest["faiss_sha256"]
    if not has_faiss(index, sha256):
        load_faiss(index, read_contents(index).passage_vectors, sha256)


def _summarise(plan: Plan, previous: Catalogue | None, current: Catalogue, seconds: float) -> BuildReport:
    before = {} if previous is None else previous.files
    touched = set(plan.embed)
    return BuildReport(
        added=tuple(key for key in current.files if key not in before),
        updated=tuple(key for key in current.files if key in before and key in touched),
        unchanged=tuple(key for key in current.files if key in before and key not in touched),
        removed=tuple(key for key in before if key not in current.files),
        problems=tuple((problem.file, problem.message) for problem in current.problems.values()),
        documents=len(current.files),
        passages=current.passages,
        seconds=seconds,
    )


def _report_nothing(stage: str, done: int, total: int) -> None:
    """Stand in where nobody watches."""
