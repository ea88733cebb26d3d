"""PDFs made to exhaust a reader or to send it in circles: each ends in a document or a clear error, in time."""

import time
import zlib

import pytest
from reading import entry_of

from cbm_qa.config import ReadLimits
from cbm_qa.errors import ReadError
from cbm_qa.ingest import read_document

MEGABYTES = 512
PATIENT, HASTY = 60, 5  # seconds: for what ends by itself, and for what has to be ended
GRACE = 15  # seconds to start and end a process on a busy machine
WORDS = "The river rises in spring."
CATALOG = "<< /Type /Catalog /Pages 2 0 R %s>>"
PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
    "/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>"
)
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SHOW = f"BT /F 12 Tf 72 700 Td ({WORDS}) Tj ET\n"


def stream(content, entries=""):
    data = content if isinstance(content, bytes) else content.encode()
    return f"<< /Length {len(data)} {entries}>>\nstream\n".encode() + data + b"\nendstream"


def form(content, others=""):
    entries = (
        f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] "
        f"/Resources << /Font << /F 5 0 R >> /XObject << {others} >> >> "
    )
    return stream(content, entries)


def pdf(path, changes, *, trailer=""):
    """Write a PDF of one page, some of its objects changed or added."""
    objects = {1: CATALOG % "", 2: PAGES, 3: PAGE, 4: stream(SHOW), 5: FONT, 6: form(""), **changes}
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode())
        out += b"\nendobj\n"
    start, size = len(out), max(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    extra = trailer.replace("SELF", str(start))
    out += f"trailer\n<< /Size {size} /Root 1 0 R {extra}>>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def read(path, seconds=PATIENT):
    """Return the text, or the message and the hint of the error, within the limits."""
    started = time.perf_counter()
    try:
        outcome = read_document(entry_of(path), ReadLimits(seconds, MEGABYTES)).text
    except ReadError as error:
        outcome = f"{error} ({error.hint})"
    assert time.perf_counter() - started < seconds + GRACE
    return outcome


def test_plain_file_of_this_kind_is_read(tmp_path):
    assert read(pdf(tmp_path / "plain.pdf", {})) == WORDS


def doubling(depth):
    """Forms that draw each other twice: thirty of them draw the words a thousand million times."""
    forms = {6 + n: form("/X Do /X Do", f"/X {7 + n} 0 R") for n in range(depth)}
    return {4: stream("/X Do"), **forms, 6 + depth: form(SHOW)}


MARK = "/Dest [3 0 R /Fit]"
CIRCLES = {
    "a form that draws itself": {4: stream(SHOW + "/X Do"), 6: form(SHOW + "/X Do", "/X 6 0 R")},
    "two forms that draw each other": {
        4: stream(SHOW + "/X Do"),
        6: form("/X Do", "/X 7 0 R"),
        7: form("/X Do", "/X 6 0 R"),
    },
    "pages within themselves": {2: "<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"},
    "a page that is its own parent": {3: PAGE.replace("/Parent 2 0 R", "/Parent 3 0 R")},
    "one page a hundred times": {2: f"<< /Type /Pages /Kids [{'3 0 R ' * 100}] /Count 100 >>"},
    "more pages told than there are": {2: PAGES.replace("/Count 1", "/Count 2000000000")},
    "an outline that is its own child": {
        1: CATALOG % "/Outlines 7 0 R ",
        7: "<< /First 8 0 R /Last 8 0 R >>",
        8: f"<< /Title (x) /First 8 0 R /Next 8 0 R {MARK} >>",
    },
    "an outline whose end is its beginning": {
        1: CATALOG % "/Outlines 7 0 R ",
        7: "<< /First 8 0 R /Last 9 0 R >>",
        8: f"<< /Title (x) /Next 9 0 R {MARK} >>",
        9: f"<< /Title (y) /Next 8 0 R {MARK} >>",
    },
    "a length that is its own": {4: b"<< /Length 4 0 R >>\nstream\n" + SHOW.encode() + b"\nendstream"},
    "contents that hold themselves": {4: "[4 0 R 4 0 R 7 0 R]", 7: stream(SHOW)},
}
HOPELESS = {
    "page labels within themselves": {1: CATALOG % "/PageLabels 7 0 R ", 7: "<< /Kids [7 0 R] >>"},
    "objects that are each other": {4: "7 0 R", 7: "4 0 R"},
    "a font made of itself": {
        5: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 5 0 R "
        "/DescendantFonts [5 0 R] /ToUnicode 5 0 R >>"
    },
    "forms that double": doubling(30),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_circles_end_in_the_text_that_is_there(tmp_path, name):
    assert WORDS in read(pdf(tmp_path / "circle.pdf", CIRCLES[name]))


def test_cross_reference_table_that_follows_itself_ends(tmp_path):
    assert read(pdf(tmp_path / "circle.pdf", {}, trailer="/Prev SELF ")) == WORDS


@pytest.mark.parametrize("name", HOPELESS)
def test_circles_that_hide_the_text_are_told(tmp_path, name):
    outcome = read(pdf(tmp_path / "circle.pdf", HOPELESS[name]), HASTY)
    assert outcome.startswith(
        ("circle.pdf: no text was found", "circle.pdf: damaged", "circle.pdf: not read")
    )


BOMBS = {
    "a page of spaces": b" " * 400_000_000,
    "a page of one sentence": SHOW.encode() * 500_000,
    "a page of lines": b"0 0 m 9 9 l S\n" * 3_000_000,
    "lists in lists": b"[" * 30_000_000,
    "states in states": b"q " * 15_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_small_stream_that_unpacks_to_a_large_one_ends(tmp_path, name):
    packed = zlib.compress(zlib.compress(BOMBS[name], 1))
    path = pdf(tmp_path / "bomb.pdf", {4: stream(packed, "/Filter [/FlateDecode /FlateDecode] ")})
    assert path.stat().st_size < 30_000
    outcome = read(path, HASTY)
    told = ("memory to be read", "not read within", "no text was found")
    assert outcome == WORDS or (outcome.startswith("bomb.pdf: ") and any(part in outcome for part in told))
