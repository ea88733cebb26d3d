"""An audit as HTML: the body that the site shows too, and a report that is one file by itself."""

from collections.abc import Callable
from importlib.resources import files

from cbm_qa.answer.wording import place_words
from cbm_qa.audit.checks import CHECKS
from cbm_qa.audit.finding import Audit, Finding, Part, Severity, SourceVerdict, Verdict
from cbm_qa.audit.report import TITLES, by_check, summary_words, verdict_counts
from cbm_qa.markup import Markup, element, join
from cbm_qa.model import Citation

Link = Callable[[Citation], str]
"""Returns the address of a quote, "" where it has none."""

_LONG = 420
_QUOTES = 4
_ABOUT = {check.name: check.about for check in CHECKS}


def no_link(citation: Citation) -> str:
    """Stand in where a quote leads nowhere."""
    return ""


def report_html(audit: Audit, *, link: Link = no_link) -> str:
    """Return an audit as one HTML file: no script, nothing loaded from elsewhere, everything escaped."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Audit: {audit.title}"),
        element("style", Markup(_read("page.css") + _read("audit.css"))),
    )
    body = element(
        "body",
        element(
            "main",
            element("p", "Audit by cbm-qa", class_="audit-kicker"),
            element("h1", audit.title),
            audit_body(audit, link),
        ),
    )
    return f'<!doctype html>\n<html lang="en">{head}{body}</html>\n'


def audit_style() -> str:
    """Return the style of the body, for the site."""
    return _read("audit.css")


def _read(name: str) -> str:
    return files("cbm_qa.audit").joinpath(name).read_text(encoding="utf-8")


def audit_body(audit: Audit, link: Link = no_link) -> Markup:
    """Return what was found: counts, findings by check, the sources' verdicts, the coverage map."""
    groups = list(by_check(audit))
    contents = element(
        "ul",
        *(_content(name, findings) for name, findings in groups),
        class_="audit-contents",
    )
    silent = [c for c in audit.checks if c not in {name for name, _ in groups}]
    clean = element(
        "p",
        f"Nothing found by {len(silent)} other checks: "
        + "; ".join(TITLES[c][0].lower() + TITLES[c][1:] for c in silent)
        + ".",
        class_="audit-quiet",
    )
    return element(
        "div",
        _counts(audit),
        contents if groups else Markup(""),
        *(_group(name, findings, link) for name, findings in groups),
        clean if silent else Markup(""),
        _verdicts(audit, link) if audit.verdicts else Markup(""),
        _coverage(audit) if audit.coverage else Markup(""),
        class_="audit",
    )


def _counts(audit: Audit) -> Markup:
    tiles = [
        element("li", element("strong", str(count)), element("span", f"{severity.value} severity"),
                class_=f"audit-{severity.value}")
        for severity in Severity
        if (count := sum(f.severity is severity for f in audit.findings))
    ]  # fmt: skip
    return join(
        (element("p", summary_words(audit), class_="audit-lead"), element("ul", *tiles, class_="audit-tiles"))
    )


def _content(name: str, findings: list[Finding]) -> Markup:
    worst = min(findings, key=lambda f: list(Severity).index(f.severity)).severity
    return element(
        "li",
        element("span", class_=f"audit-dot audit-{worst.value}"),
        TITLES[name],
        element("b", str(len(findings))),
    )


def _group(name: str, findings: list[Finding], link: Link) -> Markup:
    return element(
        "section",
        element("h2", TITLES[name], element("small", str(len(findings)))),
        element("p", _ABOUT[name], element("code", name), class_="audit-quiet"),
        *(_finding(finding, link) for finding in findings),
    )


def _finding(finding: Finding, link: Link) -> Markup:
    sure = element("span", f"{100 * finding.confidence:.0f} % sure", class_="audit-sure")
    tag = element("span", finding.severity.value, class_=f"audit-tag audit-{finding.severity.value}")
    more = finding.quotes[_QUOTES:]
    folded = element(
        "details",
        element("summary", f"{len(more)} more"),
        *(_quote(q, link) for q in more),
    )
    return element(
        "article",
        element("h3", tag, element("span", finding.message), sure),
        element("p", finding.reason, class_="audit-reason"),
        *(_quote(q, link) for q in finding.quotes[:_QUOTES]),
        folded if more else Markup(""),
        class_="audit-finding",
    )


def _quote(quote: Citation, link: Link) -> Markup:
    text = quote.quote if len(quote.quote) <= _LONG else quote.quote[:_LONG].rsplit(" ", 1)[0] + " …"
    where, address = place_words(quote), link(quote)
    place = element("a", where, href=address) if address else element("span", where)
    return element("figure", element("blockquote", text.replace("\t", "   ")), element("figcaption", place))


def _verdicts(audit: Audit, link: Link) -> Markup:
    counts = verdict_counts(audit)
    total = sum(counts.values())
    bar = [
        element("i", class_=_verdict_class(v), style=f"width:{100 * n / total:.2f}%", title=f"{v.value}: {n}")
        for v, n in counts.items()
        if n
    ]
    legend = [
        element(
            "li",
            element("span", class_=f"audit-dot {_verdict_class(v)}"),
            f"{v.value} ",
            element("b", str(n)),
        )
        for v, n in counts.items()
    ]
    held = [v for v in audit.verdicts if v.evidence]
    rows = element(
        "details",
        element("summary", f"{len(held)} citing places whose source, or a note about it, is at hand"),
        *(_verdict(v, link) for v in held),
    )
    return element(
        "section",
        element("h2", "What the sources say"),
        element("p", "Every citing sentence against what the corpus has of the work.", class_="audit-quiet"),
        element("p", *bar, class_="audit-bar"),
        element("ul", *legend, class_="audit-contents"),
        rows if held else Markup(""),
    )


def _verdict(verdict: SourceVerdict, link: Link) -> Markup:
    evidence = _quote(verdict.evidence, link) if verdict.evidence else Markup("")
    tag = element("span", verdict.verdict.value, class_=f"audit-tag {_verdict_class(verdict.verdict)}")
    return element(
        "article",
        element("h3", tag, element("span", verdict.reference)),
        element("p", verdict.reason, class_="audit-reason"),
        _quote(verdict.claim, link),
        evidence,
        class_="audit-finding",
    )  # fmt: skip


def _verdict_class(verdict: Verdict) -> str:
    return f"audit-v{list(Verdict).index(verdict)}"


def _coverage(audit: Audit) -> Markup:
    return element(
        "section",
        element("h2", "What it rests on"),
        element(
            "p",
            "How many sentences of each section, or rows of each table, name a work, and how many works.",
            class_="audit-quiet",
        ),
        element("ol", *map(_part, audit.coverage), class_="audit-map"),
    )


def _part(part: Part) -> Markup:
    share = 100 * part.cited / max(1, part.sentences)
    works = f"{len(part.references)} work{'s' if len(part.references) != 1 else ''}"
    return element(
        "li",
        element("span", part.name, style=f"padding-left:{1.1 * (part.depth - 1):.1f}em"),
        element("span", element("i", style=f"width:{share:.0f}%"), class_="audit-track"),
        element("span", f"{part.cited} of {part.sentences}"),
        element("span", works, title=", ".join(part.references[:30])),
    )
