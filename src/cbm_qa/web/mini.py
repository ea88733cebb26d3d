"""The cells of an answer as a small table: the value in its row, or the compared values side by side."""

from collections.abc import Mapping
from html import escape

from cbm_qa.model import Answer, CellCitation, Document, Table
from cbm_qa.web.language import labelled

_MOST_ROWS = 12
_MOST_COLUMNS = 6


def mini_table(answer: Answer, documents: Mapping[str, Document], turn: int) -> str:
    """Return the cited cells in their rows and columns, each a mark that opens its evidence.

    A single cell is shown with its neighbours in the row. "" without cells, for too many of them, and
    where they come from several tables.
    """
    if not answer.cells or len({cell.table for cell in answer.cells}) > 1:
        return ""
    table = _table_of(answer, documents)
    if table is None:
        return ""
    rows = list(dict.fromkeys(cell.row for cell in answer.cells))
    # The names of the rows may be cited, too; they stand at the head of each row already.
    columns = [c for c in dict.fromkeys(cell.column for cell in answer.cells) if c != table.header[0]]
    if len(answer.cells) == 1 and len(table.header) - 1 <= _MOST_COLUMNS:
        columns = list(table.header[1:])
    if not columns or len(rows) > _MOST_ROWS or len(columns) > _MOST_COLUMNS:
        return ""
    used = {(cell.row, cell.column): cell for cell in answer.cells}
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in (table.header[0], *columns))
    body = "".join(_row(row, columns, used, texts, turn) for row in rows)
    caption = f"<caption>{escape(table.label or table.caption)}</caption>"
    return (
        f"<div class='mini table-scroll' tabindex='0' role='region' "
        f"aria-label='{escape(table.label or 'Table', quote=True)}'><table>{caption}"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(
    row: str,
    columns: list[str],
    used: Mapping[tuple[str, str], CellCitation],
    texts: Mapping[tuple[str, str], str],
    turn: int,
) -> str:
    parts = [f"<th scope='row'>{escape(row)}</th>"]
    for column in columns:
        cell = used.get((row, column))
        if cell is None:
            parts.append(f"<td class='beside'>{escape(texts.get((row, column), ''))}</td>")
            continue
        name = labelled("chat.show_cell", value=cell.text or "–", n=cell.marker)
        parts.append(
            f"<td><button type='button' class='cell' data-evidence='e-{turn}-{cell.marker}' "
            f"aria-controls='evidence' {name}>{escape(cell.text or '–')}</button></td>"
        )
    return f"<tr>{''.join(parts)}</tr>"


def _table_of(answer: Answer, documents: Mapping[str, Document]) -> Table | None:
    cited = {citation.marker: citation for citation in answer.citations}
    citation = cited.get(answer.cells[0].marker)
    document = documents.get(citation.document) if citation else None
    if citation is None or document is None:
        return None
    return next((t for t in document.tables if t.span.contains(citation.span)), None)
