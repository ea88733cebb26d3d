"""How fast the page feels: pressing Enter to the answer on screen, and the first page load, in Chromium.

    python benchmarks/web.py [--index DIR] [--questions SET.jsonl] [--count 30] [--loads 5]

Serves the site on this machine, asks questions of a set in a real browser and prints medians and tails.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GOAL_ANSWER_MS, GOAL_LOAD_S = 700, 3
_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def main() -> None:
    """Measure and print."""
    options = _parse()
    from playwright.sync_api import sync_playwright

    from cbm_qa import Assistant
    from cbm_qa.web.app import build_app, page_options

    assistant = Assistant.open(options.index)
    assistant.warm_up()
    app = build_app(assistant, index=options.index)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app.queue(default_concurrency_limit=4).launch(
        server_name="127.0.0.1", server_port=port, quiet=True, ssr_mode=False, prevent_thread_lock=True,
        **page_options(),
    )  # fmt: skip
    questions = [json.loads(line)["question"] for line in options.questions.open(encoding="utf-8")]
    step = max(1, len(questions) // options.count)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_ARGS)
        loads = [_load(browser, port) for _ in range(options.loads)]
        answers, page_ms = _ask_all(browser, port, questions[::step][: options.count])
        browser.close()
    app.close()
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end of the run")
    _report("first page load, nothing cached", loads, GOAL_LOAD_S * 1000)
    _report(
        f"Enter to answer on screen, {len(answers)} questions, a new chat every 8", answers, GOAL_ANSWER_MS
    )
    _report("  of which the browser, drawing included", page_ms, None)


def _load(browser: "Browser", port: int) -> float:
    """Return milliseconds until a visitor who was never here can type."""
    context = browser.new_context()
    page = context.new_page()
    started = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector("#question textarea", state="visible")
    took = 1000 * (time.perf_counter() - started)
    context.close()
    return took


_CLOCK = """() => {
  // Times from the key press to the frame in which the answer stands on the screen.
  const box = document.querySelector('#question textarea');
  const press = (event) => { if (event.key === 'Enter') window.pressed = performance.now(); };
  box.addEventListener('keydown', press, true);
  new MutationObserver(() => {
    const last = [...document.querySelectorAll('.turn')].pop();
    if (!window.pressed || !last?.querySelector('.actions')) return;
    if (Number(last.id.slice(5)) < window.awaited) return;
    const pressed = window.pressed; window.pressed = 0;
    requestAnimationFrame(() => setTimeout(() => { window.took = performance.now() - pressed; }, 0));
  }).observe(document.querySelector('#conversation'), { childList: true, subtree: true, attributes: true });
}"""


def _ask_all(browser: "Browser", port: int, questions: list[str]) -> tuple[list[float], list[float]]:
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector("#question textarea", state="visible")
    page.evaluate(_CLOCK)
    took, beside, turn = [], [], 0
    for number, question in enumerate(["What is this about?", *questions]):  # the first one warms up
        if number % 8 == 1 and number > 1:
            page.click("#fresh")
            page.wait_for_selector(".turn", state="detached")
            turn = 0
        turn += 1
        page.evaluate(f"window.took = 0; window.awaited = {turn}")
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_function("window.took > 0", timeout=60_000)
        whole = page.evaluate("window.took")
        answer = json.loads(page.get_attribute(f"#turn-{turn}", "data-record"))["answer"]
        if number:
            took.append(whole)
            beside.append(whole - answer["timings_ms"]["total"])
    return took, beside


def _report(what: str, milliseconds: list[float], goal: int | None) -> None:
    ordered = sorted(milliseconds)
    tail = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    aim = f"   goal {goal} ms: {'met' if statistics.median(ordered) < goal else 'missed'}" if goal else ""
    print(f"{what}: median {statistics.median(ordered):.0f} ms, 95th {tail:.0f} ms{aim}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--questions", type=Path, default=Path("corpus/questions/paper.jsonl"))
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--loads", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
