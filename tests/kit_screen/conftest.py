"""One served gallery and one browser for all tests of the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.kit_screen.browser import launch, serve
from tests.kit_screen.gallery.settings import configure

from congvan import assets

configure()


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """Return the address of the gallery, with the browser files in place."""
    assets.build()
    with serve() as address:
        yield address


@pytest.fixture(scope="session")
def browser_context() -> Iterator[BrowserContext]:
    with launch() as context:
        yield context


@pytest.fixture
def page(browser_context: BrowserContext, gallery: str) -> Iterator[Page]:
    """Return an empty page of 1366×768 whose own faults fail the test; nothing is kept of the test before."""
    browser_context.clear_cookies()
    page = browser_context.new_page()
    page.goto(f"{gallery}/fragment/pill")
    page.evaluate("() => localStorage.clear()")
    page.set_viewport_size({"width": 1366, "height": 768})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []
