"""Web pages, and what other formats are turned into: HTML to blocks."""

from cbm_qa.ingest.html.blocks import read_tree
from cbm_qa.ingest.html.page import parse_html, read_html

__all__ = ["parse_html", "read_html", "read_tree"]
