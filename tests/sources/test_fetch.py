"""Fetching against a web server of our own: what is open comes in, every failure leaves the corpus as it was."""

import json
from pathlib import Path

import pytest
from local_web import local_web
from sources_corpus import documents_of, snapshot

from cbm_qa.config import default_contact
from cbm_qa.errors import FetchError, UsageError
from cbm_qa.ingest import parse_document
from cbm_qa.sources import State, list_sources
from cbm_qa.sources.facts import FILE
from cbm_qa.sources.fetch import Politeness, Services, Web, fetch_sources, steps
from cbm_qa.sources.fetch.find import Finder
from cbm_qa.sources.fetch.net import checked_address

DATA = Path(__file__).parents[1] / "data" / "bibliographic"  # Future-House/paper-qa, Apache-2.0
TITLE = "Rivers in spring: a survey of floods"
WORDS = "Floods rise in spring because snow melts in the hills and the ground is still frozen there. " * 20
WORK = f"<html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1><p>A. B. Marsh and C. Okoro</p><h2>1 Introduction</h2><p>{WORDS}</p></main></body></html>"
CROSSREF = {
    "message": {
        "DOI": "10.1000/xyz.7",
        "title": [TITLE],
        "author": [{"family": "Marsh"}],
        "abstract": "<jats:p>We survey the floods of the spring in Norland over thirty years. "
        + "The snow decides. " * 12
        + "</jats:p>",
    }
}


@pytest.fixture
def site():
    with local_web() as site:
        yield site


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetch(site, corpus, documents, waits):
    """Fetch marsh2019 (or another) and return the outcome."""

    def fetch(key="marsh2019", **how):
        services = Services(
            **{n: f"{site.address}/{n}" for n in ("crossref", "unpaywall", "openalex", "archive")}
        )
        options = {"pause": 0.0, "seconds": 1.5, "max_bytes": 200_000, "allow_loopback": True, **how}
        sources = list_sources(documents_of(corpus))
        with Web(Politeness("me@rivers.example", **options), sleep=waits.append) as web:
            wanted = [s for s in sources if s.reference.key == key]
            return fetch_sources(corpus, documents_of(corpus), wanted, Finder(web, services), parse_document)[
                0
            ]

    return fetch


def serve(site, place="/work.html"):
    """Crossref and Unpaywall know the work, and where it lies."""
    site.json("/crossref/works/10.1000%2Fxyz.7", {"message": {"DOI": "10.1000/xyz.7", "title": [TITLE]}})
    site.json(
        "/unpaywall/v2/10.1000/xyz.7",
        {"best_oa_location": {"url_for_pdf": f"{site.address}{place}", "license": "cc-by"}},
    )


def unchanged(before, corpus):
    """Whether only the record of the attempt was added."""
    after = snapshot(corpus)
    after.pop(FILE.as_posix(), None)
    return after == before


def test_an_open_work_comes_in_with_its_origin(fetch, site, corpus):
    serve(site)
    site.page("/work.html", WORK)
    outcome = fetch()
    assert (outcome.state, outcome.url) == (State.FULL_TEXT, f"{site.address}/work.html")
    document = documents_of(corpus)["marsh2019"]
    assert "snow melts" in document.text
    assert (document.origin.url, document.origin.licence) == (outcome.url, "cc-by")
    assert document.origin.seen_on
    assert len(document.origin.sha256) == 64
    assert site.agents == {"cbm-qa/1 (mailto:me@rivers.example)"}
    assert "/robots.txt" in site.asked


