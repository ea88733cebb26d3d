"""What several parts of the suite need: one small built index, and the browser."""

import os
import shutil
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "data" / "tiny.txt"


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory):
    """A corpus of one made-up paper, without a manifest."""
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copy(TINY, folder / "tiny.txt")
    return folder


@pytest.fixture(scope="session")
def tiny_index(tiny_corpus, tmp_path_factory):
    """The index of `tiny_corpus`, built with the shipped embedding model."""
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index

    folder = tmp_path_factory.mktemp("built") / "index"
    build_index(tiny_corpus, folder, Settings())
    return folder


@pytest.fixture(scope="session")
def assistant(tiny_index):
    from cbm_qa import Assistant

    return Assistant.open(tiny_index)


@pytest.fixture(scope="session")
def browser():
    """A Chromium of the system; where CI runs without one, that is a failure, not a skip."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=[*quiet.split(), "--disable-component-update", "--disable-sync"]
        )
        yield started
        started.close()


def pytest_collection_modifyitems(items):
    """A test that drives the browser may lose a race with a busy machine: it is tried once more, not twice."""
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.flaky(reruns=1))
