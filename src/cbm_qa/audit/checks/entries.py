"""The reference list by itself: duplicates and missing fields."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, clip, shown
from cbm_qa.ingest.names import fold
from cbm_qa.model import Reference

_SAME_TITLE = 93.0
_MIN_ARTICLES = 8
_SEVERAL = 3  # from more than so many of a kind, one finding for all
_URL = regex.compile(r"https?:?/{0,2}[^\s<>\]]*|www\.[^\s<>\]]+", regex.I)
_NO_DATE = regex.compile(
    r"\bn\.?\s?d\.?\b|in press|forthcoming|to appear|submitted|\(?(?:1[5-9]|20)\d\d|б\.?\s?г\.", regex.I
)
_JOURNAL = regex.compile(
    r"\b(?:journals?|reviews?|bulletin|letters|annals|transactions|studies|research|sciences?|"
    r"quarterly|magazine|"
    r"archives?)\b",
    regex.I,
)
_PAGES = regex.compile(r"(?<![\d.\-–/])(\d{1,5})\s?[-–—]\s?(\d{1,5})(?![\d\-–/]|\.\d)")


def _duplicates(paper: Paper) -> Iterator[Finding]:
    from rapidfuzz import fuzz

    for a, b in combinations(paper.document.references, 2):
        same_doi = bool(a.doi) and (a.doi or "").casefold() == (b.doi or "").casefold()
        titles = (fold(a.title), fold(b.title))
        alike = min(map(len, titles)) > 15 and fuzz.ratio(*titles) >= _SAME_TITLE
        authors = fold(a.authors[0] if a.authors else "") == fold(b.authors[0] if b.authors else "")
        if same_doi and not alike:
            yield paper.finding(
                "duplicate-entry",
                Severity.MEDIUM,
                0.9,
                f"two entries have the DOI {a.doi}",
                a.span,
                b.span,
                reason="a DOI names one work; the titles differ",
            )
        elif alike and authors and not _parts(a.title, b.title):
            reason = "same first author and title" + (", same DOI" if same_doi else "")
            sure = 0.95 if same_doi or (a.year or "")[:4] == (b.year or "")[:4] else 0.7
            yield paper.finding(
                "duplicate-entry",
                Severity.MEDIUM,
                sure,
                f"{shown(a)} is listed twice",
                a.span,
                b.span,
                reason=reason,
            )


def _parts(a: str, b: str) -> bool:
    """Return whether two titles differ in a number: parts or editions of one work."""
    return regex.findall(r"\d+|\b[IVX]+\b", a) != regex.findall(r"\d+|\b[IVX]+\b", b)


def _fields(paper: Paper) -> Iterator[Finding]:
    check = "incomplete-entry"
    for entry in paper.document.references:
        if entry.year is None and not _NO_DATE.search(entry.raw):
            yield paper.finding(
                check,
                Severity.LOW if entry.url else Severity.MEDIUM,
                0.85,
                f"{shown(entry)} has no year",
                entry.span,
                reason="no year and no “n.d.” or “in press” in the entry",
            )
        backwards = _backwards(entry)
        if backwards:
            yield paper.finding(
                check,
                Severity.MEDIUM,
                0.85,
                f"{shown(entry)}: pages {backwards} run backwards",
                entry.span,
                reason="the last page comes before the first",
            )
    yield from _run_together(paper)
    yield from _breaking_off(paper)
    yield from _without_place(paper)
    yield from _without_doi(paper)
    yield from _suffixes(paper)
    yield from _after_the_paper(paper)


def _backwards(entry: Reference) -> str | None:
    text = _URL.sub(" ", entry.raw)
    text = text.replace(entry.doi, " ") if entry.doi else text
    text = regex.sub(r"10\.\d{4,9}/\S+|[(\[].*?[)\]]", " ", text.replace(entry.title or "\0", " "))
    for match in regex.finditer(rf"(?:[,:;]|\bpp?\.)\s*{_PAGES.pattern}", text):
        first, last = match[1], match[2]
        if len(last) < len(first):  # "1134-40" is short for 1134-1140
            last = first[: len(first) - len(last)] + last
        if int(last) < int(first):
            return f"{match[1]}–{match[2]}"
    return None


def _run_together(paper: Paper) -> Iterator[Finding]:
    """Yield entries that hold two DOIs: two works, of which the second was not told apart."""
    for entry in paper.document.references:
        dois = {m[0].rstrip(".,;)").casefold() for m in regex.finditer(r"10\.\d{4,9}/[^\s\"<>]+", entry.raw)}
        if len(dois) > 1:
            yield paper.finding(
                "incomplete-entry",
                Severity.MEDIUM,
                0.75,
                f"{shown(entry)} runs into another work, or has two DOIs",
                entry.span,
                reason="one work has one DOI; where a second work begins, its year or number is missing",
            )


def _breaking_off(paper: Paper) -> Iterator[Finding]:
    """Yield entries that stop in the middle: after a comma, where volume and pages should follow."""
    ends = regex.compile(r"[,;:(–]$|\b(?:pp|vol|no)\.?$")
    broken = [e for e in paper.document.references if ends.search(e.raw.strip())]
    reason = "volume, pages or an address should follow"
    if len(broken) > _SEVERAL:
        yield paper.finding(
            "incomplete-entry",
            Severity.LOW,
            0.9,
            f"{len(broken)} entries break off: {', '.join(map(shown, broken[:_SEVERAL]))} and more",
            *(e.span for e in broken[: 2 * _SEVERAL]),
            reason=reason,
        )
        return
    for entry in broken:
        end = clip(entry.raw.strip()[-30:])
        message = f"{shown(entry)} breaks off at “{end}”"
        yield paper.finding("incomplete-entry", Severity.LOW, 0.9, message, entry.span, reason=reason)


def _without_place(paper: Paper) -> Iterator[Finding]:
    """Yield articles without volume and pages, and web pages without an address, where others have them."""
    entries = [
        e for e in paper.document.references if e.title and e.doi is None and _JOURNAL.search(e.container)
    ]
    bare = [e for e in entries if not e.url and not e.raw.rstrip().endswith(",") and not _numbers_after(e)]
    if len(bare) <= 0.2 * len(paper.document.references):
        for entry in bare:
            yield paper.finding(
                "incomplete-entry",
                Severity.LOW,
                0.75,
                f"{shown(entry)} has no volume, pages, DOI or address",
                entry.span,
                reason="nothing after the name of the journal or site says where to find it",
            )


def _without_doi(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for the journal articles without a DOI, where most have one."""
    articles = [e for e in paper.document.references if e.volume or e.doi or _JOURNAL.search(e.container)]
    bare = [e for e in articles if not e.doi and not e.url]
    if len(articles) >= _MIN_ARTICLES and 0 < len(bare) <= 0.4 * len(articles):
        names = ", ".join(map(shown, bare[:_SEVERAL])) + (" and more" if len(bare) > _SEVERAL else "")
        yield paper.finding(
            "incomplete-entry",
            Severity.LOW,
            0.85,
            f"{len(bare)} of {len(articles)} journal articles have no DOI: {names}",
            *(e.span for e in bare[: 2 * _SEVERAL]),
            reason="the others have one; without it the work is harder to find",
        )


