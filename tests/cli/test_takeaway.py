"""`cbm-qa ask --format`: one answer to take away."""

import pytest

QUESTION = "Why was the strait closed in 2021?"


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        ("plain", "[1] “"),
        ("markdown", "## Bibliography"),
        ("html", "<!doctype html>"),
        ("bibtex", "@misc{tiny,"),
    ],
)
def test_an_answer_in_a_form_to_take_away(run, form, wanted):
    status, out, err = run("ask", QUESTION, "--format", form, "--style", "gost")
    assert (status, err) == (0, "")
    assert wanted in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "docx"), "plain, markdown, html, bibtex"),
        (("--format", "plain", "--style", "no-such"), "no bibliography style"),
        (("--format", "plain", "--json"), "--format goes with one question"),
    ],
)
def test_a_form_or_style_that_is_not_there(run, arguments, message):
    status, out, err = run("ask", QUESTION, *arguments)
    assert (status, out) == (2, "")
    assert message in " ".join(err.split())
