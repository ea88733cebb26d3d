import subprocess
import sys

import numpy as np
import pytest

from cbm_qa.config import DEFAULT_EMBEDDER
from cbm_qa.errors import EmbedderError
from cbm_qa.index.embed import load_embedder
from cbm_qa.index.question import PackagedEncoder, load_question_encoder

TEXTS = ("Who founded the station?", "exports in 2021", "порт", "word " * 600, "?")


@pytest.fixture(scope="module")
def encoder():
    return PackagedEncoder()


def test_its_vectors_are_those_of_the_embedder_it_stands_for(encoder):
    embedder = load_embedder(DEFAULT_EMBEDDER)
    assert encoder.fingerprint == embedder.fingerprint
    found, expected = encoder.encode(TEXTS), embedder.encode(TEXTS)
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    assert (found * expected).sum(axis=1).min() > 0.997


def test_a_vector_does_not_depend_on_its_company(encoder):
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(encoder.encode(TEXTS), alone)


def test_no_texts_give_no_rows(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_questions_are_encoded_without_torch():
    code = (
        "import sys; from cbm_qa.index.question import load_question_encoder as load\n"
        "load('all-MiniLM-L6-v2').encode(['Who?'])\n"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_another_embedder_encodes_its_own_questions(tmp_path):
    with pytest.raises(EmbedderError, match="no embedding model"):
        load_question_encoder(str(tmp_path / "none"))
