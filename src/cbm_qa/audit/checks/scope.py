"""What the study says it covers, against what its tables cover."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.columns import columns_of, head_span, name_of, row_year
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement
from cbm_qa.model import Span, Table

_NAME = "scope"
_PERIOD = regex.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?(?:[-–—]|to|and|through|until)\s?((?:19|20)\d\d)(?![\d-])", regex.I
)
_IS_SCOPE = regex.compile(
    r"\b(?:time ?frame|time span|time period|study period|period (?:of|under|covered|studied|analy[sz]ed)|"
    r"(?:period|time) for the (?:analysis|study)|covers? the (?:period|years)|(?:analysis|study|"
    r"sample|data(?:set)?|panel)"
    r" (?:covers?|spans?|covering|spanning|period)|over the period|for the (?:period|years)|"
    r"observation period|"
    r"data (?:from|for))\b",
    regex.I,
)
_METHODS = regex.compile(r"method|data|material|introduction|abstract|design|sample|scope", regex.I)
_COUNT = regex.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?:\p{Ll}[\p{L}-]+\s)?"
    r"(?:\p{Ll}{2,}(?:s|men|people))\b(?:\s\p{Ll}[\p{L}-]+){0,4}(?=\s?[:(–—]|, (?:namely|i\.e\.))",
    regex.I,
)
_GAP = 4
_NUMBERS = {
    w: n for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}


def _scope(paper: Paper) -> Iterator[Finding]:
    for statement, first, last in _periods(paper):
        yield from _years(paper, statement, first, last)
        return


def _periods(paper: Paper) -> Iterator[tuple[Statement, int, int]]:
    """Yield sentences that say which years the study covers."""
    for statement in paper.statements:
        title = " ".join(paper.document.heading_path(statement.section))
        if statement.mentions or not (_METHODS.search(title) or statement.section is None):
            continue
        periods = _PERIOD.findall(statement.text)
        if _IS_SCOPE.search(statement.text) and periods and len(set(periods)) == 1:
            first, last = map(int, periods[0])
            if first < last:
                yield statement, first, last


def _years(paper: Paper, statement: Statement, first: int, last: int) -> Iterator[Finding]:
    dated = [(table, years) for table in paper.document.tables if len(years := _table_years(table)) >= 3]
    for table, years in dated:
        outside = sorted(y for y in years if not first <= y <= last)
        if outside:
            rows = [table.row_spans[years[y]] for y in outside[:4]]
            yield paper.finding(
                _NAME,
                Severity.MEDIUM,
                0.75,
                f"{name_of(table)} has {_runs(outside)}, outside the stated period {first}–{last}",
                statement.span,
                head_span(paper.document.text, table),
                *rows,
                reason="the study says which years it covers; these rows are of others",
            )
    if not dated:
        return
    covered = {y for _, years in dated for y in years} | _column_years(paper)
    missing = [y for y in range(first, last + 1) if y not in covered]
    if _longest_run(missing) >= max(_GAP, 0.25 * (last - first + 1)) and min(covered) >= first:
        spans: list[Span] = [head_span(paper.document.text, table) for table, _ in dated[:4]]
        yield paper.finding(
            _NAME,
            Severity.MEDIUM,
            0.75,
            f"the study covers {first}–{last}, its tables only {_runs(sorted(covered))}",
            statement.span,
            *spans,
            reason=f"no table has a row or column for {_runs(missing)}",
        )


def _longest_run(years: list[int]) -> int:
    """Return how many years in a row are missing: every second year is a usual choice."""
    longest = current = 0
    for n, year in enumerate(years):
        current = current + 1 if n and year == years[n - 1] + 1 else 1
        longest = max(longest, current)
    return longest


def _column_years(paper: Paper) -> set[int]:
    headers = (header for table in paper.document.tables for header in table.header[1:])
    return {int(h) for h in headers if regex.fullmatch(r"(?:19|20)\d\d", h.strip())}


def _runs(years: list[int]) -> str:
    """Return years with those in a row joined: "2010, 2015, 2020–2024"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _table_years(table: Table) -> dict[int, int]:
    return {y: n for n in range(len(table.rows)) if (y := row_year(table, n))} if columns_of(table) else {}


def _counts(paper: Paper) -> Iterator[Finding]:
    """Yield "five countries: A, B, C and D", where the list is shorter or longer than it says."""
    for statement in paper.statements:
        match = _COUNT.search(statement.text)
        listed = (
            regex.match(
                r"\s*(?::|\(|–|—|, namely|, i\.e\.,?|: namely)\s?([^.;:()–—]+)", statement.text[match.end() :]
            )
            if match
            else None
        )
        if not match or not listed:
            continue
        names = [n.strip() for n in regex.split(r",\s*(?:and\s+)?|\s+and\s+", listed[1]) if n.strip()]
        said = _NUMBERS.get(match[1].casefold()) or (int(match[1]) if match[1].isdigit() else 0)
        proper = all(regex.match(r"(?:the )?\p{Lu}", n) and len(n.split()) <= 4 for n in names)
        bosnia = regex.search(
            r"\p{Lu}\w+ and (?:Herzegovina|Tobago|Barbuda|Nevis|Grenadines|Príncipe|Principe)", listed[1]
        )
        if (
            said
            and len(names) >= 2
            and proper
            and not bosnia
            and len(names) != said
            and "such as" not in listed[1]
        ):
            yield paper.finding(
                "count",
                Severity.MEDIUM,
                0.85,
                f"“{match[0]}”, but {len(names)} are listed",
                statement.span,
                reason=", ".join(names),
            )


SCOPE = Check(
    _NAME,
    "Stated scope against the data",
    "The years a study says it covers and those its tables have.",
    _scope,
)
COUNT = Check("count", "Lists shorter or longer than stated", "“Five countries: …” is counted.", _counts)
