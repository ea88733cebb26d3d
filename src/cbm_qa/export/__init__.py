"""Tables of documents as files for other programs."""

from cbm_qa.export.formats import FORMATS, Format, export_table
from cbm_qa.export.named import NamedTable, find_table, list_tables

__all__ = ["FORMATS", "Format", "NamedTable", "export_table", "find_table", "list_tables"]
