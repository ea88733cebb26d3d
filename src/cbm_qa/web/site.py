"""What the pages of one server share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cbm_qa.config import default_corpus, default_home
from cbm_qa.model import Answer, Document


class Answering(Protocol):
    """What the pages need of an assistant."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by key."""
        ...

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        """Answer a question."""
        ...


class Site:
    """One server: its assistant, its folders, and what visitors may do.

    A page reads `assistant` when it is used, never keeps it: another corpus replaces it.

    Attributes:
        assistant: What answers.
        corpus: Folder of the documents; its `questions` holds question sets.
        home: Folder for what visitors leave: runs, question sets, feedback.
        read_only: Whether visitors may only ask and read.
    """

    def __init__(
        self,
        assistant: Answering,
        *,
        corpus: Path | None = None,
        home: Path | None = None,
        read_only: bool = False,
    ) -> None:
        self.assistant = assistant
        self.corpus = corpus or default_corpus()
        self.home = home or default_home()
        self.read_only = read_only

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by key, as they are now."""
        return self.assistant.documents

    def document_choices(self) -> list[tuple[str, str]]:
        """Return (title, key) of every document, for a list to choose from."""
        return [(document.title, key) for key, document in self.documents.items()]


@dataclass(frozen=True, slots=True)
class Page:
    """One page, a tab: `build` fills it and returns nothing.

    `build(app, site)` runs inside the tab; `app.load` gives it what happens when a visitor comes.
    """

    key: str
    name: str
    build: Callable[[Any, Site], None]
