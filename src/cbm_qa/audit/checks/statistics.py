"""Reported test statistics: the p-value is computed again from the statistic and its degrees of freedom."""

from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper

_NAME = "p-value"
_VALUE = r"([-−–]?\s?\d*\.?\d+)"
_P = r"[pP]\s?(=|<|>|≤|⩽)\s?(0?\.\d+)"
_TESTS = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<test>t|r)\s?\(\s?(?P<df>\d+(?:\.\d+)?)\s?\)"
    rf"|(?P<f>F)\s?\(\s?(?P<df1>\d+(?:\.\d+)?)\s?,\s?(?P<df2>\d+(?:\.\d+)?)\s?\)"
    rf"|(?P<chi>χ2|χ²|χ\^?2|[Cc]hi-?(?:square[d]?|2))\s?\(\s?(?P<dfc>\d+)(?:\s?,\s?[Nn]\s?=\s?[\d,]+)?\s?\)"
    rf"|(?P<z>[zZ]))\s?=\s?{_VALUE}\s?[,;]\s?{_P}"
)
_ONE_SIDED = regex.compile(
    r"one[- ](?:sided|tailed)|directional|bonferroni|correct(?:ed|ion)|adjusted|holm", regex.I
)


def _p_values(paper: Paper) -> Iterator[Finding]:
    whole = bool(_ONE_SIDED.search(paper.prose))
    for statement in paper.statements:
        for match in _TESTS.finditer(statement.text):
            sign, stated = match.groups()[-2:]
            low, high = _computed(match)
            if _consistent(sign, stated, low, high) or (
                whole and _consistent(sign, stated, low / 2, high / 2)
            ):
                continue
            crosses = (float(stated) <= 0.05) != (high <= 0.05) and not low <= 0.05 <= high
            yield paper.finding(
                _NAME,
                Severity.HIGH if crosses else Severity.MEDIUM,
                0.85 if not whole else 0.6,
                f"“{match[0]}”: the p-value computes to {(low + high) / 2:.3g}",
                statement.span,
                reason="two-sided p from the printed statistic and its degrees of freedom"
                + ("; it changes what is significant at 0.05" if crosses else ""),
            )


def _computed(match: "regex.Match[str]") -> tuple[float, float]:
    """Return the smallest and largest p-value that the printed statistic can have been rounded from."""
    printed = regex.sub(r"[\s−–-]", "", match.groups()[-3])
    half = 10 ** -len(printed.partition(".")[2]) / 2
    values = (max(float(printed) - half, 0.0), float(printed) + half)
    high, low = (_p(match, value) for value in values)
    return low, high


def _p(match: "regex.Match[str]", value: float) -> float:
    from scipy import stats

    if match["f"]:
        return float(stats.f.sf(value, float(match["df1"]), float(match["df2"])))
    if match["chi"]:
        return float(stats.chi2.sf(value, int(match["dfc"])))
    if match["z"]:
        return float(2 * stats.norm.sf(value))
    df = float(match["df"])
    if match["test"] == "r":
        value = min(value, 0.9999)
        value = value * (df / (1 - value * value)) ** 0.5
    return float(2 * stats.t.sf(value, df))


def _consistent(sign: str, stated: str, low: float, high: float) -> bool:
    value, half = float(stated), 10 ** -len(stated.partition(".")[2]) / 2
    if sign == "=":
        return bool(low - half <= value <= high + half)
    return bool(low < value + 1e-12 if sign in "<≤⩽" else high > value - 1e-12)


P_VALUES = Check(
    _NAME,
    "Test statistics and p-values",
    "t, F, r, z and χ² with their p-values are computed again.",
    _p_values,
)
