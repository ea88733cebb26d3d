"""A document is read in a process of its own, which may end badly without harm to this one."""

import os
import threading
import time

import pytest
from reading import entry_of, read_file
from reportlab.pdfgen.canvas import Canvas

from cbm_qa.config import ReadLimits, default_limits
from cbm_qa.errors import ReadError, UsageError
from cbm_qa.ingest import read_document, worker

PAGE = "<html><body><article><h1>On rivers</h1><h2>Introduction</h2><p>%s</p></article></body></html>"
WORDS = "The river rises in spring and falls in autumn, as all rivers of the steppe do. " * 8


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "rivers.html"
    path.write_text(PAGE % WORDS, encoding="utf-8")
    return path


def test_worker_returns_what_reading_here_returns(page):
    assert read_document(entry_of(page)) == read_file(page)


def test_error_of_the_reader_arrives_with_its_hint(tmp_path):
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ReadError) as here:
        read_file(path)
    with pytest.raises(ReadError) as there:
        read_document(entry_of(path))
    assert (str(there.value), there.value.hint) == (str(here.value), here.value.hint)


def test_slow_document_is_given_up(page):
    started = time.perf_counter()
    with pytest.raises(ReadError, match=r"not read within 0\.05 seconds") as caught:
        read_document(entry_of(page), ReadLimits(seconds=0.05))
    assert "CBM_QA_READ_SECONDS" in caught.value.hint
    assert time.perf_counter() - started < 10


@pytest.mark.skipif(os.name == "nt", reason="Windows does not limit the memory of a process")
def test_document_that_needs_too_much_memory_is_given_up(page):
    with pytest.raises(ReadError, match="more than 32 MB"):
        read_document(entry_of(page), ReadLimits(megabytes=32))


def test_plain_text_needs_no_process(tmp_path):
    path = tmp_path / "rivers.txt"
    path.write_text(WORDS, encoding="utf-8")
    assert read_document(entry_of(path), ReadLimits(seconds=1e-9)).text.startswith("The river")


def test_limits_come_from_the_environment(monkeypatch):
    monkeypatch.delenv("CBM_QA_READ_SECONDS", raising=False)
    monkeypatch.setenv("CBM_QA_READ_MB", "512")
    assert default_limits() == ReadLimits(seconds=120.0, megabytes=512)
    monkeypatch.setenv("CBM_QA_READ_SECONDS", "never")
    with pytest.raises(UsageError, match="CBM_QA_READ_SECONDS is a number from 1 on, not 'never'"):
        default_limits()


def test_time_may_be_made_longer_while_it_runs():
    class Process:
        def __init__(self):
            self.ended = threading.Event()

        def kill(self):
            self.ended.set()

    process, started = Process(), time.monotonic()
    clock = worker._Clock(process, 60)
    clock.allow(0.1)
    clock.start()
    clock.allow(0.6)
    assert process.ended.wait(20)
    assert time.monotonic() - started >= 0.6
    assert clock.has_expired
    stopped = worker._Clock(Process(), 60)
    stopped.start()
    stopped.stop()
    stopped.join(20)
    assert not stopped.is_alive()
    assert not stopped.has_expired


def test_each_page_that_was_read_gives_a_document_more_time(tmp_path, monkeypatch):
    path = tmp_path / "two.pdf"
    canvas = Canvas(str(path))
    for page in range(2):
        canvas.drawString(72, 700, f"Page {page} of the report on rivers.")
        canvas.showPage()
    canvas.save()
    allowed = []
    monkeypatch.setattr(worker._Clock, "allow", lambda clock, seconds: allowed.append(seconds))
    read_document(entry_of(path), ReadLimits(seconds=90))
    assert allowed == [91, 92]
