"""What a person sees in a terminal: pure functions from results to rich renderables."""

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from cbm_qa.answer.wording import around_value, confidence_words, place_words
from cbm_qa.model import Answer, CellCitation, Citation, Document, DocumentKind, Ranking, Table

_EXCERPT_CHARS = 320


def answer_view(answer: Answer, documents: Mapping[str, Document]) -> RenderableType:
    """Return the answer with its sources below, or the refusal with the nearest passages."""
    parts: list[RenderableType] = []
    if answer.understood:
        parts.append(Text.from_markup(f"[dim]Understood as:[/dim] {escape(answer.understood)}"))
    if answer.abstained:
        parts.append(Text(answer.reason, style="bold yellow"))
        if answer.nearest:
            parts += [Text(), Text("Nearest passages", style="bold")]
            parts.append(_sources(answer.nearest, answer, documents))
        return Group(*parts)
    parts.append(_claims(answer))
    if answer.calculation:
        unit = f" {answer.calculation.unit}" if answer.calculation.unit else ""
        parts.append(
            Text(f"{answer.calculation.expression} = {answer.calculation.value}{unit}", style="green")
        )
    parts += [Text(f"Note: {notice}", style="yellow") for notice in answer.notices]
    parts += [Text(), Text("Sources", style="bold")]
    parts.append(_sources(answer.citations, answer, documents))
    parts.append(Text(f"{confidence_words(answer.confidence)} ({answer.confidence:.2f})", style="dim"))
    return Group(*parts)


def ranking_view(ranking: Ranking, documents: Mapping[str, Document]) -> RenderableType:
    """Return ranked passages with their place and an excerpt."""
    if not ranking:
        return Text("Nothing found.", style="yellow")
    parts: list[RenderableType] = []
    for rank, hit in enumerate(ranking, 1):
        document = documents[hit.passage.document]
        routes = ", ".join(f"{route} {place}" for route, place in hit.ranks)
        place = escape(_place(document, hit.passage.section))
        head = f"[bold]{rank}[/bold]  {place}  [dim]{hit.score:.4f} ({routes})[/dim]"
        parts += [
            Text.from_markup(head),
            Padding(Text(_shortened(hit.passage.span.of(document.text))), (0, 0, 0, 3)),
        ]
    return Group(*parts)


def documents_view(documents: Mapping[str, Document]) -> RenderableType:
    """Return the list of documents: key, kind, title."""
    grid = Grid.grid(padding=(0, 2))
    for key, document in documents.items():
        grid.add_row(Text(key, style="bold"), Text(document.kind.value, style="dim"), Text(document.title))
    return grid


def document_view(document: Document) -> RenderableType:
    """Return what a document holds: sections, tables, counts."""
    about = ", ".join(document.authors) + (f" ({document.year})" if document.year else "")
    outline = Grid.grid(padding=(0, 1))
    for section in document.sections:
        paragraphs = sum(1 for p in document.paragraphs if document.sections[p.section or 0] is section)
        count = f"{paragraphs} paragraph{'s' if paragraphs > 1 else ''}" if paragraphs else ""
        title = Padding(Text(section.title), (0, 0, 0, 2 * (section.level - 1)))
        outline.add_row(Text(section.number or ""), title, Text(count, style="dim", no_wrap=True))
    unresolved = sum(1 for m in document.mentions if not m.references)
    counts = (
        f"{len(document.paragraphs)} paragraphs, {len(document.tables)} tables, "
        f"{len(document.references)} references, {len(document.mentions)} mentions ({unresolved} unresolved)"
    )
    tables = [Text(f"{t.label}  {t.caption}") for t in document.tables]
    return Group(
        Text(document.title, style="bold"),
        Text(about),
        Text(),
        outline,
        Text(),
        *tables,
        Text(counts, style="dim"),
    )


