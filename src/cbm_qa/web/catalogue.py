"""The catalogue of cited works as HTML: the list, the page of a work, the coverage map; all of it escaped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from cbm_qa.answer.speaker import speaker
from cbm_qa.model import Document
from cbm_qa.sources.catalogue import Source, State, mentioning_sentences
from cbm_qa.sources.view import sections_of, short_name
from cbm_qa.web.language import labelled, said
from cbm_qa.web.places import link_to
from cbm_qa.web.speakers import said_speaker

STATES = {
    State.FULL_TEXT: "sources.full",
    State.ABSTRACT: "sources.abstract",
    State.NOTE: "sources.note",
    State.ABSENT: "sources.absent",
}
"""The message that says how much of a work is here."""


def render_list(sources: Sequence[Source], documents: Mapping[str, Document]) -> str:
    """Return the filters with their counts, and every cited work as a row that opens its page."""
    counts = Counter(s.state for s in sources)
    unnamed = sum(not s.mentions and not s.near for s in sources)
    chips = [("", "sources.every", len(sources))]
    chips += [(state.value, words, counts[state]) for state, words in STATES.items() if counts[state]]
    chips += [("unnamed", "sources.unnamed", unnamed)] if unnamed else []
    buttons = "".join(
        f"<button type='button' class='filter' data-filter='{escape(key, quote=True)}' "
        f"aria-pressed='{'true' if not key else 'false'}'>{said(words)} <b>{count}</b></button>"
        for key, words, count in chips
    )
    rows = "".join(_row(source, documents[source.paper]) for source in sources)
    return (
        f"<div class='source-filters' role='group' {labelled('sources.show')}>{buttons}</div>"
        f"<p class='quiet' id='source-count' role='status'></p><ul class='source-list'>{rows}</ul>"
    )


def _row(source: Source, paper: Document) -> str:
    reference = source.reference
    sections = sections_of(source, paper)
    times = len(source.mentions)
    named = said("sources.named", n=times) if times else said("sources.never")
    if source.near:
        named = f"{named}, {said('sources.misspelt_too')}" if times else said("sources.respelt")
    where = f" {said('sources.in', sections=', '.join(sections))}" if sections else ""
    unnamed = not times and not source.near
    words = " ".join((reference.raw, reference.key)).casefold()
    return (
        f"<li data-state='{source.state.value}'{' data-unnamed' if unnamed else ''} "
        f"data-words='{escape(words, quote=True)}'>"
        f"<a href='#/sources/{escape(reference.key, quote=True)}'>"
        f"<span class='source-title'>{escape(reference.title or reference.raw)}</span>"
        f"<span class='source-facts'>{escape(short_name(reference))} · {named}{where}</span></a>"
        f"{_badge(source.state)}</li>"
    )


def _badge(state: State) -> str:
    return f"<span class='badge' data-state='{state.value}'>{said(STATES[state])}</span>"


def render_source(source: Source, documents: Mapping[str, Document], fetch: str = "") -> str:
    """Return the page of a work: its entry, what is here of it, and every sentence that names it.

    Args:
        source: The work.
        documents: The papers that cite works, and the works.
        fetch: HTML of what may be done to have more of it.
    """
    paper = documents[source.paper]
    reference = source.reference
    link = source.link or ""
    address = (
        f"<p><a href='{escape(link, quote=True)}' target='_blank' rel='noopener noreferrer'>"
        f"{escape(link)}</a></p>"
        if link.startswith(("http://", "https://"))
        else ""
    )
    entry = escape(link_to(paper, reference.span), quote=True)
    return (
        f"<p><a href='#/sources' class='back'>← {said('sources.back')}</a></p>"
        f"<header class='source-head'><h2>{escape(reference.title or short_name(reference))}</h2>"
        f"{_badge(source.state)}</header>"
        f"<p class='reading'>{escape(reference.raw)}</p>{address}"
        f"<p><a href='{entry}'>{said('sources.entry')}</a></p>"
        f"{_held(source)}{fetch}{_sentences(source, paper)}"
    )


def _held(source: Source) -> str:
    """Return what is here of a work, and since when."""
    document = source.document
    if document is None:
        return f"<p class='quiet'>{said('sources.nothing')}</p>"
    origin = document.origin
    note = f"<p class='notice'>{said('answer.note_source')}</p>" if source.state is State.NOTE else ""
    seen = said(f"sources.seen.{origin.seen.value}") if origin.seen else ""
    facts = [seen, *map(escape, (origin.seen_on or "", origin.url or origin.file, origin.licence or ""))]
    start = escape(f"#{document.key}", quote=True)
    return (
        f"<h3>{said('sources.here')}</h3>{note}<p><a href='{start}'>{escape(document.title)}</a></p>"
        f"<p class='quiet'>{' · '.join(filter(None, facts))}</p>"
    )


def _sentences(source: Source, paper: Document) -> str:
    spans = mentioning_sentences(paper, source)
    head = f"<h3>{said('sources.in_paper')}</h3>"
    if not spans:
        return f"{head}<p class='notice'>{said('sources.no_sentence')}</p>"
    near = ""
    if source.near:
        near = f"<p class='notice'>{said('sources.misspelt', words=source.near[0].text)}</p>"
    items = []
    for span in spans:
        place = escape(" › ".join(paper.heading_path(paper.section_at(span.start)))) or said("read.front")
        role = speaker(paper, span)
        claim = f" · {said_speaker(role)}" if role else ""
        items.append(
            f"<li><p class='where'><a href='{escape(link_to(paper, span), quote=True)}'>{place}</a>"
            f"{claim}</p><blockquote class='reading'>{escape(span.of(paper.text))}</blockquote></li>"
        )
    return f"{head}{near}<ol class='source-sentences'>{''.join(items)}</ol>"


def render_coverage(sources: Sequence[Source], documents: Mapping[str, Document]) -> str:
    """Return, for each section and table, the works it rests on and how much of each is here."""
    parts = []
    for key in dict.fromkeys(s.paper for s in sources):
        paper = documents[key]
        own = [s for s in sources if s.paper == key]
        by_section = _by_section(own, paper)
        rows = [_coverage_row(" › ".join(paper.heading_path(i)), works) for i, works in by_section]
        rows += [
            _coverage_row(table.label or table.caption[:60], works)
            for table in paper.tables
            if (works := [s for s in own if any(table.span.contains(m.span) for m in (*s.mentions, *s.near))])
        ]
        title = f"<h3>{escape(paper.title)}</h3>" if len({s.paper for s in sources}) > 1 else ""
        parts.append(f"{title}<table class='coverage'><tbody>{''.join(rows)}</tbody></table>")
    legend = "".join(f"<span>{_swatch(state)} {said(words)}</span>" for state, words in STATES.items())
    return f"<p class='legend'>{legend}</p>{''.join(parts)}"


def _by_section(sources: Sequence[Source], paper: Document) -> list[tuple[int, list[Source]]]:
    """Return each section that has text of its own, with the works it names."""
    found = []
    for index in range(len(paper.sections)):
        if any(p.section == index for p in paper.paragraphs):
            named = [s for s in sources if any(m.section == index for m in (*s.mentions, *s.near))]
            found.append((index, named))
    return found


def _coverage_row(name: str, works: Sequence[Source]) -> str:
    head = f"<th scope='row'>{escape(name)}</th>"
    if not works:
        return f"<tr>{head}<td class='quiet'>{said('sources.rests_on_none')}</td></tr>"
    cells = "".join(
        f"<a href='#/sources/{escape(s.reference.key, quote=True)}' "
        f"title='{escape(short_name(s.reference), quote=True)}' "
        f"{labelled(f'{STATES[s.state]}.of', work=short_name(s.reference))}>{_swatch(s.state)}</a>"
        for s in works
    )
    return (
        f"<tr>{head}<td><span class='swatches'>{cells}</span> "
        f"<span class='quiet'>{said('sources.works', n=len(works))}</span></td></tr>"
    )


def _swatch(state: State) -> str:
    return f"<i class='swatch' data-state='{state.value}'></i>"
