"""Documents put into a corpus and taken out again; the manifest keeps its comments and its order."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import regex

from cbm_qa.config import default_file_limit
from cbm_qa.errors import CorpusError, ReadError, UsageError
from cbm_qa.ingest.corpus import MANIFEST, SUFFIXES, Entry, digest_of, list_corpus
from cbm_qa.ingest.signature import check_signature
from cbm_qa.model import Document, DocumentKind, Seen

REMOVED = ".removed"
"""Folder of a corpus, hidden from indexing, for the files of documents that were taken out."""

LOCK = ".corpus.lock"
"""File of a corpus, hidden from indexing, that is locked while its files and manifest are changed."""

_LOCK_SECONDS = 30
_NO_NAME = regex.compile(r"[\p{C}/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Description:
    """What the one who adds a file says of it; None is left to be found in the file."""

    key: str | None = None
    kind: DocumentKind | None = None
    title: str | None = None
    url: str | None = None
    licence: str | None = None
    about: str | None = None
    seen: Seen | None = None
    seen_on: date | None = None


def add_file(
    corpus: Path, source: Path, said: Description, read: Callable[[Entry], Document]
) -> tuple[Entry, Document]:
    """Copy a file into a corpus if it can be read as a document; else the corpus stays as it was.

    Args:
        corpus: Its folder; made where it is missing.
        source: The file. One that lies in the corpus already is only entered in its manifest.
        said: What is known of it.
        read: Reads the copy.

    Returns:
        The new entry, and the document as read.

    Raises:
        ReadError: The file is of no type that is read, too large, or cannot be read as a document.
        UsageError: The corpus has that file, that key or that name already.
        CorpusError: The corpus cannot be written.
    """
    _check_file(source)
    digest = digest_of(source)
    has_manifest = (corpus / MANIFEST).is_file()
    name = _file_name(source, said, has_manifest)
    key = said.key or Path(name).stem.lower()
    _check_free(corpus, source, digest, key, name)
    with _writing(corpus):
        corpus.mkdir(parents=True, exist_ok=True)
        target = source if _is_inside(source, corpus) else corpus / name
        file = target.resolve().relative_to(corpus.resolve()).as_posix()
        with _staged(source, target) as staged:
            kind = said.kind or DocumentKind.PAPER
            entry = Entry(
                *(key, staged, file, digest, kind, said.title),
                url=said.url,
                licence=said.licence,
                about=said.about,
                seen=said.seen,
                seen_on=said.seen_on.isoformat() if said.seen_on else None,
            )
            document = read(entry)
            with _locked(corpus):
                _check_free(
                    corpus, source, digest, key, name
                )  # again: another may have added a file meanwhile
                if staged != target:
                    os.replace(staged, target)
                if has_manifest:
                    _append(corpus / MANIFEST, entry, said)
    return entry, document


def remove_file(corpus: Path, key: str, *, delete: bool = False) -> Path:
    """Take a document out of a corpus; return where its file lies now, or lay if it was deleted.

    Args:
        corpus: Its folder.
        key: Of the document.
        delete: Delete the file instead of keeping it in the corpus's hidden folder of removed ones.

    Raises:
        UsageError: There is no such document, or it is the only one.
        CorpusError: The corpus cannot be written.
    """
    with _writing(corpus), _locked(corpus):
        return _take_out(corpus, key, delete)


def _take_out(corpus: Path, key: str, delete: bool) -> Path:
    entries = list_corpus(corpus)
    entry = next((entry for entry in entries if entry.key == key), None)
    if entry is None:
        known = ", ".join(sorted(e.key for e in entries)[:10])
        raise UsageError(f"the corpus has no document {key!r}", hint=f"it has: {known}")
    if len(entries) == 1:
        raise UsageError(f"{key} is the only document of the corpus", hint="add another one first")
    if (corpus / MANIFEST).is_file():
        _drop(corpus / MANIFEST, entries.index(entry))
    if delete:
        entry.path.unlink()
        return entry.path
    kept = _free_path(corpus / REMOVED, entry.path.name)
    kept.parent.mkdir(exist_ok=True)
    shutil.move(entry.path, kept)
    return kept


def _check_file(source: Path) -> None:
    suffix = source.suffix.lower()
    if not source.is_file():
        what = "is a folder" if source.is_dir() else "there is no such file"
        raise ReadError(f"{source}: {what}", hint="name the files to add")
    if suffix not in SUFFIXES:
        kind = f"files ending in {suffix}" if suffix else "files without an ending"
        raise ReadError(
            f"{source.name}: {kind} are not read",
            hint=f"these are: {', '.join(sorted(SUFFIXES))}",
        )
    limit, size = default_file_limit(), source.stat().st_size / 2**20
    if size > limit:
        raise ReadError(
            f"{source.name}: {size:.0f} MB is over the limit of {limit:g} MB a file",
            hint="allow more with CBM_QA_FILE_MB, or split the document",
        )
    check_signature(source)


def _entries(corpus: Path) -> tuple[Entry, ...]:
    """Return the documents of a corpus, none where it is missing or empty."""
    if not corpus.is_dir():
        return ()
    try:
        return list_corpus(corpus)
    except CorpusError as error:
        if type(error) is CorpusError:  # there is none yet
            return ()
        raise


def _file_name(source: Path, said: Description, has_manifest: bool) -> str:
    """Return the name of the copy; without a manifest a document's key is the name of its file."""
    if said.key is not None and (not said.key.strip() or _NO_NAME.search(said.key)):
        raise UsageError(f"{said.key!r} cannot be a key", hint="use letters, digits, dots and dashes")
    if not has_manifest and said != Description(key=said.key):
        raise UsageError(
            f"without {MANIFEST} a corpus says nothing but the key of a document",
            hint=f"make {MANIFEST} with a [[document]] for each file, or leave kind, title and the rest out",
        )
    stem = said.key if said.key and not has_manifest else source.stem
    stem = _NO_NAME.sub("-", stem).strip(" .")[:120]
    return f"{'document' if stem.lower() in ('', 'readme') else stem}{source.suffix.lower()}"


