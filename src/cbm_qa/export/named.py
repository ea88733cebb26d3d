"""The tables of an index, each with a name that a person can type."""

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from cbm_qa.errors import UsageError
from cbm_qa.model import Document, Table

_SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table, its document, and its number among the tables there, from 1."""

    document: Document
    number: int
    table: Table

    @property
    def id(self) -> str:
        """The name that is unique in an index: "paper/2"."""
        return f"{self.document.key}/{self.number}"

    @property
    def heading(self) -> str:
        """Label and caption, or the id where it has neither."""
        return "  ".join(part for part in (self.table.label, self.table.caption) if part) or self.id

    @property
    def file_stem(self) -> str:
        """A file name without its ending that every system takes: "paper-table-2"."""
        key = regex.sub(r"[^\p{L}\p{N}._-]+", "_", self.document.key).strip("._") or "document"
        return f"{key[:80]}-table-{self.number}"


def list_tables(documents: Mapping[str, Document], document: str | None = None) -> list[NamedTable]:
    """Return every table, document by document, in the order of the text.

    Raises:
        UsageError: There is no document of that key.
    """
    if document is not None and document not in documents:
        known = ", ".join(sorted(documents)[:10])
        raise UsageError(f"there is no document {document!r}", hint=f"the index has: {known}")
    return [
        NamedTable(found, number, table)
        for key, found in documents.items()
        if document in (None, key)
        for number, table in enumerate(found.tables, 1)
    ]


def find_table(documents: Mapping[str, Document], name: str, document: str | None = None) -> NamedTable:
    """Return the table of that name.

    Args:
        documents: Where to look.
        name: Its id ("paper/2"), its number within one document ("2"), or its printed label ("Table 2").
        document: Look in this document only.

    Raises:
        UsageError: No table or more than one is called that, or there is no such document.
    """
    tables = list_tables(documents, document)
    wanted = " ".join(name.split()).casefold()
    found = [t for t in tables if t.id.casefold() == wanted]
    if not found:
        found = [t for t in tables if " ".join(t.table.label.split()).casefold() == wanted]
    if not found and wanted.isdecimal():
        found = [t for t in tables if str(t.number) == wanted]
    if not found:
        raise UsageError(f"there is no table {name!r}", hint=f"there are: {_names(tables)}")
    if len(found) > 1:
        raise UsageError(f"{len(found)} tables are called {name!r}", hint=f"say which: {_names(found)}")
    return found[0]


def _names(tables: list[NamedTable]) -> str:
    shown = ", ".join(t.id for t in tables[:_SHOWN_NAMES])
    return f"{shown}, ..." if len(tables) > _SHOWN_NAMES else shown or "none"
