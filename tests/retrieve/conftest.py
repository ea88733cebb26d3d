"""Builds a small index from documents, without parser or model."""

import pytest
from fakes import HashEmbedder

from cbm_qa.config import Settings
from cbm_qa.index import Index, build_index


@pytest.fixture
def make_index(tmp_path):
    """Index the given documents; each stands in the corpus as a file named after its key."""

    def make(*documents, embedder=None):
        corpus = tmp_path / "corpus"
        corpus.mkdir()
        by_key = {document.key: document for document in documents}
        for key in by_key:
            (corpus / f"{key}.txt").write_text(key, encoding="utf-8")
        build_index(
            corpus,
            tmp_path / "index",
            Settings(),
            embedder=embedder or HashEmbedder(),
            read=lambda entry: by_key[entry.key],
        )
        return Index.open(tmp_path / "index")

    return make