def _numbers_after(entry: Reference) -> bool:
    """Return whether anything after title and container looks like a volume, page, publisher or place."""
    if entry.volume or entry.pages or entry.publisher:
        return True
    rest = entry.raw.split(entry.container)[-1] if entry.container in entry.raw else entry.raw
    rest = rest.replace(entry.year or "\0", " ")
    return bool(regex.search(r"\d|\p{L}{3}", rest))


def _suffixes(paper: Paper) -> Iterator[Finding]:
    """Yield "2020a" without "2020b", and several entries of one name and year without letters."""
    groups: dict[tuple[str, str], list[Reference]] = defaultdict(list)
    numbered = any(e.number is not None for e in paper.document.references)
    for entry in paper.document.references:
        if entry.authors and entry.year:
            groups[fold("".join(entry.authors)), entry.year[:4]].append(entry)
    for (_, year), group in groups.items():
        letters = [(e.year or "")[4:] for e in group]
        if len(group) == 1 and letters[0]:
            message = f"{shown(group[0])} has a letter, but the list has no other entry of that name and year"
        elif len(group) > 1 and not numbered and "" in letters:
            message = f"{len(group)} entries of the same authors and {year} are not told apart by letters"
        else:
            continue
        yield paper.finding(
            "incomplete-entry",
            Severity.LOW,
            0.85,
            message,
            *(e.span for e in group),
            reason="letters after the year tell works of the same authors and year apart",
        )


def _after_the_paper(paper: Paper) -> Iterator[Finding]:
    year = paper.document.year
    late = [
        e for e in paper.document.references if year and e.year and 1 < int(e.year[:4]) - year < 30
    ]  # the year after is still common: printed later than first shown
    for entry in late:
        yield paper.finding(
            "incomplete-entry",
            Severity.MEDIUM,
            0.7,
            f"{shown(entry)} is dated after the paper ({year})",
            entry.span,
            reason="a work cannot be cited years before it appears",
        )


DUPLICATE = Check(
    "duplicate-entry", "Listed twice", "Entries with one DOI, or one first author and title.", _duplicates
)
INCOMPLETE = Check(
    "incomplete-entry",
    "Entries with something missing",
    "Year, pages in order, letters after years, a way to find the work; works later than the paper.",
    _fields,
)
