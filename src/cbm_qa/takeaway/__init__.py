"""What a reader takes away: an answer or a conversation as text, with quotes, places and bibliography."""

from cbm_qa.takeaway.answers import answer_html, answer_markdown, answer_plain
from cbm_qa.takeaway.bibliography import STYLES, bibliography
from cbm_qa.takeaway.conversation import FORMATS, write_conversation
from cbm_qa.takeaway.exchange import Exchange, exchange_from_json, exchange_to_json
from cbm_qa.takeaway.works import Work, bibtex, works_used

__all__ = [
    "FORMATS",
    "STYLES",
    "Exchange",
    "Work",
    "answer_html",
    "answer_markdown",
    "answer_plain",
    "bibliography",
    "bibtex",
    "exchange_from_json",
    "exchange_to_json",
    "works_used",
    "write_conversation",
]
