"""Cited works as a person sees them in a terminal, and as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cbm_qa.model import Document, Reference
from cbm_qa.sources.catalogue import Source, State, mentioning_sentences

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {State.FULL_TEXT: "green", State.ABSTRACT: "cyan", State.NOTE: "yellow", State.ABSENT: "dim"}
NOTE_WARNING = "A note about the source, not the source's own words."


def short_name(reference: Reference) -> str:
    """Return "Smith et al. 2020a": how a reader calls a work."""
    names = [a.split(",")[0] for a in reference.authors] or [reference.title]
    joined = " and ".join(names) if len(names) == 2 else names[0] + (" et al." if len(names) > 2 else "")
    return f"{joined} ({reference.year or 'n.d.'})"


def sections_of(source: Source, paper: Document) -> list[str]:
    """Return the sections that name a source, in order, once each."""
    return list(dict.fromkeys(paper.section_name(m.section) for m in (*source.mentions, *source.near)))


def source_json(source: Source, paper: Document, *, with_sentences: bool = False) -> dict[str, Any]:
    """Return a source as JSON values."""
    data: dict[str, Any] = {
        "key": source.reference.key,
        "paper": source.paper,
        "state": source.state.value,
        "document": source.document.key if source.document else None,
        "times": len(source.mentions),
        "near_misses": len(source.near),
        "sections": sections_of(source, paper),
        "link": source.link,
        "csl": source.csl,
    }
    if with_sentences:
        data["sentences"] = [
            {"section": paper.section_name(paper.section_at(s.start)), "start": s.start, "end": s.end,
             "text": s.of(paper.text)}
            for s in mentioning_sentences(paper, source)
        ]  # fmt: skip
        origin = source.document.origin if source.document else None
        data["seen"] = origin and {"how_much": origin.seen, "on": origin.seen_on, "url": origin.url}
    return data


def sources_view(sources: Sequence[Source], documents: Mapping[str, Document]) -> "RenderableType":
    """Return the catalogue as a table, and what it adds up to."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False, expand=True)
    table.add_column("key", style="bold", overflow="fold", width=24)
    table.add_column("work", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("here", no_wrap=True)
    table.add_column("named", justify="right")
    table.add_column("in", overflow="fold", max_width=12)
    for source in sources:
        sections = ", ".join(sections_of(source, documents[source.paper]))
        times = str(len(source.mentions)) + (f" +{len(source.near)}?" if source.near else "")
        title = source.reference.title or source.reference.raw
        table.add_row(
            Text(source.reference.key),
            Text(title),
            Text(source.state.value, style=_STYLES[source.state]),
            Text(times),
            Text(sections or "–"),
        )
    counts = Counter(s.state for s in sources)
    known = ", ".join(f"{counts[state]} {state.value}" for state in State if counts[state])
    unnamed = sum(1 for s in sources if not s.mentions and not s.near)
    line = f"{len(sources)} works: {known}. Never named in the text: {unnamed}."
    return Group(table, Text(line, style="dim"))


def source_view(source: Source, paper: Document) -> "RenderableType":
    """Return the page of one cited work."""
    from rich.console import Group, RenderableType
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = [
        Text(short_name(source.reference), style="bold"),
        Text(source.reference.raw),
    ]
    if source.link:
        parts.append(Text(source.link, style="cyan"))
    parts.append(Text.assemble("Here: ", (source.state.value, _STYLES[source.state])))
    if source.document is not None:
        origin = source.document.origin
        seen = f"{origin.seen.value} seen" if origin.seen else "read"
        parts.append(
            Text(f"{seen}{f' on {origin.seen_on}' if origin.seen_on else ''}: {origin.url or origin.file}")
        )
        if source.state is State.NOTE:
            parts.append(Text(NOTE_WARNING, style="yellow"))
    sentences = mentioning_sentences(paper, source)
    count = len(source.mentions)
    head = (
        f"Named {'once' if count == 1 else f'{count} times'} in the text"
        if count
        else "Never named in the text"
    )
    parts += [Text(), Text(head, style="bold")]
    if source.near:
        parts.append(Text(f"Meant, it seems, by the misspelt “{source.near[0].text}”", style="yellow"))
    for span in sentences:
        place = paper.section_at(span.start)
        where = " › ".join(paper.heading_path(place)) or paper.section_name(place)
        parts += [Text(where, style="dim"), Padding(Text(f"“{span.of(paper.text)}”"), (0, 0, 0, 2))]
    return Group(*parts)
