"""Documents to a searchable index."""

from cbm_qa.index.build import BuildReport, Progress, build_index
from cbm_qa.index.index import Index, index_state
from cbm_qa.index.units import SentenceUnit

__all__ = ["BuildReport", "Index", "Progress", "SentenceUnit", "build_index", "index_state"]