def _check_free(corpus: Path, source: Path, digest: str, key: str, name: str) -> None:
    """Make sure that a corpus has neither the file nor its key nor another file of its name."""
    entries = _entries(corpus)
    same = next((entry for entry in entries if entry.sha256 == digest), None)
    if same is not None:
        raise UsageError(
            f"{source.name} is in the corpus already, as {same.key!r} ({same.file})",
            hint="remove that one first to add it anew",
        )
    taken = next((entry for entry in entries if entry.key == key), None)
    if taken is not None:
        raise UsageError(
            f"{source.name}: the key {key!r} is taken by {taken.file}", hint="choose another with --key"
        )
    if (corpus / name).exists() and not _is_inside(source, corpus):
        raise UsageError(
            f"{source.name}: the corpus folder has another file of that name", hint="rename the file"
        )


def _is_inside(source: Path, corpus: Path) -> bool:
    return source.resolve().is_relative_to(corpus.resolve())


@contextlib.contextmanager
def _staged(source: Path, target: Path) -> Iterator[Path]:
    """Copy a file beside its target, into a hidden folder that is gone at the end."""
    if source == target:
        yield source
        return
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=target.parent) as folder:
        staged = Path(folder) / target.name
        shutil.copyfile(source, staged)
        yield staged


def _append(manifest: Path, entry: Entry, said: Description) -> None:
    import tomlkit

    table = tomlkit.table()
    fields = {"file": entry.file, "key": entry.key, "kind": entry.kind.value, "title": said.title}
    fields |= {"about": said.about, "url": said.url, "licence": said.licence, "sha256": entry.sha256}
    seen = {"seen": said.seen.value if said.seen else None, "seen_on": said.seen_on}
    for name, value in {**fields, **seen}.items():
        if value is not None:
            table[name] = value
    data = tomlkit.parse(manifest.read_text(encoding="utf-8"))
    documents = data.setdefault("document", tomlkit.aot())
    documents.append(table)
    _rewrite(manifest, tomlkit.dumps(data))


def _drop(manifest: Path, number: int) -> None:
    import tomlkit

    data = tomlkit.parse(manifest.read_text(encoding="utf-8"))
    data["document"].pop(number)  # type: ignore[union-attr]  # it is a list here
    _rewrite(manifest, tomlkit.dumps(data))


def _rewrite(path: Path, text: str) -> None:
    """Replace a file at once, so that a killed process leaves the old one."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def _free_path(folder: Path, name: str) -> Path:
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return path


@contextlib.contextmanager
def _locked(corpus: Path) -> Iterator[None]:
    """Keep other processes from changing the corpus; for the moment of a change, not while a file is read.

    Raises:
        CorpusError: Another process has held it for long.
    """
    from filelock import FileLock, Timeout

    if not corpus.is_dir():
        yield
        return
    try:
        with FileLock(corpus / LOCK, timeout=_LOCK_SECONDS):
            yield
    except Timeout:
        raise CorpusError(
            f"another process is changing the corpus {corpus}", hint="try again when it has ended"
        ) from None


@contextlib.contextmanager
def _writing(corpus: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"the corpus folder {corpus} cannot be written: {error.strerror or error}",
            hint="choose a folder that may be written with --corpus or CBM_QA_CORPUS",
        ) from error
