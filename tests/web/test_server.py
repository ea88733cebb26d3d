"""The served site without a browser: health, endpoints, tools, the door, the limits."""

import asyncio
import contextlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from web_site import serving

from cbm_qa import Assistant
from cbm_qa.errors import ServeError, UsageError
from cbm_qa.web import users as users_module
from cbm_qa.web.follow import Follower
from cbm_qa.web.guard import HEADERS
from cbm_qa.web.serve import clean_root_path
from cbm_qa.web.server import ServeOptions, describe_health, make_server
from cbm_qa.web.site import Site
from cbm_qa.web.users import add_user

pytestmark = pytest.mark.model
QUESTION = "How much did Norland export to Sudland in 2020?"


@pytest.fixture(scope="module")
def site(assistant, tiny_index, tmp_path_factory):
    root = tmp_path_factory.mktemp("served")
    return Site(assistant, corpus=root / "corpus", home=root / "home", index=tiny_index)


@pytest.fixture(scope="module")
def address(site):
    with serving(site, mcp=True) as address:
        yield address


@pytest.fixture(scope="module")
def client(address):
    return Client(address, verbose=False)


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    file = tmp_path_factory.mktemp("users") / "users"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users_module, "_N", 2**4)
        add_user(file, "ann", "correct horse")
    return file


@pytest.fixture(scope="module")
def closed(site, users):
    with serving(site, auth_file=users, mcp=True) as address:
        yield address


