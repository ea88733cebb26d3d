"""The Tables page: choose a table, read it, sort it, plot it, take it away, ask about it."""

import base64
from collections.abc import Sequence
from html import escape
from importlib.util import find_spec
from typing import Any

import gradio as gr

from cbm_qa.errors import CbmQaError, UsageError
from cbm_qa.export import FORMATS, NamedTable, export_table, find_table, list_tables
from cbm_qa.export.columns import read_columns
from cbm_qa.export.sort import row_order
from cbm_qa.web.charts import table_charts
from cbm_qa.web.language import labelled, prompted, said
from cbm_qa.web.part import add_part, format_buttons
from cbm_qa.web.places import link_to
from cbm_qa.web.plots import render_chart
from cbm_qa.web.site import Site

_MOST_CELLS = 6000  # on one page: more is slow to lay out in a browser
_PAGE_ROWS = (10, 100)
_LABELS = {"csv": "CSV", "markdown": "Markdown", "json": "JSON", "parquet": "Parquet"}


def build_tables(app: gr.Blocks, site: Site) -> None:
    """Fill the page on which tables are read; its script asks the functions below."""

    def open_table(asked: dict[str, Any]) -> dict[str, Any]:
        return _open_table(site, asked)

    def export(asked: dict[str, Any]) -> dict[str, Any]:
        return _export(site, asked)

    add_part("tables-frame", _frame(), "tables.js", [open_table, export])


