"""The catalogue of cited works: each entry, how much of the work is here, where it is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cbm_qa.errors import UsageError
from cbm_qa.model import Document, DocumentKind, Mention, Reference, Seen, Span
from cbm_qa.sources.csl import Csl, reference_csl
from cbm_qa.sources.match import match_document, same_doi


class State(StrEnum):
    """How much of a cited work the corpus holds."""

    FULL_TEXT = "full text"
    ABSTRACT = "abstract"
    NOTE = "note"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Source:
    """A cited work.

    Attributes:
        paper: Key of the document whose list it stands in.
        reference: Its entry.
        document: The best that the corpus holds of it, or None.
        state: How much that is.
        mentions: Where the paper names it, in order.
        near: Where a misspelt name seems to mean it.
        known: What else is known of it than its entry says (a CSL item), from an import or a fetch.
    """

    paper: str
    reference: Reference
    document: Document | None
    state: State
    mentions: tuple[Mention, ...]
    near: tuple[Mention, ...]
    known: Mapping[str, Any]

    @property
    def csl(self) -> Csl:
        """The work as a CSL item."""
        return reference_csl(self.reference, self.known)

    @property
    def link(self) -> str | None:
        """Where the work can be looked up."""
        doi = self.reference.doi or self.known.get("DOI")
        return f"https://doi.org/{doi}" if doi else self.reference.url or self.known.get("URL")


def list_sources(
    documents: Mapping[str, Document], known: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Source, ...]:
    """Return every cited work of the papers, in the order of their lists.

    Args:
        documents: By key.
        known: More about works, CSL items by the key of their entry.
    """
    papers = [d for d in documents.values() if d.kind is DocumentKind.PAPER]
    held = [d for d in documents.values() if d.kind is not DocumentKind.PAPER]
    references = tuple(r for paper in papers for r in paper.references)
    about = {d.key: reference_of(d, references) for d in held}
    found = []
    for paper in papers:
        for reference in paper.references:
            own = [d for d in held if about[d.key] is reference]
            document = max(own, key=lambda d: _RANK[_state_of(d)], default=None)
            found.append(
                Source(
                    paper=paper.key,
                    reference=reference,
                    document=document,
                    state=_state_of(document),
                    mentions=tuple(m for m in paper.mentions if reference.key in m.references),
                    near=tuple(m for m in paper.mentions if reference.key in m.near),
                    known=(known or {}).get(reference.key, {}),
                )
            )
    return tuple(found)


def find_source(sources: tuple[Source, ...], key: str) -> Source:
    """Return the source with a key.

    Raises:
        UsageError: There is none; the hint names the nearest.
    """
    from rapidfuzz import process

    found = next((s for s in sources if s.reference.key == key.casefold().strip()), None)
    if found is None:
        near = process.extract(key.casefold(), [s.reference.key for s in sources], limit=3)
        raise UsageError(
            f"no reference has the key {key!r}", hint=f"near it: {', '.join(match for match, *_ in near)}"
        )
    return found


def reference_of(document: Document, references: tuple[Reference, ...]) -> Reference | None:
    """Return the entry a source or a note stands for: as its manifest says, else by its key, DOI or title."""
    about = document.origin.about
    for reference in references:
        if about is not None and (reference.key == about or same_doi(reference.doi, about)):
            return reference
    if about is not None:
        return None
    by_key = next((r for r in references if r.key == document.key), None)
    return by_key or match_document(document, references)


def mentioning_sentences(paper: Document, source: Source) -> tuple[Span, ...]:
    """Return the sentences that name a source, in order; where it is no sentence, the line."""
    found = []
    for mention in sorted((*source.mentions, *source.near), key=lambda m: m.span):
        start = mention.span.start
        paragraph = paper.paragraph_at(start)
        line = Span(
            paper.text.rfind("\n", 0, start) + 1,
            end if (end := paper.text.find("\n", start)) >= 0 else len(paper.text),
        )
        sentences = (s.span for s in (paragraph.sentences if paragraph else ()))
        found.append(next((s for s in sentences if s.overlaps(mention.span)), line))
    return tuple(dict.fromkeys(found))


_RANK = {State.ABSENT: 0, State.NOTE: 1, State.ABSTRACT: 2, State.FULL_TEXT: 3}


def _state_of(document: Document | None) -> State:
    if document is None:
        return State.ABSENT
    if document.kind is DocumentKind.SOURCE_NOTE:
        return State.NOTE
    return State.FULL_TEXT if document.origin.seen in (None, Seen.WHOLE) else State.ABSTRACT
