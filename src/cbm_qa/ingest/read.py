"""One file to one document."""

import logging

from cbm_qa.errors import ModelError, ReadError
from cbm_qa.ingest.assemble import assemble
from cbm_qa.ingest.corpus import Entry
from cbm_qa.ingest.decode import read_text
from cbm_qa.ingest.frontmatter import find_year
from cbm_qa.ingest.markdown import read_markdown
from cbm_qa.ingest.plaintext import read_plaintext
from cbm_qa.ingest.structure import find_parts
from cbm_qa.model import Document

logger = logging.getLogger(__name__)

PARSER = "text-1"
"""Fingerprint of the parser: raised whenever its output may change, so that an index is rebuilt."""


def read_document(entry: Entry) -> Document:
    """Parse one file of a corpus.

    Raises:
        ReadError: The file cannot be opened, is empty, too large, binary, or holds no text.
    """
    text = read_text(entry.path)
    is_markdown = entry.path.suffix.lower() in (".md", ".markdown")
    blocks = read_markdown(text) if is_markdown else read_plaintext(text)
    parts = find_parts(blocks)
    if not parts.body and not parts.front:
        raise ReadError(f"{entry.file}: no text was found in it")
    try:
        document = assemble(parts, entry, find_year([note.text for note in parts.front]))
    except ModelError as error:
        raise ReadError(f"{entry.file}: cannot be read as a document: {error}") from error
    logger.info("%s: %d sections, %d tables", entry.file, len(document.sections), len(document.tables))
    return document
