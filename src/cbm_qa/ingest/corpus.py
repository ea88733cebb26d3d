"""What is in a corpus: a folder with corpus.toml, or any folder of readable files."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import count
from pathlib import Path

from cbm_qa.errors import CorpusError, ManifestError, ReadError
from cbm_qa.model import DocumentKind, Seen

MANIFEST = "corpus.toml"
SUFFIXES = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".docx",
        ".odt",
        ".epub",
        ".pptx",
        ".xml",
        ".nxml",
        ".csv",
        ".tsv",
        ".xlsx",
    }
)
_TEXT_FIELDS = frozenset({"file", "key", "title", "url", "licence", "sha256", "about"})
_FIELDS = _TEXT_FIELDS | {"authors", "year", "kind", "seen", "seen_on"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a corpus, and what its manifest says of it (None: to be found in the file).

    `file` is the path inside the corpus with "/" between the parts; `sha256` that of the bytes.
    """

    key: str
    path: Path
    file: str
    sha256: str
    kind: DocumentKind = DocumentKind.PAPER
    title: str | None = None
    authors: tuple[str, ...] | None = None
    year: int | None = None
    url: str | None = None
    licence: str | None = None
    about: str | None = None
    seen: Seen | None = None
    seen_on: str | None = None


def list_corpus(folder: Path) -> tuple[Entry, ...]:
    """Return the documents of a corpus: in the manifest's order, or else sorted by path.

    Without a manifest a file's key is its name; of two files that share it, the later one has its ending, or
    its folder, in its key as well.

    Raises:
        CorpusError: There is no such folder, or nothing readable in it.
        ManifestError: corpus.toml is malformed, names a missing file, or a file's hash differs.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"no corpus folder at {folder}", hint="make it and put text files in it, or use --corpus"
        )
    entries = _from_manifest(folder) if (folder / MANIFEST).is_file() else _from_files(folder)
    if not entries:
        raise CorpusError(
            f"the corpus folder {folder} has no document",
            hint=f"put {_suffix_list()} files in it and index again",
        )
    taken: dict[str, str] = {}
    for entry in entries:
        if entry.key in taken:
            raise ManifestError(
                f"two documents have the key {entry.key!r}: {taken[entry.key]} and {entry.file}",
                hint=f"rename one file, or give it a key in {MANIFEST}",
            )
        taken[entry.key] = entry.file
    return entries


def _from_files(folder: Path) -> tuple[Entry, ...]:
    paths = sorted(
        p
        for p in folder.rglob("*")
        if p.is_file()
        and p.suffix.lower() in SUFFIXES
        and p.stem.lower() != "readme"
        and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )
    entries: dict[str, Entry] = {}
    for path in paths:
        file = path.relative_to(folder)
        key = next(key for key in _keys(file) if key not in entries)
        entries[key] = Entry(key=key, path=path, file=file.as_posix(), sha256=digest_of(path))
    return tuple(entries.values())


def _keys(file: Path) -> Iterator[str]:
    """Give the keys that a file may have, the plainest first: the next where two files would share one."""
    yield file.stem.lower()
    yield file.name.lower()
    yield (whole := "-".join(file.parts).lower())
    yield from (f"{whole}-{number}" for number in count(2))


def _from_manifest(folder: Path) -> tuple[Entry, ...]:
    path = folder / MANIFEST
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ManifestError(f"{path}: {error}", hint="see corpus/corpus.toml for the form") from error
    documents = data.get("document", [])
    if not isinstance(documents, list) or (data and "document" not in data):
        raise ManifestError(f"{path}: it has {', '.join(data)}; write each document as [[document]]")
    return tuple(
        _entry(folder, f"{path}: document {number}", item) for number, item in enumerate(documents, 1)
    )


def _entry(folder: Path, where: str, item: object) -> Entry:
    if not isinstance(item, dict) or not isinstance(item.get("file"), str):
        raise ManifestError(f'{where}: it needs file = "..."')
    _check_fields(where, item)
    path = _find_file(folder, where, item["file"])
    digest = digest_of(path)
    if item.get("sha256", digest).lower() != digest:
        raise ManifestError(
            f"{where}: {item['file']} has SHA-256 {digest}, the manifest says {item['sha256']}",
            hint="restore the file, or correct the manifest if the change is meant",
        )
    authors = item.get("authors")
    return Entry(
        key=item.get("key", path.stem.lower()),
        path=path,
        file=item["file"],
        sha256=digest,
        kind=DocumentKind(item.get("kind", DocumentKind.PAPER)),
        title=item.get("title"),
        authors=None if authors is None else tuple(authors),
        year=item.get("year"),
        url=item.get("url"),
        licence=item.get("licence"),
        about=item.get("about"),
        seen=None if item.get("seen") is None else Seen(item["seen"]),
        seen_on=None if item.get("seen_on") is None else str(item["seen_on"]),
    )


def _check_fields(where: str, item: dict[str, object]) -> None:
    for field, value in item.items():
        if field not in _FIELDS:
            close = get_close_matches(field, _FIELDS, 1)
            raise ManifestError(
                f"{where}: unknown field {field!r}", hint=f"did you mean {close[0]!r}?" if close else ""
            )
        if field in _TEXT_FIELDS and not (isinstance(value, str) and value.strip()):
            raise ManifestError(f"{where}: {field} is text, not {value!r}")
    if item.get("kind", DocumentKind.PAPER) not in [*DocumentKind]:
        raise ManifestError(f"{where}: kind is one of {', '.join(DocumentKind)}, not {item['kind']!r}")
    authors, year = item.get("authors", []), item.get("year", 0)
    if not (isinstance(authors, list) and all(isinstance(a, str) for a in authors)):
        raise ManifestError(f"{where}: authors is a list of names")
    if not isinstance(year, int) or isinstance(year, bool):
        raise ManifestError(f"{where}: year is a whole number")
    if item.get("seen", Seen.WHOLE) not in [*Seen]:
        raise ManifestError(f"{where}: seen is one of {', '.join(Seen)}, not {item['seen']!r}")
    if not isinstance(item.get("seen_on", date.today()), date):
        raise ManifestError(f"{where}: seen_on is a date, as in seen_on = 2026-01-31")


def _find_file(folder: Path, where: str, file: str) -> Path:
    """Return the path of a file that the manifest names inside the corpus."""
    try:
        path = (folder / file).resolve()
        is_inside, is_file = path.is_relative_to(folder.resolve()), path.is_file()
    except (OSError, ValueError) as error:
        raise ManifestError(f"{where}: {file!r} is no name of a file: {error}") from error
    if not is_inside:
        raise ManifestError(f"{where}: {file} lies outside the corpus")
    if not is_file:
        raise ManifestError(f"{where}: there is no file {file}")
    return path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        ReadError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(
            f"{path.name}: cannot be read: {error.strerror}",
            hint="make it readable, or take it out of the corpus",
        ) from error


def _suffix_list() -> str:
    return ", ".join(sorted(SUFFIXES))
