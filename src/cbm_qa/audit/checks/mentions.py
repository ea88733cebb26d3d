"""Works named in the text that the list of references does not hold, or holds otherwise."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, shown, times
from cbm_qa.ingest.names import fold, is_person, surname
from cbm_qa.model import Mention, Reference, Span

_NEAR = 80.0  # percent of letters alike from which another spelling is taken for the same name
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}’'-]+")
_ET_AL = regex.compile(r"\bet\s+al\b|\band\s+(?:colleagues|others)\b")


def _mentions(paper: Paper) -> Iterator[Finding]:
    """Yield mentions that resolve to no entry, once a work."""
    if not paper.references:
        return
    seen: dict[str, int] = {}
    unresolved = [m for m in paper.document.mentions if not m.references and _in_body(paper, m)]
    # Where most do not resolve, it is rather the reading of the list that failed.
    trust = 1.0 if 2 * len(unresolved) <= len(paper.document.mentions) else 0.5
    for mention in unresolved:
        name = fold(_printed(paper, mention))
        seen[name] = seen.get(name, 0) + 1
    told = set()
    for mention in unresolved:
        name = fold(_printed(paper, mention))
        if name not in told:
            told.add(name)
            yield _unresolved(paper, mention, seen[name], trust)


def _unresolved(paper: Paper, mention: Mention, count: int, trust: float) -> Finding:
    printed = _printed(paper, mention)
    again = f" (named {times(count)})" if count > 1 else ""
    near, how = nearest_entry(paper, mention)
    spans = [_around(paper, mention)]
    if near is not None:
        spans.append(near.span)
        message = f"“{printed}” is not in the list; it has {shown(near)}{again}"
        return paper.finding("unmatched-mention", Severity.MEDIUM, 0.9 * trust, message, *spans, reason=how)
    reason = mention.unresolved or "no entry fits"
    message = f"“{printed}” is cited, but not in the list of references{again}"
    return paper.finding("unmatched-mention", Severity.HIGH, 0.85 * trust, message, *spans, reason=reason)


def nearest_entry(paper: Paper, mention: Mention) -> tuple[Reference | None, str]:
    """Return the entry that was most likely meant, and in what it differs."""
    from rapidfuzz import fuzz

    years = _YEAR.findall(mention.text)
    names = [fold(n) for n in _NAME.findall(mention.text)]
    whole = fold(_YEAR.sub("", _ET_AL.sub("", mention.text)))
    if not names or not years:
        return None, ""
    best: tuple[float, Reference | None, str] = (0.0, None, "")
    for reference in paper.document.references:
        for name in filter(None, _first_names(reference)):
            alike = max(fuzz.ratio(names[0], name), fuzz.ratio(whole, name))
            apart = abs(int((reference.year or "0")[:4]) - int(years[0]))
            if apart == 0 and alike >= _NEAR and alike > best[0]:
                best = (alike, reference, "the year is the same and the name nearly so")
            elif 0 < apart <= 2 and alike == 100 and best[0] < 100:
                best = (99.0, reference, f"the name is the same, the year differs by {apart}")
    return best[1], best[2]


def _first_names(reference: Reference) -> tuple[str, ...]:
    first = reference.authors[0] if reference.authors else ""
    if first and is_person(first):
        return (surname(first),)
    return (fold(first), fold(reference.abbreviation or ""))


def _et_al(paper: Paper) -> Iterator[Finding]:
    """Yield works of one or two authors called "et al.", once a work."""
    told: set[str] = set()
    for mention in paper.document.mentions:
        if len(mention.references) != 1 or mention.references[0] in told:
            continue
        entry = paper.references[mention.references[0]]
        people = [a for a in entry.authors if is_person(a)]
        whole = people == list(entry.authors) and not regex.search(
            r"\bet al\b|…|\.\.\.|и др|等", entry.raw[:300]
        )
        if whole and len(people) == 1 and _ET_AL.search(_printed(paper, mention)):
            told.add(entry.key)
            message = f"“{_printed(paper, mention)}”, but the entry has one author"
            yield paper.finding(
                "et-al",
                Severity.LOW,
                0.85,
                message,
                _around(paper, mention),
                entry.span,
                reason="“et al.” stands for further authors; the entry names none",
            )


def _in_body(paper: Paper, mention: Mention) -> bool:
    """Return whether a mention stands in running text: a line of a list of sources is none."""
    spans = [*(t.span for t in paper.document.tables), *(n.span for n in paper.document.notes)]
    return (
        any(span.contains(mention.span) for span in spans)
        or paper.statement_at(mention.span.start) is not None
    )


def _printed(paper: Paper, mention: Mention) -> str:
    return " ".join((mention.text or mention.span.of(paper.document.text)).split())


def _around(paper: Paper, mention: Mention) -> Span:
    statement: Statement | None = paper.statement_at(mention.span.start)
    return statement.span if statement else mention.span


UNMATCHED = Check(
    "unmatched-mention",
    "Cited, but not in the list of references",
    "Works named in the text are looked up in the list, near spellings and years too.",
    _mentions,
)
ET_AL = Check(
    "et-al", "“et al.” without others", "“et al.” is used only where an entry has several authors.", _et_al
)
