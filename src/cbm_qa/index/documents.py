"""Documents added to a corpus and its index, or taken out of both, in one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cbm_qa.config import DEFAULT_EMBEDDER, Settings, default_limits
from cbm_qa.errors import CbmQaError, IndexStoreError, UsageError
from cbm_qa.index.build import BuildReport, Progress, build_index
from cbm_qa.index.embed import Embedder
from cbm_qa.index.store import read_catalogue
from cbm_qa.ingest import Entry, list_corpus, read_document
from cbm_qa.ingest.library import Description, add_file, remove_file
from cbm_qa.model import Document


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of adding files.

    Attributes:
        added: The new documents, in the order of their files.
        refused: Names of the files that are not in the corpus now, with the reason.
        build: What the index did; None where nothing was added.
    """

    added: tuple[Document, ...]
    refused: tuple[tuple[str, CbmQaError], ...]
    build: BuildReport | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents go: the corpus, its index, and the settings that index is built with."""

    corpus: Path
    index: Path
    settings: Settings = field(default_factory=Settings)
    embedder: Embedder | None = None


def add_documents(
    place: Place,
    files: Sequence[Path],
    said: Description | None = None,
    *,
    progress: Progress | None = None,
) -> Addition:
    """Add files to a corpus and index them; one that cannot be read is refused and left out.

    Args:
        place: Where to.
        files: What to add.
        said: What is known of the file; its key only where there is one file.
        progress: Called as it goes on.

    Raises:
        UsageError: Several files and one key.
        CbmQaError: The index cannot be built.
    """
    said = said or Description()
    if said.key is not None and len(files) > 1:
        raise UsageError("one key is for one file", hint="add the files one by one, or leave --key out")
    documents: dict[str, Document] = {}
    refused: list[tuple[str, CbmQaError]] = []
    read = _reader(progress)
    for number, file in enumerate(files, 1):
        try:
            entry, documents_read = add_file(place.corpus, file, said, read)
            documents[entry.key] = documents_read
        except CbmQaError as error:
            refused.append((file.name, error))
        if progress is not None:
            progress("read", number, len(files))
    build = None
    if documents:
        build = _build(place, progress, lambda entry: documents.get(entry.key) or read(entry))
    return Addition(tuple(documents.values()), tuple(refused), build)


def remove_documents(
    place: Place, keys: Sequence[str], *, delete: bool = False, progress: Progress | None = None
) -> tuple[tuple[Path, ...], BuildReport]:
    """Take documents out of a corpus and its index; return where their files lie now, and the build.

    Args:
        place: Where from.
        keys: Of the documents.
        delete: Delete the files instead of keeping them in the corpus's hidden folder.
        progress: Called as it goes on.

    Raises:
        UsageError: There is no such document, or none would be left.
        CbmQaError: The corpus cannot be written, or the index not be built.
    """
    known = [entry.key for entry in list_corpus(place.corpus)]
    for key in keys:
        if key not in known:
            raise UsageError(
                f"the corpus has no document {key!r}", hint=f"it has: {', '.join(sorted(known)[:10])}"
            )
    kept = tuple(remove_file(place.corpus, key, delete=delete) for key in keys)
    return kept, _build(place, progress, _reader(progress))


def keep_embedder(settings: Settings, index: Path) -> Settings:
    """Return settings that keep the model an index was built with, unless another one was asked for."""
    if settings.embedder != DEFAULT_EMBEDDER:
        return settings
    try:
        return replace(settings, embedder=read_catalogue(index).manifest["embedder_name"])
    except (IndexStoreError, KeyError):
        return settings


def _build(place: Place, progress: Progress | None, read: Callable[[Entry], Document]) -> BuildReport:
    settings = place.settings if place.embedder else keep_embedder(place.settings, place.index)
    return build_index(
        place.corpus, place.index, settings, progress=progress, embedder=place.embedder, read=read
    )


def _reader(progress: Progress | None) -> Callable[[Entry], Document]:
    limits = default_limits()

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress("pages", done, total)

    return lambda entry: read_document(entry, limits, report)
