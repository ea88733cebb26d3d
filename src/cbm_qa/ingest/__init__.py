"""Files to documents."""

from cbm_qa.ingest.corpus import Entry, list_corpus
from cbm_qa.ingest.read import PARSER, read_document

__all__ = ["PARSER", "Entry", "list_corpus", "read_document"]
