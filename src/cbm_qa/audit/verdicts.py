"""What the sources say to the sentences that cite them: one of four verdicts for each."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from cbm_qa.answer.cite import cite
from cbm_qa.audit.figures import Figure, find_figures, without_figures, years_in
from cbm_qa.audit.finding import SourceVerdict, Verdict
from cbm_qa.audit.paper import Paper, Statement, bare, overlap
from cbm_qa.model import Document, DocumentKind, Seen, Span

_SUPPORTS = 0.68  # cosine from which a passage says what the sentence says
_SAME_MATTER = 0.5  # from which a passage is about the same, so that figures can be compared
_SAME_WORDS = 0.4


def judge(paper: Paper) -> Iterator[SourceVerdict]:
    """Yield a verdict for every work in every sentence that cites one, in the order of the text."""
    for statement in paper.statements:
        for key in statement.references:
            yield _verdict(paper, statement, key)


def _verdict(paper: Paper, statement: Statement, key: str) -> SourceVerdict:
    claim = cite(paper.document, statement.span, 1)
    source = paper.sources.get(key)
    if source is None:
        differing = _differing_title(paper, statement, key)
        if differing:
            entry = paper.references[key]
            return SourceVerdict(claim, key, Verdict.DIFFERS, cite(paper.document, entry.span, 1), differing)
        reason = "the corpus has neither the work nor a note about it"
        return SourceVerdict(claim, key, Verdict.NOT_AVAILABLE, None, reason)
    span, near = _best_place(paper, statement, source)
    evidence = cite(source, span, 1) if span else None
    shared = overlap(without_figures(bare(statement)), span.of(source.text)) if span else 0.0
    limits = _limits(source)
    differing = _differing(statement, source, span) if near >= _SAME_MATTER and span else ""
    if differing:
        return SourceVerdict(claim, key, Verdict.DIFFERS, evidence, differing + limits)
    missing = _missing_figures(statement, source)
    if span and near >= _SUPPORTS and shared >= _SAME_WORDS:
        if not missing:
            reason = f"nearness of meaning {near:.2f}, {100 * shared:.0f} % of the words in common{limits}"
            return SourceVerdict(claim, key, Verdict.SUPPORTED, evidence, reason)
        reason = f"the nearest place does not give {', '.join(missing)}{limits}"
    else:
        reason = f"the nearest place is at {near:.2f}: too far to bear the sentence out{limits}"
    return SourceVerdict(claim, key, Verdict.NOT_FOUND, evidence, reason)


def _differing_title(paper: Paper, statement: Statement, key: str) -> str:
    """Return which figure of a sentence the title of its only work gives otherwise, "" for none."""
    title = paper.references[key].title
    ours, theirs = find_figures(bare(statement)), find_figures(title)
    if len(ours) != 1 or len(theirs) != 1 or ours[0].unit != theirs[0].unit:
        return ""
    ratio = ours[0].value / theirs[0].value if theirs[0].value else 0
    if _agree(ours[0], theirs[0]) or not Decimal("0.5") < ratio < 2:
        return ""
    said = bare(statement)[ours[0].start : ours[0].end].strip()
    return f"the paper says {said}, the title of the source {title[theirs[0].start : theirs[0].end].strip()}"


def _limits(source: Document) -> str:
    if source.kind is DocumentKind.SOURCE_NOTE:
        return "; compared with a note about the source, not its words"
    partly = source.origin.seen in (Seen.ABSTRACT, Seen.OPENING)
    return "; only part of the source is at hand" if partly else ""


def places_of(source: Document) -> tuple[Span, ...]:
    """Return the sentences of a source that tell of the work; what a note says of itself is left out."""
    own = ("what was seen", "what was not seen")
    return tuple(
        sentence.span
        for paragraph in source.paragraphs
        if source.kind is not DocumentKind.SOURCE_NOTE
        or source.section_title(paragraph.section).casefold() not in own
        for sentence in paragraph.sentences
    )


def _best_place(paper: Paper, statement: Statement, source: Document) -> tuple[Span | None, float]:
    near = [
        (paper.nearness((paper.document.key, statement.span), (source.key, span)), span)
        for span in places_of(source)
    ]
    known = [(n, span) for n, span in near if n is not None]
    if known:
        best = max(known, key=lambda item: item[0])
        return best[1], best[0]
    spans = places_of(source)
    if not spans:
        return None, 0.0
    words = [(overlap(bare(statement), span.of(source.text)), span) for span in spans]
    best = max(words, key=lambda item: item[0])
    return best[1], best[0]


def _differing(statement: Statement, source: Document, span: Span) -> str:
    """Return which figure of the sentence the source's place gives otherwise, "" for none."""
    ours, theirs = find_figures(bare(statement)), find_figures(span.of(source.text))
    for figure in ours:
        same_unit = [f for f in theirs if f.unit == figure.unit and f.role == figure.role]
        comparable = [f for f in same_unit if figure.year is None or f.year in (None, figure.year)]
        if len(comparable) == 1 and len([f for f in ours if f.unit == figure.unit]) == 1:
            other = comparable[0]
            if not _agree(figure, other):
                said, written = (
                    bare(statement)[figure.start : figure.end],
                    span.of(source.text)[other.start : other.end],
                )
                return f"the paper says {said.strip()}, the source {written.strip()}"
    return _differing_year(statement, source, span)


def _differing_year(statement: Statement, source: Document, span: Span) -> str:
    ours, theirs = set(years_in(bare(statement))), set(years_in(span.of(source.text)))
    alike = overlap(without_figures(bare(statement)), without_figures(span.of(source.text)))
    if len(ours) == 1 and len(theirs) == 1 and ours != theirs and alike >= 0.75:
        return f"the paper says {min(ours)}, the source {min(theirs)}"
    return ""


def _agree(a: Figure, b: Figure) -> bool:
    return a.agrees_with(b.value, b.step) or b.agrees_with(a.value, a.step)


def _missing_figures(statement: Statement, source: Document) -> list[str]:
    """Return the figures of a sentence that its source gives nowhere."""
    text = bare(statement)
    known = _figures_of(source)
    return [
        text[f.start : f.end].strip()
        for f in find_figures(text)
        if not any(f.unit == o.unit and _agree(f, o) for o in known)
    ]


@lru_cache(maxsize=256)
def _figures_in(text: str) -> tuple[Figure, ...]:
    return find_figures(text)


def _figures_of(source: Document) -> tuple[Figure, ...]:
    return tuple(f for span in places_of(source) for f in _figures_in(span.of(source.text)))
