"""Figures in one sentence that contradict each other: shares, changes, parts of a whole."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.figures import find_figures
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper

_NAME = "arithmetic"
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_DECIMAL = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
_RATIO = regex.compile(
    rf"(?<![\d.,])(?:{_NUMBER}\s*(?:/|out of|of(?: the| all)?(?: \p{{Ll}}+)?)\s*{_NUMBER}"
    r"(?:\s[\p{L}-]+){0,3})\s*[(\[,]\s?(\d+(?:\.\d+)?)\s?%"
)
_FROM_TO = regex.compile(
    rf"\bfrom\s+(?:[$€£]|US\$|USD\s)?\s?{_DECIMAL}(\s?%|\s\p{{L}}+){{0,3}}?(?:\s\(?in (?:19|"
    rf"20)\d\d\)?)?,?\s+to\s+"
    rf"(?:[$€£]|US\$|USD\s)?\s?{_DECIMAL}(?!\d)"
)
_UP = (
    r"increas\w*|ris(?:e|es|en|ing)|rose|gr(?:ow|ew|own|owth|owing)\w*|"
    r"climb\w*|expand\w*|surg\w*|jump\w*|gain\w*"
)
_DOWN = (
    r"decreas\w*|declin\w*|fall(?:s|en|ing)?|fell|drop\w*|"
    r"reduc\w*|shr[aiu]nk\w*|contract(?:ed|ion)|diminish\w*"
)
_DIRECTION = regex.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", regex.I)
_CHANGE = regex.compile(
    rf"\b(?:{_UP}|{_DOWN}|change[ds]?)(?:\s+(?:by|of))?\s+(?:about\s+|nearly\s+|around\s+|"
    rf"approximately\s+|almost\s+)?"
    r"(\d+(?:\.\d+)?)\s?(?:%|per\s?cent)(?!\s*points?)|(\d+(?:\.\d+)?)\s?(?:%|per\s?cent)\s+"
    rf"(?:{_UP}|{_DOWN})",
    regex.I,
)
_WHOLE = regex.compile(
    rf"(?<![\d.,]){_NUMBER}\s+(\p{{Ll}}[\p{{L}}-]+)\s*"
    rf"\(((?:(?:n\s?=\s?)?{_NUMBER}\s+[\p{{L}} -]{{2,25}}(?:,|;|\s+and)?\s*){{2,6}})\)"
)
_AMOUNTS = (
    r"an?\b|or\b|i\.e|that is|representing|corresponding|equal|up\b|down\b|which (?:is|was)\b|"
    r"(?:this|thus|so) |(?:increas|decreas|ris|fall|grow)ing\b"
)
_ROUGH = regex.compile(
    r"\b(?:about|around|nearly|almost|approximately|roughly|over|more than|at least)\b", regex.I
)


def _arithmetic(paper: Paper) -> Iterator[Finding]:
    for statement in paper.statements:
        for message, reason, sure in (
            *_ratios(statement.text),
            *_changes(statement.text),
            *_wholes(statement.text),
        ):
            yield paper.finding(_NAME, Severity.HIGH, sure, message, statement.span, reason=reason)


Fault = tuple[str, str, float]


def _ratios(text: str) -> Iterator[Fault]:
    """Yield "45 of 120 (40 %)" where the division gives something else."""
    for match in _RATIO.finditer(text):
        part, whole, stated = (Decimal(match[n].replace(",", "")) for n in (1, 2, 3))
        if not 0 < part <= whole:
            continue
        share = 100 * part / whole
        decimals = len(match[3].partition(".")[2])
        if abs(share - stated) > Decimal(10) ** -decimals * Decimal("0.6"):
            computed = round(share, max(decimals, 1))
            yield (
                f"{match[1]} of {match[2]} is {computed} %, not {match[3]} %",
                f"{match[1]} / {match[2]} = {computed} %",
                0.9,
            )


def _changes(text: str) -> Iterator[Fault]:
    """Yield changes from A to B whose stated direction or percentage is not theirs."""
    ranges = list(_FROM_TO.finditer(text))
    if len(ranges) != 1 or _is_year(ranges[0][1]) or _is_year(ranges[0][3]):
        return
    before, after = (Decimal(ranges[0][n].replace(",", "")) for n in (1, 3))
    scaled = {f.unit: f.value for f in find_figures(text)}
    words = regex.findall(
        r"\b(?:thousand|million|billion|trillion)\b", text[ranges[0].start() : ranges[0].end() + 20]
    )
    if not before or len(set(words)) > 1 or not scaled:
        return
    near = [m for m in _DIRECTION.finditer(text) if 0 <= ranges[0].start() - m.end() <= 40]
    if len(near) == 1 and not regex.search(r"\bnot\b|\brank|\bplace\b|\bposition", text):
        says_up = bool(near[0]["up"])
        if before != after and says_up != (after > before):
            yield (
                f"“{near[0][0]}” from {ranges[0][1]} to {ranges[0][3]}",
                "the figures go the other way",
                0.85,
            )
    percent = [m for m in _CHANGE.finditer(text)]
    if len(percent) == 1 and "%" not in (ranges[0][2] or "") and _belongs(text, ranges[0], percent[0]):
        stated = percent[0][1] or percent[0][2]
        yield from _percent_fault(text, ranges[0][1], ranges[0][3], stated)


def _belongs(text: str, steps: "regex.Match[str]", percent: "regex.Match[str]") -> bool:
    """Return whether a percentage is of the change beside it: "from 8 to 6, a fall of 25 %"."""
    if percent.start() >= steps.end():
        between = text[steps.end() : percent.start()]
        return not regex.search(rf",\s*+(?!{_AMOUNTS})|[;:]|\band\b", between)
    return bool(regex.fullmatch(r"[\s,(]*", text[percent.end() : steps.start()]))


def _percent_fault(text: str, before: str, after: str, stated: str) -> Iterator[Fault]:
    first, last = Decimal(before.replace(",", "")), Decimal(after.replace(",", ""))
    change = abs(100 * (last - first) / first)
    steps = [Decimal(10) ** -len(n.partition(".")[2]) / 2 for n in (before, after)]
    slack = 100 * (steps[1] / first + steps[0] * last / first**2) + Decimal("0.6")
    if _ROUGH.search(text):
        slack += change / 10
    if abs(change - Decimal(stated)) > slack:
        yield (
            f"from {before} to {after} is a change of {round(change, 1)} %, not {stated} %",
            f"({after} - {before}) / {before} = {round(change, 1)} %",
            0.85,
        )


def _wholes(text: str) -> Iterator[Fault]:
    """Yield "120 participants (70 women and 60 men)"."""
    for match in _WHOLE.finditer(text):
        parts = [
            Decimal(n.replace(",", ""))
            for n in regex.findall(rf"(?<![\d.,]){_NUMBER}(?=\s+\p{{L}})", match[3])
        ]
        whole = Decimal(match[1].replace(",", ""))
        plural = match[2].endswith("s") or match[2] in ("people", "children", "men", "women")
        if plural and len(parts) >= 2 and sum(parts) != whole and "year" not in match[0]:
            shown = " + ".join(map(str, parts))
            close = abs(sum(parts) - whole) <= whole / 4
            if close:
                yield (f"{shown} is {sum(parts)}, not {match[1]} {match[2]}", f"{shown} = {sum(parts)}", 0.8)


def _is_year(number: str) -> bool:
    return bool(regex.fullmatch(r"(?:1[89]|20)\d\d", number))


ARITHMETIC = Check(
    _NAME,
    "Arithmetic in the text",
    "Shares, changes and parts of a whole stated in one sentence are computed again.",
    _arithmetic,
)