def test_a_fetched_work_takes_the_place_of_a_note(fetch, site, corpus):
    title = "Closing of the dams of the north"
    manifest = corpus / "paper.txt"
    manifest.write_text(manifest.read_text().replace("https://rivers.example/dams", f"{site.address}/dams"))
    site.json("/crossref/works", {"message": {"items": []}})
    site.page("/dams", WORK.replace(TITLE, title).replace("A. B. Marsh and C. Okoro", "River Agency"))
    assert fetch("riveragency2020").state is State.FULL_TEXT
    assert documents_of(corpus)["riveragency2020"].kind == "source"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 403}, "answered 403"),
        ({"status": 404}, "answered 404"),
        ({"status": 429}, "answered 429"),
        ({"status": 503, "headers": {"Retry-After": "3600"}}, "asks to wait 3600 seconds"),
        ({"content": WORK, "headers": {"X-Cut": "1"}}, "broke off"),
        ({"content": "a" * 2000, "headers": {"X-Slow": "0.05"}}, "took too long"),
        ({"content": b"x" * 300_000}, "more than 0 MB"),
        ({"content": b"MZ\x90binary", "type": "application/octet-stream"}, "which is not read"),
        ({"content": "<html>no pdf</html>", "type": "application/pdf"}, "is something else"),
        ({"content": b"%PDF-1.4 half", "type": "application/pdf"}, "breaks off"),
        ({"content": ""}, "is empty"),
        ({"content": WORK.replace(TITLE, "A history of soup")}, "it is another work"),
        ({"content": f"<title>{TITLE}</title><body><p>Page not found. The page you asked for does not exist.</p></body>"}, "not there"),
        ({"content": f"<title>{TITLE}</title><body><h1>{TITLE}</h1><p>A. B. Marsh. Get access: buy this article for 30 dollars. " + "Abstract words. " * 100 + "</p></body>"}, "payment"),
        ({"content": "<body><p>Before you continue: accept all cookies. " + "We and our partners store data. " * 60 + "</p></body>"}, "consent"),
        ({"content": f"<body><h1>{TITLE}</h1><p>A. Marsh. A short teaser.</p></body>"}, "words"),
        ({"status": 302, "headers": {"Location": "/work.html"}}, "too many redirects"),
        ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "no web address"),
        ({"status": 302, "headers": {"Location": "http://10.0.0.1/"}}, "no public address"),
        ({"status": 302, "headers": {"Location": "http://[::ffff:192.168.1.1]/"}}, "no public address"),
        ({"status": 302, "headers": {"Location": "http://169.254.169.254/latest"}}, "no public address"),
        ({"status": 302, "headers": {"Location": "http://me:secret@127.0.0.1/"}}, "no web address"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_every_failure_is_named_and_changes_nothing(fetch, site, corpus, answer, said):
    serve(site)
    site.page("/work.html", **answer)
    before = snapshot(corpus)
    outcome = fetch()
    assert (outcome.state, outcome.url) == (State.ABSENT, None)
    assert said in " ".join(why for _, why in outcome.tried)
    assert unchanged(before, corpus)


def test_a_busy_server_is_asked_again_after_the_time_it_wants(fetch, site, waits):
    serve(site)
    site.page("/work.html", status=429, headers={"Retry-After": "7"})
    site.page("/work.html", WORK)
    assert fetch().state is State.FULL_TEXT
    assert 7.0 in waits


def test_redirects_are_followed(fetch, site):
    serve(site)
    site.page("/work.html", status=301, headers={"Location": "/moved"})
    site.page("/moved", WORK)
    assert fetch().url == f"{site.address}/moved"


@pytest.mark.parametrize("robots", [{"content": "User-agent: *\nDisallow: /"}, {"status": 503}])
def test_robots_are_kept_to(fetch, site, robots):
    serve(site)
    site.page("/robots.txt", type="text/plain", **robots)
    site.page("/work.html", WORK)
    outcome = fetch()
    assert outcome.url is None
    assert "/work.html" not in site.asked
    assert "robots.txt" in outcome.tried[0][1]


def test_a_page_that_is_gone_is_taken_from_the_archive(fetch, site):
    serve(site)
    site.json("/archive/wayback/available", {"archived_snapshots": {"closest": {"url": f"{site.address}/web/20200101000000/x", "timestamp": "20200101000000"}}})  # fmt: skip
    site.page("/web/20200101000000id_/x", WORK)
    outcome = fetch()
    assert outcome.state is State.FULL_TEXT
    assert outcome.url.endswith("/web/20200101000000id_/x")


def test_where_no_text_is_open_the_abstract_is_kept(fetch, site, corpus):
    site.json("/crossref/works/10.1000%2Fxyz.7", CROSSREF)
    assert fetch().state is State.ABSTRACT
    assert "thirty years" in documents_of(corpus)["marsh2019"].text


def test_a_missing_doi_is_asked_for_by_title_and_must_match(fetch, site, corpus):
    site.json("/crossref/works", {"message": {"items": [{"DOI": "10.1/no", "title": ["Another work"]}, {"DOI": "10.1/idle", "title": ["A work that nobody names"]}]}})  # fmt: skip
    fetch("idle2001")
    facts = json.loads((corpus / FILE).read_text())
    assert facts[0]["DOI"] == "10.1/idle"


def test_a_stopped_run_is_gone_on_with_and_failures_are_not_repeated_at_once(fetch, site, corpus, documents):
    serve(site)
    fetch()
    count = len(site.asked)
    with pytest.raises(IndexError):  # nothing to do: no outcome
        fetch()
    assert len(site.asked) == count


def test_real_answers_of_the_services_are_understood(site):
    doi = "10.1073/pnas.1414271111"
    for name, path in (("unpaywall", f"/v2/{doi}"), ("openalex", f"/works/https://doi.org/{doi}")):
        site.json(f"/{name}{path}", json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))
    site.json(
        f"/crossref/works/{doi.replace('/', '%2F')}",
        json.loads((DATA / "crossref.json").read_text(encoding="utf-8")),
    )
    services = Services(
        **{n: f"{site.address}/{n}" for n in ("crossref", "unpaywall", "openalex", "archive")}
    )
    from cbm_qa.ingest.fields import read_fields
    from cbm_qa.ingest.references import Entry, build_references
    from cbm_qa.model import Span

    text = f"Makris, E. (2014). Developing functional musculoskeletal tissues. PNAS, 111(45). doi: {doi}"
    assert read_fields(text).doi == doi
    (reference,) = build_references([Entry(text, None, "")], [Span(0, len(text))])
    with Web(Politeness("me@rivers.example", pause=0, allow_loopback=True)) as web:
        finder = Finder(web, services)
        record = finder.describe(reference, {})
        places = list(finder.places(reference, doi))
    assert record["title"].startswith("Developing functional musculoskeletal tissues through hypoxia")
    assert places[0].url == "https://www.pnas.org/content/pnas/111/45/E4832.full.pdf"
    assert any("europepmc" in place.url and place.named_by == "OpenAlex" for place in places) or any(
        "europepmc" in place.url for place in places
    )


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.1.1",
        "::1",
        "0.0.0.0",
        "fd00::1",
        "224.0.0.1",
        "100.64.0.1",
        "2130706433",
    ],
)
def test_no_private_address_is_connected_to(host):
    with pytest.raises(FetchError):
        checked_address(host, 80)


def test_a_dry_run_says_what_would_be_asked(documents):
    sources = {s.reference.key: s for s in list_sources(documents)}
    assert steps(sources["marsh2019"].reference, {}) == ["DOI 10.1000/xyz.7: Unpaywall, OpenAlex"]
    assert "https://rivers.example/dams" in steps(sources["riveragency2020"].reference, {})


@pytest.mark.parametrize("contact", ["", "me", "me@", "me@host", "me @a.b"])
def test_services_are_not_asked_without_a_contact(monkeypatch, contact):
    monkeypatch.setenv("CBM_QA_CONTACT", contact)
    with pytest.raises(UsageError):
        default_contact()
