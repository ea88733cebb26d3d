"""A small corpus of one paper with four references, one of them with a note."""

import pytest
from sources_corpus import documents_of, write_corpus


@pytest.fixture
def corpus(tmp_path):
    return write_corpus(tmp_path)


@pytest.fixture
def documents(corpus):
    return documents_of(corpus)
