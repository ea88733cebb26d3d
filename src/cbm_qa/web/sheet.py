"""The printed page under a quote: a place for its picture, and the quoted lines marked over it."""

from html import escape

from cbm_qa.model import Document, LineBox, Span
from cbm_qa.web.language import labelled, said

_MAX_SHEETS = 3
_PAD = 1.5  # points around the letters


def render_pages(document: Document, span: Span) -> str:
    """Return the pages that a span is printed on, each to be fetched when it is shown; "" without pages."""
    boxes = document.boxes(span)
    pages = list(dict.fromkeys(box.page for box in boxes))[:_MAX_SHEETS]
    return "".join(_sheet(document, page, [box for box in boxes if box.page == page]) for page in pages)


def _sheet(document: Document, number: int, boxes: list[LineBox]) -> str:
    page = document.pages[number]
    marks = "".join(
        f"<rect x='{box.x0 - _PAD:.1f}' y='{box.y0 - _PAD:.1f}' width='{box.x1 - box.x0 + 2 * _PAD:.1f}' "
        f"height='{box.y1 - box.y0 + 2 * _PAD:.1f}' rx='1.5'/>"
        for box in boxes
    )
    named = labelled("picture.page", label=page.label)
    enlarge = f"<button type='button' data-enlarge aria-pressed='false'>{said('picture.enlarge')}</button>"
    return (
        f"<figure class='sheet' data-document='{escape(document.key, quote=True)}' data-page='{number}'>"
        f"<figcaption>{said('picture.page', label=page.label)}{enlarge}</figcaption>"
        f"<div class='sheet-window' tabindex='0' role='region' {named}>"
        f"<div class='sheet-paper' style='aspect-ratio:{page.width:g}/{page.height:g}'>"
        f"<p class='sheet-state' role='status'>{said('picture.drawing')}</p>"
        f"<img alt='' {labelled('picture.alt', label=page.label)} hidden>"
        f"<svg viewBox='0 0 {page.width:g} {page.height:g}' aria-hidden='true'>{marks}</svg>"
        f"</div></div></figure>"
    )