def _open_table(site: Site, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a table as it was asked for: which, sorted how, which rows of it, plotted how.

    Args:
        site: Its documents have the tables.
        asked: id, column (None for as printed), descending, page from 0, chart, kind ("line" or "bar"),
            width of the plot in pixels. What is missing or makes no sense has a default.
    """
    tables = list_tables(site.documents)
    choices = [
        {"id": t.id, "name": t.heading, "document": t.document.title, "key": t.document.key} for t in tables
    ]
    if not tables:
        return {"choices": [], "remark": "tables.none", "html": "", "plot": "", "charts": []}
    wanted, remark = str(asked.get("id") or tables[0].id), ""
    try:
        named = find_table(site.documents, wanted)
    except UsageError:
        named, remark = tables[0], "tables.gone"
    charts = table_charts(named.table)
    chart = charts[_whole(asked.get("chart"), len(charts))] if charts else None
    kind = "bar" if asked.get("kind") == "bar" else "line"
    return {
        "id": named.id,
        "key": named.document.key,
        "choices": choices,
        "remark": remark,
        "html": _table(named, asked),
        "place": link_to(named.document, named.table.span),
        "charts": [{"title": c.title, "said": c.said, "values": c.values} for c in charts],
        "over_years": chart is not None and chart.over_years,
        "plot": render_chart(chart, kind=kind, width=_whole(asked.get("width"), 1001, 440)) if chart else "",
    }


def _export(site: Site, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a table as a file: its name, media type and bytes; or why not."""
    try:
        named = find_table(site.documents, str(asked.get("id")))
        name = str(asked.get("format"))
        data = export_table(named, name)
    except CbmQaError as error:
        return {"error": f"{error}{f' ({error.hint})' if error.hint else ''}"}
    file = FORMATS[name]
    return {
        "name": f"{named.file_stem}{file.suffix}",
        "type": file.media_type,
        "data": base64.b64encode(data).decode("ascii"),
    }


def _whole(value: object, below: int, default: int = 0) -> int:
    """Return a whole number from a page's script if it is one in [0, below), else the default."""
    return value if isinstance(value, int) and 0 <= value < below else default


def _table(named: NamedTable, asked: dict[str, Any]) -> str:
    """Return one page of the rows, sorted, under headers that sort."""
    table = named.table
    columns = read_columns(table)
    sorted_by = asked.get("column")
    column = sorted_by if isinstance(sorted_by, int) and 0 <= sorted_by < len(columns) else None
    descending = bool(asked.get("descending"))
    order: Sequence[int] = range(len(table.rows))
    if column is not None:
        order = row_order(columns[column], descending=descending)
    least, most = _PAGE_ROWS
    page_rows = max(least, min(most, _MOST_CELLS // len(columns)))
    pages = max(1, -(-len(order) // page_rows))
    page = min(_whole(asked.get("page"), 10**6), pages - 1)
    shown = order[page * page_rows : (page + 1) * page_rows]
    numeric = [n > 0 and c.is_numeric for n, c in enumerate(columns)]
    head = "".join(
        _header(n, text, number, _order(descending) if n == column else "none")
        for n, (text, number) in enumerate(zip(table.header, numeric, strict=True))
    )
    body = "".join(_row(table.rows[n], numeric) for n in shown)
    label = f"<strong>{escape(table.label)}</strong> " if table.label else ""
    note = f"<p class='source-note'>{escape(table.source_note)}</p>" if table.source_note else ""
    name = escape(named.heading, quote=True)
    return (
        f"<div class='table-scroll' tabindex='0' role='region' aria-label='{name}'>"
        f"<table><caption>{label}{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>{note}{_pager(page, pages, page_rows, len(order))}"
    )


def _order(descending: bool) -> str:
    return "descending" if descending else "ascending"


def _header(number: int, text: str, is_number: bool, order: str) -> str:
    name = escape(text) or f"<span class='sr'>{said('tables.column', n=number + 1)}</span>"
    sign = {"ascending": "↑", "descending": "↓", "none": "↕"}[order]
    return (
        f"<th scope='col' aria-sort='{order}'{' class=num' if is_number else ''}>"
        f"<button type='button' data-column='{number}'>{name}"
        f"<span class='arrow' aria-hidden='true'>{sign}</span></button></th>"
    )


def _row(texts: Sequence[str], numeric: Sequence[bool]) -> str:
    cells = "".join(
        f"<td{' class=num' if is_number else ''}>{escape(text)}</td>"
        for text, is_number in zip(texts[1:], numeric[1:], strict=True)
    )
    return f"<tr><th scope='row'>{escape(texts[0])}</th>{cells}</tr>"


def _pager(page: int, pages: int, page_rows: int, rows: int) -> str:
    if pages == 1:
        return ""
    first, last = page * page_rows + 1, min((page + 1) * page_rows, rows)
    before = "" if page else " disabled"
    after = "" if page < pages - 1 else " disabled"
    place = said("tables.rows", first=f"{first:,}", last=f"{last:,}", rows=f"{rows:,}")
    return (
        f"<p class='pager'>"
        f"<button type='button' data-page='{page - 1}'{before}>{said('tables.previous')}</button>"
        f"<span role='status'>{place}</span>"
        f"<button type='button' data-page='{page + 1}'{after}>{said('tables.next')}</button></p>"
    )


def _frame() -> str:
    """Return what stands around a table: the choice of one, the files, the plot, the question."""
    formats = [name for name in FORMATS if name != "parquet" or find_spec("pyarrow")]
    buttons = format_buttons("format", {name: _LABELS[name] for name in formats}, "tables.save_as")
    return f"""
<div id='tables'>
  <div class='reader-bar'>
    <label class='sr' for='table-choice'>{said("tables.choose")}</label><select id='table-choice'></select>
    <div class='files' role='group' {labelled("tables.save")}>{said("tables.save")}{buttons}</div>
  </div>
  <p id='table-remark' class='notice' role='status' hidden></p>
  <div class='table-panes'>
    <div class='table-side'>
      <div id='table-view' class='reading'></div>
      <p class='in-place'><a id='table-place' href='#'>{said("tables.read")}</a></p>
      <form id='table-ask'>
        <label class='sr' for='table-question'>{said("tables.question")}</label>
        <input id='table-question' type='text' {prompted("tables.question")} autocomplete='off'
         maxlength='4000'><button type='submit'>{said("tables.ask")}</button>
      </form>
    </div>
    <section class='plot-side' {labelled("tables.plot")}>
      <div class='plot-bar'>
        <label class='sr' for='plot-choice'>{said("tables.what")}</label><select id='plot-choice'></select>
        <div id='plot-kind' role='group' {labelled("tables.kind")}>
          <button type='button' data-kind='line' aria-pressed='true'>{said("tables.line")}</button>
          <button type='button' data-kind='bar' aria-pressed='false'>{said("tables.bars")}</button>
        </div>
      </div>
      <div id='table-plot'></div>
    </section>
  </div>
</div>"""
