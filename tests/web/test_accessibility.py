"""axe-core finds no serious or critical fault on any page, in light, dark and high contrast; the keyboard
reaches everything in the chat."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from web_site import READY

from cbm_qa.web.app import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.model]
WORST = ("serious", "critical")
LOOKS = [("desk", "light"), ("desk", "dark"), ("phone", "contrast")]
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def faults(page):
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for fault in found
        if fault["impact"] in WORST
        for node in fault["nodes"][:4]
    ]


@pytest.mark.parametrize(("size", "look"), LOOKS)
def test_no_page_shuts_anyone_out(browser, address, size, look):
    context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(f"localStorage.setItem('cbm-qa-look', '{look}')")
    page.goto(address)
    page.wait_for_selector("#question textarea")
    for turn, question in enumerate(
        ("How much did Norland export to Sudland in 2020?", "Where is Westland?"), 1
    ):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#turn-{turn} .actions", timeout=20_000)
    found = {"ask": faults(page)}
    for key in (page_.key for page_ in PAGES if page_.key != "ask"):
        page.goto(f"{address}/#tiny/2.1/p1" if key == "read" else f"{address}/#/{key}")
        page.wait_for_selector(READY[key], state="visible", timeout=20_000)
        found[key] = faults(page)
    context.close()
    assert {key: faulty for key, faulty in found.items() if faulty} == {}


def test_all_of_the_chat_is_reached_by_keyboard(browser, address):
    context = browser.new_context(viewport=SIZES["desk"])
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    page.focus("#question textarea")
    page.keyboard.type("How much did Norland export to Sudland in 2020?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .actions", timeout=20_000)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "() => { const e = document.activeElement; return e.id || e.dataset.verdict || e.dataset.again !== undefined && 'again'"
                " || e.dataset.edit !== undefined && 'edit' || e.closest('details')?.className || e.className.split(' ')[0]; }"
            )
        )
        visible = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return document.activeElement === document.body"
            " || s.outlineStyle !== 'none' || s.boxShadow !== 'none' || s.borderColor !== ''; }"
        )
        assert visible
    assert {
        "cite",
        "cell",
        "source",
        "menu",
        "again",
        "edit",
        "right",
        "wrong",
        "wrong_citation",
    } <= reached, reached
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    context.close()
