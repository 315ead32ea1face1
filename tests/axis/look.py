"""Open every page of a running console and report what axe, the width or the browser's console complains about.

A program of its own: the browser's event loop and Django's database do not share a process.
Run: python look.py URL AXE
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROBLEMS = ["tat-ca", "chua-lay", "chua-chuyen", "tu-choi", "loi", "qua-han"]
PAGES = ["/", "/goi-tin", *(f"/chua-den/{one}" for one in PROBLEMS), "/he-thong", "/danh-ba", "/bang-so", "/v1/docs"]
PAGES += ["/dau-vet", "/he-thong/co-quan", "/he-thong/vpcp", "/noi-he-thong", "/thong-bao", "/canh-bao", "/thong-ke"]
PAGES += ["/muc-dich-vu", "/mo-phong", "/lien-truc", "/chua-den/chua-len"]
PAGES += ["/danh-ba/co-quan/H29", "/danh-ba/co-quan/G13", "/danh-ba/sap-xep", "/danh-ba/sap-xep/moi?viec=split&ma=H29"]
SIZES = [(1366, 768), (360, 740)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main(url: str, axe: str) -> None:
    problems: dict[str, list[str]] = {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        for width, height in SIZES:
            context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True, locale="vi-VN")
            page = context.new_page()
            errors: list[str] = []
            page.on(
                "console", lambda message, kept=errors: kept.append(message.text) if message.type == "error" else None
            )
            page.goto(f"{url}/dang-nhap")
            look(page, axe, f"/dang-nhap@{width}", problems)
            page.keyboard.type("dieuhanh")
            page.keyboard.press("Tab")
            page.keyboard.type("congvan-dung-thu")
            page.keyboard.press("Enter")
            page.wait_for_selector(".cv-rail")
            for path in PAGES:
                page.goto(url + path)
                look(page, axe, f"{path}@{width}", problems)
            page.goto(f"{url}/goi-tin")
            page.locator("a[data-row-link]").first.focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/goi-tin/*")
            look(page, axe, f"packet@{width}", problems)
            page.goto(page.url + "/nguyen-van")
            look(page, axe, f"raw@{width}", problems)
            if errors:
                problems[f"console@{width}"] = errors
            context.close()
        browser.close()
    sys.stdout.write(json.dumps(problems, ensure_ascii=False))


def look(page: Page, axe: str, name: str, problems: dict[str, list[str]]) -> None:
    page.wait_for_load_state("networkidle")
    page.add_script_tag(content=Path(axe).read_text())
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
    )
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls sideways")
    if found:
        problems[name] = found


if __name__ == "__main__":
    main(*sys.argv[1:])
