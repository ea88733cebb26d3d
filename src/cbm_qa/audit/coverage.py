"""Which works each section and table rests on."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.columns import name_of
from cbm_qa.audit.finding import Part
from cbm_qa.audit.paper import Paper


def cover(paper: Paper) -> Iterator[Part]:
    """Yield a line for every section with text of its own, and for every table under it."""
    document = paper.document
    places: list[tuple[int, Part]] = []
    for index in [None, *range(len(document.sections))]:
        own = [s for s in paper.statements if s.section == index]
        if own:
            keys = tuple(dict.fromkeys(key for s in own for key in s.references))
            level = document.sections[index].level if index is not None else 1
            path = document.heading_path(index)
            name = path[-1] if path else document.section_title(index)
            cited = sum(bool(s.references) for s in own)
            places.append((own[0].span.start, Part(name, level, len(own), cited, keys)))
    for table in document.tables:
        keys = document.references_in(table.span) or _named_below(paper, table.source_note)
        level = document.sections[table.section].level + 1 if table.section is not None else 2
        places.append(
            (
                table.span.start,
                Part(name_of(table), level, len(table.rows), bool(keys) * len(table.rows), keys),
            )
        )
    yield from (part for _, part in sorted(places, key=lambda place: place[0]))


def _named_below(paper: Paper, note: str) -> tuple[str, ...]:
    """Return works that a table's source note names by an author's or organisation's name and year."""
    found = []
    for reference in paper.document.references:
        first = reference.authors[0].split(",")[0] if reference.authors else ""
        year = (reference.year or "")[:4]
        if len(first) > 3 and year and regex.search(rf"{regex.escape(first[:24])}.{{0,40}}{year}", note):
            found.append(reference.key)
    return tuple(found)
