"""Fetching a cited work from its page: off unless allowed, against a web server of our own."""

import contextlib

import pytest
from local_web import local_web
from sources_corpus import documents_of, snapshot, write_corpus
from web_site import served

from cbm_qa.sources import list_sources
from cbm_qa.sources.facts import FILE
from cbm_qa.sources.fetch import Politeness, Services, Web
from cbm_qa.sources.fetch.find import Finder
from cbm_qa.web.fetch import fetch_work, render_fetch
from cbm_qa.web.site import Site

TITLE = "Rivers in spring: a survey of floods"
WORDS = "Floods rise in spring because snow melts in the hills and the ground is still frozen there. " * 20
WORK = f"""<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1>
<p>A. B. Marsh and C. Okoro</p><h2>1 Introduction</h2><p>{WORDS}</p></main></body></html>"""


class Silent:
    """An assistant that is only asked for its documents."""

    def __init__(self, corpus):
        self.documents = documents_of(corpus)


def opener(address):
    """What fetches from the services at an address of this machine."""
    services = Services(
        **{name: f"{address}/{name}" for name in ("crossref", "unpaywall", "openalex", "archive")}
    )

    @contextlib.contextmanager
    def opened():
        how = Politeness("me@rivers.example", pause=0.0, seconds=1.5, tries=1, allow_loopback=True)
        with Web(how, sleep=lambda _: None) as web:
            yield Finder(web, services)

    return opened


def serve_work(web):
    """Crossref and Unpaywall know the work, and where it lies."""
    web.json("/crossref/works/10.1000%2Fxyz.7", {"message": {"DOI": "10.1000/xyz.7", "title": [TITLE]}})
    place = {"url_for_pdf": f"{web.address}/work.html", "license": "cc-by"}
    web.json("/unpaywall/v2/10.1000/xyz.7", {"best_oa_location": place})
    web.page("/work.html", WORK)


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path)


def marsh(site):
    return next(s for s in list_sources(site.documents) if s.reference.key == "marsh2019")


@pytest.mark.parametrize("options", [{}, {"read_only": True}])
def test_a_site_fetches_nothing_unless_it_is_allowed_to(corpus, options):
    site = Site(Silent(corpus), corpus=corpus, index=corpus, **options)
    assert "data-fetch" not in render_fetch(site, marsh(site))
    before = snapshot(corpus)
    assert "sources.fetch_off" in fetch_work(site, marsh(site))["message"]
    assert snapshot(corpus) == before


def test_a_read_only_site_fetches_nothing_even_where_fetching_is_allowed(corpus):
    with local_web() as web:
        site = Site(Silent(corpus), corpus=corpus, index=corpus, read_only=True, finder=opener(web.address))
        assert render_fetch(site, marsh(site)) == ""
        assert fetch_work(site, marsh(site))["changed"] is False
        assert web.asked == []


def test_a_machine_without_a_network_says_so_and_changes_nothing(corpus):
    with local_web() as web:
        gone = web.address
    site = Site(Silent(corpus), corpus=corpus, index=corpus, finder=opener(gone))
    before = snapshot(corpus)
    told = fetch_work(site, marsh(site))
    assert told["changed"] is False
    assert "seems to be offline" in told["message"]
    after = {name: text for name, text in snapshot(corpus).items() if name != FILE.as_posix()}
    assert after == before
    assert not site.changing.locked()


def test_a_work_that_is_nowhere_open_names_what_was_tried(corpus):
    with local_web() as web:
        site = Site(Silent(corpus), corpus=corpus, index=corpus, finder=opener(web.address))
        web.json("/unpaywall/v2/10.1000/xyz.7", {"best_oa_location": {"url_for_pdf": f"{web.address}/<b>"}})
        told = fetch_work(site, marsh(site))
    assert "No open copy was found" in told["message"]
    assert "answered 404" in told["message"]
    assert "<b>" not in told["message"]


def test_who_else_changes_the_documents_is_waited_for(corpus):
    site = Site(Silent(corpus), corpus=corpus, index=corpus, finder=opener("http://127.0.0.1:9"))
    with site.changing:
        assert "documents.busy" in fetch_work(site, marsh(site))["message"]


@pytest.mark.browser
@pytest.mark.model
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, {"width": 390, "height": 844}])
def test_the_button_brings_the_work_in(browser, tmp_path, corpus, size):
    from cbm_qa import Assistant
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index

    index = tmp_path / "index"
    build_index(corpus, index, Settings())
    with local_web() as web:
        serve_work(web)
        folders = {"corpus": corpus, "index": index, "home": tmp_path / "home"}
        with served(Assistant.open(index), finder=opener(web.address), **folders) as address:
            context = browser.new_context(viewport=size)
            page = context.new_page()
            page.goto(f"{address}/#/sources/marsh2019")
            page.click("[data-fetch]")
            page.wait_for_selector("#sources-one .fetch-state .added", timeout=30_000)
            assert page.locator("#sources-one .badge[data-state='full text']").count() == 1
            assert page.locator("[data-fetch]").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            context.close()
