"""Whether what came is the work that was asked for, and not a page that stands in its way."""

import regex

from cbm_qa.errors import FetchError
from cbm_qa.model import Document, Reference
from cbm_qa.sources.fetch.web import Page
from cbm_qa.sources.match import match_document

_ENDINGS = {
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_MIN_WORDS = 120  # a shorter text is no work, whatever its title
_SHORT = 700  # words; a page this short is looked at for signs of a wall
_SIGNS = {
    "a page that says the work is not there": r"\b404\b|page (?:was |is |could )?not (?:be )?found|no longer "
    r"(?:available|exists)|does(?: not|n['’]t) exist|страница не найдена",
    "a page that asks for consent": r"\b(?:accept|manage|allow) (?:all )?cookies|consent to the use|"
    r"we (?:value|respect) your privacy",
    "a page that asks for payment or a login": r"\b(?:buy|purchase|rent) (?:this|access|article)|"
    r"subscribe (?:now|to (?:read|continue))|get (?:full )?access|log ?in to (?:view|read|continue)|"
    r"institutional (?:access|login)|sign in to",
    "a page that asks whether we are a person": r"are you a (?:human|robot)|verify you are human|captcha|"
    r"checking your browser|enable javascript",
}
_COMPILED = tuple((what, regex.compile(pattern, regex.I)) for what, pattern in _SIGNS.items())


def ending_of(page: Page) -> str:
    """Return how the file of a page should end, by its type and its first bytes.

    Raises:
        FetchError: It is of no type that is read, or its bytes are not what the type says.
    """
    if not page.content.strip():
        raise FetchError("it is empty")
    if page.content[:1024].lstrip()[:5] == b"%PDF-":
        if b"%%EOF" not in page.content[-2048:]:
            raise FetchError("the PDF breaks off before its end")
        return ".pdf"
    ending = _ENDINGS.get(page.type)
    if ending is None:
        raise FetchError(f"it is of the type {page.type or 'unknown'}, which is not read")
    if ending == ".pdf" or (ending == ".docx" and page.content[:2] != b"PK"):
        raise FetchError(f"it is called {page.type} and is something else")
    return ending


def check_is_work(document: Document, reference: Reference) -> None:
    """Make sure that a document is the work of an entry.

    Raises:
        FetchError: It is another one, or a page that stands in its way; the message says which.
    """
    words = len(document.text.split())
    if words < _SHORT:
        for what, sign in _COMPILED:
            if sign.search(f"{document.title}\n{document.text}"):
                raise FetchError(f"it is {what}")
    if words < _MIN_WORDS:
        raise FetchError(f"it has only {words} words")
    if match_document(document, (reference,)) is None:
        raise FetchError(f"it is another work: “{document.title[:80]}”")
