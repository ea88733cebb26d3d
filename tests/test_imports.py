"""Start-up stays light: heavy libraries are loaded only by the commands that need them."""

import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "faiss",
    "gradio",
    "bm25s",
    "numpy",
    "wordfreq",
    "lxml",
    "mammoth",
    "openpyxl",
    "trafilatura",
)


@pytest.mark.parametrize(
    "code",
    [
        "import cbm_qa",
        "import cbm_qa.cli",
        "import sys; sys.argv = ['cbm-qa', '--help']\nfrom cbm_qa.cli import main\ntry: main()\nexcept SystemExit: pass",
        "import sys; sys.argv = ['cbm-qa', 'ask', '--help']\nfrom cbm_qa.cli import main\ntry: main()\nexcept SystemExit: pass",
    ],
    ids=["package", "cli", "help", "ask help"],
)
def test_heavy_libraries_are_not_loaded(code):
    report = f"\nimport sys; print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "LOADED []"


def test_the_assistant_is_exported():
    code = "from cbm_qa import Assistant; print(Assistant.open.__qualname__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Assistant.open"
