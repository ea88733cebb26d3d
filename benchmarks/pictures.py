"""Take the pictures of the README: the site over the shipped corpus in Chromium, one PNG a view in docs/img.

    python benchmarks/pictures.py [--index DIR] [--out docs/img]

Run `cbm-qa index` first. The system's Chromium is used; colours are reduced, so that a picture stays below
150 kB.
"""

import argparse
import shutil
import socket
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK, PHONE = (1280, 800), (390, 844)
MOST_BYTES, COLOURS = 150_000, 96
CALCULATION = "By how much did Chinese exports to Kazakhstan grow between 2022 and 2023?"
REASON = "Why did Sri Lanka lose control of Hambantota?"
UNSAID = "What was China's trade with Brazil?"
COURSE = "What were Chinese exports to Kazakhstan in 2020, 2022 and 2024?"


def main() -> None:
    """Serve the site, take every picture, say how large each is."""
    options = _parse()
    from playwright.sync_api import sync_playwright

    from cbm_qa import Assistant
    from cbm_qa.web.app import build_app, page_options

    assistant = Assistant.open(options.index)
    assistant.warm_up()
    with closing(socket.socket()) as probe, tempfile.TemporaryDirectory() as home:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        app = build_app(assistant, index=options.index, home=Path(home))
        app.queue(default_concurrency_limit=4).launch(
            server_name="127.0.0.1", server_port=port, quiet=True, ssr_mode=False, prevent_thread_lock=True,
            **page_options(),
        )  # fmt: skip
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            _take(browser, f"http://127.0.0.1:{port}", options.out)
            browser.close()
        app.close()


def _take(browser: "Browser", address: str, out: Path) -> None:
    desk = _open(browser, address, DESK, "light")
    _ask(desk, CALCULATION, 1)
    _save(desk, out / "table.png")
    _ask(desk, REASON, 2)
    _save(desk, out / "passage.png")
    _ask(desk, UNSAID, 3)
    _save(desk, out / "refusal.png")
    desk.click("#turn-2 .cite")
    desk.click("#evidence .in-place a")
    desk.wait_for_selector("#reader-text .lit", state="visible")
    _save(desk, out / "reader.png")
    desk.goto(f"{address}/#/audit")
    desk.click("#start-audit")
    desk.wait_for_selector("#audit-report .audit-finding", timeout=180_000)
    desk.mouse.move(0, 0)
    _save(desk, out / "audit.png")
    dark = _open(browser, address, DESK, "dark")
    _ask(dark, COURSE, 1)
    _save(dark, out / "dark.png")
    phone = _open(browser, address, PHONE, "light")
    _ask(phone, CALCULATION, 1)
    _save(phone, out / "phone.png")
    phone.click("#turn-1 .cell")
    phone.wait_for_selector("#evidence-pane.raised")
    _save(phone, out / "phone-evidence.png")


def _open(browser: "Browser", address: str, size: tuple[int, int], look: str) -> "Page":
    """Return the page at a size and in a look, in English."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('cbm-qa-look', '{look}')")
    page.goto(address)
    page.wait_for_selector("#question textarea")
    return page


def _ask(page: "Page", question: str, turn: int) -> None:
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-{turn} .actions", timeout=60_000)


def _save(page: "Page", path: Path) -> None:
    from PIL import Image

    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES / 1000:.0f} kB")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--out", type=Path, default=Path("docs/img"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
