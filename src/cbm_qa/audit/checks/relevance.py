"""Sentences that cite a work about something else."""

from collections.abc import Iterator

from cbm_qa.answer.words import similarity, stems
from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare, shown
from cbm_qa.model import Reference, Span

_NAME = "off-topic-citation"
_FAR = 0.12  # cosine below which sentence and entry have nothing in common
_FAR_RANK = 0.8  # of all entries, the share that is nearer to the sentence
_MIN_ENTRIES = 8
_MIN_WORDS = 4


def _off_topic(paper: Paper) -> Iterator[Finding]:
    if len(paper.references) < _MIN_ENTRIES:
        return
    common = _common_stems(paper)
    for statement in paper.statements:
        if len(statement.references) != 1 or len(stems(bare(statement))) < _MIN_WORDS:
            continue
        for key in statement.references:
            entry = paper.references[key]
            near = _nearness(paper, statement, entry)
            if near is None or near >= _FAR or _shares_words(paper, statement, entry, common):
                continue
            nearer = _share_nearer(paper, statement, near)
            if nearer >= _FAR_RANK:
                yield paper.finding(
                    _NAME,
                    Severity.LOW,
                    0.7 if near < _FAR / 2 else 0.6,
                    f"{shown(entry)} seems to be about something else",
                    statement.span,
                    entry.span,
                    reason=f"nearness of meaning {near:.2f}; {100 * nearer:.0f} % of the other entries are "
                    "nearer to the sentence; no word in common with its paragraph",
                )


def _nearness(paper: Paper, statement: Statement, entry: Reference) -> float | None:
    """Return how near a work is to a sentence, its paragraph, or what is at hand of the work; the best."""
    document = paper.document.key
    if len(stems(entry.title)) < 3:
        return None
    around = [s.span for s in statement.paragraph.sentences]
    near = [paper.nearness((document, span), (document, entry.span)) for span in around]
    source = paper.sources.get(entry.key)
    if source is not None:
        places = [s.span for p in source.paragraphs for s in p.sentences]
        near += [paper.nearness((document, statement.span), (source.key, place)) for place in places]
    known = [n for n in near if n is not None]
    return max(known) if known else None


def _share_nearer(paper: Paper, statement: Statement, near: float) -> float:
    document = paper.document.key
    others = [
        paper.nearness((document, statement.span), (document, r.span)) for r in paper.document.references
    ]
    known = [o for o in others if o is not None]
    return sum(o > near for o in known) / max(1, len(known) - 1)


def _common_stems(paper: Paper) -> frozenset[str]:
    """Return stems that a quarter of all entries have: the field's own words tell nothing apart."""
    counts: dict[str, int] = {}
    for entry in paper.document.references:
        for stem in stems(entry.title):
            counts[stem] = counts.get(stem, 0) + 1
    return frozenset(s for s, n in counts.items() if n > 0.25 * len(paper.references))


def _shares_words(paper: Paper, statement: Statement, entry: Reference, common: frozenset[str]) -> bool:
    said = stems(_context(paper, statement.span, statement.paragraph.span)) | stems(
        " ".join(paper.document.heading_path(statement.section))
    )
    about = (stems(f"{entry.title} {entry.container}") - common) or stems(entry.title)
    return any(similarity(a, s) for a in about for s in said)


def _context(paper: Paper, sentence: Span, paragraph: Span) -> str:
    before = paper.document.sentence_before(sentence.start)
    start = before.start if before else sentence.start
    return paper.document.text[max(start, paragraph.start) : sentence.end]


OFF_TOPIC = Check(
    _NAME,
    "Works cited for something they are not about",
    "Citing sentences are compared with the titles of the works, and with their text where it is at hand.",
    _off_topic,
)
