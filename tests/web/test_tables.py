"""The Tables page in a browser: read, sort, plot, take away, ask."""

import csv
import io

import pytest
from typed_tables import document_with
from web_site import served

pytestmark = [pytest.mark.browser, pytest.mark.model]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> ${alert(3)} {{alert(4)}}"


@pytest.fixture
def tables(page, address):
    page.goto(f"{address}/#/tables/tiny/1")
    page.wait_for_selector("#table-view table", timeout=20_000)
    return page


def first_column(page):
    return page.locator("#table-view tbody th").all_inner_texts()


def test_a_table_is_sorted_by_its_numbers_with_missing_ones_last(tables):
    button = tables.locator("#table-view [data-column='2']")
    button.click()
    tables.wait_for_selector("#table-view th:nth-child(3)[aria-sort='ascending']")
    assert first_column(tables) == ["2019", "2020", "2022", "2021"]
    tables.wait_for_function("document.activeElement.dataset.column === '2'")
    tables.keyboard.press("Enter")
    tables.wait_for_selector("#table-view th:nth-child(3)[aria-sort='descending']")
    assert first_column(tables) == ["2022", "2020", "2019", "2021"]
    assert tables.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_table_is_plotted_and_said_in_words(tables):
    assert "million crowns" in tables.inner_text("#table-plot figcaption")
    assert tables.locator("#table-plot svg path.line").count() == 2 + 2  # the lines and their keys
    assert "2019 120" in tables.get_attribute("#table-plot svg[role=img]", "aria-label")
    tables.click("[data-kind=bar]")
    tables.wait_for_selector("#table-plot rect.bar")
    assert tables.locator("#table-plot svg[role=img] rect.bar").count() == 7
    tables.select_option("#plot-choice", index=1)
    tables.wait_for_function("document.querySelectorAll('#table-plot svg[role=img] rect.bar').length === 4")


def test_another_table_is_chosen_and_has_an_address(tables):
    tables.select_option("#table-choice", "tiny/2")
    tables.wait_for_selector("#table-view caption:has-text('Pilots and ports')")
    assert tables.url.endswith("#/tables/tiny/2")
    tables.click("#table-place")
    tables.wait_for_selector("#reader-text .lit", timeout=20_000)


@pytest.mark.parametrize(("kind", "ending"), [("csv", ".csv"), ("markdown", ".md"), ("json", ".json")])
def test_a_table_is_saved(tables, kind, ending):
    with tables.expect_download() as saved:
        tables.click(f"[data-format={kind}]")
    assert saved.value.suggested_filename == f"tiny-table-1{ending}"
    data = saved.value.path().read_bytes()
    assert b"131.4" in data
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert rows[3] == ["2021", "88", "n/a"]


def test_a_question_goes_to_the_chat(tables):
    tables.fill("#table-question", "How much did Norland export to Sudland in 2020?")
    tables.keyboard.press("Enter")
    tables.wait_for_function("document.activeElement.closest('#question')")
    tables.keyboard.press("Enter")
    tables.wait_for_selector("#turn-1 .figure", timeout=20_000)
    assert tables.inner_text("#turn-1 .figure").startswith("131.4")


def test_an_answer_about_a_course_has_a_plot(page):
    page.fill("#question textarea", "In which year were Norland exports to Sudland highest?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .plot", timeout=20_000)
    assert page.locator("#turn-1 .plot .hit").count() == 4
    box = page.locator("#turn-1 .plot svg").bounding_box()
    assert box["width"] <= page.viewport_size["width"]


class Given:
    """Stands for an assistant: the page needs its documents."""

    def __init__(self, *documents):
        self.documents = {d.key: d for d in documents}

    def ask(self, question, *, history=(), document=None):
        raise AssertionError("not asked")


def test_hostile_tables_stay_text_and_long_ones_come_in_pages(browser):
    rows = [("n", HOSTILE, "Value"), *((str(n), HOSTILE if n == 5 else "x", str(n % 7)) for n in range(3000))]
    wide = [[f"c{n}" for n in range(500)], *([str(n)] * 500 for n in range(30))]
    documents = [
        document_with(("Table 1", HOSTILE, rows), ("Table 2", "Wide", wide), title=HOSTILE),
        document_with(("Table 1", "Lone", [["x"]]), key="lone"),
    ]
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    failures = []
    page.on("dialog", lambda dialog: (failures.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: failures.append(str(error)))
    with served(Given(*documents)) as address:
        page.goto(f"{address}/#/tables/paper/1")
        page.wait_for_selector("#table-view .pager", timeout=20_000)
        assert "Rows 1 to 100 of 3,000" in page.inner_text(".pager")
        page.click("#table-view [data-page='1']")
        page.wait_for_selector(".pager:has-text('Rows 101 to 200')")
        page.select_option("#table-choice", "paper/2")
        page.wait_for_selector(".pager:has-text('Rows 1 to 12 of 30')")
        page.goto(f"{address}/#/tables/lone/1")
        page.wait_for_selector("#table-view caption:has-text('Lone')")
        assert page.locator(".plot-side").is_hidden()
        page.fill("#table-question", "Which one is it?")
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('#tools input').value === 'A study of rivers'")
        page.goto(f"{address}/#/tables/gone/1")
        page.wait_for_selector("#table-remark:has-text('not here any more')")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
    assert failures == []


def test_a_corpus_without_tables_says_so(browser):
    from factories import make_document

    page = browser.new_page()
    with served(Given(make_document())) as address:
        page.goto(f"{address}/#/tables")
        page.wait_for_selector("#table-remark:has-text('no table')", timeout=20_000)
        assert page.locator(".table-panes").is_hidden()
    page.close()
