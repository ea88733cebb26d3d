"""Whose claim a sentence is: the paper's own, the paper's with a work behind it, or a work's as reported."""

import regex

from cbm_qa.ingest.names import fold, is_person, surname, without_brackets
from cbm_qa.model import Document, DocumentKind, Mention, Reference, Span

_SAYS = (
    r"(?:argu|not|claim|stat|show|find|found|report|suggest|stress|emphasi[sz]|point|highlight|underlin|underscor|"
    r"demonstrat|conclud|observ|propos|describ|maintain|hold|held|believ|wr[io]te|say|said|explain|indicat|warn|"
    r"reveal|confirm|consider|assert|contend|estimat|examin|analy[sz]|investigat|stud|focus|explor|discuss|"
    r"identif|introduc|present|provid|develop|mention|recommend|add|thought|discover)\p{L}*"
)
_VERB_AFTER = regex.compile(
    rf"^[\s,]*(?:\p{{L}}+ly\s+|have\s+|has\s+|had\s+|also\s+|further\s+)*{_SAYS}\b",
    regex.I,
)
_AS_SAID_BY = regex.compile(
    rf"(?:\baccording to|\bas {_SAYS} by|\b{_SAYS} by|\b(?:in|for|to) the (?:view|opinion|words) of)\s*$",
    regex.I,
)
_INITIALS = regex.compile(r"^(?:\p{Lu}\.\s?-?)+|\s+(?:\p{Lu}\.?-?){1,3}$")
_NAMES_BEFORE = regex.compile(
    r"((?:\p{Lu}\.\s?)*\p{Lu}[\p{L}’'-]+(?:,?\s+(?:and|&)\s+(?:\p{Lu}\.\s?)*\p{Lu}[\p{L}’'-]+|\s+et\s+al\.?)?)"
    r"[’']?s?\s*$"
)


def speaker(document: Document, span: Span) -> str:
    """Return in words whose claim a sentence is; "" for what is no statement (an entry, a table)."""
    if any(r.span.overlaps(span) for r in document.references):
        return ""
    if document.kind is DocumentKind.SOURCE_NOTE:
        return "a note about the source"
    if document.kind is DocumentKind.SOURCE:
        return "the source itself"
    works = {r.key: r for r in document.references}
    named = [m for m in document.mentions if m.references and span.contains(m.span)]
    if not named:
        return "" if document.paragraph_at(span.start) is None else "the paper's own statement"
    reported = [m for m in named if _is_reported(document, m, works[m.references[0]], span)]
    told = reported or named
    names = dict.fromkeys(_called(works[key]) for m in told for key in m.references)
    shown = ", ".join(list(names)[:4]) + (" and others" if len(names) > 4 else "")
    return f"{shown}, as the paper reports" if reported else f"the paper, citing {shown}"


def short_name(work: Reference) -> str:
    """Return "Smith et al. (2020a)": how a reader calls a work."""
    names = work.authors[0] if work.authors else work.title
    return f"{names}{' et al.' if len(work.authors) > 2 else ''} ({work.year or 'n.d.'})"


def _called(work: Reference) -> str:
    """Return "Smith and Lee (2020)": family names alone, as running text calls a work."""
    names = [_family(a) if is_person(a) else without_brackets(a) for a in work.authors] or [work.title]
    joined = " and ".join(names[:2]) if len(names) <= 2 else f"{names[0]} et al."
    return f"{joined} ({work.year or 'n.d.'})"


def _family(author: str) -> str:
    """Return the family name of a printed author: of "Marsh, A.", "Marsh AB" and "A. B. Marsh"."""
    family = author.split(",")[0]
    return str(_INITIALS.sub("", family)).strip() or family


def _is_reported(document: Document, mention: Mention, work: Reference, span: Span) -> bool:
    """Return whether the work is the subject of the sentence: "Smith (2020) argues", "as noted by [3]"."""
    before = document.text[span.start : mention.span.start]
    after = document.text[mention.span.end : span.end].lstrip(")]")
    if _AS_SAID_BY.search(before.rstrip("([ ")):
        return True
    if not mention.text.endswith(")") or "(" not in mention.text:
        # "[3]" and "(3)": the name, where one is told, stands before the bracket.
        names = _NAMES_BEFORE.search(before.rstrip("([ "))
        if names is None or not _names_it(names[1], work):
            return False
        if _AS_SAID_BY.search(before[: names.start()]):
            return True
    return _VERB_AFTER.match(after) is not None


def _names_it(printed: str, work: Reference) -> bool:
    if not work.authors:
        return False
    first = work.authors[0]
    name = surname(first) if is_person(first) else fold(without_brackets(first))
    return bool(name) and (name in fold(printed) or fold(printed) in name)
