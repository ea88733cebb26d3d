"""The Audit page in a browser: findings, and quotes that open in the reader."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.model]


def test_findings_are_shown_and_a_quote_opens_in_the_reader(page, address):
    page.goto(f"{address}/#/audit")
    page.click("#start-audit")
    page.wait_for_selector("#audit-report .audit-lead", timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    links = page.locator("#audit-report figcaption a")
    if links.count() == 0:
        pytest.fail("no quote to open")
    links.first.click()
    page.wait_for_selector("#reader-text .lit", timeout=20_000)
    page.go_back()
    page.wait_for_selector("#audit-report .audit-lead", state="visible")
