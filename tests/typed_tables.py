"""Documents with a table whose cells are typed by the real reader."""

from cbm_qa.export import NamedTable
from cbm_qa.ingest.tables import build_table
from cbm_qa.model import Document, DocumentKind, Origin, Span


def document_with(*tables, key="paper", title="A study of rivers"):
    """Make a document of tables; each is (label, caption, rows), the first row the header."""
    from cbm_qa.ingest.tables import Caption

    text, made = "", []
    for label, caption, rows in tables:
        start = len(text)
        text += f"{label} - {caption}\n"
        starts = []
        for row in rows:
            starts.append(len(text))
            text += "\t".join(row) + "\n"
        squared = tuple(tuple(row) for row in rows)
        span = Span(start, len(text))
        made.append(build_table(Caption(label, caption), "", None, span, squared, tuple(starts)))
    origin = Origin(f"{key}.csv", "0" * 64)
    return Document(key, title, (), None, DocumentKind.PAPER, origin, text, tables=tuple(made))


def named_table(*rows, label="Table 1", caption="Catches"):
    """Make one table of rows, the header first."""
    document = document_with((label, caption, rows))
    return NamedTable(document, 1, document.tables[0])
