"""Pages without letters: read by Tesseract where it is there, else named, with what to do about them."""

import io
import logging
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PIL import Image
from reading import entry_of, read_file
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from cbm_qa.errors import ReadError
from cbm_qa.ingest import read_document
from cbm_qa.ingest.pdf import ocr, pdfium

FIELDS = ("block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
SCANNED = [
    (1, 1, 1, 300, 300, 200, 40, 95, "Sluices"),
    (1, 1, 1, 520, 300, 120, 40, 94, "were"),
    (1, 1, 1, 660, 300, 200, 40, 96, "rebuilt."),
    (1, 1, 2, 300, 360, 60, 40, 12, "~|"),
    (1, 1, 2, 0, 0, 9, 9, -1, ""),
]


def scan(path, *, texts=(None,)):
    """A PDF with one page for each text; None is a page that is a picture."""
    picture = io.BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    canvas = Canvas(str(path))
    for text in texts:
        if text is None:
            canvas.drawImage(ImageReader(io.BytesIO(picture.getvalue())), 0, 0, 595, 842)
        else:
            canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def tesseract(monkeypatch):
    """Tesseract as its Python package shows it, which reads the same words on every page."""
    seen = []

    def image_to_data(picture, **options):
        seen.append((picture.size, options["lang"]))
        return {name: [row[n] for row in SCANNED] for n, name in enumerate(FIELDS)}

    module = SimpleNamespace(
        image_to_data=image_to_data,
        Output=SimpleNamespace(DICT="dict"),
        TesseractError=RuntimeError,
        seen=seen,
    )
    monkeypatch.setitem(sys.modules, "pytesseract", module)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    return module


@pytest.fixture
def no_tesseract(monkeypatch):
    monkeypatch.setattr(ocr, "can_ocr", lambda: False)


def test_scan_is_read_by_tesseract_where_it_is_there(tesseract, tmp_path, monkeypatch):
    monkeypatch.setenv("CBM_QA_OCR_LANGUAGES", "eng+rus")
    read = read_file(scan(tmp_path / "scan.pdf"))
    assert read.text == "Sluices were rebuilt."
    (size, languages) = tesseract.seen[0]
    assert languages == "eng+rus"
    assert size == pytest.approx((595 * 300 / 72, 842 * 300 / 72), abs=3)
    (box,) = read.lines
    assert (box.x0, box.y0, box.x1) == pytest.approx((72, 72, 206.4), abs=0.5)


def test_page_that_tesseract_fails_on_is_named(tesseract, tmp_path):
    def fail(picture, **options):
        raise RuntimeError("no such language")

    tesseract.image_to_data = fail
    with pytest.raises(ReadError, match="page 1 hold"):
        read_file(scan(tmp_path / "scan.pdf"))


def test_scan_without_tesseract_is_refused_by_page(no_tesseract, tmp_path):
    with pytest.raises(ReadError, match="pages 1, 2 hold pictures and no text: a scan") as caught:
        read_file(scan(tmp_path / "scan.pdf", texts=(None, None)))
    assert "ocrmypdf" in caught.value.hint


def test_single_scanned_page_of_a_text_is_told_and_the_rest_is_read(tmp_path, caplog):
    path = scan(tmp_path / "mixed.pdf", texts=("The river rises in spring.", None))
    with caplog.at_level(logging.WARNING, "cbm_qa"):
        read = read_document(entry_of(path))
    assert "The river rises in spring." in read.text
    assert "mixed.pdf: page 2 holds a picture and no text" in caplog.text


def test_text_whose_letters_the_file_does_not_tell_is_no_text(no_tesseract, tmp_path, monkeypatch):
    def read_layout(path, password, report):
        layout = pdfium.read_layout(path, password, report)
        layout.pages[1] = replace(layout.pages[1], unmapped=0.9)
        return layout

    monkeypatch.setattr("cbm_qa.ingest.pdf.read.read_layout", read_layout)
    assert read_file(scan(tmp_path / "strange.pdf", texts=("Rivers rise.", "#$%&"))).text == "Rivers rise."
    with pytest.raises(ReadError, match="pages 1, 2 hold letters whose fonts do not say which they are"):
        read_file(scan(tmp_path / "strange.pdf", texts=(None, "#$%&")))
