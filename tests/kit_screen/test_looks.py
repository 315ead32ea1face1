"""Every layout and part in a real browser: readable by everyone, light and dark, wide and narrow."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.kit_screen.gallery.samples import PAGES
from tests.kit_screen.gallery.settings import PROJECT

pytestmark = pytest.mark.browser
AXE = (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WINDOWS = {
    "light": (1366, 768, "light.medium.on"),
    "dark": (1366, 768, "dark.medium.on"),
    "phone": (360, 740, "light.medium.on"),
}


BARS = ".cv-top, .cv-viewer-bar, .cv-pane-title, .cv-pane-foot, .cv-facts, .cv-panel-head, .cv-panel-foot, .cv-section"
OVER = f"""() => [document.documentElement, document.querySelector('#main'), ...document.querySelectorAll('{BARS}')]
    .filter(e => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1).map(e => e.className || e.tagName)"""
SMALL = """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.pdfViewer')
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
    && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML.slice(0, 120))"""


def show(page: Page, context: BrowserContext, gallery: str, name: str, window: str) -> None:
    width, height, chosen = WINDOWS[window]
    context.add_cookies([{"name": "cv_screen", "value": chosen, "url": gallery}])
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{gallery}/page/{name}")
    if page.locator("[data-viewer]:visible").count():
        page.wait_for_selector(".page[data-page-number='1'] canvas")


def violations(page: Page) -> list[str]:
    """Return what axe finds: rule, and the first elements."""
    page.evaluate(AXE)
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}))"
        ".violations.map(v => [v.id, v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + ' :: ' + (n.any[0]?.message ?? ''))])"
    )
    return [json.dumps(entry, ensure_ascii=False) for entry in found]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, browser_context: BrowserContext, gallery: str, name: str) -> None:
    found = {}
    for window in WINDOWS:
        show(page, browser_context, gallery, name, window)
        found[window] = violations(page)

    assert found == {"light": [], "dark": [], "phone": []}


@pytest.mark.parametrize("size", ["medium", "largest"])
def test_no_page_scrolls_sideways_and_no_text_is_under_twelve_pixels(
    page: Page, browser_context: BrowserContext, gallery: str, size: str
) -> None:
    browser_context.add_cookies([{"name": "cv_screen", "value": f"light.{size}.on", "url": gallery}])
    wide, small = [], []
    for name in PAGES:
        page.goto(f"{gallery}/page/{name}")
        for width, height in ((1366, 768), (1024, 700), (768, 1024), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            over = page.evaluate(OVER)
            if over:
                wide.append((name, width, over))
            small += [(name, width, html) for html in page.evaluate(SMALL)]

    assert wide == []
    assert small == []


def test_the_document_takes_more_than_half_of_the_work_area(page: Page, gallery: str) -> None:
    shares = {}
    for name in ("document", "draft", "assign"):
        page.goto(f"{gallery}/page/{name}")
        shares[name] = page.evaluate(
            """() => { const paper = document.querySelector('.cv-paper').getBoundingClientRect();
                 return paper.width / document.querySelector('#main').clientWidth; }"""
        )

    assert all(share > 0.5 for share in shares.values()), shares
    assert shares["document"] > 0.7


def test_a_larger_text_folds_the_page_as_a_smaller_window_does(
    page: Page, browser_context: BrowserContext, gallery: str
) -> None:
    page.goto(f"{gallery}/page/list")
    assert page.locator(".cv-views").is_visible()

    browser_context.add_cookies([{"name": "cv_screen", "value": "light.largest.on", "url": gallery}])
    page.goto(f"{gallery}/page/list")

    assert not page.locator(".cv-views").is_visible()
    assert page.locator(".cv-views-menu").is_visible()


def test_a_phone_shows_the_verdict_before_the_pages_and_the_action_at_the_thumb(
    page: Page, browser_context: BrowserContext, gallery: str
) -> None:
    show(page, browser_context, gallery, "document", "phone")
    verdict = page.locator(".cv-banner").bounding_box()
    paper = page.locator(".cv-viewer").bounding_box()
    action = page.get_by_role("link", name="Cho ý kiến và phân công").bounding_box()

    assert verdict
    assert paper
    assert action
    assert verdict["y"] < paper["y"]
    assert action["y"] + action["height"] > 700
    assert action["height"] >= 44


def test_dark_paper_is_dimmed_and_never_inverted(page: Page, browser_context: BrowserContext, gallery: str) -> None:
    show(page, browser_context, gallery, "document", "dark")
    page.wait_for_selector(".page canvas")

    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('.pdfViewer .page')).filter") == "brightness(0.91)"
    )


def test_printing_leaves_only_words_on_white(page: Page, gallery: str, tmp_path: Path) -> None:
    page.goto(f"{gallery}/page/list")
    page.emulate_media(media="print")

    assert not page.locator(".cv-top").is_visible()
    assert not page.locator(".cv-select-bar").is_visible()
    assert page.get_by_role("cell", name="Mai Khánh Linh").first.is_visible()
    assert page.evaluate("() => getComputedStyle(document.querySelector('.cv-table td')).fontFamily").startswith(
        "Tinos"
    )
