"""A small corpus of made-up files, and a way to build it without parser or model."""

import pytest
from fakes import HashEmbedder, read_lines

from cbm_qa.config import Settings
from cbm_qa.index import build_index

TEXTS = {
    "rivers": "# Floods\nRivers rise in spring.\nThey fall in autumn.\n# Water use\nFields take 18.7 litres.",
    "hills": "# Slopes\nHills erode slowly. Rain speeds it up.",
    "lakes": "# Depth\nLakes are deep.\n# Fish\nLakes hold trout.",
}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def embedder():
    return HashEmbedder()


@pytest.fixture
def build(corpus, folder, embedder):
    """Builds the corpus; takes what `build_index` takes."""

    def run(settings=None, **options):
        options = {"embedder": embedder, "read": read_lines, **options}
        return build_index(corpus, folder, settings or Settings(), **options)

    return run
