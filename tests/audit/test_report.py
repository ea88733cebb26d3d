"""The report: safe whatever the paper holds, one file, and the same findings in every form."""

import io
import json
from html.parser import HTMLParser

import pytest
from factories import heading, make_document, table
from rich.console import Console

from cbm_qa.audit import Paper, SourceVerdict, Verdict, audit
from cbm_qa.audit.page import report_html
from cbm_qa.audit.report import audit_to_json, audit_view

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'`"


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names, self.attributes, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def hostile():
    rows = [["Item", f"Cost {HOSTILE}, million euros"], ["a", "4"], ["b", "5"], ["Total", "12"]]
    document = make_document(
        heading("1", f"Results {HOSTILE}"),
        f"Of these, 30 of 120 boats (40%) were lost {HOSTILE}.",
        f"We saw the the boat {HOSTILE}.",
        table("Table 1", HOSTILE, rows),
        title=f"A study {HOSTILE}",
    )
    return audit(Paper(document))


def test_the_report_escapes_everything_and_loads_nothing(hostile):
    page = Elements()
    page.feed(report_html(hostile))
    assert len(hostile.findings) >= 2
    assert not {"script", "img", "link", "iframe"} & set(page.names)
    assert not any(name.startswith("on") or name == "src" for name, _ in page.attributes)
    assert HOSTILE in "".join(page.texts)
    assert "url(" not in report_html(hostile)
    assert "@import" not in report_html(hostile)


def test_the_terminal_stays_within_80_columns(hostile):
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(audit_view(hostile))
    text = console.export_text()
    assert "“the the”" in text
    assert max(map(len, text.splitlines())) <= 80


def test_json_holds_every_finding_with_its_quotes(hostile):
    data = json.loads(json.dumps(audit_to_json(hostile)))
    assert [f["message"] for f in data["findings"]] == [f.message for f in hostile.findings]
    assert all(f["quotes"] and f["quotes"][0]["end"] > f["quotes"][0]["start"] for f in data["findings"])


def test_a_paper_without_findings_says_so():
    clean = audit(Paper(make_document()))
    assert "Nothing found." in report_html(clean)


def test_there_are_four_verdicts_and_none_is_yes_or_no():
    assert [v.value for v in Verdict] == [
        "supported",
        "figure or date differs",
        "not found in what we have",
        "source not available",
    ]
    assert SourceVerdict.__annotations__["verdict"] is Verdict
