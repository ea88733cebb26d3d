"""The Documents page in a browser: upload a PDF, ask, see the page with the quote marked, remove."""

import io
import shutil

import pytest
from PIL import Image
from reading import read_text
from typeset import typeset
from web_site import served

pytestmark = [pytest.mark.browser, pytest.mark.model]

PAPER = """Ferries of the Inland Sea

Jane Doe

1 Introduction
Ferries carried most of the grain of the inland sea until bridges were built. They were slow and cheap.
The first captain was called Ottokar Brandvold, and he sailed for thirty years.

2 Results
The harbour of Vestby closed in 1971 because the channel had silted up. Nobody dredged it again.
"""
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    return typeset(read_text(PAPER, folder), folder / "ferries.pdf", columns=2, first_page=41)


@pytest.fixture
def copies(tiny_corpus, tiny_index, tmp_path):
    folders = {"corpus": tmp_path / "corpus", "index": tmp_path / "index"}
    shutil.copytree(tiny_corpus, folders["corpus"])
    shutil.copytree(tiny_index, folders["index"])
    return {**folders, "home": tmp_path / "home"}


def opened(index):
    from cbm_qa import Assistant

    return Assistant.open(index)


@pytest.fixture(params=SIZES)
def page(request, browser, copies):
    with served(opened(copies["index"]), **copies) as address:
        context = browser.new_context(viewport=SIZES[request.param])
        page = context.new_page()
        failures = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{address}/#/documents")
        page.wait_for_selector("#shelf-list li[data-key=tiny]", timeout=20_000)
        yield page
        context.close()
        assert failures == []


def marked_share(page):
    """How much of the first mark lies over dark print, in the picture of the page alone."""
    box = page.evaluate(
        "() => { const p = document.querySelector('.sheet-paper').getBoundingClientRect();"
        " const r = document.querySelector('.sheet-paper rect').getBoundingClientRect();"
        " return [r.left - p.left, r.top - p.top, r.right - p.left, r.bottom - p.top].map((v, i) =>"
        " v / (i % 2 ? p.height : p.width)); }"
    )
    import base64

    data = page.get_attribute(".sheet-paper img", "src").split(",", 1)[1]
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("L")
    wide, high = picture.size
    cut = picture.crop((int(box[0] * wide), int(box[1] * high), int(box[2] * wide), int(box[3] * high)))
    dark = sum(cut.histogram()[:128])
    return dark / (cut.size[0] * cut.size[1])


def test_upload_ask_see_the_page_remove(page, pdf, copies):
    page.set_input_files("#upload input[type=file]", str(pdf))
    page.wait_for_selector("#upload-state .added", timeout=60_000)
    page.wait_for_selector("#shelf-list li[data-key=ferries]")
    assert "1 page" in page.inner_text("#shelf-list li[data-key=ferries]")
    assert page.get_attribute(".shelf-state", "data-state") == "current"
    assert (copies["corpus"] / "ferries.pdf").read_bytes() == pdf.read_bytes()

    page.click("#page-ask-button")
    page.fill("#question textarea", "Why did the harbour of Vestby close?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .claims", timeout=30_000)
    assert "silted up" in page.inner_text("#turn-1 .claims")
    page.click("#turn-1 .cite")
    page.wait_for_selector("#evidence h2", state="visible")
    assert "page 41" in page.inner_text("#evidence .evidence-head")
    page.locator("#evidence figure.sheet").scroll_into_view_if_needed()
    page.wait_for_selector("#evidence .sheet img:not([hidden])", timeout=20_000)
    assert page.evaluate("document.querySelector('.sheet-paper img').naturalWidth") >= 1000
    assert 0.03 < marked_share(page) < 0.6
    page.click("#evidence [data-enlarge]")
    assert page.evaluate(
        "() => { const p = document.querySelector('.sheet-window');"
        " const r = document.querySelector('.sheet rect').getBoundingClientRect(), b = p.getBoundingClientRect();"
        " return p.scrollWidth > p.clientWidth && r.left >= b.left - 1 && r.top >= b.top - 1 && r.top < b.bottom; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.click("#page-documents-button")
    page.click("#shelf-list li[data-key=ferries] [data-remove]")
    page.wait_for_selector("#shelf-list li[data-key=ferries] [data-keep]:visible")
    page.click("#shelf-list li[data-key=ferries] .sure")
    page.wait_for_selector("#shelf-list li[data-key=ferries]", state="detached", timeout=30_000)
    assert not (copies["corpus"] / "ferries.pdf").exists()
    page.click("#page-ask-button")
    page.fill("#question textarea", "Why did the harbour of Vestby close?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-2 .refusal, #turn-2 .claims", timeout=30_000)
    assert "silted" not in page.inner_text("#turn-2")


def test_file_that_is_no_document_is_refused_by_name(page, tmp_path):
    program = tmp_path / "setup.pdf"
    program.write_bytes(b"MZ" + b"\0" * 100)
    page.set_input_files("#upload input[type=file]", str(program))
    page.wait_for_selector("#upload-state .error", timeout=20_000)
    assert "setup.pdf: this is a Windows program, not a .pdf file" in page.inner_text("#upload-state")
    assert page.locator("#shelf-list li").count() == 1


def test_visitors_of_a_read_only_site_change_nothing(browser, copies):
    with served(opened(copies["index"]), **copies, read_only=True) as address:
        page = browser.new_page()
        page.goto(f"{address}/#/documents")
        page.wait_for_selector("#shelf-list li[data-key=tiny]", timeout=20_000)
        assert page.locator("#upload, [data-remove], #reindex").count() == 0
        page.close()
    from cbm_qa.web.documents import _remove
    from cbm_qa.web.site import Site

    site = Site(opened(copies["index"]), **copies, read_only=True)
    assert "cannot be removed here" in _remove(site, "tiny")
    assert (copies["corpus"] / "tiny.txt").exists()
