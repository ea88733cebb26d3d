"""The Sources page in a browser: the catalogue, its filters, the page of a work, attaching a file, export."""

import shutil

import pytest
from sources_corpus import documents_of, write_corpus
from web_site import served

from cbm_qa.sources import list_sources
from cbm_qa.web.catalogue import render_coverage, render_list, render_source

FULL = (
    "# Rivers in spring: a survey of floods\n\nA. B. Marsh\n\n## 1 Snow\n\nSnow melts in the hills in May.\n"
)
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def test_everything_from_a_document_is_escaped(tmp_path):
    corpus = write_corpus(tmp_path, title="<script>alert(1)</script> of the dams")
    documents = documents_of(corpus)
    sources = list_sources(documents)
    shown = render_list(sources, documents) + render_coverage(sources, documents)
    shown += "".join(render_source(s, documents) for s in sources)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index

    folder = tmp_path_factory.mktemp("sources-page")
    corpus = write_corpus(folder)
    build_index(corpus, folder / "index", Settings())
    return folder


@pytest.fixture(params=SIZES)
def page(request, browser, built, tmp_path):
    from cbm_qa import Assistant

    shutil.copytree(built, tmp_path / "copy")
    folders = {"corpus": tmp_path / "copy" / "corpus", "index": tmp_path / "copy" / "index"}
    with served(Assistant.open(folders["index"]), **folders, home=tmp_path / "home") as address:
        context = browser.new_context(viewport=SIZES[request.param])
        page = context.new_page()
        failures = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{address}/#/sources")
        page.wait_for_selector(".source-list li", timeout=20_000)
        yield page
        context.close()
        assert failures == []


@pytest.mark.browser
@pytest.mark.model
def test_works_are_found_opened_exported_and_attached(page, tmp_path):
    visible = ".source-list li:not([hidden])"
    assert page.locator(visible).count() == 4
    page.click("[data-filter=unnamed]")
    assert page.locator(visible).inner_text().startswith("A work that nobody names")
    page.click("[data-filter='']")
    page.fill("#sources-search", "dams north")
    assert page.locator(visible).count() == 1
    page.click(f"{visible} a")
    page.wait_for_selector("#sources-one h2")
    assert "not the source's own words" in page.inner_text("#sources-one")
    page.click("#sources-one .back")
    page.wait_for_selector("#sources-all:not([hidden])")
    page.click("#sources-coverage summary")
    assert page.locator(".coverage tr").count() == 2
    with page.expect_download() as saved:
        page.click("[data-export=bibtex]")
    assert saved.value.suggested_filename == "sources.bib"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    mine = tmp_path / "mine.md"
    mine.write_text(FULL, encoding="utf-8")
    page.click("#attach button")
    page.set_input_files("#attach-files input[type=file]", mine)
    page.wait_for_selector("#attach-state .added", timeout=30_000)
    page.fill("#sources-search", "")
    page.wait_for_selector(".source-list li[data-state='full text']", timeout=10_000)
