"""What a program reads from a file, in one form for all: text, headings, tables, references.

python benchmarks/ingest_reading.py SYSTEM FILE     # one reading, as JSON, with its time and memory
"""

import hashlib
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Reading:
    """What was read; `tables` are rows of cells, headers first."""

    text: str = ""
    headings: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    pages: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    error: str = ""


def from_markdown(source: str) -> Reading:
    """Read Markdown: what upstream expects of a file, and what a converter gives."""
    from markdown_it import MarkdownIt

    reading, lines = Reading(), list[str]()
    in_references = False
    state = ""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        match token.type:
            case "table_open":
                reading.tables.append([])
            case "tr_open":
                reading.tables[-1].append([])
            case "heading_open" | "th_open" | "td_open" | "list_item_open":
                state = token.type
            case "heading_close" | "th_close" | "td_close":
                state = ""
            case "inline":
                text = _plain(token)
                lines.append(text)
                in_references = _sort_in(reading, state, text, in_references)
            case "fence" | "code_block":
                lines.append(token.content)
    reading.text = "\n".join(lines)
    return reading


def _sort_in(reading: Reading, state: str, text: str, in_references: bool) -> bool:
    """Note a text as what it is; return whether the list that follows holds references."""
    if state == "heading_open":
        reading.headings.append(text)
        return text.strip().casefold() in ("references", "bibliography")
    if state in ("th_open", "td_open"):
        reading.tables[-1][-1].append(text)
    elif state == "list_item_open" and in_references:
        reading.references.append(text)
    return in_references


def _plain(token: object) -> str:
    parts = []
    for child in getattr(token, "children", None) or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def read_ours(path: Path) -> Reading:
    """Read with this project, in this process."""
    from cbm_qa.ingest import Entry, parse_document
    from cbm_qa.model import NoteKind

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document = parse_document(Entry(path.stem, path, path.name, digest))
    titles = [n.span.of(document.text) for n in document.notes if n.kind is NoteKind.TITLE]
    sections = [f"{s.number} {s.title}" if s.number else s.title for s in document.sections]
    return Reading(
        text=document.text,
        headings=titles + sections,
        tables=[[list(row) for row in (t.header, *t.rows)] for t in document.tables],
        references=[r.raw for r in document.references],
        pages=len(document.pages),
    )


def read_pypdf(path: Path) -> Reading:
    """Read with pypdf as its manual shows it."""
    import pypdf

    if path.suffix != ".pdf":
        return Reading(error="reads no such file")
    reader = pypdf.PdfReader(path)
    texts = [page.extract_text() for page in reader.pages]
    return Reading(text="\n".join(texts), pages=len(texts))


def read_markitdown(path: Path) -> Reading:
    """Read with markitdown as its manual shows it."""
    from markitdown import MarkItDown

    return from_markdown(MarkItDown().convert(str(path)).text_content)


SYSTEMS: dict[str, Callable[[Path], Reading]] = {
    "cbm-qa": read_ours,
    "pypdf": read_pypdf,
    "markitdown": read_markitdown,
}


def main(system: str, file: str) -> None:
    """Print one reading; importing the library is not counted, its memory is."""
    path = Path(file)
    read = SYSTEMS[system]
    started = time.perf_counter()
    try:
        reading = read(path)
    except Exception as error:
        reading = Reading(error=f"{type(error).__name__}: {str(error).splitlines()[0][:100]}")
    reading.seconds = time.perf_counter() - started
    reading.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(asdict(reading)))


if __name__ == "__main__":
    main(*sys.argv[1:])
