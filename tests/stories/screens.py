"""People in front of real screens: one Chromium, one window a person. Doors: Screens, Window, AXE, browser.

Nobody here knows a secret way in: a person logs in with the form, sees what the page shows, and presses what stands on
it. Every window keeps what the browser complained about.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from congvan.demo.country import PASSWORD

REPOSITORY = Path(__file__).resolve().parents[2]
AXE = (REPOSITORY / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
SHOTS = os.environ.get("CONGVAN_SHOTS")
WIDE, PHONE = (1366, 768), (360, 740)
PATIENCE_MS = 60_000
FITTED_MS = 10_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
# The reader of PDF files tries a faster decoder first and goes on without it where the policy forbids it.
EXPECTED = re.compile(r"WebAssembly|wasm-unsafe-eval")
# The page itself tells when the content policy was broken: only there it is known whether axe was at work, which tries
# styles that the policy forbids. The console would tell too late.
POLICY = """addEventListener('securitypolicyviolation', broken => {
  if (window.axeRuns || broken.blockedURI === 'wasm-eval') return;
  window.policyBroken(`${location.pathname}: ${broken.violatedDirective} forbids ${broken.blockedURI} at `
    + `${broken.sourceFile}:${broken.lineNumber} ${broken.sample}`);
})"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """What one person sees, and what the browser complained about meanwhile."""

    context: BrowserContext
    page: Page
    base_url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Response | None:
        return self.page.goto(self.base_url + path)

    def listen(self) -> None:
        """Keep every error of the console, every break of the content policy, every script and request that failed."""
        self.context.expose_function("policyBroken", lambda line: self.complaints.append(line))
        self.context.add_init_script(POLICY)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        # An answer that says no is counted by its status in _answered, the policy by POLICY.
        elsewhere = ("Failed to load resource", "Content Security Policy")
        expected = EXPECTED.search(message.text) or any(words in message.text for words in elsewhere)
        if message.type == "error" and not expected:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{self.page.url}: {response.url} answered {response.status}")


class Screens:
    """The windows of one test; all closed at its end."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.windows: list[Window] = []

    def window(self, base_url: str, size: tuple[int, int] = WIDE, **more: Any) -> Window:
        """Open an empty window."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(
            **{"viewport": viewport, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", **more}  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE_MS)
        window = Window(context, context.new_page(), base_url)
        window.listen()
        self.windows.append(window)
        return window

    def person(self, base_url: str, username: str, size: tuple[int, int] = WIDE, **more: Any) -> Window:
        """Open a window and log a person in with the form."""
        window = self.window(base_url, size, **more)
        window.open("/dang-nhap")
        window.page.get_by_label("Tên đăng nhập").fill(username)
        window.page.locator("input[type=password]").fill(PASSWORD)
        window.page.keyboard.press("Enter")
        window.page.wait_for_url(lambda url: "/dang-nhap" not in url)
        return window

    def close(self) -> None:
        for window in self.windows:
            window.context.close()


def violations(page: Page) -> list[str]:
    """Return what axe finds: rule, and the first elements."""
    page.evaluate("() => { window.axeRuns = true; }")
    page.evaluate(AXE)
    found: list[str] = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(v => `${v.id}: `
        + v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + ' (' + (n.any[0]?.message ?? '') + ')').join(' | '))"""
    )
    return found


def scrolls_sideways(page: Page) -> bool:
    """Return whether the page stays wider than its window; a sheet that is still being fitted does not count."""
    try:
        page.wait_for_function(
            "() => [document.documentElement, document.querySelector('main') ?? document.body]"
            ".every(e => e.scrollWidth <= e.clientWidth + 1)",
            timeout=FITTED_MS,
        )
    except NotInTime:
        return True
    return False


def shoot(page: Page, name: str) -> None:
    """Keep a picture when CONGVAN_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
