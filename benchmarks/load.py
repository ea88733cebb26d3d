"""Many people asking at once: what they wait for, whether anybody sees another's chat, whether memory grows.

Run it as `python benchmarks/load.py [--people 50] [--seconds 120] [--pause 5] [--most 2000]`. It starts a
server of its own on this machine, asks each question once in quiet for reference, and then lets every person
chat in a session of their own, all starting at the same moment. After every answer the whole conversation is
compared: the questions must be that person's, in order, and the answer must be the reference's. Exit status 1
where any is not.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx

_ASKED = re.compile(
    r"class='question'>(?:<span class='sr'>(?:<span[^>]*>[^<]*</span>)?[^<]*</span>)?(.*?)</h2>", re.S
)
_TURN = re.compile(r"<article class='turn'.*?</article>", re.S)
_TIMEOUT_S = 180.0


@dataclass
class Tally:
    """What happened so far."""

    waits: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    sent: int = 0


@dataclass(frozen=True)
class Chat:
    """How the chat of a site is asked: the event of its question box, and what its other inputs are."""

    address: str
    event: int
    inputs: tuple[Any, ...]
    question_at: int
    page_at: int


async def main() -> int:
    """Print one line a figure; return the exit status."""
    arguments = read_arguments()
    questions = read_questions(arguments.questions)[: arguments.limit]
    port = free_port()
    command = [sys.executable, "-m", "cbm_qa", "serve", "--no-open", "--read-only", "--port", str(port)]
    with subprocess.Popen([*command, *places(arguments)], stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            await wait_for(address, server)
            return await measure(address, server.pid, questions, arguments)
        finally:
            server.terminate()


async def measure(address: str, pid: int, questions: Sequence[str], arguments: argparse.Namespace) -> int:
    """Let the people ask, and print what came of it."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT_S, limits=limits) as client:
        chat = await find_chat(client, address)
        reference = {}
        for question in questions:
            html = await ask(client, chat, f"reference{len(reference)}", question)
            reference[question] = plain(html)
        tally = Tally()
        started = time.monotonic()
        async with watching(pid, tally, started):
            people = (
                person(n, client, chat, reference, tally, started, arguments) for n in range(arguments.people)
            )
            await asyncio.gather(*people)
        report(tally, time.monotonic() - started, arguments)
    return 1 if tally.errors or tally.mixed else 0


async def person(
    number: int,
    client: httpx.AsyncClient,
    chat: Chat,
    reference: dict[str, str],
    tally: Tally,
    started: float,
    arguments: argparse.Namespace,
) -> None:
    """Ask one question after another until the time is over."""
    chance = random.Random(number)
    answered = 0
    while time.monotonic() - started < arguments.seconds and tally.sent < arguments.most:
        question = chance.choice(list(reference))
        tally.sent += 1
        asked = time.monotonic()
        try:
            html = await ask(client, chat, f"person{number}", question)
        except (httpx.HTTPError, RuntimeError) as error:
            tally.errors.append(f"person {number}: {error!r}")
            continue
        (tally.waits if answered else tally.first).append(time.monotonic() - asked)
        answered += 1
        shown = [unescape(text).strip() for text in _ASKED.findall(html)]
        if shown != [question]:  # the browser keeps a conversation, so that the server knows of no other turn
            tally.mixed.append(f"person {number} asked {question!r} and sees {shown[-3:]}")
        elif plain(html) != reference[question]:
            tally.mixed.append(f"person {number}, {question!r}: {plain(html)[:200]!r}")
        await asyncio.sleep(chance.uniform(0, 2 * arguments.pause))


async def ask(client: httpx.AsyncClient, chat: Chat, session: str, question: str) -> str:
    """Ask in a session as its page does; return the conversation as HTML.

    Raises:
        RuntimeError: The server says that something went wrong, or the stream ends early.
    """
    data = list(chat.inputs)
    data[chat.question_at] = question
    body = {"data": data, "fn_index": chat.event, "session_hash": session, "trigger_id": None}
    (await client.post("/gradio_api/queue/join", json=body)).raise_for_status()
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data:"):
                continue
            message = json.loads(line[5:])
            if message["msg"] == "process_completed":
                if not message["success"]:
                    raise RuntimeError(str(message["output"])[:200])
                return str(message["output"]["data"][chat.page_at])
    raise RuntimeError("the stream ended without an answer")


async def find_chat(client: httpx.AsyncClient, address: str) -> Chat:
    """Read from the page's configuration how its question box is submitted."""
    config = (await client.get("/config")).json()
    components = {c["id"]: c for c in config["components"]}
    by_name = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
    box, page = by_name["question"], by_name["conversation"]
    event = next(d for d in config["dependencies"] if [box, "submit"] in [list(t) for t in d["targets"]])
    inputs = tuple(components[i]["props"].get("value") if i in components else None for i in event["inputs"])
    return Chat(address, event["id"], inputs, event["inputs"].index(box), event["outputs"].index(page))


def plain(html: str) -> str:
    """Return the last turn's words, without what changes from turn to turn."""
    turns = _TURN.findall(html)
    words = re.sub(r"<template.*?</template>|<svg.*?</svg>", " ", turns[-1] if turns else html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


@asynccontextmanager
async def watching(pid: int, tally: Tally, started: float) -> AsyncIterator[None]:
    """Note the server's memory once a second while the block runs."""

    async def watch() -> None:
        while True:
            tally.memory.append((time.monotonic() - started, resident_mb(pid)))
            await asyncio.sleep(1)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in megabytes; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def report(tally: Tally, seconds: float, arguments: argparse.Namespace) -> None:
    """Print the figures."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    answered = len(tally.waits) + len(tally.first)
    print(f"people {arguments.people}, {seconds:.0f} s, pause {arguments.pause:g} s on average")
    print(f"answered {answered}, {answered / seconds:.1f} a second")
    print(f"errors {len(tally.errors)}, mixed up {len(tally.mixed)}")
    for name, waits in (
        ("first question, all at the same moment", tally.first),
        ("later questions", tally.waits),
    ):
        if len(waits) > 1:
            cuts = statistics.quantiles(waits, n=100)
            print(
                f"{name}: median {cuts[49]:.2f} s, 95 % {cuts[94]:.2f} s, 99 % {cuts[98]:.2f} s, "
                f"longest {max(waits):.2f} s"
            )
    after = [mb for at, mb in tally.memory if at > seconds / 3]
    if after:
        before, third, last = tally.memory[0][1], after[0], after[-1]
        print(f"server: {before:.0f} MB before, {third:.0f} MB after a third, {last:.0f} MB at the end")
    for line in (tally.errors + tally.mixed)[:10]:
        print(line)


async def wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers."""
    async with httpx.AsyncClient() as client:
        for _ in range(1200):
            if server.poll() is not None:
                sys.exit("the server did not start")
            try:
                await client.get(f"{address}/health")
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.25)
    sys.exit("the server did not answer")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_questions(path: Path) -> list[str]:
    """Return the development questions of a set that stand alone."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [r["question"] for r in rows if r.get("split", "dev") == "dev" and not r.get("history")]


def places(arguments: argparse.Namespace) -> list[str]:
    """Return the options that say where corpus and index are."""
    return ["--corpus", str(arguments.corpus), "--index", str(arguments.index)]


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--pause", type=float, default=5, help="average seconds between an answer and the next"
    )
    parser.add_argument("--most", type=int, default=2000, help="questions in all")
    parser.add_argument("--limit", type=int, default=40, help="different questions")
    parser.add_argument("--questions", type=Path, default=Path("corpus/questions/paper.jsonl"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--index", type=Path, default=Path("index"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
