"""Documents set as PDF pages, for the tests: two columns, hyphenated, with running heads and page numbers.

python tests/typeset.py paper.txt paper.pdf
"""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import regex
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Table
from reportlab.platypus import Paragraph as Text

from cbm_qa.model import Document, NoteKind, Reference

_MARGIN, _GUTTER, _HEAD = 54, 18, 200
_SYLLABLE = regex.compile(r"(?<=\p{L}{2}[aeiou])(?=[bcdfgklmnprstv][aeiou]\p{L}{2})", regex.I)
_FONT, _BOLD, _ITALIC = "Vera", "VeraBd", "VeraIt"


@cache
def _register_fonts() -> None:
    for name in (_FONT, _BOLD, _ITALIC):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))  # shipped with reportlab


def _style(**changes: object) -> ParagraphStyle:
    basic = {
        "fontName": _FONT,
        "fontSize": 8.5,
        "leading": 10.5,
        "alignment": TA_JUSTIFY,
        "embeddedHyphenation": 1,
        "splitLongWords": 1,
    }
    return ParagraphStyle("", **{**basic, **changes})


def _words(text: str, style: ParagraphStyle) -> Text:
    hyphenated = regex.sub(
        r"(?<![\p{L}\p{N}/.:@-])\p{L}{6,}(?![\p{L}/@-])", lambda m: _SYLLABLE.sub("\u00ad", m[0]), text
    )
    return Text(escape(hyphenated), style)


def typeset(
    document: Document, path: Path, *, columns: int = 2, first_page: int = 1, ruled: bool = False
) -> Path:
    """Set a document: title, authors and affiliations over the full width, the rest in columns.

    Args:
        document: What to set; its blocks in order.
        path: The PDF to write.
        columns: 1 or 2.
        first_page: Number printed on the first page.
        ruled: Draw every cell of a table, not only rules above, below and under its header.
    """
    _register_fonts()
    width, height = A4
    column = (width - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns

    def frames(top: float) -> list[Frame]:
        return [
            Frame(_MARGIN + n * (column + _GUTTER), _MARGIN, column, height - _MARGIN - top, 0, 0, 0, 0)
            for n in range(columns)
        ]

    def furniture(canvas, template) -> None:
        number = first_page + canvas.getPageNumber() - 1
        canvas.setFont(_ITALIC, 7)
        if number > first_page:
            canvas.drawString(_MARGIN, height - 36, f"{number}")
            canvas.drawRightString(width - _MARGIN, height - 36, "Journal of Worked Examples 7 (2025)")
        else:
            canvas.drawCentredString(width / 2, 30, f"{number}")

    head = Frame(_MARGIN, height - _MARGIN - _HEAD, width - 2 * _MARGIN, _HEAD, 0, 0, 0, 0)
    template = BaseDocTemplate(str(path), pagesize=A4, title=document.title, invariant=1)
    template.addPageTemplates(
        [
            PageTemplate("first", [head, *frames(_MARGIN + _HEAD + 10)], onPage=furniture),
            PageTemplate("later", frames(_MARGIN), onPage=furniture),
        ]
    )
    template.build(_flowables(document, column, ruled))
    return path


def _flowables(document: Document, width: float, ruled: bool) -> list:
    text = document.text
    heads = {
        NoteKind.TITLE: {"fontName": _BOLD, "fontSize": 15, "leading": 18},
        NoteKind.AUTHORS: {"fontSize": 10, "leading": 13},
    }
    front = [n for n in document.notes if n.kind in (*heads, NoteKind.AFFILIATION)]
    story: list = [NextPageTemplate("later")]
    for note in front:
        look = heads.get(note.kind, {"fontSize": 7, "leading": 9, "fontName": _ITALIC})
        marked = f"<super>{escape(note.marker)}</super>" if note.marker else ""
        story.append(
            Text(marked + escape(note.span.of(text)), _style(alignment=TA_CENTER, spaceAfter=4, **look))
        )
    story.append(FrameBreak())
    body = _style(firstLineIndent=10)
    placed = [
        *((p.span, _words(p.span.of(text), body)) for p in document.paragraphs),
        *((n.span, _words(n.span.of(text), _style(spaceBefore=4))) for n in document.notes if n not in front),
        *(
            (
                r.span,
                _words(_numbered(r), _style(leftIndent=12, firstLineIndent=-12, fontSize=7.5, leading=9)),
            )
            for r in document.references
        ),
    ]
    for section in document.sections:
        printed = text[section.span.start :].split("\n", 1)[0]
        size = 11 if section.level == 1 else 9.5
        look = _style(
            fontName=_BOLD,
            fontSize=size,
            leading=size + 3,
            alignment=0,
            spaceBefore=8,
            spaceAfter=3,
            keepWithNext=1,
        )
        placed.append((section.span, Text(escape(printed), look)))
    story += [
        flowable for _, flowable in sorted(placed + _tables(document, width, ruled), key=lambda p: p[0].start)
    ]
    return story


def _numbered(reference: Reference) -> str:
    return f"{reference.number}. {reference.raw}" if reference.number else reference.raw


def _column_widths(rows: Sequence[Sequence[str]], width: float) -> list[float]:
    """Share the width by what stands in the columns, no column narrower than its longest word."""
    columns = list(zip(*rows, strict=True))
    words = [
        max(pdfmetrics.stringWidth(w, _BOLD, 6.5) for c in column for w in (*c.split(), "")) + 6
        for column in columns
    ]
    weights = [max(w, sum(map(len, column)) ** 0.5) for w, column in zip(words, columns, strict=True)]
    spare = max(0.0, width - sum(words))
    return [w + spare * weight / sum(weights) for w, weight in zip(words, weights, strict=True)]


def _tables(document: Document, width: float, ruled: bool) -> list:
    placed = []
    small = _style(fontSize=6.5, leading=8, alignment=0, splitLongWords=0)
    for table in document.tables:
        caption = document.text[table.span.start :].split("\n", 1)[0]
        placed.append(
            (
                table.span,
                _words(
                    caption,
                    _style(fontName=_BOLD, fontSize=7.5, leading=9, spaceBefore=6, spaceAfter=3, alignment=0),
                ),
            )
        )
        rows = [[Text(escape(cell), small) for cell in row] for row in (table.header, *table.rows)]
        grid = Table(rows, colWidths=_column_widths((table.header, *table.rows), width), repeatRows=1)
        rules = [
            ("LINEABOVE", (0, 0), (-1, 0), 0.8),
            ("LINEBELOW", (0, 0), (-1, 0), 0.4),
            ("LINEBELOW", (0, -1), (-1, -1), 0.8),
        ]
        look = (
            [("GRID", (0, 0), (-1, -1), 0.4, colors.black)]
            if ruled
            else [(*rule, colors.black) for rule in rules]
        )
        grid.setStyle([*look, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("PADDING", (0, 0), (-1, -1), 2.5)])
        placed.append((table.span, grid))
        if table.source_note:
            placed.append(
                (
                    table.span,
                    _words(
                        table.source_note,
                        _style(fontName=_ITALIC, fontSize=7, leading=9, spaceBefore=3, spaceAfter=6),
                    ),
                )
            )
    return placed


if __name__ == "__main__":
    from reading import read_file

    typeset(read_file(Path(sys.argv[1])), Path(sys.argv[2]))
