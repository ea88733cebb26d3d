"""Whose claim a sentence is, in the language of the page."""

import regex

from cbm_qa.messages import message
from cbm_qa.web.language import said

_FORMS = tuple(
    (key, regex.compile(regex.escape(message(key)).replace(r"\{names\}", "(?P<names>.+)")))
    for key in ("speaker.note", "speaker.source", "speaker.paper", "speaker.reported", "speaker.citing")
)


def said_speaker(words: str) -> str:
    """Return the words of `cbm_qa.answer.speaker` as HTML that the browser says in its language."""
    for key, form in _FORMS:
        if match := form.fullmatch(words):
            return said("evidence.claim", who="") + said(key, **match.groupdict())
    return said("evidence.claim", who=words)
