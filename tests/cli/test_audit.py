"""`cbm-qa audit` as a person or a program runs it."""

import json


def test_the_audit_is_printed_as_json_or_written_as_html(run, tmp_path):
    status, out, _ = run("audit", "tiny", "--json")
    assert status == 0
    found = json.loads(out)
    assert found["document"] == "tiny"
    assert set(found) == {"document", "title", "checks", "findings", "verdicts", "coverage"}
    target = tmp_path / "report.html"
    status, out, _ = run("audit", "--html", str(target))
    assert status == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_one_check_can_be_asked_for(run):
    _, out, _ = run("audit", "--check", "sums", "--json")
    found = json.loads(out)
    assert found["checks"] == ["sums"]
    assert {f["check"] for f in found["findings"]} <= {"sums"}


def test_the_checks_are_listed_within_80_columns(run):
    status, out, _ = run("audit", "--list")
    assert status == 0
    assert "uncited-reference" in out
    assert max(map(len, out.splitlines())) <= 80


def test_what_makes_no_sense_is_refused_in_a_line(run, tmp_path):
    for arguments in (
        ("audit", "nothing"),
        ("audit", "--check", "nothing"),
        ("audit", "--json", "--html", str(tmp_path / "x.html")),
        ("audit", "--html", str(tmp_path / "no" / "folder.html")),
    ):
        status, out, err = run(*arguments)
        assert status == 2, arguments
        assert len(err.strip().splitlines()) == 1, err
        assert out == ""
