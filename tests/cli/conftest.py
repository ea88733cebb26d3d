"""Runs a command in this process, as a person would."""

import sys

import pytest
from rich.console import Console

import cbm_qa.cli as cli
from cbm_qa.cli import shared


@pytest.fixture
def run(tiny_corpus, tiny_index, monkeypatch, capsys):
    """Run a command in this process, 80 columns wide; returns (status, stdout, stderr)."""
    monkeypatch.setenv("CBM_QA_INDEX", str(tiny_index))
    monkeypatch.setenv("CBM_QA_CORPUS", str(tiny_corpus))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["cbm-qa", *map(str, arguments)])
        monkeypatch.setattr(shared, "out", Console(width=80, highlight=False))
        monkeypatch.setattr(shared, "err", Console(width=80, stderr=True, highlight=False))
        try:
            cli.main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
