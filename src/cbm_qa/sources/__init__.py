"""The works a paper cites: what is known of each, how much of it is here, and how to get the rest."""

from cbm_qa.sources.catalogue import Source, State, list_sources

__all__ = ["Source", "State", "list_sources"]
