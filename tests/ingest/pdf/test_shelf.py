"""Pages are kept packed while a PDF is read, so that memory hardly grows with them."""

import gc
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from cbm_qa.ingest.pdf.pdfium import read_layout
from cbm_qa.ingest.pdf.shelf import Shelf


@given(st.lists(st.tuples(st.text(), st.floats(allow_nan=False))), st.data())
def test_shelf_is_a_list(items, data):
    shelf = Shelf(items)
    assert list(shelf) == items
    assert shelf[1:3] == items[1:3]
    shelf.append(("more", 1.0))
    at = data.draw(st.integers(0, len(items)))
    shelf[at] = ("other", 2.0)
    assert shelf[at] == ("other", 2.0)
    assert len(shelf) == len(items) + 1


def test_pages_that_were_read_take_little_memory(tmp_path):
    path = tmp_path / "long.pdf"
    canvas = Canvas(str(path))
    for page in range(12):
        for line in range(60):
            words = " ".join(f"word{page * line + n}" for n in range(12))
            canvas.drawString(40, 800 - 12 * line, words)
        canvas.showPage()
    canvas.save()
    held = []

    def report(done, total):
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    layout = read_layout(path, None, report)
    tracemalloc.stop()
    assert len(layout.pages) == 12
    assert len(layout.pages[0].lines) == 60
    grown = (held[-1] - held[3]) / 8
    assert grown < 40_000  # 720 words as objects take 250,000
