"""One file to one document."""

import logging
from collections.abc import Callable
from pathlib import Path

from cbm_qa.config import ReadLimits, default_limits
from cbm_qa.errors import ModelError, ReadError
from cbm_qa.ingest.assemble import assemble
from cbm_qa.ingest.blocks import Block
from cbm_qa.ingest.corpus import Entry
from cbm_qa.ingest.decode import read_text
from cbm_qa.ingest.elements import Parts
from cbm_qa.ingest.frontmatter import find_year
from cbm_qa.ingest.markdown import read_markdown
from cbm_qa.ingest.plaintext import read_plaintext
from cbm_qa.ingest.signature import check_signature
from cbm_qa.ingest.structure import find_parts
from cbm_qa.model import Document

logger = logging.getLogger(__name__)

PARSER = "text-21"
"""Fingerprint of the parser: raised whenever its output may change, so that an index is rebuilt."""

_PLAIN = frozenset({".txt", ".text", ".md", ".markdown", ".csv", ".tsv"})  # no parser that a file could fight

Report = Callable[[int, int], None]
"""Told how many pages of a document are read, and of how many."""


def no_report(done: int, total: int) -> None:
    """Stand in where nobody watches."""


def read_document(entry: Entry, limits: ReadLimits | None = None, report: Report = no_report) -> Document:
    """Read one file of a corpus, in a process of its own unless it is plain text.

    Args:
        entry: The file.
        limits: Time and memory it may take; from the environment if not given.
        report: Told the pages done and their number, where the file has pages.

    Raises:
        ReadError: The file cannot be opened, is empty, too large, damaged, holds no text, or takes more
            time or memory than allowed.
    """
    check_signature(entry.path)
    if entry.path.suffix.lower() in _PLAIN:
        return parse_document(entry, report)
    from cbm_qa.ingest.worker import read_in_worker

    return read_in_worker(entry, limits or default_limits(), report)


def parse_document(entry: Entry, report: Report = no_report) -> Document:
    """Read one file of a corpus in this process; for the arguments and errors see `read_document`."""
    reading = None
    if entry.path.suffix.lower() == ".pdf":
        from cbm_qa.ingest.pdf import read_pdf

        reading = read_pdf(entry.path, report)
        parts = find_parts(reading.blocks)
    else:
        parts = _read_parts(entry.path)
    if not parts.body and not parts.front:
        raise ReadError(f"{entry.file}: no text was found in it", hint="see in another program what it holds")
    try:
        document = assemble(parts, entry, find_year([note.text for note in parts.front]))
        if reading is not None:
            from cbm_qa.ingest.pdf.place import place_lines

            document = place_lines(document, reading.pieces, reading.pages)
    except ModelError as error:
        raise ReadError(f"{entry.file}: cannot be read as a document: {error}") from error
    logger.info("%s: %d sections, %d tables", entry.file, len(document.sections), len(document.tables))
    return document


def _read_parts(path: Path) -> Parts:
    """Read a file by its ending; an unknown one is taken for plain text."""
    suffix = path.suffix.lower()
    if suffix in (".xml", ".nxml"):
        from cbm_qa.ingest.jats import read_jats

        return read_jats(path)
    return find_parts(_block_reader(suffix)(path))


def _block_reader(suffix: str) -> Callable[[Path], list[Block]]:
    """Return the reader for a file ending; what needs a library is imported when such a file comes."""
    match suffix:
        case ".md" | ".markdown":
            return lambda path: read_markdown(read_text(path))
        case ".html" | ".htm" | ".xhtml":
            from cbm_qa.ingest.html import read_html

            return read_html
        case ".docx":
            from cbm_qa.ingest.docx import read_docx

            return read_docx
        case ".odt":
            from cbm_qa.ingest.opendocument import read_odt

            return read_odt
        case ".epub":
            from cbm_qa.ingest.epub import read_epub

            return read_epub
        case ".pptx":
            from cbm_qa.ingest.slides import read_pptx

            return read_pptx
        case ".csv" | ".tsv":
            from cbm_qa.ingest.spreadsheet import read_delimited

            return read_delimited
        case ".xlsx":
            from cbm_qa.ingest.spreadsheet import read_workbook

            return read_workbook
    return lambda path: read_plaintext(read_text(path))
