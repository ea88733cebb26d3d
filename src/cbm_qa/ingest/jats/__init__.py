"""Articles in JATS XML, as PubMed Central and publishers give them."""

from cbm_qa.ingest.jats.read import read_jats

__all__ = ["read_jats"]