def section_view(document: Document, index: int) -> RenderableType:
    """Return the text of one section as printed, its tables drawn."""
    section = document.sections[index]
    parts: list[RenderableType] = [Text(" › ".join(document.heading_path(index)), style="bold"), Text()]
    blocks = [
        (p.span, Text(f"{p.span.of(document.text)}\n"))
        for p in document.paragraphs
        if section.span.contains(p.span)
    ]
    blocks += [
        (n.span, Text(f"{n.span.of(document.text)}\n", style="dim"))
        for n in document.notes
        if section.span.contains(n.span)
    ]
    blocks += [(r.span, Text(r.raw)) for r in document.references if section.span.contains(r.span)]
    headings = [
        (s.span, Text(f"{s.number or ''} {s.title}\n", style="bold"))
        for s in document.sections
        if s is not section and section.span.contains(s.span)
    ]
    drawn = [(t.span, table_view(t)) for t in document.tables if section.span.contains(t.span)]
    ordered: list[tuple[object, RenderableType]] = [*blocks, *headings, *drawn]
    parts += [part for _, part in sorted(ordered, key=lambda pair: pair[0].start)]  # type: ignore[attr-defined]
    return Group(*parts)


def table_view(table: Table, marked: tuple[CellCitation, ...] = ()) -> RenderableType:
    """Return a table drawn, with the given cells marked."""
    grid = Grid(
        title=f"{table.label}  {table.caption}",
        box=box.SIMPLE,
        caption=table.source_note or None,
        title_justify="left",
    )
    for header in table.header:
        grid.add_column(header)
    cited = {(c.row, c.column) for c in marked}
    for row in table.rows:
        cells = [Text(row[0])]
        for header, text in zip(table.header[1:], row[1:], strict=True):
            cells.append(Text(text, style="bold reverse" if (row[0], header) in cited else ""))
        grid.add_row(*cells)
    return grid


def _claims(answer: Answer) -> Text:
    text = Text()
    for claim in answer.claims:
        before, value, after = around_value(answer, claim.text)
        text.append(before).append(value, style="bold").append(after)
        for marker in claim.markers:
            text.append(f" [{marker}]", style="bold cyan")
        text.append(" ")
    return text


def _sources(
    citations: Sequence[Citation], answer: Answer, documents: Mapping[str, Document]
) -> RenderableType:
    """Return the cited places, each with its quote; a table is drawn once, with all its cells marked."""
    grid = Grid.grid(padding=(0, 1))
    drawn: set[str] = set()
    for citation in citations:
        document = documents[citation.document]
        head = Text(place_words(citation, answer.cells))
        if len(documents) > 1:
            head.append(f"  {citation.title}", style="italic dim")
        parts: list[RenderableType] = [head]
        table = next((t for t in document.tables if t.span.contains(citation.span)), None)
        if table is None:
            quote = _shortened(citation.quote) if answer.abstained else f"“{citation.quote}”"
            parts.append(Text(quote, style="" if answer.abstained else "italic"))
        elif answer.abstained:
            parts.append(Text(f"{table.label}  {table.caption}"))
        elif f"{citation.document} {table.label}" not in drawn:
            drawn.add(f"{citation.document} {table.label}")
            parts.append(table_view(table, tuple(c for c in answer.cells if c.table == table.label)))
        if citation.references:
            shown = [_reference(document, key) for key in citation.references]
            verb = "cites" if document.kind is DocumentKind.PAPER else "about"
            parts.append(Text(f"{verb}: {'; '.join(shown)}", style="dim"))
        if citation.speaker:
            parts.append(Text(f"claim of: {citation.speaker}", style="dim"))
        grid.add_row(Text(f"[{citation.marker}]", style="bold cyan"), Group(*parts))
    return grid


def _reference(document: Document, key: str) -> str:
    found = next((r for r in document.references if r.key == key), None)
    if found is None:
        return key
    names = found.authors[0] if found.authors else found.title
    return f"{names}{' et al.' if len(found.authors) > 2 else ''} ({found.year or 'n.d.'})"


def _shortened(text: str) -> str:
    flat = text.replace("\t", " | ").replace("\n", " ")
    return flat if len(flat) <= _EXCERPT_CHARS else flat[: _EXCERPT_CHARS - 1].rsplit(" ", 1)[0] + " …"


def _place(document: Document, section: int | None) -> str:
    return f"{document.key} › {' › '.join(document.heading_path(section)) or document.section_name(section)}"
