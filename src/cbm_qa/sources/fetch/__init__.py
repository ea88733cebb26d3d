"""Getting the cited works that are open to everybody."""

from cbm_qa.sources.fetch.find import Services, steps
from cbm_qa.sources.fetch.run import Outcome, fetch_sources
from cbm_qa.sources.fetch.web import Politeness, Web

__all__ = ["Outcome", "Politeness", "Services", "Web", "fetch_sources", "steps"]
