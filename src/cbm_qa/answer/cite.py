"""Citations: the only place where a quote is taken out of a document."""

import regex

from cbm_qa.answer.speaker import speaker
from cbm_qa.answer.verify import numbers_in
from cbm_qa.model import Citation, Document, DocumentKind, Reference, Span


def cite(document: Document, span: Span, marker: int) -> Citation:
    """Return the citation of a span: its quote is the slice of the text, its place is looked up.

    `paragraph` is that of the span's first character, None outside running text; `page` the
    printed label of the page that character is on; `references` are
    those that mentions inside the span resolve to, and an entry of the reference list cites itself;
    a source or a note begins with the entry that it stands for. `speaker` tells whose claim it is.
    """
    section = document.section_at(span.start)
    paragraph = document.paragraph_at(span.start)
    page = document.page_at(span.start)
    own = tuple(r.key for r in document.references if r.span.overlaps(span))
    if document.kind is not DocumentKind.PAPER and document.origin.about:
        own = (document.origin.about, *own)
    return Citation(
        marker=marker,
        document=document.key,
        title=document.title,
        section=document.section_name(section),
        section_title=document.section_title(section),
        paragraph=paragraph.ordinal if paragraph else None,
        page=page.label if page else paragraph.page if paragraph else None,
        quote=span.of(document.text),
        span=span,
        references=tuple(dict.fromkeys((*document.references_in(span), *own))),
        speaker=speaker(document, span),
    )


def cite_entry(document: Document, work: Reference, marker: int, told: str) -> Citation:
    """Return the citation of an entry for what is told of it.

    Where "2019, 32" would be read as one number, so that a number told stood nowhere, the quote ends with
    the last number told.
    """
    wanted = numbers_in(told)
    quote = work.span.of(document.text)
    ends = (len(quote), *reversed([m.end() for m in regex.finditer(r"\d+", quote)]))
    end = next((end for end in ends if wanted <= numbers_in(quote[:end])), len(quote))
    return cite(document, Span(work.span.start, work.span.start + end), marker)
