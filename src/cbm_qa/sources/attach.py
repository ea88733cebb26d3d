"""A file that the reader has, or that was fetched, becomes the text of a cited work."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cbm_qa.errors import CorpusError, UsageError
from cbm_qa.ingest import Entry, list_corpus
from cbm_qa.ingest.corpus import MANIFEST, digest_of
from cbm_qa.ingest.library import Description, add_file, remove_file
from cbm_qa.model import Document, DocumentKind, Reference, Seen
from cbm_qa.sources.catalogue import Source, State, find_source, list_sources
from cbm_qa.sources.match import match_document

FOLDER = "sources"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a file came from: nothing for one that the reader had."""

    url: str | None = None
    licence: str | None = None


def attach_file(
    corpus: Path,
    documents: Mapping[str, Document],
    file: Path,
    read: Callable[[Entry], Document],
    *,
    key: str | None = None,
    seen: Seen = Seen.WHOLE,
    origin: Provenance | None = None,
) -> Source:
    """Put a file into the corpus as the text of the entry that it is; a note or an abstract makes room.

    Whatever fails, the corpus is left as it was.

    Args:
        corpus: Its folder.
        documents: What it holds, by key.
        file: The file; it is copied.
        read: Reads an entry of the corpus.
        key: Of the entry; by default it is told by DOI and title.
        seen: How much of the work the file holds.
        origin: Where it came from.

    Returns:
        The source, with the document now attached.

    Raises:
        UsageError: It matches no entry, or the entry's work is there already.
        ReadError: It cannot be read as a document.
    """
    sources = list_sources(documents)
    if not sources:
        raise UsageError("the corpus has no paper with a reference list", hint="add the paper first")
    probe = Entry("probe", file, file.name, digest_of(file), DocumentKind.SOURCE)
    document = read(probe)
    source = _find(sources, document, file, key)
    if source.state is State.FULL_TEXT or (source.state is State.ABSTRACT and seen is not Seen.WHOLE):
        raise UsageError(
            f"{source.reference.key} is there already, as {source.state.value}",
            hint=f"remove it first: cbm-qa remove {source.document.key if source.document else ''}",
        )
    origin = origin or Provenance()
    said = Description(
        key=source.reference.key,
        kind=DocumentKind.SOURCE,
        title=source.reference.title or document.title,
        url=origin.url,
        licence=origin.licence,
        about=source.reference.key,
        seen=seen,
        seen_on=date.today(),
    )
    with _restored_on_failure(corpus):
        write_manifest(corpus)
        if source.document is not None:
            remove_file(corpus, source.document.key)
        target = _free(corpus / FOLDER / f"{source.reference.key}{file.suffix.lower()}")
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, target)
        try:
            _, attached = add_file(corpus, target, said, read)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    state = State.FULL_TEXT if seen is Seen.WHOLE else State.ABSTRACT
    return replace(source, document=attached, state=state)


def _find(sources: tuple[Source, ...], document: Document, file: Path, key: str | None) -> Source:
    if key is not None:
        return find_source(sources, key)
    reference = match_document(document, tuple(s.reference for s in sources))
    if reference is None:
        near = ", ".join(_nearest(sources, document))
        raise UsageError(
            f"{file.name} matches no reference: neither DOI nor title is that of an entry",
            hint=f"say which it is with --key{f'; near its title: {near}' if near else ''}",
        )
    return find_source(sources, reference.key)


def _nearest(sources: tuple[Source, ...], document: Document) -> list[str]:
    from rapidfuzz import fuzz, process

    titles: dict[str, str] = {s.reference.key: s.reference.title for s in sources}
    found = process.extract(document.title, titles, scorer=fuzz.token_set_ratio, limit=3, score_cutoff=50)
    return [str(key) for _, _, key in found]


def write_manifest(corpus: Path) -> None:
    """Give a corpus a manifest that says what its files already are, where it has none."""
    path = corpus / MANIFEST
    if path.is_file():
        return
    import tomlkit

    data = tomlkit.document()
    rows = tomlkit.aot()
    for entry in list_corpus(corpus):
        row = tomlkit.table()
        row.update({"file": entry.file, "key": entry.key, "kind": entry.kind.value})
        rows.append(row)
    data["document"] = rows
    path.write_text(tomlkit.dumps(data), encoding="utf-8")


@contextmanager
def _restored_on_failure(corpus: Path) -> Iterator[None]:
    """Undo what was done to the manifest and to files it names, if the block fails."""
    manifest = corpus / MANIFEST
    before = manifest.read_bytes() if manifest.is_file() else None
    files = {entry.path: entry.path.read_bytes() for entry in list_corpus(corpus) if _is_note(entry)}
    try:
        yield
    except BaseException as error:
        for path, content in files.items():
            if not path.is_file():
                path.write_bytes(content)
        if before is not None:
            manifest.write_bytes(before)
        else:
            manifest.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CorpusError(f"the corpus folder {corpus} cannot be written: {error.strerror}") from error
        raise


def _is_note(entry: Entry) -> bool:
    return entry.kind is not DocumentKind.PAPER and entry.path.stat().st_size < 2**20


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def attach_abstract(
    corpus: Path,
    documents: Mapping[str, Document],
    reference: Reference,
    abstract: str,
    read: Callable[[Entry], Document],
    origin: Provenance | None = None,
) -> Source:
    """Put the abstract of a work into the corpus, in the work's own words.

    Raises:
        UsageError: The corpus holds as much of the work already.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{reference.key}.md"
        file.write_text(f"# {reference.title}\n\n## Abstract\n\n{abstract.strip()}\n", encoding="utf-8")
        return attach_file(
            corpus, documents, file, read, key=reference.key, seen=Seen.ABSTRACT, origin=origin
        )
