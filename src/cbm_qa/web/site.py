"""What the pages of one server share."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from cbm_qa.assistant import Assistant
from cbm_qa.config import Settings, default_corpus, default_home, default_index
from cbm_qa.index.documents import Place
from cbm_qa.model import Answer, Document, Ranking

if TYPE_CHECKING:
    from cbm_qa.sources.fetch.find import Finder


class Answering(Protocol):
    """What the pages need of an assistant."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by key."""
        ...

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        """Answer a question."""
        ...

    def search(self, question: str, *, top_k: int = 10, document: str | None = None) -> Ranking:
        """Return the passages nearest to some words, best first."""
        ...


class Site:
    """One server: its assistant, its folders, and what visitors may do.

    A page reads `assistant` when it is used, never keeps it: another corpus replaces it.

    Attributes:
        assistant: What answers.
        corpus: Folder of the documents; its `questions` holds question sets.
        home: Folder for what visitors leave: runs, question sets, feedback.
        index: Folder of the index that answers.
        read_only: Whether visitors may only ask and read.
        finder: Opens what fetches open copies of cited works; None where the site may not ask the web.
        changing: Held while documents are added or removed.
    """

    def __init__(
        self,
        assistant: Answering,
        *,
        corpus: Path | None = None,
        home: Path | None = None,
        index: Path | None = None,
        read_only: bool = False,
        finder: Callable[[], AbstractContextManager["Finder"]] | None = None,
    ) -> None:
        self.assistant = assistant
        self.index = index or default_index()
        self.changing = Lock()
        self.corpus = corpus or default_corpus()
        self.home = home or default_home()
        self.read_only = read_only
        self.finder = finder

    @property
    def place(self) -> Place:
        """Where documents are added and removed."""
        return Place(self.corpus, self.index, self._settings)

    @property
    def _settings(self) -> Settings:
        return self.assistant.settings if isinstance(self.assistant, Assistant) else Settings()

    def reopen(self) -> None:
        """Answer from the index as it is now, from the next question on."""
        assistant = Assistant.open(self.index, settings=self._settings)
        assistant.warm_up()
        self.assistant = assistant

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
