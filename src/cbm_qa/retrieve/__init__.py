"""A question to ranked passages."""

from cbm_qa.retrieve.retriever import Retriever

__all__ = ["Retriever"]
