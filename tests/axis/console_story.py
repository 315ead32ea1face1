"""From the console's home an undelivered packet is found, its reason read, and it is offered again: with the mouse in few
clicks, and with the keyboard alone. Counts clicks and fields as the page reports them.

A program of its own: the browser's event loop and Django's database do not share a process.
Run: python console_story.py URL AXE NUMBER REASON; prints JSON {way: {clicks, fields}, "problems": {...}}.
"""

import json
import sys

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from tests.axis.look import FLAGS, look

COUNT = """() => {
  const tell = (kind, event) => { if (event.isTrusted) window.counted(kind); };
  addEventListener('click', event => { if (event.detail > 0) tell('clicks', event); }, true);
  const fields = 'input[type=search], input[type=text], textarea';
  addEventListener('change', event => { if (event.target.matches(fields)) tell('fields', event); }, true);
}"""
PATIENCE_MS = 60_000
MOST_TABS = 60


def counting(context: BrowserContext) -> dict[str, int]:
    seen = {"clicks": 0, "fields": 0}

    def add(kind: str) -> None:
        seen[kind] += 1

    context.expose_function("counted", add)
    context.add_init_script(f"({COUNT})()")
    return seen


def enter(page: Page, url: str) -> None:
    page.goto(f"{url}/dang-nhap")
    page.keyboard.type("dieuhanh")
    page.keyboard.press("Tab")
    page.keyboard.type("congvan-dung-thu")
    page.keyboard.press("Enter")
    page.wait_for_url(url + "/")


def with_the_mouse(page: Page, number: str, reason: str) -> None:
    page.get_by_label("Tìm gói chưa đến").fill(number)
    page.get_by_role("search").get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text(reason)
    page.locator("[data-row-link]").click()
    expect(page.locator(".cv-banner")).to_contain_text(reason)
    page.get_by_role("button", name="Giao lại").click()
    expect(page.get_by_text("Đã trở lại hàng chờ của bên nhận")).to_be_visible()


def with_the_keyboard(page: Page, number: str, reason: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_contain_text(reason)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-select-bar]")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_text("Đã trở lại hàng chờ của bên nhận")).to_be_visible()


def main(url: str, axe: str, reason: str, *numbers: str) -> None:
    told: dict[str, object] = {}
    problems: dict[str, list[str]] = {}
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        for way, number in zip((with_the_mouse, with_the_keyboard), numbers, strict=True):
            context = browser.new_context(viewport={"width": 1366, "height": 768}, bypass_csp=True, locale="vi-VN")
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            enter(page, url)
            seen = counting(context)
            page.goto(url + "/")
            way(page, number, reason)
            told[way.__name__] = dict(seen)
            look(page, axe, way.__name__, problems)
            context.close()
        browser.close()
    sys.stdout.write(json.dumps({**told, "problems": problems}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
