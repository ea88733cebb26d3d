"""Which tables a question is put to, and whether their documents are tables or papers."""

from collections.abc import Iterator

import regex

from cbm_qa.answer.evidence import Evidence
from cbm_qa.answer.question import Question, read_question
from cbm_qa.answer.tables.asked import Asked
from cbm_qa.answer.tables.typed import View, tokens
from cbm_qa.answer.words import similarity
from cbm_qa.model import Document, Table

_FEW_DOCUMENTS = 30
_FEW_TABLES = 8
_SHEET = 0.6  # share of a document's text that stands in tables
_ONES = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        1,
    )
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_YEAR_WORDS = regex.compile(
    rf"\b(?:two thousand(?: and)?|twenty)[ -](?:(?P<tens>{'|'.join(_TENS)})"
    rf"(?:[ -](?P<ones>{'|'.join(_ONES)}))?|(?P<ones>{'|'.join(_ONES)}))\b",
    regex.I,
)
_EXTREME = regex.compile(
    r"(?<=\b(?:in|for|of|at|to|from|and|since|than|between) )"
    r"the (latest|last|most recent|final|first|earliest) (?:available |reported )?year"
    r"(?: (?:available|covered|reported|shown|(?:in|of) the (?:table|period)))?\b",
    regex.I,
)
_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}")


def tables_of(evidence: Evidence) -> Iterator[tuple[Document, Table]]:
    """Yield the tables of the documents asked; of many documents, those that retrieval found."""
    documents = evidence.documents
    keys = list(documents)
    if len(keys) > _FEW_DOCUMENTS:
        keys = list(dict.fromkeys(hit.passage.document for hit in evidence.ranking))
    for key in keys:
        if key in documents:
            for table in documents[key].tables:
                yield documents[key], table


def nearest_tables(evidence: Evidence) -> list[tuple[Document, Table]]:
    """Return the few tables that hold most of the question's words, in the order of the text."""
    found = list(tables_of(evidence))
    if len(found) <= _FEW_TABLES:
        return found
    asked = {w.stem for w in evidence.question.content}
    held = {id(t): len(asked & set(tokens(f"{d.title} " + t.span.of(d.text)))) for d, t in found}
    kept = {id(t) for _, t in sorted(found, key=lambda pair: -held[id(pair[1])])[:_FEW_TABLES]}
    return [(d, t) for d, t in found if id(t) in kept]


def is_sheet(document: Document) -> bool:
    """Whether a document is little else than tables, so that a question to it is about them."""
    inside = sum(table.span.end - table.span.start for table in document.tables)
    return bool(document.tables) and inside >= _SHEET * len(document.text)


def context_of(document: Document, table: Table) -> frozenset[str]:
    """Return the stems that say what a table is about: title, section, caption, note."""
    section = document.sections[table.section].title if table.section is not None else ""
    return frozenset(tokens(f"{document.title} {section} {table.label} {table.caption} {table.source_note}"))


def unknown_names(question: Question, view: View, context: frozenset[str]) -> list[str]:
    """Return the names in a question that neither the table nor what is said about it has."""
    known = {*view.postings, *view.header_stems, *context}
    names = [w for w in question.content if w.stem in question.names and not w.text.isdigit()]
    return [
        w.text
        for w in names
        if not known.intersection(tokens(w.text)) and not any(similarity(w.stem, k) for k in known)
    ]


def absent_years(asked: Asked, view: View, context: frozenset[str]) -> tuple[list[str], str]:
    """Return the years asked for that a table over years lacks, and which it covers.

    A limit ("before 1990") and a year that the caption has are not asked for in this sense.
    """
    printed = {y for token in (*view.postings, *view.header_stems) for y in _YEAR.findall(token)}
    stretches = [v.years for column in view.columns for v in column.values if v.years]
    columns = [c for c in view.columns if c.is_date]
    covered = {v.day[0] for c in columns for v in c.values if v.day and v.day[0]}
    if len(covered) < 2:
        return [], ""
    wanted = [str(x.low) for x in asked.limits if not x.is_said and _YEAR.fullmatch(str(x.low))]
    absent = [
        year
        for year in wanted
        if year not in printed and year not in context and not any(a <= int(year) <= b for a, b in stretches)
    ]
    years = sorted(covered)
    is_run = years == list(range(years[0], years[-1] + 1))
    return absent, f"{years[0]} to {years[-1]}" if is_run else ", ".join(map(str, years[:12]))


def with_years(question: Question, table: Table) -> Question:
    """Return a question with the year in figures where it says "two thousand ten" or "the latest year".

    The first and last year are those of the table's dated axis; without one the words stay.
    """
    text = _in_figures(question.text)
    found = _EXTREME.search(text)
    if found:
        for labels in ([row[0] for row in table.rows], list(table.header[1:])):
            years = sorted(y for y in labels if _YEAR.fullmatch(y))
            if len(years) > 1 and 2 * len(years) >= len(labels):
                is_last = found[1].casefold() not in ("first", "earliest")
                text = _EXTREME.sub(years[-1] if is_last else years[0], text)
                break
    return question if text == question.text else read_question(text)


def _in_figures(text: str) -> str:
    """Write years in words as figures: "twenty twenty-four", "two thousand and fifteen"."""

    def figures(found: regex.Match[str]) -> str:
        tens, ones = (found["tens"] or "").casefold(), (found["ones"] or "").casefold()
        year = 2000 + _TENS.get(tens, 0) + _ONES.get(ones, 0)
        is_short = found[0].casefold().startswith("twenty") and not tens and year < 2010
        return found[0] if is_short else str(year)

    return _YEAR_WORDS.sub(figures, text)