def call(address, name, arguments, **options):
    """Call a tool as a language model's program does; returns its result."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def run():
        async with (
            streamablehttp_client(f"{address}/mcp/", **options) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            if name is None:
                return await session.list_tools()
            return await session.call_tool(name, arguments)

    with ThreadPoolExecutor(1) as pool:  # the browser of other tests keeps a loop in this thread
        return pool.submit(asyncio.run, run()).result()


def test_health_tells_state_documents_and_index(address, assistant):
    answer = httpx.get(f"{address}/health")
    assert answer.status_code == 200
    health = answer.json()
    assert (health["state"], health["documents"]) == ("ready", 1)
    assert health["index"] == assistant.index.digest
    assert describe_health(SimpleNamespace(documents={}, assistant=None))["state"] == "empty"


def test_every_answer_carries_the_headers(address):
    for path in ("/", "/health", "/nothing-here", "/gradio_api/info"):
        headers = httpx.get(f"{address}{path}").headers
        assert HEADERS.items() <= {k: headers.get(k) for k in HEADERS}.items(), path


def test_endpoints_are_named_typed_and_described(address):
    named = httpx.get(f"{address}/gradio_api/info").json()["named_endpoints"]
    assert {"/ask", "/search", "/get_section", "/get_table", "/list_sources", "/audit"} <= set(named)
    for name, endpoint in named.items():
        assert len(endpoint["description"]) > 40, name
        assert all("type" in p["type"] or "oneOf" in p["type"] for p in endpoint["parameters"]), name


def test_ask_is_the_contract(client, assistant):
    answer = client.predict(question=QUESTION, api_name="/ask")
    assert answer["values"] == ["131.4"]
    assert answer["citations"][0]["section"] == "2.1"
    followed = client.predict("And in 2022?", [QUESTION], api_name="/ask")
    assert followed["values"] == ["140.2"]
    assert followed["understood"]


def test_search_sections_tables_and_sources(client):
    passages = client.predict("harbour pilots", 3, api_name="/search")
    assert [p["rank"] for p in passages] == [1, 2, 3]
    section = client.predict("tiny", "2.1", api_name="/get_section")
    assert section["title"] == "Exports"
    assert "Table 1" in section["text"]
    outline = client.predict("tiny", api_name="/get_section")
    assert [t["id"] for t in outline["tables"]] == ["tiny/1", "tiny/2"]
    table = client.predict("Table 1", api_name="/get_table")
    assert table["cells"][0]["value"] == 120
    sources = client.predict(api_name="/list_sources")
    assert [d["document"] for d in sources["documents"]] == ["tiny"]
    assert {s["key"]: s["times"] for s in sources["sources"]}["marsh2022"] >= 1
    assert client.predict("tiny", "full text", api_name="/list_sources")["sources"] == []


def test_an_audit_is_the_commands(client, assistant):
    from cbm_qa.audit import audit_index
    from cbm_qa.audit.report import audit_to_json

    expected = json.loads(json.dumps(audit_to_json(audit_index(assistant.index, "tiny"))))
    assert client.predict("tiny", api_name="/audit") == expected
    sure = client.predict(None, 0.9, api_name="/audit")
    assert sure["findings"] == [f for f in expected["findings"] if f["confidence"] >= 0.9]
    with pytest.raises(AppError, match="from 0 to 1"):
        client.predict("tiny", 7, api_name="/audit")


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("/ask", ("",), "empty"),
        ("/ask", ("x" * 20_000,), "20,000 characters"),
        ("/ask", (QUESTION, None, "none"), "no document"),
        ("/search", ("pilots", 500), "from 1 to 50"),
        ("/get_section", ("tiny", "99"), "no section"),
        ("/get_table", ("Table 9",), "no table"),
        ("/list_sources", ("none",), "no document"),
        ("/list_sources", (None, "some"), "choose one of: full text"),
    ],
)
def test_bad_input_is_told_in_words(client, name, arguments, message):
    with pytest.raises(AppError, match=message):
        client.predict(*arguments, api_name=name)


@pytest.mark.parametrize("body", ["{", '{"data": 5}', '{"data": [{"a": 1}]}', '{"data": [7]}', "[]"])
def test_a_malformed_call_breaks_nothing(address, body):
    headers = {"content-type": "application/json"}
    answer = httpx.post(f"{address}/gradio_api/call/ask", content=body, headers=headers)
    if answer.status_code == 200:
        event = answer.json()["event_id"]
        assert "event: error" in httpx.get(f"{address}/gradio_api/call/ask/{event}").text
    assert httpx.get(f"{address}/health").json()["state"] == "ready"


def test_a_model_finds_the_tools_described_and_can_call_them(address):
    tools = {tool.name: tool for tool in call(address, None, {}).tools}
    assert set(tools) >= {"ask", "search", "get_section", "get_table", "list_sources", "audit"}
    assert "abstained" in tools["ask"].description
    for tool in tools.values():
        assert all(p["description"] for p in tool.inputSchema["properties"].values()), tool.name
    answer = call(address, "ask", {"question": QUESTION})
    assert not answer.isError
    assert answer.structuredContent["values"] == ["131.4"]
    refused = call(address, "get_section", {"document": "tiny", "section": "99"})
    assert refused.isError
    assert "has no section '99'" in refused.content[0].text


def test_tools_are_reached_under_this_machines_names_only(address):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "host": "attacker.example"}
    assert httpx.post(f"{address}/mcp/", json=body, headers=headers).status_code == 421


def test_without_the_library_tools_are_refused(site, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "mcp.server.fastmcp", None)
    with pytest.raises(ServeError, match="not installed"):
        make_server(site, ServeOptions(mcp=True))


def test_nobody_comes_in_without_a_name(closed):
    asked = httpx.get(f"{closed}/", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=/")
    for path in ("/config", "/gradio_api/info", "/gradio_api/queue/data", "/mcp/", "/theme.css"):
        assert httpx.get(f"{closed}{path}").status_code == 401, path
    assert httpx.post(f"{closed}/gradio_api/call/ask", json={"data": [QUESTION]}).status_code == 401
    assert httpx.post(f"{closed}/gradio_api/upload", files={"files": b"x"}).status_code == 401
    assert httpx.get(f"{closed}/health").json()["state"] == "ready"


def test_a_program_says_its_name_and_password(closed):
    with pytest.raises(Exception, match="credentials"):
        Client(closed, verbose=False, httpx_kwargs={"auth": ("ann", "wrong horse")})
    client = Client(closed, verbose=False, httpx_kwargs={"auth": ("ann", "correct horse")})
    assert client.predict(QUESTION, api_name="/ask")["values"] == ["131.4"]
    basic = httpx.BasicAuth("ann", "correct horse")
    assert call(closed, "ask", {"question": QUESTION}, auth=basic).structuredContent["values"] == ["131.4"]


def test_a_session_lasts_until_one_logs_out_and_cannot_be_made_up(closed):
    with httpx.Client(base_url=closed, follow_redirects=True) as browser:
        form = {"name": "ann", "password": "correct horse", "next": "/health"}
        assert browser.post("/login", data=form).json()["state"] == "ready"
        cookie = browser.cookies["cbm_qa_session"]
        assert browser.get("/gradio_api/info").status_code == 200
        browser.get("/logout")
        assert browser.get("/gradio_api/info").status_code == 401
    for forged in (cookie[:-2], f"x{cookie}", "ann", ""):
        assert httpx.get(f"{closed}/config", cookies={"cbm_qa_session": forged}).status_code == 401
    sent = httpx.post(f"{closed}/login", data=form).headers["set-cookie"]
    assert "HttpOnly" in sent
    assert "samesite=lax" in sent.lower()


@pytest.mark.parametrize(
    "wanted", ["//attacker.example", "https://attacker.example", "/\\attacker.example", ""]
)
def test_log_in_leads_nowhere_else(closed, wanted):
    form = {"name": "ann", "password": "correct horse", "next": wanted}
    assert httpx.post(f"{closed}/login", data=form).headers["location"] == "/"


def test_a_changed_password_ends_sessions(site, tmp_path, users):
    file = tmp_path / "users"
    shutil.copy(users, file)
    with serving(site, auth_file=file) as address, httpx.Client(base_url=address) as browser:
        browser.post("/login", data={"name": "ann", "password": "correct horse"})
        assert browser.get("/config").status_code == 200
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(users_module, "_N", 2**4)
            add_user(file, "ann", "another horse entirely")
        assert browser.get("/config").status_code == 401


def test_guessing_is_slowed_down_and_markup_is_shown_as_text(site, users):
    with serving(site, auth_file=users) as address:
        form = {"name": "<script>alert(1)</script>", "password": "x", "next": "/<script>"}
        page = httpx.post(f"{address}/login", data=form)
        assert page.status_code == 401
        assert "<script>" not in page.text
        tries = [
            httpx.post(f"{address}/login", data={"name": "ann", "password": "x"}).status_code
            for _ in range(10)
        ]
        assert tries[-1] == 429
        form = {"name": "ann", "password": "correct horse"}
        assert httpx.post(f"{address}/login", data=form).status_code == 429


def test_a_proxy_names_the_user(site):
    with serving(site, auth_header="X-Remote-User") as address:
        assert httpx.get(f"{address}/config", headers={"accept": "text/html"}).status_code == 401
        assert httpx.get(f"{address}/config", headers={"X-Remote-User": "ann"}).status_code == 200


def test_a_proxy_may_have_the_site_under_a_path(site):
    with serving(site, root_path="/papers") as address:
        headers = {"host": "example.org", "x-forwarded-proto": "https", "x-forwarded-host": "example.org"}
        assert httpx.get(f"{address}/config", headers=headers).json()["root"] == "https://example.org/papers"
    assert [clean_root_path(p) for p in ("", "/", "papers/", "/a/b")] == ["", "", "/papers", "/a/b"]
    with pytest.raises(UsageError):
        clean_root_path("https://example.org/a b")


def test_too_big_a_body_is_refused(address):
    def endless():
        for _ in range(40):
            yield b"x" * 2**20

    announced = httpx.post(f"{address}/gradio_api/call/ask", content=b"x" * (3 * 2**20))
    assert announced.status_code == 413
    with contextlib.suppress(httpx.HTTPError):
        answer = httpx.post(f"{address}/gradio_api/call/ask", content=endless())
        assert answer.status_code >= 400
    assert httpx.get(f"{address}/health").json()["state"] == "ready"


def test_300_megabytes_are_refused_before_they_are_sent(address):
    size = 300 * 2**20
    request = httpx.Request(
        "POST",
        f"{address}/gradio_api/upload",
        headers={"content-length": str(size), "content-type": "multipart/form-data; boundary=x"},
        stream=httpx.ByteStream(b"--x\r\n"),
    )
    with httpx.Client() as client, contextlib.suppress(httpx.HTTPError):
        assert client.send(request).status_code == 413


def test_a_rebuilt_index_is_opened_and_an_unreadable_one_passed_over(tiny_corpus, tmp_path):
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index

    corpus, index = tmp_path / "corpus", tmp_path / "index"
    shutil.copytree(tiny_corpus, corpus)
    build_index(corpus, index, Settings())
    site = Site(Assistant.open(index), corpus=corpus, home=tmp_path, index=index)
    follower = Follower(site)
    assert not follower.look()
    (corpus / "other.txt").write_text(
        "A note on lamps\n\n1. Lamps\n\nThe lamp of the old tower burns seal oil.\n"
    )
    (corpus / "tiny.txt").unlink()
    build_index(corpus, index, Settings())
    assert follower.look()
    assert list(site.documents) == ["other"]
    assert not follower.look()
    (index / "index.sqlite").write_bytes(b"no database")
    assert not follower.look()
    assert "cannot be read" in follower.problem
    assert describe_health(site, follower.problem)["state"] == "stale"
    assert list(site.documents) == ["other"]
    assert json.dumps(describe_health(site, follower.problem))
