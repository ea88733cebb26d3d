import codecs
import errno
import os
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cbm_qa.errors import ReadError
from cbm_qa.ingest.decode import MAX_BYTES, normalise, read_text

ENGLISH = "Rivers rise in spring. The café by the quay stays dry.\n" * 20
RUSSIAN = "Реки поднимаются весной. Кафе у причала остаётся сухим.\n" * 20
CHINESE = "河流在春天上涨。码头边的咖啡馆很干燥。\n" * 20


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "paper.txt"
        path.write_bytes(data)
        return read_text(path)

    return read


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_in_any_form_is_read(read, text, encoding):
    assert read(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("bom", "encoding"), [(codecs.BOM_UTF16_BE, "utf-16-be"), (codecs.BOM_UTF32_BE, "utf-32-be")]
)
def test_a_byte_order_mark_decides(read, bom, encoding):
    assert read(bom + RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("latin-1", ENGLISH), ("cp1252", ENGLISH), ("cp1251", RUSSIAN), ("gb18030", CHINESE)],
)
def test_an_older_encoding_is_recognised(read, encoding, text):
    assert read(text.encode(encoding)) == text


def test_a_stray_byte_does_not_spoil_a_unicode_text(read):
    text = read(RUSSIAN.encode() + b"\xff\xfe" + RUSSIAN.encode())
    assert text.count("Реки поднимаются весной.") == 40


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_become_one_kind(newline):
    assert normalise(f"one{newline}two") == "one\ntwo"


def test_what_nobody_sees_is_dropped():
    assert normalise("\ufeffwa\u00adter\u200bfall") == "waterfall"


@given(st.text())
def test_normalising_is_done_once(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize("data", [b"", b"  \n\t\n", codecs.BOM_UTF8, b"\f\f", codecs.BOM_UTF16_LE])
def test_an_empty_file_is_refused(read, data):
    with pytest.raises(ReadError, match=r"paper\.txt: the file is empty") as caught:
        read(data)
    assert "put the text in it" in caught.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0",
        bytes(range(256)) * 40,
        b"\0" * 1000,
        b"PK\x03\x04" + os.urandom(4000),
        b"Rivers rise.\0\0\0\0\0\0",
        b"\x01\x02\x03 rivers \x04\x05",
    ],
    ids=["png", "all bytes", "zeros", "zip", "text with zeros", "controls"],
)
def test_a_binary_file_is_refused(read, data):
    with pytest.raises(ReadError, match="binary file, not text") as caught:
        read(data)
    assert caught.value.hint


def test_a_text_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(ReadError, match=rf"50 MB is over the limit of {MAX_BYTES // 2**20} MB"):
        read_text(path)


def test_a_file_that_vanished_is_named(tmp_path):
    with pytest.raises(ReadError, match=r"gone\.txt: cannot be read: No such file"):
        read_text(tmp_path / "gone.txt")


def test_a_folder_is_no_text(tmp_path):
    with pytest.raises(ReadError, match="cannot be read: Is a directory"):
        read_text(tmp_path)


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    path = tmp_path / "shut.txt"
    path.write_text("Rivers rise.")
    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)  # root may read a file of any mode
    with pytest.raises(ReadError, match=r"shut\.txt: cannot be read: Permission denied"):
        read_text(path)


def refuse(path):
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_a_read_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    with suppress(ReadError):
        assert read_text(path).strip()
