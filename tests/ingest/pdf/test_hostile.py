"""PDFs that cannot be read say why, and what to do about it."""

import pypdf
import pytest
from reading import entry_of, read_file
from reportlab.pdfgen.canvas import Canvas

from cbm_qa.errors import ReadError
from cbm_qa.ingest import read_document

LINES = (
    "A short report on rivers",
    "The river rises in spring and falls in autumn.",
    "It froze twice in 2021.",
)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.pdf"
    canvas = Canvas(str(path))
    for number, line in enumerate(LINES):
        canvas.drawString(72, 700 - 14 * number, line)
    canvas.showPage()
    canvas.save()
    return path


def locked(path, password):
    writer = pypdf.PdfWriter(path)
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    writer.write(path)
    return path


def refusal(path):
    with pytest.raises(ReadError) as caught:
        read_file(path)
    return str(caught.value), caught.value.hint


def test_encrypted_with_an_empty_password_opens(report):
    assert LINES[1] in read_file(locked(report, "")).text


def test_locked_with_a_password_says_so(report):
    message, hint = refusal(locked(report, "secret"))
    assert message == "report.pdf: the PDF is locked with a password"
    assert "without one" in hint


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n%%EOF"])
def test_no_pdf_says_so(tmp_path, content):
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    message, hint = refusal(path)
    assert message == "broken.pdf: not a PDF, or damaged beyond reading"
    assert "again" in hint


def test_pdf_without_pages_says_so(tmp_path):
    path = tmp_path / "empty.pdf"
    pypdf.PdfWriter().write(path)
    message, _ = refusal(path)
    assert message.startswith("empty.pdf: ")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_truncated_file_gives_what_is_left_or_says_so(report, share):
    whole = report.read_bytes()
    report.write_bytes(whole[: int(share * len(whole))])
    try:
        outcome = read_document(entry_of(report)).text
    except ReadError as error:
        outcome = str(error)
    assert outcome.startswith(("report.pdf: ", LINES[0]))
