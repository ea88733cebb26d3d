"""`cbm-qa serve` as a process, and what the guide to serving it names."""

import io
import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import typer
from web_site import free_port

from cbm_qa.cli import app

ROOT = Path(__file__).parents[2]


def options_of(command):
    """The options that a command knows."""
    found = typer.main.get_command(app).commands[command].params
    return {name for option in found for name in (*option.opts, *option.secondary_opts)}


def test_a_user_is_added_from_a_pipe(run, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    status, out, _ = run("serve", "--auth-file", tmp_path / "users", "--add-user", "ann")
    assert status == 0
    assert "ann may log in" in out
    assert (tmp_path / "users").read_text().startswith("ann:scrypt$")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--add-user", "ann"), "--add-user needs --auth-file"),
        (("--auth-file", "users", "--auth-header", "X-User"), "not both"),
        (("--auth-file", "nowhere/users", "--no-open"), "nowhere/users cannot be read"),
        (("--root-path", "http://x y", "--no-open"), "is no path"),
    ],
)
def test_bad_options_are_one_line(run, arguments, message):
    status, _, err = run("serve", "--port", free_port(), *arguments)
    assert status == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.model
def test_the_server_says_where_it_is_and_stops_when_interrupted(tiny_corpus, tiny_index, tmp_path):
    port = free_port()
    places = ["--corpus", str(tiny_corpus), "--index", str(tiny_index)]
    command = [sys.executable, "-m", "cbm_qa", "serve", "--no-open", "--mcp", "--port", str(port), *places]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a background job ignores it
    ) as server:
        try:
            assert (
                server.stdout.readline()
                == f"cbm-qa: the chat is at http://localhost:{port}  (Ctrl+C to stop)\n"
            )
            assert f"http://localhost:{port}/mcp/" in server.stdout.readline()
            assert httpx.get(f"http://127.0.0.1:{port}/health").json()["documents"] == 1
        finally:
            server.send_signal(signal.SIGINT)
            _, errors = server.communicate(timeout=30)
    assert server.returncode == 130
    assert "Traceback" not in errors


def test_the_guide_names_real_options():
    known = options_of("serve")
    guide = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(--[a-z-]+)", guide, re.M))
    assert listed <= known
    assert known - listed <= {"--help", "--open", "--no-open", "--index"}
    unit = (ROOT / "docs" / "cbm-qa.service").read_text(encoding="utf-8")
    docker = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lists = [json.loads(text) for text in re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", docker, re.M)]
    assert lists[0][:2] == ["cbm-qa", "serve"]
    start = re.search(r"^ExecStart=(.*)$", unit, re.M)[1]
    assert {w for w in [*lists[0], *lists[1], *start.split()] if w.startswith("--")} <= known
