"""Files to documents."""

from cbm_qa.ingest.corpus import Entry, list_corpus
from cbm_qa.ingest.read import PARSER, parse_document, read_document

__all__ = ["PARSER", "Entry", "list_corpus", "parse_document", "read_document"]
